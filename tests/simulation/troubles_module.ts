/** What goes wrong with the secure module, and with the flash when a card leaves. */
import { Command, Done, Event } from "../../assembly/abi.ts";
import { bytesAt, words } from "../../host/payloads.ts";
import { Kind } from "./journal.ts";
import { refusalOf } from "./mishaps.ts";
import type { World } from "./world.ts";

/** In FLASH_APPEND: offset and length, then the head of the record. */
const RECORD_KIND_AT = 8 + 2;

/** The secure module refuses the first time that it is to give this answer. Another trouble of the same world goes on. */
export function refuseOnce(world: World, code: Event): void {
  const others = world.meddle;
  let isDone = false;
  world.meddle = (event) => {
    if (event.code !== code || isDone) return others?.(event) ?? [event];
    isDone = true;
    return [refusalOf(event)!];
  };
}

/** The nth answer to a command with this instruction never comes. */
export function silenceAt(world: World, instruction: number, nth: number): void {
  let times = 0;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code === Command.CARD_APDU && bytesAt(payload)[1] === instruction) times++;
    },
  });
  world.meddle = (event) =>
    event.code === Event.CARD_REPLY && times === nth
      ? [{ ...event, code: Event.CARD_MUTE, payload: new Uint8Array(0) }]
      : [event];
}

/** The removal is told before the flash answers; the record number `fails` behind the intent cannot be written. */
export function pullOutAtIntent(world: World, fails: number): void {
  let behind = -1;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code !== Command.FLASH_APPEND) return;
      if (behind >= 0) behind++;
      if ((payload[RECORD_KIND_AT] as Kind) !== Kind.INTENT || behind >= 0) return;
      behind = 0;
      world.board?.reader.remove();
    },
  });
  world.meddle = (event) =>
    event.code === Event.FLASH_DONE && behind === fails ? [{ ...event, payload: words(Done.REFUSED) }] : [event];
}

/** The secure module itself makes no MAC, or no random number, at any time. */
export function breakModule(world: World, part: "mac" | "random"): void {
  const refused = {
    mac: () => ({ status: Done.REFUSED, mac: new Uint8Array(0) }),
    random: () => ({ status: Done.REFUSED, data: new Uint8Array(0) }),
  };
  world.observers.push({
    before: () => {
      if (world.board !== undefined) Object.assign(world.board.secure, { [part]: refused[part] });
    },
  });
}
