/** What goes wrong with a settlement: each function prepares a world for it, before the power comes on. */
import { Command, Done, Event } from "../../assembly/abi.ts";
import { encodeFrame, Framer } from "../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import { word, words } from "../../host/payloads.ts";
import { Document } from "../../assembly/abi_shown.ts";
import { FRAME_HEAD_BYTES } from "./cuts.ts";
import type { World } from "./world.ts";

const DOWN_MS = 150_000;
const OWN_DIGIT = 30;
const FOREIGN_DIGIT = 61;

/** Another F39, or another F48, in the next answers to a settlement. */
export function alterReplies(world: World, change: (fields: Map<number, string>) => void, times = Infinity): void {
  let left = times;
  world.network.reply = (bytes) => {
    const [frame] = new Framer().push(bytes);
    const message = UNIONPAY.unpack(bytes.subarray(FRAME_HEAD_BYTES));
    if (frame === undefined || message.mti !== "0510" || left-- <= 0) return bytes;
    const fields = new Map([...message.fields.keys()].map((field) => [field, message.text(field)]));
    change(fields);
    return encodeFrame({ ...frame, body: UNIONPAY.pack({ mti: message.mti, fields }) });
  };
}

/** The acquirer has one fen less, and a digit that says so. */
export function answerTotals(world: World, digit: number, foreign = 1): void {
  alterReplies(world, (fields) => {
    const less = String(Number(fields.get(48)!.slice(0, 12)) - 1).padStart(12, "0");
    const totals = less + fields.get(48)!.slice(12);
    fields.set(48, totals.slice(0, OWN_DIGIT) + digit + totals.slice(OWN_DIGIT + 1, FOREIGN_DIGIT) + foreign);
  });
}

/** The acquirer says no, once; the batch is closed there all the same, and the second answer repeats that it is. */
export function refuseSettlement(world: World): void {
  alterReplies(world, (fields) => fields.set(39, "96"), 1);
}

export function loseSettlement(world: World): void {
  world.acquirer.faults.next({ kind: "dropReply", mti: "0500" });
}

export function loseReply(world: World): void {
  world.acquirer.faults.next({ kind: "dropReply", mti: "0200" });
}

/** The answer to a sale is lost, and the first reversal three times. */
export function loseBooking(world: World): void {
  loseReply(world);
  for (let i = 0; i < 3; i++) world.acquirer.faults.next({ kind: "dropRequest", mti: "0400" });
}

/** When the settlement is to be sent there is no line, for a while. */
export function unreachable(world: World): void {
  world.observers.push({
    before: ({ code, payload }) => {
      if (code !== Command.FLASH_APPEND || payload[10] !== 60) return;
      world.network.up = false;
      world.clock.after(DOWN_MS, () => (world.network.up = true));
    },
  });
}

/** There is no paper for the first totals slip. */
export function forgetPaper(world: World): void {
  let isOut = false;
  let slips = 0;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code === Command.PRINT) isOut = (word(payload, 0) as Document) === Document.TOTALS_SLIP && slips++ === 0;
    },
  });
  world.meddle = (event) => [
    event.code === Event.PRINT_DONE && isOut ? { ...event, payload: words(Done.PAPER_OUT) } : event,
  ];
}
