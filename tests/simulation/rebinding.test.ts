/**
 * A terminal that goes from one merchant to another: nothing of the first one's account is printed, shown or enforced for the
 * second one.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Document, Line, Screen } from "../../assembly/abi_shown.ts";
import { limitsKey, setLimits, STANDARD_LIMITS } from "../../host/acquirer/platform/limits.ts";
import { setTexts, STANDARD_TEXTS, textsKey } from "../../host/acquirer/platform/texts.ts";
import { loadCards } from "../../host/cards/card_data.ts";
import type { View } from "../../host/ports.ts";
import {
  activationCode,
  activationTask,
  assign,
  bindingTask,
  DRAFT,
  inOffice,
  OFFICER,
  unbindingTask,
} from "./account.ts";
import { builtCore } from "./core.ts";
import { FETCH_LIMITS, settle } from "./guides_batch.ts";
import type { Task } from "./person.ts";
import { SALE } from "./transcript_scene.ts";
import { World } from "./world.ts";

const core = builtCore();
const HEAD = "First's head";
const SECOND = { ...DRAFT, name: "第二家商户", licence: "91110000600037341L" };

function play(world: World, ...tasks: Task[]): void {
  for (const task of tasks) world.addTask(task);
  world.powerOn();
  assert.ok(world.run());
  world.powerOff();
  assert.deepEqual(world.traps, []);
}

const isSlip = ({ id }: View): boolean => (id as Document) === Document.SALE_SLIP;

function hasShown(world: World, screen: Screen): boolean {
  return world.shown.some(({ id }) => (id as Screen) === screen);
}

function textOf(view: View, kind: Line): string | undefined {
  const found = view.fields.find((field) => (field.kind as unknown) === kind);
  return found && Buffer.from(found.value).toString();
}

/** Bound, active, with its own texts and limits, one sale settled; then unbound, and bound to another merchant. */
function moved(): World {
  const world = new World({ core, tasks: [], cards: loadCards(), fresh: true });
  const first = assign(world);
  inOffice(world, (context) =>
    setTexts(context, textsKey(first.merchant), { ...STANDARD_TEXTS, receiptHead: HEAD }, OFFICER),
  );
  const tight = { ...STANDARD_LIMITS, payment: 2_000, debit: 2_000, credit: 2_000, stripe: 2_000 };
  inOffice(world, (context) => setLimits(context, limitsKey("merchant", first.merchant), tight, OFFICER));
  play(world, bindingTask(first));
  play(
    world,
    activationTask(activationCode(world)),
    FETCH_LIMITS,
    SALE,
    { ...settle(), isManager: true },
    unbindingTask(),
  );
  play(world, bindingTask(assign(world, SECOND)));
  play(world, activationTask(activationCode(world)));
  return world;
}

const base = moved();

describe("a terminal bound to another merchant", () => {
  it("prints the name and the head of the one that it is bound to", () => {
    const first = base.printed.find(isSlip)!;
    assert.equal(textOf(first, Line.MERCHANT_NAME), DRAFT.name);
    assert.equal(textOf(first, Line.HEAD), HEAD);
    const world = base.fork({ tasks: [SALE] });
    world.powerOn();
    assert.ok(world.run());
    const slip = world.printed.findLast(isSlip)!;
    assert.equal(textOf(slip, Line.MERCHANT_NAME), SECOND.name);
    assert.equal(textOf(slip, Line.HEAD), undefined);
  });

  it("takes what the new one's limits allow", () => {
    const world = base.fork({ tasks: [{ ...SALE, amount: 3_000 }] });
    world.powerOn();
    assert.ok(world.run());
    assert.ok(hasShown(world, Screen.APPROVED));
  });

  it("does not print the last settlement again under another name", () => {
    const world = base.fork({
      tasks: [{ ...settle([Screen.SETTLE, "menu"], [Screen.SETTLE, "cancel"]), isManager: true }],
    });
    world.powerOn();
    world.run(120_000);
    assert.ok(!hasShown(world, Screen.LAST_SETTLEMENT));
    assert.ok(hasShown(world, Screen.SETTLE));
  });
});
