/** What goes wrong with a settlement: each function prepares a world for it, before the power comes on. */
import { Command, Done, Event } from "../../assembly/abi.ts";
import { testHsm } from "../../host/acquirer/seed.ts";
import { encodeFrame, Framer } from "../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import { word, words } from "../../host/payloads.ts";
import { Document } from "../../assembly/abi_shown.ts";
import type { LimitsRow } from "../../host/acquirer/platform/rows.ts";
import { FRAME_HEAD_BYTES } from "./cuts.ts";
import { PowerCut, TERMINAL } from "./world.ts";
import type { World } from "./world.ts";

const DOWN_MS = 150_000;
/** Kinds of records. */
const SETTLING = 60;
const LIMITS_SET = 62;
const MAC_BYTES = 8;
const MAC_FIELD = 64;
/** Stands for one that is to be made. */
const NO_MAC = new Uint8Array(MAC_BYTES);
const OWN_DIGIT = 30;
const FOREIGN_DIGIT = 61;

/** Another F39, or another F48, in the next answers to a settlement, whose F64 is made for them; or an F64 of nobody's, or none. */
export function alterReplies(
  world: World,
  change: (fields: Map<number, string | Uint8Array>) => void,
  times = Infinity,
): void {
  let left = times;
  world.network.reply = (bytes) => {
    const [frame] = new Framer().push(bytes);
    const message = UNIONPAY.unpack(bytes.subarray(FRAME_HEAD_BYTES));
    if (frame === undefined || message.mti !== "0510" || left-- <= 0) return bytes;
    const fields = new Map<number, string | Uint8Array>(
      [...message.fields.keys()].map((field) => [field, field === MAC_FIELD ? NO_MAC : message.text(field)]),
    );
    change(fields);
    const body = UNIONPAY.pack({ mti: message.mti, fields });
    return encodeFrame({ ...frame, body: fields.get(MAC_FIELD) === NO_MAC ? sealed(world, body) : body });
  };
}

function sealed(world: World, body: Uint8Array): Uint8Array {
  const security = testHsm().security(TERMINAL.terminal, world.ledger.terminal(TERMINAL.terminal)!.sealedKeys)!;
  return Uint8Array.of(...body.subarray(0, -MAC_BYTES), ...security.mac(body.subarray(0, -MAC_BYTES)));
}

/** The acquirer has one fen less, and a digit that says so. */
export function answerTotals(world: World, digit: number, foreign = 1): void {
  alterReplies(world, (fields) => {
    const told = String(fields.get(48));
    const less = String(Math.max(0, Number(told.slice(0, 12)) - 1)).padStart(12, "0");
    const totals = less + told.slice(12);
    fields.set(
      48,
      totals.slice(0, OWN_DIGIT) + String(digit) + totals.slice(OWN_DIGIT + 1, FOREIGN_DIGIT) + String(foreign),
    );
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
      if (code !== Command.FLASH_APPEND || payload[10] !== SETTLING) return;
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

/** The next answer to a settlement has an F64, which is wrong. */
export function forgeSettlement(world: World): void {
  alterReplies(world, (fields) => fields.set(64, new Uint8Array(8)), 1);
}

/** The next answer to a settlement has no F64, as the standard has it. */
export function unsealSettlement(world: World): void {
  alterReplies(world, (fields) => fields.delete(MAC_FIELD), 1);
}

/** The next answer to a settlement has no F48. */
export function loseTotals(world: World): void {
  alterReplies(world, (fields) => fields.delete(48), 1);
}

export function loseNotices(world: World, times: number): void {
  for (let i = 0; i < times; i++) world.acquirer.faults.next({ kind: "dropRequest", mti: "0620" });
}

/** There is no paper for a totals slip that is printed for the first time. */
export function noPaperForTotals(world: World): void {
  const tried = new Set<string>();
  let isOut = false;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code !== Command.PRINT) return;
      const slip = Buffer.from(payload).toString("hex");
      isOut = !tried.has(slip);
      tried.add(slip);
    },
  });
  world.meddle = (event) => [
    event.code === Event.PRINT_DONE && isOut ? { ...event, payload: words(Done.PAPER_OUT) } : event,
  ];
}

/** The platform gives this terminal limits of its own. */
export function limitTo(world: World, limits: Partial<Omit<LimitsRow, "key">>): void {
  const key = `terminal/${TERMINAL.terminal}`;
  const none = { payment: 0, day: 0, debit: 0, credit: 0, stripe: 0 };
  world.ledger.transaction(() => world.ledger.tables.put("limits", key, { key, ...none, ...limits }));
}

/** Questions of this kind never arrive. */
export function loseQuestions(world: World, mti: string, times = 3): void {
  for (let i = 0; i < times; i++) world.acquirer.faults.next({ kind: "dropRequest", mti });
}

/** The power is cut when a sale has been answered. */
export function cutWhenTested(world: World): void {
  let sales = 0;
  world.observers.push({
    before: ({ code }) => {
      if (code === Command.LINE_SEND) sales++;
    },
  });
  world.network.step = (what) => {
    if (what !== "booked" || sales !== 2) return;
    world.network.step = undefined;
    throw new PowerCut();
  };
}

/** The first question for limits is answered, the others are not. */
export function loseSecondQuestion(world: World): void {
  world.observers.push({
    before: ({ code, payload }) => {
      if (code === Command.FLASH_APPEND && payload[10] === LIMITS_SET) loseQuestions(world, "0800");
    },
  });
}

/** Fields of the next answer with this MTI are otherwise; its F64 is made for them. */
export function alterAnswers(world: World, mti: string, change: Readonly<Record<number, string>>): void {
  world.network.reply = (bytes) => {
    const [frame] = new Framer().push(bytes);
    const message = UNIONPAY.unpack(bytes.subarray(FRAME_HEAD_BYTES));
    if (frame === undefined || message.mti !== mti) return bytes;
    world.network.reply = undefined;
    const fields = new Map(message.fields);
    for (const [field, value] of Object.entries(change)) fields.set(Number(field), value);
    const body = UNIONPAY.pack({ mti, fields });
    return encodeFrame({ ...frame, body: message.has(MAC_FIELD) ? sealed(world, body) : body });
  };
}
