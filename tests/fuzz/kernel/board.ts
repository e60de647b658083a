/**
 * A board that plays whole chip sales as fast as the core goes: flash, acquirer and secure module are canned, the card's
 * answers are what the transaction says. Ciphers are no part of it: a MAC is right, a PIN is eight bytes, a signature is
 * what the dice make it.
 */
import { APDU_BYTES_MAX, Command, Done, Event, Interface, Secret } from "../../../assembly/abi.ts";
import { Authenticity, Signature } from "../../../assembly/abi_devices.ts";
import { Screen } from "../../../assembly/abi_shown.ts";
import { encodeFrame, Framer } from "../../../host/codec/iso8583/frame.ts";
import type { FieldValue } from "../../../host/codec/iso8583/message.ts";
import { UNIONPAY } from "../../../host/codec/iso8583/unionpay.ts";
import { NO_TICKET } from "../../../host/core.ts";
import type { CoreCommand, CoreEvent, Ticket } from "../../../host/core.ts";
import { blockPayload, bytesAt, bytesPayload, long, stripePayload, word, words } from "../../../host/payloads.ts";
import type { Cell } from "../cell.ts";
import type { Dice } from "../dice.ts";
import { mutateBytes } from "../mutate.ts";
import type { Talker } from "./cards.ts";

/** A terminal that is signed on and idle, and its flash. */
export interface Idle {
  terminal: Uint8Array;
  flash: Uint8Array;
  sectorBytes: number;
  monotonic_ms: number;
  wall_ms: number;
}

export type Conduct = "approve" | "decline" | "down" | "silent";

export interface Transaction {
  card: Talker;
  amount: number;
  conduct: Conduct;
  /** F55 of the reply, where the issuer has something to say. */
  issuerData: Uint8Array | undefined;
  /** Application `index` of the terminal; none past the last. */
  aid: (index: number) => Uint8Array;
  /** Devices and people do now and then what is not ordinary. */
  moody: boolean;
}

export interface Played {
  events: number;
  apdus: number;
  /** Screens shown, as ids. */
  screens: Set<number>;
}

/** A sale has many events; one that never comes to an end has more. */
const EVENTS_MAX = 1_500;
const NOTHING = new Uint8Array(0);
const EIGHT = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
const TYPE_BITS = 0xc0;
/** Service codes of a card with a chip and of one without; of each the end is what it may be. */
const TRACKS = ["6200000000000047=30122010000000000", "6200000000000047=30121200000000000"];
const TRACK_3 = "996200000000000047=1561560000000000000003000000000000000000000000000000";
const TRACK_BYTES_MAX = 60;

export class KernelBoard {
  /** Where rows of machines that are taken are counted, if they are. */
  rows: Set<number> | undefined;
  private readonly cell: Cell;
  private readonly idle: Idle;
  private readonly flash: Uint8Array;
  private written: Array<[offset: number, length: number]> = [];
  private queue: CoreEvent[] = [];
  private monotonic_ms = 0;
  private deadline_ms = 0;
  private screen = 0;
  private hasTyped = false;
  private out = false;
  private events = 0;
  private apdus = 0;
  private asked = 0;
  private screens = new Set<number>();
  private dice!: Dice;
  private transaction!: Transaction;

  constructor(cell: Cell, idle: Idle) {
    this.cell = cell;
    this.idle = idle;
    this.flash = idle.flash.slice();
  }

  /** From idle to idle. @throws CoreTrap, Error when it does not come to an end */
  play(transaction: Transaction, dice: Dice): Played {
    this.begin(transaction, dice);
    this.post(Event.KEY_ENTER);
    for (let isOver = false; !isOver;) {
      const event = this.queue.shift();
      if (event !== undefined) this.give(event);
      else isOver = this.act();
    }
    return { events: this.events, apdus: this.apdus, screens: this.screens };
  }

  private begin(transaction: Transaction, dice: Dice): void {
    const { idle } = this;
    this.transaction = transaction;
    this.dice = dice;
    this.cell.restore(idle.terminal);
    for (const [offset, length] of this.written) {
      this.flash.set(idle.flash.subarray(offset, offset + length), offset);
    }
    this.written = [];
    this.queue = [];
    this.monotonic_ms = idle.monotonic_ms;
    this.deadline_ms = 0;
    this.screen = Screen.STARTING;
    this.screens = new Set();
    this.hasTyped = false;
    this.out = false;
    this.events = 0;
    this.apdus = 0;
  }

  private give(event: CoreEvent): void {
    if (++this.events > EVENTS_MAX) throw new Error(`no end after ${EVENTS_MAX} events, at screen ${this.screen}`);
    this.monotonic_ms += 1;
    const { monotonic_ms, idle } = this;
    const commands = this.cell.step({ ...event, monotonic_ms, wall_ms: idle.wall_ms });
    if (this.rows !== undefined) for (const row of this.cell.rows()) this.rows.add(row);
    for (const command of commands) this.obey(command);
  }

  /** Nobody has anything to say: a person does, or time passes. @returns whether the sale is over */
  private act(): boolean {
    const { dice, transaction } = this;
    const shown = this.screen as Screen;
    if (shown === Screen.IDLE) return true;
    if (shown === Screen.OUT_OF_SERVICE) throw new Error("the terminal is out of service");
    if (transaction.moody && dice.chance(4)) this.mood();
    else if (shown === Screen.AMOUNT && !this.hasTyped) this.type();
    else if (shown === Screen.CHOOSE_APPLICATION) this.post(Event.KEY_DIGIT, words(1 + dice.below(2)));
    else if (this.events % 3 === 2) this.pass();
    else this.post(Event.KEY_ENTER);
    return false;
  }

  private mood(): void {
    const { dice } = this;
    const code: Event = dice.pick([Event.KEY_CANCEL, Event.KEY_CLEAR, Event.KEY_DIGIT, Event.CARD_OUT, Event.KEY_MENU]);
    this.post(code, code === Event.KEY_DIGIT ? words(dice.below(10)) : NOTHING);
  }

  private type(): void {
    this.hasTyped = true;
    for (const digit of String(this.transaction.amount)) this.post(Event.KEY_DIGIT, words(Number(digit)));
    this.post(Event.KEY_ENTER);
  }

  private pass(): void {
    if (this.deadline_ms > this.monotonic_ms) this.monotonic_ms = this.deadline_ms;
    this.post(Event.TIME);
  }

  private post(code: Event, payload: Uint8Array = NOTHING, ticket: Ticket = NO_TICKET): void {
    this.queue.push({ code, payload, ticket, monotonic_ms: 0, wall_ms: 0 });
  }

  private obey({ code, payload, ticket }: CoreCommand): void {
    const { flash, dice } = this;
    const say = (event: Event, answer: Uint8Array = NOTHING): void => this.post(event, answer, ticket);
    const done = (event: Event): void => say(event, words(this.whether(2) ? Done.REFUSED : Done.DONE));
    switch (code) {
      case Command.SCREEN:
        this.screen = word(payload, 0);
        this.screens.add(this.screen);
        return;
      case Command.DEADLINE:
        this.deadline_ms = long(payload, 0);
        return;
      case Command.FLASH_READ: {
        const [offset, length] = [word(payload, 0), word(payload, 1)];
        return say(Event.FLASH_DATA, bytesPayload(flash.slice(offset, offset + length)));
      }
      case Command.FLASH_APPEND: {
        const [offset, length] = [word(payload, 0), word(payload, 1)];
        flash.set(payload.subarray(8, 8 + length), offset);
        this.written.push([offset, length]);
        return say(Event.FLASH_DONE, words(Done.DONE));
      }
      case Command.FLASH_ERASE: {
        const offset = word(payload, 0);
        flash.fill(0xff, offset, offset + this.idle.sectorBytes);
        this.written.push([offset, this.idle.sectorBytes]);
        return say(Event.FLASH_DONE, words(Done.DONE));
      }
      case Command.CARD_ARM:
        return this.arm(word(payload, 0), ticket);
      case Command.CARD_APDU:
        return this.talk(bytesAt(payload), ticket);
      case Command.LINE_OPEN:
        return say(this.transaction.conduct === "down" ? Event.LINE_DOWN : Event.LINE_UP);
      case Command.LINE_SEND:
        return this.reply(bytesAt(payload), ticket);
      case Command.ENTER_SECRET: {
        const status: Secret = this.whether(10) ? this.dice.below(5) : Secret.ENTERED;
        return say(Event.SECRET_DONE, words(status, status === Secret.ENTERED ? 1 : 0));
      }
      case Command.ENCIPHER_PIN:
        return say(Event.PIN_DONE, blockPayload(Done.DONE, 1, EIGHT));
      case Command.MAC:
        return say(Event.MAC_DONE, blockPayload(Done.DONE, 1, EIGHT));
      case Command.VERIFY_MAC:
        return done(Event.MAC_CHECKED);
      case Command.PROTECT:
      case Command.UNPROTECT:
        return say(Event.RECORD_DONE, bytesPayload(bytesAt(payload), Done.DONE, 0));
      case Command.RANDOM:
        return say(Event.RANDOM_DONE, bytesPayload(this.dice.bytes(word(payload, 0))));
      case Command.PRINT:
        return done(Event.PRINT_DONE);
      case Command.READ_AID:
        return say(Event.AID_READ, bytesPayload(this.transaction.aid(word(payload, 0))));
      case Command.CHECK_CARD:
        return done(Event.CARD_CHECKED);
      case Command.CARD_KEY:
      case Command.STATIC_DATA:
        return say(Event.CARD_KEY_DONE, words(this.authenticity()));
      case Command.VERIFY_SIGNATURE:
        return say(Event.SIGNATURE_DONE, this.signed(word(payload, 0)));
      case Command.HASH:
        return say(Event.HASH_DONE, bytesPayload(dice.bytes(20), this.whether(5) ? Done.REFUSED : Done.DONE, 0));
      case Command.VERIFY_PIN: {
        if (this.whether(10)) return say(Event.PIN_VERIFIED, words(dice.pick([Done.REFUSED, Done.NOT_SHOWN]), 0));
        const status = this.whether(30) ? dice.pick([0x63c2, 0x63c0, 0x6983, 0x6984, 0x6f00]) : 0x9000;
        return say(Event.PIN_VERIFIED, words(Done.DONE, status));
      }
    }
  }

  /** Moody people swipe, the same card or another, well or badly; an ATR may stay out. */
  private arm(interfaces: number, ticket: Ticket): void {
    this.out = false;
    const hasChip = (interfaces & Interface.CONTACT) !== 0;
    const swipes = (interfaces & Interface.STRIPE) !== 0 && (!hasChip || this.whether(15));
    if (swipes) return this.post(Event.STRIPE_READ, this.stripe(), ticket);
    if (!hasChip) return;
    if (this.whether(5)) this.post(Event.CARD_MUTE, NOTHING, ticket);
    else this.post(Event.CARD_IN, bytesPayload(this.transaction.card.atr), ticket);
  }

  private stripe(): Uint8Array {
    const { dice } = this;
    if (dice.chance(10)) return stripePayload(undefined);
    const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
    const [good, third] = [ascii(dice.pick(TRACKS)), ascii(dice.chance(30) ? TRACK_3 : "")];
    const track2 = this.whether(40) ? mutateBytes(dice, good).subarray(0, TRACK_BYTES_MAX) : good;
    return stripePayload({ track2, track3: third });
  }

  private talk(command: Uint8Array, ticket: Ticket): void {
    this.apdus++;
    if (command[1] === 0xae) this.asked = (command[2] ?? 0) & TYPE_BITS;
    const answer = this.out ? undefined : this.transaction.card.answer(command);
    if (answer === "out") {
      this.out = true;
      return this.post(Event.CARD_OUT);
    }
    if (answer === undefined || answer.length > APDU_BYTES_MAX) this.post(Event.CARD_MUTE, NOTHING, ticket);
    else this.post(Event.CARD_REPLY, bytesPayload(answer), ticket);
  }

  /** The request's own numbers, F39 and a MAC that is right. */
  private reply(request: Uint8Array, ticket: Ticket): void {
    const { conduct, issuerData } = this.transaction;
    if (conduct === "silent") return;
    const [frame] = new Framer().push(request);
    if (frame === undefined) throw new Error("the terminal sends what is no frame");
    const asked = UNIONPAY.unpack(frame.body);
    const isSale = asked.mti === "0200";
    const fields = new Map<number, FieldValue>(
      [3, 4, 11, 41, 42, 49, 60].flatMap((field) => {
        const value = asked.fields.get(field);
        return value === undefined ? [] : [[field, value] as const];
      }),
    );
    fields.set(12, "101112").set(13, "1122").set(37, "123456789012");
    fields.set(39, isSale && conduct === "decline" ? "05" : "00").set(64, EIGHT);
    if (isSale && conduct === "approve") fields.set(38, "654321");
    if (isSale && issuerData !== undefined) fields.set(55, issuerData);
    const mti = `${asked.mti.slice(0, 2)}${Number(asked.mti[2]) + 1}0`;
    const body = UNIONPAY.pack({ mti, fields: new Map([...fields].sort(([a], [b]) => a - b)) });
    this.post(Event.LINE_DATA, bytesPayload(encodeFrame({ ...frame, body })), ticket);
  }

  private authenticity(): Authenticity {
    return this.whether(15) ? this.dice.below(9) : Authenticity.GENUINE;
  }

  private signed(kind: number): Uint8Array {
    const { dice } = this;
    const status = this.authenticity();
    if (status !== Authenticity.GENUINE) return bytesPayload(NOTHING, status, 0);
    if (kind === (Signature.STATIC as number)) return bytesPayload(dice.bytes(2), status, 0);
    const number = dice.bytes(2 + dice.below(7));
    if (kind === (Signature.DYNAMIC as number)) return bytesPayload(number, status, 0);
    const cid = this.whether(10) ? dice.below(256) : this.asked;
    return bytesPayload(Uint8Array.from([cid, ...dice.bytes(8), ...number]), status, 0);
  }

  private whether(percent: number): boolean {
    return this.transaction.moody && this.dice.chance(percent);
  }
}
