/** What happens around approvals without the acquirer: each function prepares a world for it, before the power comes on. */
import { Command, Done, Event } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { Field } from "../../assembly/abi_fields.ts";
import { viewOf, words } from "../../host/payloads.ts";
import { Kind } from "./journal.ts";
import { numberIn, PowerCut, screenOf } from "./world.ts";
import type { World } from "./world.ts";

/** More than the card approves without being asked to by nobody else: it wants its issuer. */
export const WANTS_ISSUER = 15_000;
/** Where the kind stands in the payload of FLASH_APPEND: offset, length, then the record. */
const KIND_AT = 10;

/** The line is there but while a payment of this amount is processed. */
export function unreachedFor(world: World, amount = WANTS_ISSUER): void {
  world.observers.push({
    before: ({ code, payload }) => {
      if (code !== Command.SCREEN) return;
      const view = viewOf(payload);
      world.network.up = screenOf(view) !== Screen.PROCESSING || numberIn(view, Field.AMOUNT) !== amount;
    },
  });
}

/** The line goes with one screen, and comes back with another. */
export function unreachedBetween(world: World, from: Screen, to: Screen): void {
  world.observers.push({
    before: ({ code, payload }) => {
      const screen = code === Command.SCREEN ? screenOf(viewOf(payload)) : undefined;
      if (screen === from) world.network.up = false;
      if (screen === to) world.network.up = true;
    },
  });
}

/** The acquirer does not take the first approval that it is told of. */
export function refuseUpload(world: World): void {
  world.acquirer.faults.next({ kind: "decline", mti: "0200", response: "05" });
}

/** The cryptogram of the first TC is not the card's: the terminal cannot know, its issuer does. */
export function approveUnchecked(world: World): void {
  let isDone = false;
  world.meddle = (event) => {
    const bytes = Buffer.from(event.payload);
    const at = bytes.indexOf("9f270140", 0, "hex");
    if (isDone || event.code !== Event.CARD_REPLY || at < 0) return [event];
    isDone = true;
    const cryptogram = bytes.indexOf("9f2608", 0, "hex") + 3;
    bytes[cryptogram]! ^= 0xff;
    return [{ ...event, payload: bytes }];
  };
}

/** The flash refuses a record of this kind, once, though it has it. */
export function refuseRecord(world: World, kind: Kind): void {
  let written = 0;
  let isDone = false;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code === Command.FLASH_APPEND) written = payload[KIND_AT] ?? 0;
    },
  });
  world.meddle = (event) => {
    if (isDone || event.code !== Event.FLASH_DONE || written !== (kind as number)) return [event];
    isDone = true;
    return [{ ...event, payload: words(Done.REFUSED) }];
  };
}

/** The power goes before a record of this kind is written, once. */
export function cutBefore(world: World, kind: Kind): void {
  let isCut = false;
  world.observers.push({
    before: ({ code, payload }) => {
      if (isCut || code !== Command.FLASH_APPEND || payload[KIND_AT] !== (kind as number)) return;
      isCut = true;
      throw new PowerCut();
    },
  });
}
