/**
 * A terminal out of its box and the portal in a real browser, over one acquirer: the merchant applies at the terminal, a reviewer
 * approves in the portal, a clerk activates there, the terminal is bound and sells, and its sale stands on the page.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { viewLedger } from "../../host/acquirer/control.ts";
import { TEST_USERS } from "../../host/acquirer/portal/login/test_users.ts";
import { APPLICATION_STATES } from "../../host/acquirer/portal/web/texts.ts";
import type { TextKey } from "../../host/acquirer/portal/web/texts.ts";
import { runCommand } from "../../host/acquirer/platform/commands.ts";
import type { PlatformAnswer, PlatformCommand } from "../../host/acquirer/platform/commands.ts";
import { openService } from "../../host/acquirer/service.ts";
import type { Service } from "../../host/acquirer/service.ts";
import { DEVICE } from "../../host/simulator/binding.ts";
import { loadCore } from "../../host/simulator/core_module.ts";
import { openDataFolder } from "../../host/simulator/data_folder.ts";
import { playDemo } from "../../host/simulator/demo.ts";
import { jsonReport } from "../../host/simulator/demo_report.ts";
import { hasChromium, MISSING_CHROMIUM, openBrowser } from "./chromium.ts";
import { prepare } from "./command.ts";

const SCREENSHOTS = new URL("../../build/out/portal-screenshots/", import.meta.url).pathname;
const TIMEOUT_MS = 15_000;

describe("a terminal and the portal", { skip: hasChromium() ? false : MISSING_CHROMIUM }, () => {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-portal-terminal-"));
  const data = openDataFolder(folder);
  let service: Service;
  let browser: Browser;

  before(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await prepare();
    service = await openService({ data: data.acquirer, host: "127.0.0.1", port: 0, portal: 0, log: () => {} });
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    await service.close();
    rmSync(folder, { recursive: true });
  });

  async function signedIn(role: string): Promise<Page> {
    const { name, password } = TEST_USERS.find((user) => user.role === role)!;
    const page = await (await browser.newContext({ locale: "en" })).newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    await page.goto(`http://127.0.0.1:${String(service.portal)}`);
    await page.fill("#user", name);
    await page.fill("#password", password);
    await page.click("#sign-in");
    await page.waitForSelector("nav");
    return page;
  }

  const open = (page: Page, title: TextKey): Promise<void> => page.click(`nav a[href="#${title}"]`);
  const act = (page: Page, name: TextKey): Promise<void> =>
    page.click(`tr:has-text("${DEVICE.serial}") button[data-do="${name}"]`);

  async function approves(): Promise<void> {
    const page = await signedIn("reviewer");
    await open(page, "applications");
    const steps = [
      ["review", "inReview"],
      ["approve", "approved"],
      ["noteContract", "contracted"],
    ] as const;
    for (const [name, state] of steps) {
      await act(page, name);
      await page.click("dialog button[type=submit]");
      await page.waitForSelector(`tr:has-text("${DEVICE.serial}") .badge:has-text("${APPLICATION_STATES[state].en}")`);
    }
    await page.context().close();
  }

  /** @returns the code that the page shows */
  async function activates(): Promise<string> {
    const page = await signedIn("clerk");
    await open(page, "devices");
    await act(page, "activate");
    const code = await page.innerText("#code");
    await page.context().close();
    return code;
  }

  it("come together: applied for, approved, activated, bound, sold, and the sale stands on the page", async () => {
    const told: string[] = [];
    let code = "";
    /** What the clerk of a demo does through the control channel is done in the browser. */
    const platform = async (command: PlatformCommand): Promise<PlatformAnswer> => {
      if (command.do === "approve") await approves();
      else if (command.do === "give activation") code = await activates();
      else return runCommand(service.platform, command);
      return runCommand(service.platform, { do: "state" });
    };
    await playDemo({
      folder: data,
      core: loadCore(),
      acquirer: { host: "127.0.0.1", port: service.port },
      ledger: () => Promise.resolve(viewLedger(service.ledger)),
      platform,
      language: "en",
      report: jsonReport((line) => told.push(line)),
    });
    assert.match(code, /^[0-9]{8}$/);
    assert.ok(!told.some((line) => line.includes(code)));
    assert.deepEqual(JSON.parse(told.at(-1)!), { done: true });

    const page = await signedIn("auditor");
    await open(page, "transactions");
    const { terminal } = service.ledger.tables.get("device", DEVICE.serial)!;
    await page.waitForSelector(`tr:has-text("${terminal}"):has-text("12.34")`);
    await page.screenshot({ path: `${SCREENSHOTS}11-the-sale.png` });
    await open(page, "settlements");
    await page.waitForSelector(`tr:has-text("${terminal}")`);
    await page.screenshot({ path: `${SCREENSHOTS}12-the-settlement.png` });
  });
});
