/** Logins of the staff: given by operations, good for nothing before the password is changed, in the audit log. */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { OPERATIONS } from "../../../../host/acquirer/portal/api/operations.ts";
import type { Operation } from "../../../../host/acquirer/portal/api/operation.ts";
import { GIVEN, ROLES } from "../../../../host/acquirer/portal/login/roles.ts";
import { openWorld, Visitor } from "./world.ts";
import type { World } from "./world.ts";

const FIRST = "given by somebody";
const OWN = "known to nobody else";

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.portal.close());

it("a login that operations give to a colleague opens once its password was changed", async () => {
  const clerk = await Visitor.signedIn(world, "clerk");
  const given = await clerk.call("addStaff", {}, { name: "li.na", role: "support", password: FIRST });
  assert.deepEqual(
    [given.status, given.body],
    [200, { name: "li.na", role: "support", mustChange: true, isLocked: false }],
  );
  const again = await clerk.call("addStaff", {}, { name: "li.na", role: "auditor", password: FIRST });
  assert.equal(again.status, 409);
  const colleague = new Visitor(world);
  assert.equal((await colleague.signIn("li.na", FIRST)).status, 200);
  assert.equal((await colleague.call("listDevices")).status, 403, "not before");
  assert.equal((await colleague.call("changePassword", {}, { old: FIRST, next: OWN })).status, 200);
  assert.equal((await colleague.call("listDevices")).status, 200);
  assert.equal((await colleague.call("listAudit")).status, 403, "in the role alone");
  const line = world.ledger.tables.list("audit").find(({ what }) => what === "staff login given");
  assert.deepEqual([line?.who, line?.about, line?.new], ["clerk clerk", "login li.na", "support"]);
});

it("is given by operations alone, in a role of the staff, with a password that is long enough", async () => {
  const clerk = await Visitor.signedIn(world, "clerk");
  const body = { name: "wang", role: "support", password: FIRST };
  for (const wrong of [{ role: "owner" }, { role: "root" }, { password: "short" }, { name: "W" }])
    assert.equal((await clerk.call("addStaff", {}, { ...body, ...wrong })).status, 400);
  for (const role of ["reviewer", "support", "auditor", "owner"] as const) {
    const visitor = await Visitor.signedIn(world, role);
    assert.equal((await visitor.call("addStaff", {}, body)).status, 403, role);
  }
  assert.equal(world.users.find("wang"), undefined);
});

it("is given in no role that operates or decides: not even by who has it, and nobody gets a second one so", async () => {
  const clerk = await Visitor.signedIn(world, "clerk");
  for (const role of ROLES) {
    const isGiven = role === "support" || role === "auditor";
    const { status } = await clerk.call("addStaff", {}, { name: `second.${role}`, role, password: FIRST });
    assert.equal(status, isGiven ? 200 : 400, role);
    assert.equal(world.users.find(`second.${role}`)?.role, isGiven ? role : undefined);
  }
  const decides = Object.values(OPERATIONS as Record<string, Operation>).filter(({ roles }) =>
    roles.includes("reviewer"),
  );
  const changes = decides.filter(({ method, early }) => method !== "GET" && early !== true);
  assert.ok(changes.length > 3, "a reviewer decides");
  for (const { path, roles } of changes)
    assert.ok(
      GIVEN.every((role) => !roles.includes(role)),
      path,
    );
});
