/**
 * The portal in a real browser: from an application to an activation code, in both languages, by mouse and by keyboard; every
 * page of every role opens without a word on the browser's console. Screenshots stay in build/out/portal-screenshots.
 */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { ROLES } from "../../host/acquirer/portal/login/roles.ts";
import type { Role } from "../../host/acquirer/portal/login/roles.ts";
import { APPLICATION_STATES, DEVICE_STATE_TEXTS, DOCUMENT_TEXTS, TEXTS } from "../../host/acquirer/portal/web/texts.ts";
import type { TextKey } from "../../host/acquirer/portal/web/texts.ts";
import { FORM, PASSWORD, openWorld } from "../host/acquirer/portal/world.ts";
import type { World } from "../host/acquirer/portal/world.ts";
import { hasChromium, MISSING_CHROMIUM, openBrowser } from "./chromium.ts";
import { prepare } from "./command.ts";

const SCREENSHOTS = new URL("../../build/out/portal-screenshots/", import.meta.url).pathname;
const TIMEOUT_MS = 15_000;
const DEVICE = "TC000009";

const missing = hasChromium() ? false : MISSING_CHROMIUM;

describe("the portal in a browser", { skip: missing }, () => {
  let world: World;
  let browser: Browser;
  /** What the browser complained of: blocked by the policy, or thrown. */
  const complaints: string[] = [];
  const contexts: BrowserContext[] = [];

  before(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await prepare();
    world = await openWorld();
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    await world.portal.close();
  });

  async function visit(locale: "zh-CN" | "en"): Promise<Page> {
    const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } });
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    page.on("console", (message) => {
      // What the API refuses is no complaint: here a wrong password, nobody signed in, a wrong licence.
      if (message.type() === "error" && !/status of 40[01]/.test(message.text())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(world.origin);
    return page;
  }

  async function signedIn(user: Role, locale: "zh-CN" | "en" = "en"): Promise<Page> {
    const page = await visit(locale);
    await page.fill("#user", user);
    await page.fill("#password", PASSWORD);
    await page.click("#sign-in");
    await page.waitForSelector("nav");
    return page;
  }

  const picture = (page: Page, name: string): Promise<unknown> =>
    page.screenshot({ path: `${SCREENSHOTS}${name}.png` });
  const open = async (page: Page, title: TextKey): Promise<void> => {
    await page.click(`nav a[href="#${title}"]`);
    await page.waitForSelector(`nav a[href="#${title}"][aria-current]`);
  };
  const act = (page: Page, row: string, name: TextKey): Promise<void> =>
    page.click(`tr:has-text("${row}") button[data-do="${name}"]`);
  const stateOf = (page: Page, row: string): Promise<string> => page.innerText(`tr:has-text("${row}") .badge`);
  const send = async (page: Page): Promise<void> => {
    await page.click("dialog button[type=submit]");
    await page.waitForSelector("dialog", { state: "detached" });
  };

  it("refuses a wrong password in the visitor's language, and lets the right one in", async () => {
    const page = await visit("zh-CN");
    await page.waitForSelector("#user");
    assert.equal(await page.innerText("h1"), TEXTS.signIn.zh);
    await page.fill("#user", "auditor");
    await page.fill("#password", "not this one");
    await page.keyboard.press("Enter");
    await page.waitForSelector('.fault:has-text("用户名或密码不正确")');
    await picture(page, "01-sign-in");
    await page.keyboard.type(PASSWORD); // the cursor stands there again
    await page.keyboard.press("Enter");
    await page.waitForSelector("nav");
    assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
  });

  it("takes an application by keyboard, says what is wrong with it, and shows it", async () => {
    const page = await signedIn("clerk", "zh-CN");
    await open(page, "applications");
    await page.focus('button[data-do="apply"]');
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open]");
    const { name, category, licence, identity, account, contact, phone, documents } = FORM;
    for (const value of [DEVICE, name, category, "91110108MA01AAAA11", identity, account, contact, phone]) {
      await page.keyboard.type(value);
      await page.keyboard.press("Tab");
    }
    for (const document of documents) await page.check(`dialog input[value="${document}"]`);
    await page.click("dialog button[type=submit]");
    await page.waitForSelector('dialog #field-licence[aria-invalid="true"]');
    assert.match(await page.innerText("dialog .fault"), /统一社会信用代码/);
    await picture(page, "02-application-refused");
    await page.fill("#field-licence", licence);
    await send(page);
    await page.waitForSelector(`tr:has-text("${DEVICE}")`);
    assert.equal(await stateOf(page, DEVICE), APPLICATION_STATES.submitted.zh);
    await picture(page, "03-applications");
  });

  it("is reviewed, approved and contracted by a reviewer, who alone sees personal data", async () => {
    const page = await signedIn("reviewer");
    await open(page, "applications");
    await act(page, DEVICE, "details");
    const details = await page.innerText("dialog");
    for (const shown of [FORM.identity, FORM.account, FORM.phone]) assert.ok(details.includes(shown));
    for (const document of FORM.documents) {
      assert.ok(details.includes(DOCUMENT_TEXTS[document as keyof typeof DOCUMENT_TEXTS].en));
    }
    await picture(page, "04-details");
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
    const states = ["inReview", "approved", "contracted"] as const;
    for (const [index, name] of (["review", "approve", "noteContract"] as const).entries()) {
      await act(page, DEVICE, name);
      await send(page);
      const state = APPLICATION_STATES[states[index]!].en;
      await page.waitForSelector(`tr:has-text("${DEVICE}") .badge:has-text("${state}")`);
    }
    await picture(page, "05-contracted");
    await open(page, "devices");
    await page.waitForSelector(`tr:has-text("${DEVICE}")`);
    assert.equal(await stateOf(page, DEVICE), DEVICE_STATE_TEXTS.assigned.en);
  });

  it("gives an activation code once the device is bound, and shows it once", async () => {
    const { tables } = world.ledger;
    const device = tables.get("device", DEVICE)!;
    world.ledger.transaction(() => tables.put("device", DEVICE, { ...device, state: "bound" }));
    const page = await signedIn("clerk", "zh-CN");
    await open(page, "devices");
    await act(page, DEVICE, "activate");
    await page.waitForSelector("#code");
    assert.match(await page.innerText("#code"), /^[0-9]{8}$/);
    await picture(page, "06-activation-code");
    const code = await page.innerText("#code");
    await page.click("dialog button.main");
    await page.waitForSelector("dialog", { state: "detached" });
    assert.equal(world.context.outbox.last("activation", DEVICE)?.code, code);
    assert.ok(!(await page.content()).includes(code));
    const support = await signedIn("support");
    await open(support, "devices");
    await act(support, DEVICE, "assist");
    await send(support);
    await support.waitForSelector(`tr:has-text("${DEVICE}") .badge:has-text("${DEVICE_STATE_TEXTS.active.en}")`);
    await picture(support, "07-activated");
  });

  it("speaks the other language at a button, and remembers it", async () => {
    const page = await signedIn("auditor");
    await open(page, "audit");
    assert.equal(await page.innerText("main h1"), TEXTS.audit.en);
    await page.click("#language");
    assert.equal(await page.innerText("main h1"), TEXTS.audit.zh);
    await page.reload();
    await page.waitForSelector("nav");
    assert.equal(await page.innerText("main h1"), TEXTS.audit.zh);
    await page.waitForSelector("tbody tr");
    await picture(page, "08-audit");
    await page.click("#sign-out");
    await page.waitForSelector("#sign-in");
    await page.reload();
    await page.waitForSelector("#sign-in");
  });

  it("draws the faults of a merchant, and not those of another", async () => {
    const page = await signedIn("owner");
    await open(page, "faults");
    await page.waitForSelector(".chart canvas");
    assert.equal(await page.locator(".chart canvas").count(), 2);
    await page.waitForSelector("tbody tr");
    const shown = await page.innerText("main");
    assert.ok(shown.includes("TC000001") && !shown.includes("TC000002"));
    await picture(page, "09-faults");
  });

  it("shows what a merchant typed as text and runs none of it", async () => {
    const name = "<img src=x onerror=alert(1)>";
    const { tables } = world.ledger;
    const merchant = tables.list("merchant")[0]!;
    world.ledger.transaction(() => tables.put("merchant", merchant.merchant, { ...merchant, name }));
    const page = await signedIn("clerk");
    await open(page, "merchants");
    await page.waitForSelector(`tr:has-text("${merchant.merchant}")`);
    assert.equal(await page.locator("main img").count(), 0);
    assert.ok((await page.innerText("main")).includes(name));
  });

  it("opens every page of every role, in a wide and in a narrow window, without a complaint", async () => {
    for (const role of ROLES) {
      const page = await signedIn(role, "zh-CN");
      const links = await page.locator("nav a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
      assert.ok(links.length >= 8, `${role}: ${links.length}`);
      for (const link of links) {
        await page.click(`nav a[href="${link ?? ""}"]`);
        await page.waitForSelector("main table, main .none, main dl");
        if (role === "clerk") await picture(page, `page-${link?.slice(1) ?? ""}`);
      }
      await page.setViewportSize({ width: 420, height: 800 });
      const isWider = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
      assert.equal(isWider, false, `${role} in a narrow window`);
      if (role === "owner") await picture(page, "10-narrow");
    }
    assert.deepEqual(complaints, []);
    assert.deepEqual(world.failures, []);
  });
});
