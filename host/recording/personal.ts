/**
 * Numbers of persons and of bank accounts that were typed in a run: each is replaced by one of the same length that a terminal
 * takes, or refuses, alike.
 *
 * Which texts they are says their kind (`TextKind`), never what they look like.
 */
import { Command, Event } from "../../assembly/abi.ts";
import { TextKind } from "../../assembly/abi_devices.ts";
import { bytesAt, word } from "../payloads.ts";
import type { Step } from "./recorder.ts";

/** Offsets of the bytes in TEXT_DONE and of the text that stands in the entry in ENTER_TEXT. */
const TYPED_AT = 8;
const STANDING_AT = 16;
const BYTES_HEAD = 8;
/** Of the example in GB 11643-1999. */
const SPECIMEN_IDENTITY = "11010519491231002X";
/** Fewer of them are found in any counter. */
const TELLING_CHARACTERS = 12;
/** No form takes it for a number. */
const REFUSED = "#";

/** Replaces every one in the events. @returns what was there, in hexadecimal of ASCII */
export function replacePersonal(steps: readonly Step[]): string[] {
  const found: string[] = [];
  const kinds = new Map<string, TextKind>();
  for (const { event, commands } of steps) {
    const kind = kinds.get(ticketOf(event));
    if (event.code === Event.TEXT_DONE && (kind === TextKind.IDENTITY || kind === TextKind.ACCOUNT)) {
      const typed = Buffer.from(bytesAt(event.payload, TYPED_AT));
      const isRefused = commands.some(({ code, payload }) => code === Command.ENTER_TEXT && stands(payload, typed));
      const other = isRefused ? REFUSED.repeat(typed.length) : specimenOf(kind, typed.length);
      if (typed.length > 0) found.push(typed.toString("hex"));
      event.payload.set(Buffer.from(other), TYPED_AT + BYTES_HEAD);
    }
    for (const command of commands) {
      if (command.code === Command.ENTER_TEXT) kinds.set(ticketOf(command), word(command.payload, 0));
    }
  }
  return found.filter((hex) => hex.length >= 2 * TELLING_CHARACTERS);
}

function ticketOf({ ticket }: { ticket: { epoch: number; number: number } }): string {
  return `${ticket.epoch}/${ticket.number}`;
}

/** A refused text stands in the entry that is opened for it anew. */
function stands(payload: Uint8Array, typed: Buffer): boolean {
  const standing = Buffer.from(bytesAt(payload, STANDING_AT)).toString("latin1");
  return standing !== "" && typed.toString("latin1").toUpperCase().startsWith(standing);
}

function specimenOf(kind: TextKind, length: number): string {
  return kind === TextKind.IDENTITY ? SPECIMEN_IDENTITY.slice(0, length) : accountOf(length);
}

/** Sixes, and the check digit of ISO/IEC 7812-1, Annex B. */
function accountOf(length: number): string {
  const digits = "6".repeat(Math.max(0, length - 1));
  const sum = Array.from(digits).reduceRight((total, digit, index) => {
    const weighted = Number(digit) * ((length - 1 - index) % 2 === 1 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return length === 0 ? "" : `${digits}${(10 - (sum % 10)) % 10}`;
}
