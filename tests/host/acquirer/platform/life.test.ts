/** Whatever is done to devices, in whatever order: their states, what is stored of codes, and both stores alike. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import fc from "fast-check";
import type { Ledger } from "../../../../host/acquirer/ledger.ts";
import { MemoryLedger } from "../../../../host/acquirer/memory_ledger.ts";
import * as applications from "../../../../host/acquirer/platform/applications.ts";
import {
  addDevice,
  assignDevice,
  deviceOfTerminal,
  renewPassword,
} from "../../../../host/acquirer/platform/assignment.ts";
import { takeSecurityReport } from "../../../../host/acquirer/platform/care.ts";
import type { Context } from "../../../../host/acquirer/platform/context.ts";
import type { Trial } from "../../../../host/acquirer/platform/codes.ts";
import * as devices from "../../../../host/acquirer/platform/devices.ts";
import { openPlatform } from "../../../../host/acquirer/platform/platform.ts";
import { Refusal } from "../../../../host/acquirer/platform/refusal.ts";
import type { DeviceState, TableName } from "../../../../host/acquirer/platform/rows.ts";
import { keepTerm } from "../../../../host/acquirer/platform/service_state.ts";
import { testHsm } from "../../../../host/acquirer/seed.ts";
import { SqliteLedger } from "../../../../host/acquirer/sqlite_ledger.ts";
import { NOON, randomSource } from "../test_terminal.ts";
import { done, DRAFT, REVIEWER } from "./device.ts";

const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const SERIALS = ["TC000001", "TC000002"] as const;
const WHY = { zh: "原因", en: "A reason" };
const TABLES: readonly TableName[] = [
  "application",
  "audit",
  "code",
  "device",
  "merchant",
  "sequence",
  "securityReport",
];

interface World {
  context: Context;
  hsm: ReturnType<typeof testHsm>;
  /** Every code that was ever given out. */
  codes: string[];
  at: { now: Date };
}

function makePlatform(ledger: Ledger): World {
  const hsm = testHsm();
  const at = { now: NOON };
  const codes: string[] = [];
  const random = randomSource(5);
  const newCode = (): string => {
    const code = Buffer.from(random(5)).toString("hex");
    codes.push(code);
    return code;
  };
  const context = openPlatform({ ledger, hsm, random, now: () => at.now, newCode });
  ledger.transaction(() => {
    for (const serial of SERIALS) done(addDevice(context, serial, REVIEWER));
    const { id } = done(applications.submit(context, DRAFT, REVIEWER, SERIALS[0]));
    done(applications.approve(context, id, REVIEWER));
    done(applications.contract(context, id, applications.DEPOSIT, REVIEWER));
  });
  return { context, hsm, codes, at };
}

interface Step {
  act: keyof typeof ACTS;
  device: 0 | 1;
  isRight: boolean;
}

/** A code as its owner types it, right or wrong. */
function typed({ context, hsm }: World, purpose: "binding" | "activation", device: string, isRight: boolean): Trial {
  const code = context.outbox.last(purpose, device)?.code ?? "";
  return ({ salt, check }) => isRight && hsm.devices.codeCheck(code, salt) === check;
}

const ACTS = {
  assign: ({ context }: World, id: string) => assignDevice(context, id, merchantOf(context), REVIEWER),
  password: ({ context }: World, id: string) => renewPassword(context, id, REVIEWER),
  bind: (world: World, id: string, isRight: boolean) => {
    const device = world.context.ledger.tables.get("device", id)!;
    const request = { serial: id, terminal: device.terminal, merchant: device.merchant };
    const trial = typed(world, "binding", id, isRight);
    return devices.beginBinding(world.context, { ...request, trial }, () => "00".repeat(16));
  },
  signOn: ({ context }: World, id: string) =>
    devices.keepPendingKeys(context, context.ledger.tables.get("device", id)!, "11".repeat(24)),
  confirm: ({ context }: World, id: string) =>
    devices.confirmBinding(context, context.ledger.tables.get("device", id)!, "terminal"),
  code: ({ context }: World, id: string) => devices.giveActivation(context, id, REVIEWER),
  resend: ({ context }: World, id: string) => devices.resendActivation(context, id, "terminal"),
  activate: (world: World, id: string, isRight: boolean) =>
    devices.activate(world.context, id, typed(world, "activation", id, isRight), "terminal"),
  support: ({ context }: World, id: string) => devices.activateBySupport(context, id, REVIEWER),
  suspend: ({ context }: World, id: string) => devices.suspend(context, id, WHY, REVIEWER),
  resume: ({ context }: World, id: string) => devices.resume(context, id, REVIEWER),
  tamper: ({ context, at }: World, id: string) =>
    takeSecurityReport(context, context.ledger.tables.get("device", id)!, {
      event: 1,
      at: String(at.now.getTime()),
      isProved: true,
    }),
  unlock: ({ context }: World, id: string) => devices.unlock(context, id, REVIEWER),
  unbind: ({ context }: World, id: string) => devices.unbind(context, id, REVIEWER),
  retire: ({ context }: World, id: string) => devices.retire(context, id, REVIEWER),
  wait: ({ at }: World) => void (at.now = new Date(at.now.getTime() + 13 * 3_600_000)),
  year: ({ context, at }: World, id: string) => {
    at.now = new Date(at.now.getTime() + 366 * 86_400_000);
    return keepTerm(context, context.ledger.tables.get("device", id)!);
  },
} as const;

/** Where a device may go from each state, by a step. */
const NEXT: Readonly<Record<DeviceState, readonly DeviceState[]>> = {
  stock: ["assigned", "retired"],
  assigned: ["bound", "locked"],
  bound: ["active", "locked", "unbound"],
  active: ["suspended", "locked", "unbound"],
  suspended: ["active", "locked", "unbound"],
  locked: ["assigned", "unbound"],
  unbound: ["assigned", "retired"],
  retired: [],
};

function merchantOf(context: Context): string {
  return context.ledger.tables.list("merchant")[0]!.merchant;
}

function rowsOf({ ledger: { tables } }: Context): unknown[] {
  return TABLES.map((table) => tables.list(table));
}

function play(world: World, { act, device, isRight }: Step): unknown {
  const id = SERIALS[device];
  return world.context.ledger.transaction(() => ACTS[act](world, id, isRight));
}

function check(world: World, before: Map<string, DeviceState>): void {
  const { context, codes } = world;
  const rows = context.ledger.tables.list("device");
  for (const row of rows) {
    const old = before.get(row.id)!;
    assert.ok(old === row.state || NEXT[old].includes(row.state), `${old} to ${row.state}`);
    before.set(row.id, row.state);
    const isNumbered = !["stock", "unbound", "retired"].includes(row.state);
    assert.equal(row.terminal !== "", isNumbered);
    if (isNumbered) assert.equal(deviceOfTerminal(context, row.terminal)?.id, row.id, "one device a terminal number");
    else assert.equal(row.sealedMaster, "", "no keys but those of the factory");
  }
  const stored = JSON.stringify(rowsOf(context));
  for (const code of codes) assert.equal(stored.includes(code), false, "a code stands nowhere in clear");
}

const STEP: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(...(Object.keys(ACTS) as Array<keyof typeof ACTS>)),
  device: fc.constantFrom(0 as const, 1 as const),
  isRight: fc.boolean(),
});
/** So that a random history gets somewhere. */
const ROUTE: readonly Step[] = (["bind", "signOn", "confirm", "code", "activate"] as const).map((act) => ({
  act,
  device: 0,
  isRight: true,
}));
const HISTORY = fc
  .tuple(fc.nat(ROUTE.length), fc.array(STEP, { maxLength: 40 }))
  .map(([far, steps]) => [...ROUTE.slice(0, far), ...steps]);

describe("devices", () => {
  it("go only from state to state as they may, with one number each, and no code in any row", () => {
    const reached = new Set<DeviceState>();
    fc.assert(
      fc.property(HISTORY, (steps) => {
        const world = makePlatform(new MemoryLedger());
        const before = new Map(world.context.ledger.tables.list("device").map(({ id, state }) => [id, state]));
        for (const step of steps) {
          play(world, step);
          check(world, before);
        }
        for (const state of before.values()) reached.add(state);
      }),
      { numRuns: 300 },
    );
    assert.deepEqual(
      Object.keys(NEXT).filter((state) => !reached.has(state as DeviceState)),
      [],
    );
  });

  it("have the same history in both stores", () => {
    fc.assert(
      fc.property(HISTORY, (steps) => {
        const folder = mkdtempSync(join(tmpdir(), "platform-"));
        folders.push(folder);
        const ledgers = [new MemoryLedger(), new SqliteLedger(folder)];
        const [memory, sqlite] = ledgers.map(makePlatform) as [World, World];
        const shown = (result: unknown): unknown => (result instanceof Refusal ? result.code : JSON.stringify(result));
        for (const step of steps) assert.deepEqual(shown(play(sqlite, step)), shown(play(memory, step)));
        assert.deepEqual(rowsOf(sqlite.context), rowsOf(memory.context));
        for (const ledger of ledgers) ledger.close();
      }),
      { numRuns: 5 },
    );
  });

  it("lose what a transaction did that failed, in both stores", () => {
    const folder = mkdtempSync(join(tmpdir(), "platform-"));
    folders.push(folder);
    for (const ledger of [new MemoryLedger(), new SqliteLedger(folder)]) {
      const { context } = makePlatform(ledger);
      const before = rowsOf(context);
      const fail = (): void =>
        ledger.transaction(() => {
          done(assignDevice(context, SERIALS[1], merchantOf(context), REVIEWER));
          ledger.tables.remove("device", SERIALS[0]);
          throw new Error("no");
        });
      assert.throws(fail, /no/);
      assert.deepEqual(rowsOf(context), before);
      ledger.close();
    }
  });
});

describe("a binding under way", () => {
  it("is not confirmed by a terminal that was attacked meanwhile", () => {
    const world = makePlatform(new MemoryLedger());
    for (const act of ["bind", "signOn", "tamper"] as const) play(world, { act, device: 0, isRight: true });
    assert.equal((play(world, { act: "confirm", device: 0, isRight: true }) as Refusal).code, "STATE");
    assert.equal(world.context.ledger.tables.get("device", SERIALS[0])!.state, "locked");
  });
});

describe("wrong tries", () => {
  it("are counted, and the last one closes a code for good", () => {
    const world = makePlatform(new MemoryLedger());
    for (const step of ROUTE.slice(0, 4)) play(world, step);
    const results = Array.from({ length: 6 }, () => play(world, { act: "activate", device: 0, isRight: false }));
    const codes = results.map((result) => (result as Refusal).code);
    assert.deepEqual(codes, [...(Array(4).fill("WRONG_CODE") as string[]), "NO_TRIES", "NO_TRIES"]);
    assert.equal((play(world, { act: "activate", device: 0, isRight: true }) as Refusal).code, "NO_TRIES");
    play(world, { act: "resend", device: 0, isRight: true });
    assert.ok(!(play(world, { act: "activate", device: 0, isRight: true }) instanceof Refusal));
  });
});
