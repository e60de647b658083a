/**
 * A scripted card against the real core, through the real board: what the kernel says to the card must be what a trace has,
 * APDU by APDU. What a trace does not have, the commands before its first and behind its last, other answers are given for.
 *
 * The host approves at once; MACs and key downloads are taken as right, so that no acquirer is needed. Everything else of
 * the secure module is the real one. Unpredictable numbers, date and configuration are the script's.
 */
import { Done, KeyUsage, Slot } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field } from "../../assembly/abi_fields.ts";
import type { ChipCard } from "../../host/cards/chip_card.ts";
import { encodeFrame, Framer } from "../../host/codec/iso8583/frame.ts";
import type { FieldValue } from "../../host/codec/iso8583/message.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import type { Core } from "../../host/core.ts";
import type { ConfigurationPort, Decision, Key, LineEvents, LinePort, View } from "../../host/ports.ts";
import { Runtime } from "../../host/runtime.ts";
import { plainAttributes } from "../../host/secure/key.ts";
import { SecureModule } from "../../host/secure/module.ts";
import { MemoryStore } from "../../host/secure/store/store.ts";
import { TEST_PARAMETERS } from "../../host/simulator/binding.ts";
import { MemoryFlash } from "../../host/simulator/memory_flash.ts";
import { fieldOf, Seller } from "../../host/simulator/seller.ts";
import { BoardClock, VirtualClock } from "../../host/simulator/virtual_clock.ts";
import { VirtualReader } from "../../host/simulator/virtual_reader.ts";
import { aidRecord } from "./aid_record.ts";
import type { AidSettings } from "./aid_record.ts";

/** Command and reply, hexadecimal, SW1 SW2 last. */
export interface Pair {
  c: string;
  r: string;
}

export interface Script {
  apdus: readonly Pair[];
  /** The pairs are a table and no sequence. */
  unordered?: boolean;
  /** Answers a command that is not the trace's: before its first, after its last, or in a table that has none. */
  other?: (command: string) => string | undefined;
  aids: readonly AidSettings[];
  /** Minor units. */
  amount: number;
  /** YYMMDD. */
  date?: string;
  /** What every random number begins with. */
  unpredictable?: string;
  pin?: string;
  /** What stands in for random bytes to pad a PIN block with. */
  padding?: number;
  /** F55 of the host's approval. */
  issuerData?: string;
  /** Keys that the secure module is to have, and whatever else. */
  prepare?: (secure: SecureModule) => void;
}

export interface Played {
  /** Every command, hexadecimal. */
  sent: string[];
  /** Commands after the last of the trace. */
  after: string[];
  /** Pairs of the trace that were used, in order. */
  used: number;
  /** The first command that is not the trace's, while it ran. */
  strayed: { sent: string; expected: string } | undefined;
  decisions: Decision[];
  screens: number[];
  /** Of the last screen that has one. */
  reason: string;
}

const FLASH = { bytes: 65_536, sectorBytes: 4_096, unitBytes: 8 };
const ATR = "3B6500002063CB6800";
const LONGEST_MS = 900_000;
const EPOCH = 1;
const MASTER_KEY = "0123456789ABCDEFFEDCBA9876543210";
const DAY_MS = 86_400_000;
/** Nothing else is drawn in such lengths: a key of 512 bits leaves 47. */
const PADDING_BYTES_MIN = 47;

export function playScript(core: () => Core, script: Script): Played {
  return new ScriptedSale(core, script).play();
}

class ScriptedCard implements ChipCard {
  readonly name = "script";
  readonly sent: string[] = [];
  readonly after: string[] = [];
  used = 0;
  strayed: Played["strayed"];
  private readonly script: Script;

  constructor(script: Script) {
    this.script = script;
  }

  powerOn(): Uint8Array {
    return bytesOf(ATR);
  }

  transmit(command: Uint8Array): Uint8Array {
    const text = Buffer.from(command).toString("hex").toUpperCase();
    this.sent.push(text);
    return bytesOf(this.answer(text) ?? "");
  }

  /** A command that the table has twice has its answers one after the other. */
  private lookUp(sent: string): Pair | undefined {
    const rows = this.script.apdus.filter(({ c }) => c === sent);
    const earlier = this.sent.filter((text) => text === sent).length - 1;
    return rows[Math.min(earlier, rows.length - 1)];
  }

  private answer(sent: string): string | undefined {
    const { apdus, unordered, other } = this.script;
    const pair = unordered === true ? this.lookUp(sent) : apdus[this.used];
    if (pair?.c === sent) {
      this.used++;
      return pair.r;
    }
    if (unordered !== true && this.used > 0 && pair !== undefined) {
      this.strayed ??= { sent, expected: pair.c };
      return undefined;
    }
    if (pair === undefined) this.after.push(sent);
    return other?.(sent);
  }
}

/** Takes every MAC and every key as right: what a trace is about is between the kernel and the card. */
class TrustingModule extends SecureModule {
  unpredictable: Uint8Array | undefined;

  override mac(): { status: Done; mac: Uint8Array } {
    return { status: Done.DONE, mac: new Uint8Array(8) };
  }

  override verifyMac(): Done {
    return Done.DONE;
  }

  override loadKeys(): Done {
    return Done.DONE;
  }

  override encipherPin(): { status: Done; block: Uint8Array } {
    return { status: Done.DONE, block: new Uint8Array(8) };
  }

  override random(length: number): { status: Done; data: Uint8Array } {
    if (this.unpredictable === undefined) return super.random(length);
    const data = new Uint8Array(length);
    data.set(this.unpredictable.subarray(0, length));
    return { status: Done.DONE, data };
  }
}

class ScriptedSale {
  private readonly clock = new VirtualClock();
  private readonly card: ScriptedCard;
  private readonly reader: VirtualReader;
  private readonly runtime: Runtime;
  private readonly seller: Seller;
  private readonly decisions: Decision[] = [];
  private readonly screens: number[] = [];
  private reason = Reason.NONE;
  private latest: View | undefined;
  private phase: "signing on" | "selling" | "over" = "signing on";

  constructor(core: () => Core, script: Script) {
    const { clock } = this;
    this.card = new ScriptedCard(script);
    this.reader = new VirtualReader({ later: (work, more_ms) => clock.after(5 + more_ms, work) });
    const configuration: ConfigurationPort = {
      aid: (index) => (script.aids[index] === undefined ? new Uint8Array(0) : aidRecord(script.aids[index])),
      isListed: () => false,
    };
    const hands = {
      key: (key: Key) => this.runtime.key(key),
      provision: () => this.runtime.provision(TEST_PARAMETERS),
      insert: () => this.reader.insert(this.card),
      after: (delay_ms: number, work: () => void) => clock.after(delay_ms, work),
    };
    this.seller = new Seller(hands, script.amount, script.pin ?? "1234");
    const devices = {
      screen: { show: (view: View) => this.sees(view), showEntry: (count: number) => this.seller.isAskedForPin(count) },
      printer: { print: (_: View, done: (result: Done) => void) => clock.after(10, () => done(Done.DONE)) },
      card: this.reader,
      line: new CannedLine(clock, script),
      flash: new MemoryFlash(FLASH),
      clock: clockOf(clock, script.date),
      secure: newSecure(script, this.reader),
      configuration,
      diagnostics: { decisions: (list: readonly Decision[]) => void this.decisions.push(...list) },
    };
    const observer = {
      trap: (trap: Error) => {
        throw trap;
      },
    };
    this.runtime = new Runtime(core, devices, EPOCH, observer);
  }

  play(): Played {
    this.runtime.start();
    const until_ms = this.clock.now_ms + LONGEST_MS;
    while (this.phase !== "over" && this.clock.step(until_ms));
    if (this.phase !== "over") throw new Error("the terminal did not come to rest");
    const { sent, after, used, strayed } = this.card;
    const { decisions, screens } = this;
    return { sent, after, used, strayed, decisions, screens, reason: Reason[this.reason] };
  }

  private sees(view: View): void {
    const reason = fieldOf(view, Field.REASON);
    this.latest = view;
    if (this.phase === "selling") {
      this.screens.push(view.id);
      if (reason !== undefined) this.reason = reason;
    }
    if (this.seller.does(view.id)) return;
    switch (view.id as Screen) {
      case Screen.IDLE:
        return this.isIdle(view);
      case Screen.ENTER_PIN:
      case Screen.LAST_PIN_TRY:
        return;
      case Screen.SWIPE_AGAIN:
      case Screen.USE_CHIP:
        return this.seller.presses("cancel");
      default:
        return this.seller.later(() => this.latest === view && this.runtime.key("enter"));
    }
  }

  private isIdle(view: View): void {
    if (this.phase === "selling") this.phase = "over";
    else if (this.seller.begins(view)) this.phase = "selling";
  }
}

/** An acquirer that answers every request of UnionPay's POS at once, and approves. */
class CannedLine implements LinePort {
  private readonly clock: VirtualClock;
  private readonly script: Script;
  private events: LineEvents | undefined;

  constructor(clock: VirtualClock, script: Script) {
    this.clock = clock;
    this.script = script;
  }

  open(events: LineEvents): void {
    this.events = events;
    this.clock.after(10, () => this.events === events && events.up());
  }

  send(bytes: Uint8Array): void {
    const { events } = this;
    const [frame] = new Framer().push(bytes);
    if (frame === undefined) throw new Error("the terminal sends what is no frame");
    const body = this.reply(frame.body);
    this.clock.after(10, () => this.events === events && events?.data(encodeFrame({ ...frame, body })));
  }

  close(): void {
    this.events = undefined;
  }

  private reply(request: Uint8Array): Uint8Array {
    const asked = UNIONPAY.unpack(request);
    const fields = new Map<number, FieldValue>();
    for (const field of [3, 4, 11, 41, 42, 49, 60]) {
      const value = asked.fields.get(field);
      if (value !== undefined) fields.set(field, value);
    }
    fields.set(12, "101112").set(13, "1122").set(37, "123456789012").set(39, "00");
    if (asked.mti === "0800") fields.set(60, "00000001001").set(62, new Uint8Array(24));
    else fields.set(64, new Uint8Array(8));
    const { issuerData } = this.script;
    if (asked.mti === "0200" && issuerData !== undefined) fields.set(55, bytesOf(issuerData));
    const mti = `${asked.mti.slice(0, 2)}${Number(asked.mti[2]) + 1}0`;
    return UNIONPAY.pack({ mti, fields: new Map([...fields].sort(([a], [b]) => a - b)) });
  }
}

/** The board's clock on the day of the trace. */
function clockOf(clock: VirtualClock, date: string | undefined): BoardClock {
  const board = new BoardClock(clock);
  if (date === undefined) return board;
  const [year = 0, month = 1, day = 1] = [0, 2, 4].map((at) => Number(date.slice(at, at + 2)));
  const noon = Date.UTC(2000 + year, month - 1, day) + DAY_MS / 2;
  return Object.assign(Object.create(board) as BoardClock, { wall_ms: () => noon + clock.now_ms });
}

function newSecure({ unpredictable, padding, prepare }: Script, card: VirtualReader): SecureModule {
  let calls = 0;
  const random = (length: number): Uint8Array =>
    padding !== undefined && length >= PADDING_BYTES_MIN
      ? new Uint8Array(length).fill(padding)
      : Uint8Array.from({ length }, (_, index) => 1 + ((calls++ + index) % 255));
  const secure = new TrustingModule({ random, testKeys: true, store: new MemoryStore(), card });
  const key = bytesOf(MASTER_KEY);
  secure.keys.inject({ slot: Slot.TMK, attributes: plainAttributes(KeyUsage.MASTER, "tdes"), key });
  if (unpredictable !== undefined) secure.unpredictable = bytesOf(unpredictable);
  prepare?.(secure);
  return secure;
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "hex"));
}
