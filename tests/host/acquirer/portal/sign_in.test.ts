/** Signing in: sessions and their tokens, guesses, first passwords, and what is left of all that in the audit log. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AGE_MS_MAX, IDLE_MS_MAX, Sessions } from "../../../../host/acquirer/portal/login/sessions.ts";
import { Throttle } from "../../../../host/acquirer/portal/login/throttle.ts";
import { OWN, PASSWORD, Visitor, openWorld } from "./world.ts";
import type { World } from "./world.ts";

const TEXTS = { supportPhone: "4001", supportOnline: "a", receiptHead: "", receiptFoot: "", cards: true, codes: true };

async function within(work: (world: World) => Promise<void>): Promise<void> {
  const world = await openWorld();
  try {
    await work(world);
    assert.deepEqual(world.failures, []);
  } finally {
    await world.portal.close();
  }
}

describe("a session", () => {
  it("has a cookie that no script and no other site can use, with 256 random bits", () =>
    within(async (world) => {
      const names = new Set<string>();
      for (let i = 0; i < 3; i++) {
        const { headers } = await new Visitor(world).signIn("clerk", PASSWORD);
        const [, name = "", attributes = ""] =
          /^tillcore_session=([\w-]+)(.*)$/.exec(headers.get("set-cookie") ?? "") ?? [];
        assert.equal(name.length, 43);
        assert.equal(attributes, "; Path=/; HttpOnly; SameSite=Strict");
        names.add(name);
      }
      assert.equal(names.size, 3);
    }));

  it("is never one that the visitor brought: a name from outside is dropped at the sign-in", () =>
    within(async (world) => {
      const visitor = new Visitor(world);
      visitor.cookie = `tillcore_session=${"A".repeat(43)}`;
      assert.equal((await visitor.call("readSession")).status, 401);
      await visitor.signIn("clerk", PASSWORD);
      assert.ok(!visitor.cookie.includes("AAAA"));
      const fixed = new Visitor(world);
      fixed.cookie = `tillcore_session=${"A".repeat(43)}`;
      assert.equal((await fixed.call("readSession")).status, 401);
    }));

  it("is replaced at a second sign-in: the first name is worth nothing", () =>
    within(async (world) => {
      const visitor = await Visitor.signedIn(world, "clerk");
      const first = visitor.cookie;
      await visitor.signIn("reviewer", PASSWORD);
      const old = new Visitor(world);
      old.cookie = first;
      assert.equal((await old.call("readSession")).status, 401);
    }));

  it("ends when it is signed out, after a rest, and after a day's work", () =>
    within(async (world) => {
      const visitor = await Visitor.signedIn(world, "clerk");
      const { cookie, csrf } = visitor;
      const out = await visitor.call("signOut");
      assert.equal(out.status, 204);
      assert.match(out.headers.get("set-cookie") ?? "", /^tillcore_session=; .*Max-Age=0$/);
      Object.assign(visitor, { cookie, csrf });
      assert.equal((await visitor.call("readSession")).status, 401);

      const resting = await Visitor.signedIn(world, "clerk");
      world.pass(IDLE_MS_MAX - 1);
      assert.equal((await resting.call("readSession")).status, 200);
      world.pass(IDLE_MS_MAX);
      assert.equal((await resting.call("readSession")).status, 401);
    }));

  it("ends after a day's work however busy it is, and there are only so many", () => {
    const sessions = new Sessions();
    const { name } = sessions.open("clerk", 0);
    for (let now = 0; now < AGE_MS_MAX; now += IDLE_MS_MAX / 2) assert.ok(sessions.find(name, now));
    assert.equal(sessions.find(name, AGE_MS_MAX), undefined);
    const names = Array.from({ length: 7 }, () => sessions.open("clerk", AGE_MS_MAX).name);
    assert.deepEqual(
      names.map((each) => sessions.find(each, AGE_MS_MAX) !== undefined),
      [false, false, true, true, true, true, true],
    );
  });

  it("cannot be named twice in one cookie", () =>
    within(async (world) => {
      const visitor = await Visitor.signedIn(world, "clerk");
      const headers = { cookie: `${visitor.cookie}; tillcore_session=b` };
      assert.equal((await visitor.send("GET", "/api/v1/session", { headers })).status, 401);
    }));

  it("of somebody who is locked in the middle of it ends", () =>
    within(async (world) => {
      const [clerk, owner] = [await Visitor.signedIn(world, "clerk"), await Visitor.signedIn(world, "owner")];
      assert.equal((await clerk.call("lockUser", { name: "owner" }, { isLocked: true })).status, 200);
      assert.equal((await owner.call("readSession")).status, 401);
      assert.equal((await new Visitor(world).signIn("owner", PASSWORD)).status, 401);
      assert.equal((await clerk.call("lockUser", { name: "reviewer" }, { isLocked: true })).status, 403);
    }));
});

describe("a change", () => {
  it("without its token, with a wrong one or with another session's is refused, and changes nothing", () =>
    within(async (world) => {
      const [clerk, other] = [await Visitor.signedIn(world, "clerk"), await Visitor.signedIn(world, "clerk")];
      assert.notEqual(clerk.csrf, other.csrf);
      const right = clerk.csrf;
      for (const token of ["", "wrong", `${right}a`, other.csrf]) {
        clerk.csrf = token;
        const { status, body } = await clerk.call("setTexts", {}, TEXTS);
        assert.deepEqual([status, (body as { code: string }).code], [403, "NO_TOKEN"], token);
      }
      assert.equal(world.ledger.tables.get("texts", "platform"), undefined);
      clerk.csrf = right;
      assert.equal((await clerk.call("setTexts", {}, TEXTS)).status, 200);
    }));

  it("needs the token whichever operation it is", () =>
    within(async (world) => {
      const clerk = await Visitor.signedIn(world, "clerk");
      clerk.csrf = "";
      for (const id of ["signOut", "changePassword", "suspendDevice", "activateDevice"] as const) {
        assert.equal((await clerk.call(id, { device: "TC000001" }, {})).status, 403, id);
      }
    }));
});

describe("guessing a password", () => {
  it("is slowed down for the user, more with every guess, even when the next one is right", () =>
    within(async (world) => {
      const visitor = new Visitor(world);
      for (let i = 0; i < 4; i++) assert.equal((await visitor.signIn("clerk", "a wrong password")).status, 401);
      const { status, headers } = await visitor.signIn("clerk", PASSWORD);
      assert.deepEqual([status, headers.get("retry-after")], [429, "1"]);
      world.pass(1_000);
      assert.equal((await visitor.signIn("CLERK", "a wrong password")).status, 401);
      assert.equal((await visitor.signIn("clerk", PASSWORD)).headers.get("retry-after"), "2");
      assert.equal((await visitor.signIn("auditor", PASSWORD)).status, 200);
      world.pass(2_000);
      assert.equal((await visitor.signIn("clerk", PASSWORD)).status, 200);
    }));

  it("is answered alike for a user that there is and one that there is not", () =>
    within(async (world) => {
      const [known, unknown] = [new Visitor(world), new Visitor(world)];
      const answers = [
        await known.signIn("clerk", "a wrong password"),
        await unknown.signIn("nobody", "a wrong password"),
      ];
      assert.equal(answers[0]?.text, answers[1]?.text);
    }));

  it("waits longer and longer, to a limit, and is forgotten after an hour", () => {
    const throttle = new Throttle();
    const delays = Array.from({ length: 16 }, () => {
      throttle.begin("clerk", "a", 0);
      return throttle.delay("clerk", "b", 0);
    });
    assert.deepEqual(delays.slice(0, 6), [0, 0, 0, 1_000, 2_000, 4_000]);
    assert.equal(delays.at(-1), 15 * 60_000);
    assert.ok(throttle.delay("auditor", "a", 0) > 0, "the address waits too");
    assert.equal(throttle.delay("auditor", "b", 0), 0);
    assert.equal(throttle.delay("clerk", "b", 60 * 60_000), 0);
    throttle.succeed("clerk", "a");
    assert.equal(throttle.delay("clerk", "a", 0), 0);
  });

  it("counts those that come at once", () =>
    within(async (world) => {
      const guesses = Array.from({ length: 12 }, () => new Visitor(world).signIn("clerk", "a wrong password"));
      const statuses = (await Promise.all(guesses)).map(({ status }) => status);
      assert.equal(statuses.filter((status) => status === 401).length, 4, statuses.join(" "));
    }));
});

describe("a first password", () => {
  it("opens nothing but its own change; the old one and other sessions are worth nothing then", () =>
    within(async (world) => {
      const clerk = await Visitor.signedIn(world, "clerk");
      const owner = { name: "li.si", merchant: OWN, password: "given by the clerk" };
      assert.equal((await clerk.call("addOwner", {}, owner)).status, 200);
      assert.equal((await clerk.call("addOwner", {}, owner)).status, 409);
      const [visitor, second] = [new Visitor(world), new Visitor(world)];
      const { body } = await visitor.signIn("li.si", owner.password);
      await second.signIn("li.si", owner.password);
      assert.equal((body as { mustChange: boolean }).mustChange, true);
      const refused = await visitor.call("listDevices");
      assert.deepEqual([refused.status, (refused.body as { code: string }).code], [403, "PASSWORD_DUE"]);
      for (const next of [owner.password, "my name is li.si", "short"]) {
        assert.equal((await visitor.call("changePassword", {}, { old: owner.password, next })).status, 400, next);
      }
      const before = visitor.cookie;
      const changed = await visitor.call("changePassword", {}, { old: owner.password, next: "known to me alone" });
      assert.equal(changed.status, 200, changed.text);
      assert.notEqual(visitor.cookie, before);
      assert.equal((await visitor.call("listDevices")).status, 200);
      assert.equal((await second.call("readSession")).status, 401);
      assert.equal((await second.signIn("li.si", owner.password)).status, 401);
    }));
});

describe("the audit log", () => {
  it("has every sign-in, refusal and change under its login, and no password", () =>
    within(async (world) => {
      const clerk = await Visitor.signedIn(world, "clerk");
      await new Visitor(world).signIn("reviewer", "a wrong password");
      await new Visitor(world).signIn("my secret typed as a name", "a wrong password");
      await clerk.call("setTexts", {}, TEXTS);
      const auditor = await Visitor.signedIn(world, "auditor");
      const { body, text } = await auditor.call("listAudit");
      const lines = (body as { items: Array<{ who: string; what: string }> }).items.map(
        ({ who, what }) => `${who}: ${what}`,
      );
      assert.deepEqual(lines, [
        "auditor auditor: signed in",
        "clerk clerk: texts set",
        "nobody: sign-in refused",
        "reviewer reviewer: sign-in refused",
        "clerk clerk: signed in",
      ]);
      for (const secret of [PASSWORD, "a wrong password", "my secret"]) assert.ok(!text.includes(secret));
    }));
});
