/** What the scenes of a merchant's account begin with, and what happens in them away from the terminal. */
import { Command } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { TEST_DEVICES } from "../../host/acquirer/devices.ts";
import { loadCards } from "../../host/cards/card_data.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import type { Core } from "../../host/core.ts";
import { viewOf } from "../../host/payloads.ts";
import { activationCode, activationTask, assign, bindingTask, SET_UP_UNBOUND } from "./account.ts";
import { FRAME_HEAD_BYTES } from "./cuts.ts";
import { World } from "./world.ts";

export const DEVICE = TEST_DEVICES[0]!;

export type Base = (core: () => Core) => World;

/** A machine out of its box. */
export const boxed: Base = (core) => new World({ core, tasks: [], cards: loadCards(), fresh: true });

/** With a manager and a supervisor. */
export const staffed: Base = (core) => {
  const world = boxed(core);
  world.addTask(SET_UP_UNBOUND);
  rest(world);
  return world;
};

/** Bound under the number that an application has brought, and waiting for its activation, or active. */
export const bound =
  (isActive: boolean): Base =>
  (core) => {
    const world = boxed(core);
    world.addTask(bindingTask(assign(world)));
    rest(world);
    if (!isActive) return world;
    world.addTask(activationTask(activationCode(world)));
    rest(world);
    return world;
  };

function rest(world: World): void {
  world.powerOn();
  if (!world.run()) throw new Error("the world does not come to rest");
  world.powerOff();
}

/** Something happens elsewhere when a screen is shown for the n-th time. */
export function when(world: World, screen: Screen, work: () => void, nth = 1): void {
  let seen = 0;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code === Command.SCREEN && (viewOf(payload).id as Screen) === screen && ++seen === nth) work();
    },
  });
}

/** Of the answers with this network code the first is lost, or another one comes in its place. */
export function meddleWithAnswer(world: World, network: string, change?: (body: Buffer) => void): void {
  let isDone = false;
  world.network.reply = (bytes) => {
    const message = UNIONPAY.unpack(bytes.subarray(FRAME_HEAD_BYTES));
    if (isDone || message.mti !== "0810" || message.text(60).slice(8, 11) !== network) return bytes;
    isDone = true;
    if (change === undefined) return undefined;
    const copy = Buffer.from(bytes);
    change(copy);
    return new Uint8Array(copy);
  };
}
