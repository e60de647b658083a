/** What goes wrong in a weather: each function prepares a world for it, before the power comes on. */
import { Command, Done, Event } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { TEST_TERMINALS } from "../../host/acquirer/seed.ts";
import { encodeFrame, Framer } from "../../host/codec/iso8583/frame.ts";
import type { Frame } from "../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import { bytesAt, bytesPayload, viewOf, words } from "../../host/payloads.ts";
import type { Key } from "../../host/ports.ts";
import { FRAME_HEAD_BYTES, loseAnswers } from "./cuts.ts";
import { isAnswer } from "./mishaps.ts";
import { screenOf } from "./world.ts";
import type { World } from "./world.ts";

const PRESS_MS = 500;
const SWIPE_MS = 100;
const NO_LINE_MS = 600_000;

export function noPaper(world: World): void {
  let slips = 0;
  world.meddle = (event) => [
    event.code === Event.PRINT_DONE && slips++ === 0 ? { ...event, payload: words(Done.PAPER_OUT) } : event,
  ];
}

/** The first answer to a command with this instruction is a status word alone. */
export function answers(world: World, instruction: number, status: string, times = 1): void {
  let left = times;
  let isAsked = false;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code === Command.CARD_APDU) isAsked = instruction < 0 || bytesAt(payload)[1] === instruction;
    },
  });
  world.meddle = (event) => {
    if (event.code !== Event.CARD_REPLY || !isAsked || left-- <= 0) return [event];
    return [{ ...event, payload: bytesPayload(Buffer.from(status, "hex")) }];
  };
}

/** What the card says to the module's VERIFY; nothing when empty. */
export function cardSays(world: World, word: string): void {
  world.meddle = (event) => {
    if (event.code !== Event.PIN_VERIFIED) return [event];
    if (word === "") return [{ ...event, code: Event.CARD_MUTE, payload: new Uint8Array(0) }];
    return [{ ...event, payload: words(Done.DONE, Number.parseInt(word, 16)) }];
  };
}

/** The VERIFY is on its way, and its answer never comes back. */
export function pullOutAtVerify(world: World): void {
  world.observers.push({
    after: ({ code }) => {
      if (code === Command.VERIFY_PIN) world.board?.reader.remove();
    },
  });
}

export function answersAll(world: World, status: string): void {
  answers(world, -1, status, 40);
}

/** The card's last word, whatever was asked for, is a TC. */
export function turnAacIntoTc(world: World): void {
  world.meddle = (event) => {
    const bytes = Buffer.from(event.payload);
    const cid = bytes.indexOf("9f2701", 0, "hex");
    if (event.code !== Event.CARD_REPLY || cid < 0 || bytes[cid + 3] !== 0x00) return [event];
    bytes[cid + 3] = 0x40;
    return [{ ...event, payload: bytes }];
  };
}

export function fault(world: World, kind: "wrongKcv" | "corruptMac", mti: string): void {
  world.acquirer.faults.next({ kind, mti });
}

export function downFor(world: World, duration_ms: number): void {
  world.network.up = false;
  world.clock.after(duration_ms, () => (world.network.up = true), "elsewhere");
}

export function silentFor(world: World, duration_ms: number): void {
  world.network.silent = true;
  world.clock.after(duration_ms, () => (world.network.silent = false), "elsewhere");
}

export function hangUpOnce(world: World): void {
  world.network.hangsUp = true;
  world.clock.after(60_000, () => (world.network.hangsUp = false), "elsewhere");
}

/** Answers are lost, and after the first of them nothing connects for some minutes. */
export function loseAndGo(world: World): void {
  loseAnswers(world);
  const lose = world.network.reply;
  world.network.reply = (bytes) => {
    const carried = lose?.(bytes);
    if (carried === undefined) downFor(world, NO_LINE_MS);
    return carried;
  };
}

/** Neither the sale's answer nor its first reversals arrive. */
export function loseReversals(world: World): void {
  loseAnswers(world);
  for (let i = 0; i < 4; i++) world.acquirer.faults.next({ kind: "dropRequest", mti: "0400" });
}

export function stripMac(world: World): void {
  world.network.reply = rewrite("0210", (fields) => fields.delete(64));
}

export function everyAnswerTwice(world: World): void {
  world.meddle = (event) => (isAnswer(event) ? [event, event] : [event]);
}

/** The MAC of the first reversal is spoilt, so that the acquirer refuses it. */
export function damageReversal(world: World): void {
  loseAnswers(world);
  damageFirst(world, "0400");
}

/** The MAC of the first request with this MTI is spoilt. */
function damageFirst(world: World, mti: string): void {
  let requests = 0;
  world.network.request = (frame) => {
    if (UNIONPAY.unpack(frame.body).mti !== mti || requests++ > 0) return frame;
    const body = frame.body.slice();
    body[body.length - 1]! ^= 1;
    return { ...frame, body };
  };
}

/** The second payment's reversal is lost, and the answer to the first one's comes once more. */
export function answerForAnother(world: World): void {
  loseAnswers(world);
  const lose = world.network.reply;
  let first: Uint8Array | undefined;
  world.network.reply = (bytes) => {
    const isReversal = UNIONPAY.unpack(bytes.subarray(FRAME_HEAD_BYTES)).mti === "0410";
    if (isReversal && first === undefined) {
      first = bytes;
      for (let i = 0; i < 2; i++) world.acquirer.faults.next({ kind: "dropRequest", mti: "0400" });
    }
    return lose?.(bytes);
  };
  world.network.unasked = () => first;
}

export function pullOutWhileAsked(world: World): void {
  world.network.step = (what) => {
    if (what === "booked") world.board?.reader.remove();
  };
}

export function loseAndConfirm(world: World): void {
  loseAndGo(world);
  pressAt(world, Screen.REVERSED, "enter");
  pressAt(world, Screen.REVERSAL_PENDING, "enter");
}

/** Somebody who passes by presses a key whenever a screen is shown. */
export function pressAt(world: World, screen: Screen, key: Key): void {
  world.observers.push({
    after: ({ code, payload }) => {
      if (code !== Command.SCREEN || screenOf(viewOf(payload)) !== screen) return;
      world.clock.after(PRESS_MS, () => world.board?.runtime.key(key));
    },
  });
}

/** Somebody swipes a card the first time that a screen is shown, before anything else. */
export function swipeOnceAt(world: World, screen: Screen, card: string): void {
  let swipes = 0;
  world.observers.push({
    after: ({ code, payload }) => {
      if (code !== Command.SCREEN || screenOf(viewOf(payload)) !== screen || swipes++ > 0) return;
      world.clock.after(SWIPE_MS, () => world.board?.reader.swipe(world.stripeOf(card)));
    },
  });
}

export function twice(world: World): void {
  world.network.copies = 2;
}

/** The first request is on its way for so long that its reversal overtakes it. */
export function late(world: World): void {
  let requests = 0;
  world.network.transit_ms = () => (requests++ === 0 ? 300_000 : 20);
}

/** Every reply is preceded by the one before it. */
export function repeatReplies(world: World): void {
  let before: Uint8Array | undefined;
  world.network.reply = (bytes) => {
    const both = before === undefined ? bytes : Buffer.concat([before, bytes]);
    before = bytes;
    return both;
  };
}

/** F39 says 00, the MAC still stands for what it said before. */
export function forgeApproval(world: World): void {
  world.network.reply = rewrite("0210", (fields) => fields.set(39, "00"));
}

/** The acquirer does not believe the first notice, and somebody on the line says that it does. */
export function forgeNoticed(world: World): void {
  damageFirst(world, "0620");
  let replies = 0;
  const forge = rewrite("0630", (fields) => fields.set(39, "00").set(64, new Uint8Array(8)));
  world.network.reply = (bytes) => {
    const isNotice = UNIONPAY.unpack(bytes.subarray(FRAME_HEAD_BYTES)).mti === "0630";
    return isNotice && replies++ === 0 ? forge(bytes) : bytes;
  };
}

export function forgeSignOn(world: World): void {
  let replies = 0;
  const forge = rewrite("0810", (fields) => fields.set(64, new Uint8Array(8)));
  world.network.reply = (bytes) => (replies++ === 0 ? forge(bytes) : bytes);
}

export function refuseSignOn(world: World): void {
  let replies = 0;
  const refuse = rewrite("0810", (fields) => fields.set(39, "58"));
  world.network.reply = (bytes) => (replies++ === 0 ? refuse(bytes) : bytes);
}

type Fields = Map<number, string | Uint8Array>;

/** Changes the fields of replies with this MTI; nobody but the acquirer can make their MAC. */
export function rewrite(mti: string, change: (fields: Fields) => unknown): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    const frame = new Framer().push(bytes)[0]!;
    const message = UNIONPAY.unpack(frame.body);
    if (message.mti !== mti) return bytes;
    const fields: Fields = new Map(message.fields);
    change(fields);
    return encodeFrame({ ...frame, body: UNIONPAY.pack({ mti, fields }) });
  };
}

/** A length that no frame has, once. */
export function nonsense(world: World): void {
  let replies = 0;
  world.network.reply = (bytes) => (replies++ === 0 ? new Uint8Array([0xff, 0xff, 1, 2, 3]) : bytes);
}

export function tamper(world: World): void {
  let signals = 0;
  world.observers.push({
    before: ({ code }) => {
      if (code === Command.ENCIPHER_PIN && signals++ === 0) world.board?.runtime.tamper();
    },
  });
}

/** After the sale's answer is lost, somebody signs on in the terminal's name: the keys of both sides differ. */
export function strangerSignsOn(world: World, times = 1): void {
  loseAnswers(world);
  let left = times;
  world.network.step = (what) => {
    if (what !== "booked" || left === 0 || world.ledger.bookings().length === 0) return;
    left--;
    world.acquirer.handle(strangersSignOn(900_000 + left));
  };
}

function strangersSignOn(stan: number): Frame {
  const { terminal, merchant } = TEST_TERMINALS[0]!;
  const body = UNIONPAY.pack({
    mti: "0800",
    fields: [
      [11, String(stan)],
      [41, terminal],
      [42, merchant],
      [60, "00000001003"],
      [63, "99 "],
    ],
  });
  return { tpdu: new Uint8Array(5), header: new Uint8Array(6), body };
}

/** The card is pulled out when a command with this instruction is on its way to it for the nth time. */
export function pullOutAtCommand(world: World, instruction: number, nth: number): void {
  let times = 0;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code !== Command.CARD_APDU || bytesAt(payload)[1] !== instruction || ++times !== nth) return;
      world.board?.reader.remove();
    },
  });
}
