/**
 * A transcript: what a terminal, its people, its card and its acquirer said to each other, as one list in order of time
 * that a person can read.
 *
 * It watches a `World` from outside: events and commands (`Observer`), APDUs, keys. A digit is `*` but at a prompt for an
 * amount or a menu, so that not even one typed too late for the PIN pad is shown; card numbers are masked, data given to or by the secure module is never shown. How the network cuts a reply into pieces
 * leaves no trace, nor does anything that differs from run to run.
 */
import { Command, Done, Event, Purpose, Secret, Slot } from "../../assembly/abi.ts";
import { Authenticity, CardKey, Signature } from "../../assembly/abi_devices.ts";
import { describeApdu } from "../../host/codec/describe_apdu.ts";
import { Framer } from "../../host/codec/iso8583/frame.ts";
import type { Frame } from "../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import type { CoreCommand, CoreEvent } from "../../host/core.ts";
import { bytesAt, stripeOfPayload, viewOf, word } from "../../host/payloads.ts";
import type { Key, StripeData } from "../../host/ports.ts";
import { PROMPTS } from "../../host/prompts.ts";
import type { Observer } from "../../host/runtime.ts";
import type { ApduObserver } from "../../host/simulator/virtual_reader.ts";
import { describeDeed, describeLoss, describeOpening, describeResult, deviceOf } from "./transcript_devices.ts";
import { describeRecord } from "./transcript_records.ts";
import { describeDocument, describeScreen } from "./transcript_views.ts";
import type { Board } from "./world.ts";

/** Screens whose digits may be seen. */
const WHO_COLUMNS = 9;
/** A pause that is worth a line. */
const PAUSE_MS = 5_000;

export class Transcript {
  private readonly lines: string[] = [];
  private readonly asked = new Map<number, CoreCommand>();
  private inward = new Framer();
  private lastAt_ms: number | undefined;
  /** The screen shown asks for digits that may be seen. */
  private isPrompt = false;
  private clock = { now_ms: 0 };

  /** To be given to a world as its observer. */
  readonly observer: Observer = {
    event: (event) => this.sees(event),
    before: (command) => this.obeys(command),
  };

  /** To be given to a world as its observer of APDUs. */
  readonly apdu: ApduObserver = (command, reply) => {
    const lines = describeApdu(command, reply);
    this.say("card", ...(reply === undefined ? [...lines, "mute"] : lines));
  };

  /** @param clock the world's, which goes on while the power is off */
  begins(clock: { now_ms: number }): void {
    this.clock = clock;
  }

  /** A board has been powered on: its keys are watched from here on. */
  follow(board: Board): void {
    const { runtime } = board;
    const press = runtime.key.bind(runtime);
    this.isPrompt = false;
    runtime.key = (key: Key): void => {
      this.say("key", typeof key !== "object" ? key : this.isPrompt && "digit" in key ? String(key.digit) : "*");
      press(key);
    };
  }

  /** Adds lines: `who` stands before the first of them. */
  say(who: string, ...said: string[]): void {
    this.pause();
    said.forEach((text, index) => this.lines.push(`${(index === 0 ? who : "").padEnd(WHO_COLUMNS)}${text}`.trimEnd()));
  }

  text(): string {
    return `${this.lines.join("\n")}\n`;
  }

  private pause(): void {
    const { now_ms } = this.clock;
    const pause_ms = now_ms - (this.lastAt_ms ?? now_ms);
    this.lastAt_ms = now_ms;
    if (pause_ms >= PAUSE_MS) this.lines.push(`... ${(pause_ms / 1000).toFixed(0)} s pass`);
  }

  private sees({ code, ticket, payload }: CoreEvent): void {
    switch (code) {
      case Event.PROVISION:
        return this.say("board", "binds the terminal");
      case Event.CARD_IN:
        return this.say("card", `is in, ATR ${hex(bytesAt(payload))}`);
      case Event.STRIPE_READ:
        return this.say("card", describeStripe(stripeOfPayload(payload)));
      case Event.CARD_OUT:
        return this.say("card", "is pulled out");
      case Event.CARD_MUTE:
        return this.say("card", "does not answer");
      case Event.LINE_UP:
        this.inward = new Framer();
        return this.say("line", "is up");
      case Event.LINE_DOWN:
        return this.say("line", describeLoss(payload));
      case Event.TAMPERED:
        return this.say("secure", "has been tampered with");
      case Event.LINE_DATA:
        for (const frame of this.inward.push(bytesAt(payload))) this.message("acquirer", frame);
        return;
      case Event.PRINT_DONE:
        return this.say("printer", Done[word(payload, 0)] ?? "?");
      default:
        return this.answers(ticket.number, code, payload);
    }
  }

  /** The answer to a command that is told in one line with it. */
  private answers(ticket: number, code: Event, payload: Uint8Array): void {
    const command = this.asked.get(ticket);
    if (ticket === 0 || command === undefined) return;
    this.asked.delete(ticket);
    const device = deviceOf(command.code);
    if (device !== undefined) {
      const result = describeResult(command, code, payload) ?? resultOf(code, payload) ?? "?";
      return this.say(device, `${describeDeed(command)}: ${result}`);
    }
    const result = resultOf(code, payload);
    if (code === Event.FLASH_DONE) {
      if (result !== "DONE") this.say("journal", result ?? "?");
      return;
    }
    this.say("secure", `${describeAsked(command)}: ${result ?? "?"}`);
  }

  private obeys(command: CoreCommand): void {
    const { code, ticket, payload } = command;
    switch (code) {
      case Command.SCREEN:
        this.isPrompt = PROMPTS.has(word(payload, 0));
        return this.say("screen", describeScreen(viewOf(payload)));
      case Command.PRINT:
        return this.say("printer", ...describeDocument(viewOf(payload)));
      case Command.FLASH_APPEND:
        this.asked.set(ticket.number, command);
        return this.say("journal", describeRecord(payload.slice(8, 8 + word(payload, 1))));
      case Command.FLASH_ERASE:
        this.asked.set(ticket.number, command);
        return this.say("journal", `erases the sector at ${word(payload, 0)}`);
      case Command.LINE_OPEN:
        return this.say("line", describeOpening(payload));
      case Command.LINE_SEND:
        for (const frame of new Framer().push(bytesAt(payload))) this.message("terminal", frame);
        return;
      case Command.LINE_CLOSE:
        return this.say("line", "closes");
      case Command.CARD_RELEASE:
        return this.say("card", "is released");
      case Command.WIPE:
        return this.say("secure", "WIPE");
      case Command.ENTER_SECRET:
        this.isPrompt = false;
        this.asked.set(ticket.number, command);
        return this.say("secure", `${describeAsked(command)}, ${word(payload, 1)} to ${word(payload, 2)} digits`);
      case Command.CANCEL:
        return this.cancels(word(payload, 0));
      case Command.ENCIPHER_PIN:
      case Command.VERIFY_PIN:
      case Command.MAC:
      case Command.VERIFY_MAC:
      case Command.LOAD_KEYS:
      case Command.PROTECT:
      case Command.UNPROTECT:
      case Command.RANDOM:
      case Command.CARD_KEY:
      case Command.STATIC_DATA:
      case Command.VERIFY_SIGNATURE:
      case Command.CHECK_CARD:
      case Command.HASH:
      case Command.READINESS:
      case Command.NETWORK:
      case Command.PASSWORD:
      case Command.FORWARD_SECRET:
      case Command.ERASE_KEYS:
      case Command.STAGE:
      case Command.SLOT:
      case Command.MEDIUM:
        this.asked.set(ticket.number, command);
        return;
      case Command.ENTER_TEXT:
        this.asked.set(ticket.number, command);
        return this.say("text", describeDeed(command));
      case Command.RESTART:
      case Command.SET_CLOCK:
        return this.say("board", describeDeed(command));
      default:
        return;
    }
  }

  /** A command is given up; one that has been answered already leaves nothing to tell. */
  private cancels(ticket: number): void {
    const command = this.asked.get(ticket);
    if (command === undefined) return;
    this.asked.delete(ticket);
    const device = deviceOf(command.code);
    if (device === undefined) this.say("secure", `${describeAsked(command)}: given up`);
    else this.say(device, `${describeDeed(command)}: given up`);
  }

  private message(from: string, frame: Frame): void {
    const head = `TPDU ${hex(frame.tpdu)} · header ${hex(frame.header)}`;
    this.say(from, head, ...UNIONPAY.unpack(frame.body).describe("en", { meanings: false }));
  }
}

/** How much was read, never what. */
function describeStripe(stripe: StripeData | undefined): string {
  if (stripe === undefined) return "is swiped and cannot be read";
  const tracks = [
    ["track 2", stripe.track2.length],
    ["track 3", stripe.track3.length],
  ] as const;
  const read = tracks.filter(([, length]) => length > 0).map(([name, length]) => `${name} [${length} characters]`);
  return `is swiped, ${read.join(", ")}`;
}

function describeAsked({ code, payload }: CoreCommand): string {
  switch (code) {
    case Command.ENTER_SECRET:
      return `ENTER_SECRET ${Purpose[word(payload, 0)] ?? "?"}`;
    case Command.ENCIPHER_PIN:
    case Command.MAC:
    case Command.VERIFY_MAC:
      return `${Command[code]} with ${Slot[word(payload, 0)] ?? "?"}`;
    case Command.VERIFY_PIN:
      return `VERIFY_PIN ${word(payload, 1) === 0 ? "in the clear" : "enciphered"}`;
    case Command.LOAD_KEYS:
      return `LOAD_KEYS under ${Slot[word(payload, 0)] ?? "?"}, ${word(payload, 2)} bytes`;
    case Command.CARD_KEY:
      return `CARD_KEY ${CardKey[word(payload, 0)] ?? "?"}`;
    case Command.STATIC_DATA:
      return `STATIC_DATA, ${word(payload, 0)} bytes`;
    case Command.VERIFY_SIGNATURE:
      return `VERIFY_SIGNATURE ${Signature[word(payload, 0)] ?? "?"}`;
    default:
      return Command[code];
  }
}

function resultOf(code: Event, payload: Uint8Array): string | undefined {
  if (code === Event.CARD_KEY_DONE || code === Event.SIGNATURE_DONE) return Authenticity[word(payload, 0)];
  if (code === Event.RANDOM_DONE) return "DONE";
  if (code === Event.SECRET_DONE) return Secret[word(payload, 0)];
  const done = word(payload, 0) as Done;
  const isVerified = code === Event.PIN_VERIFIED && done === Done.DONE;
  return isVerified ? word(payload, 1).toString(16).toUpperCase().padStart(4, "0") : Done[done];
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}
