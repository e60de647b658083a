/** Who may do what: every operation with every role, without a login, and with the ids of another merchant. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { isChange } from "../../../../host/acquirer/portal/api/operation.ts";
import type { Operation } from "../../../../host/acquirer/portal/api/operation.ts";
import { OPERATIONS } from "../../../../host/acquirer/portal/api/operations.ts";
import type { OperationId } from "../../../../host/acquirer/portal/api/operations.ts";
import { ROLES } from "../../../../host/acquirer/portal/login/roles.ts";
import { FORM, OTHER, OWN, Visitor, openWorld, parametersOf, pathOf, upload } from "./world.ts";
import type { World } from "./world.ts";

const ALL = Object.entries(OPERATIONS) as Array<[OperationId, Operation]>;
const LIMITS = { payment: 200, day: 2000, debit: 0, credit: 0, stripe: 0 };
const REASON = { reason: { zh: "资料不清", en: "The copy cannot be read" } };

/** A right body of each operation that has one. */
const BODIES: Partial<Record<OperationId, unknown>> = {
  addOwner: { name: "second", merchant: OWN, password: "a long password" },
  addStaff: { name: "colleague", role: "support", password: "a long password" },
  lockUser: { isLocked: false },
  submitApplication: { form: FORM },
  correctApplication: FORM,
  rejectApplication: REASON,
  noteContract: { depositPaid: 20_000 },
  changeInstitution: { institution: "105" },
  suspendMerchant: { isSuspended: false },
  suspendDevice: REASON,
  resetPassword: { operator: 1 },
  setLimits: LIMITS,
  askLimits: { limits: LIMITS, why: "旺季" },
  decideLimits: { isGranted: false },
  setTexts: { supportPhone: "4001", supportOnline: "a", receiptHead: "", receiptFoot: "", cards: true, codes: true },
  publishRelease: upload(3),
  stageRelease: { share: 10 },
  moveFault: { state: "diagnosed" },
  changePassword: { old: "not the right one", next: "another long password" },
};

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.portal.close());

describe("an operation", () => {
  it("is refused without a login, whichever it is", async () => {
    const visitor = new Visitor(world);
    for (const [id, operation] of ALL) {
      if (operation.roles === "anyone") continue;
      const { status } = await visitor.call(id, parametersOf(operation, 1), BODIES[id]);
      assert.equal(status, 401, id);
    }
  });

  for (const role of ROLES) {
    it(`is refused to the role ${role} unless it names it`, async () => {
      const visitor = await Visitor.signedIn(world, role);
      let refusals = 0;
      for (const [id, operation] of ALL) {
        if (id === "signIn" || id === "signOut" || id === "changePassword") continue;
        const { status, text } = await visitor.call(id, parametersOf(operation, 1), BODIES[id]);
        const isAllowed = operation.roles !== "anyone" && operation.roles.includes(role);
        if (isAllowed) assert.ok([200, 204, 404, 409].includes(status), `${id}: ${status} ${text}`);
        else assert.equal(status, 403, `${id}: ${text}`);
        if (!isAllowed) refusals++;
      }
      assert.ok(refusals > 5, `${refusals} refusals`);
    });
  }

  it("of another merchant's rows finds nothing, whatever it is", async () => {
    const visitor = await Visitor.signedIn(world, "owner");
    let walked = 0;
    for (const [id, operation] of ALL) {
      if (operation.parameters === undefined || !operation.roles.includes("owner")) continue;
      const { status, text } = await visitor.call(id, parametersOf(operation, 2), BODIES[id]);
      assert.equal(status, 404, `${id}: ${text}`);
      walked++;
    }
    assert.ok(walked > 6, `${walked} operations`);
  });

  it("that lists shows an owner rows, and none of another merchant's", async () => {
    const visitor = await Visitor.signedIn(world, "other");
    for (const [id, operation] of ALL) {
      if (isChange(operation) || operation.parameters !== undefined || !operation.roles.includes("owner")) continue;
      const { status, text } = await visitor.call(id);
      assert.equal(status, 200, id);
      for (const foreign of [OWN, "TC000001", "10000001", "商户1"])
        assert.ok(!text.includes(foreign), `${id}: ${text}`);
      if (id !== "readSession" && id !== "readFaultSeries") {
        assert.ok((JSON.parse(text) as { total: number }).total > 0, `${id} is empty`);
      }
    }
  });

  it("that asks for another merchant by its query gives an owner nothing", async () => {
    const visitor = await Visitor.signedIn(world, "owner");
    for (const query of [`devices?merchant=${OTHER}`, "faults?device=TC000002", "transactions?terminal=10000002"]) {
      const { body } = await visitor.send("GET", `/api/v1/${query}`);
      assert.deepEqual(body, { items: [], total: 0 }, query);
    }
  });

  it("shows an owner no backup of a machine from before it was his, or that is another's as well", async () => {
    const visitor = await Visitor.signedIn(world, "owner");
    const { tables } = world.ledger;
    const device = tables.get("device", "TC000001")!;
    const total = async (): Promise<number> => ((await visitor.call("listBackups")).body as { total: number }).total;
    const put = (id: string, changes: Partial<typeof device>): void =>
      world.ledger.transaction(() => tables.put("device", id, { ...device, ...changes }));
    assert.equal(await total(), 1);
    put("TC000001", { termFrom: "20260602" });
    assert.equal(await total(), 0);
    put("TC000001", {});
    put("30000003", { id: "30000003", merchant: OTHER });
    assert.equal(await total(), 0);
    world.ledger.transaction(() => tables.remove("device", "30000003"));
    assert.equal(await total(), 1);
  });

  it("of a table that names no owner is for staff alone", async () => {
    const visitor = await Visitor.signedIn(world, "owner");
    for (const id of ["listReleases", "readTexts", "listAudit", "listUsers"] as const) {
      assert.equal((await visitor.call(id)).status, 403, id);
    }
  });

  it("for a device of another merchant cannot be applied for", async () => {
    const visitor = await Visitor.signedIn(world, "owner");
    const { status } = await visitor.call("submitApplication", {}, { device: "TC000002", form: FORM });
    assert.equal(status, 404);
  });
});

describe("personal data", () => {
  it("are shown whole to reviewers alone", async () => {
    for (const role of ROLES) {
      const visitor = await Visitor.signedIn(world, role);
      const application = await visitor.call("readApplication", { id: "A1" });
      const merchant = await visitor.call("readMerchant", { merchant: OWN });
      for (const { text } of [application, merchant]) {
        assert.equal(text.includes(FORM.account), role === "reviewer", role);
        assert.equal(text.includes(FORM.phone), role === "reviewer", role);
        assert.equal(text.includes(FORM.contact), role === "reviewer", role);
      }
      assert.equal(application.text.includes(FORM.identity), role === "reviewer", role);
      assert.ok(!merchant.text.includes(FORM.identity), role);
    }
  });

  it("are in no line of the audit log", async () => {
    const clerk = await Visitor.signedIn(world, "clerk");
    const { status, body } = await clerk.call("submitApplication", {}, { device: "TC000009", form: FORM });
    assert.equal(status, 200, JSON.stringify(body));
    const auditor = await Visitor.signedIn(world, "auditor");
    const { text } = await auditor.send("GET", "/api/v1/audit?limit=200");
    assert.match(text, /application submitted/);
    for (const secret of [FORM.identity, FORM.account, FORM.phone]) assert.ok(!text.includes(secret));
  });
});

it("every operation with a body has one in this test", () => {
  const missing = ALL.filter(([id, { body }]) => body !== undefined && id !== "signIn" && BODIES[id] === undefined);
  assert.deepEqual(
    missing.map(([id]) => id),
    [],
  );
  assert.equal(new Set(ALL.map(([, operation]) => `${operation.method} ${pathOf(operation, {})}`)).size, ALL.length);
});
