/**
 * A contact card reader at the PC/SC service of this computer.
 *
 * Holds always: the card is this terminal's alone from `inserted` to `release`, and without power after it; what is asked of
 * the service is asked one after the other, so that a card that does not answer never holds up the terminal itself. A reader
 * that is unplugged, and a service that stops, are a card pulled out; both are waited for. T=0 procedure bytes (61, 6C) are the
 * core's, as all of the card's answers are. No time-out is kept here: the core has them.
 */
import { Interface } from "../../../assembly/abi.ts";
import type { CardEvents, CardReaderPort } from "../../ports.ts";
import { loadSmartcard, PcscError } from "./smartcard.ts";
import type { PcscCard, PcscContext, PcscSlot, Smartcard } from "./smartcard.ts";

export interface PcscOptions {
  /** Part of the reader's name; the first reader when absent. */
  name?: string | undefined;
  /** The package `smartcard`, found by itself when absent. */
  smartcard?: Smartcard;
}

/** ISO/IEC 7816-3: 65536 bytes and SW1 SW2, the most that an extended answer has. */
const ANSWER_BYTES_MAX = 65_538;
/** How long one question after changes stays open: a reader that disappears is noticed by then. */
const WATCH_MS = 1_000;
/** Until what was refused is tried again: another program has the card, the reader or the service is gone. */
const RETRY_MS = 250;
const IN_USE = /sharing violation/i;
/** The card, the reader or the service has gone; the next card is waited for. */
const GONE = /removed|no smart card|unknown reader|unavailable|not ready|no readers|service|invalid handle/i;
const UNRESPONSIVE = /unresponsive/i;

export class PcscReader implements CardReaderPort {
  onRemoved: (() => void) | undefined;
  readonly name: string;
  private readonly smartcard: Smartcard;
  /** The service holds up whoever asks twice at once: one connection watches, the other works. */
  private watcher: PcscContext;
  private worker: PcscContext;
  private work: Promise<void> = Promise.resolve();
  private waiting: CardEvents | undefined;
  private card: PcscCard | undefined;
  private isPresent = false;
  /** The core knows of the card that is in. */
  private isKnown = false;
  /** Grows with each `arm`, `release` and card that leaves: what was begun before is then in vain. */
  private turn = 0;
  private isClosed = false;
  private wake: () => void = () => {};

  /** @throws PcscError when there is no package, no service or no such reader */
  static open({ name, smartcard = loadSmartcard() }: PcscOptions = {}): PcscReader {
    const worker = newContext(smartcard);
    try {
      const names = slotsOf(worker).map((slot) => slot.name);
      const found = names.find((one) => one === name) ?? names.find((one) => one.includes(name ?? ""));
      if (found === undefined) throw new PcscError(missing(name, names));
      return new PcscReader(smartcard, worker, newContext(smartcard), found);
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  private constructor(smartcard: Smartcard, worker: PcscContext, watcher: PcscContext, name: string) {
    this.smartcard = smartcard;
    this.worker = worker;
    this.watcher = watcher;
    this.name = name;
    void this.watch();
  }

  /** It has contacts and nothing else: for a stripe there is nothing to wait for. */
  arm(interfaces: number, events: CardEvents): void {
    this.turn++;
    this.waiting = (interfaces & Interface.CONTACT) === 0 ? undefined : events;
    this.power();
  }

  transmit(command: Uint8Array, reply: (bytes: Uint8Array | undefined) => void): void {
    const { card } = this;
    if (card === undefined) return reply(undefined);
    // May hold a PIN: the package copies it, and this copy is wiped.
    const sent = Buffer.from(command);
    this.after(async () => {
      const answer = await card.transmit(sent, { maxRecvLength: ANSWER_BYTES_MAX }).catch(() => undefined);
      sent.fill(0);
      reply(card === this.card && answer !== undefined && answer.length > 0 ? new Uint8Array(answer) : undefined);
    });
  }

  release(): void {
    this.turn++;
    this.waiting = undefined;
    this.letGo();
  }

  /** Gives reader and service back; nothing is told any more. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.onRemoved = undefined;
    this.release();
    this.wake();
    quietly(() => this.watcher.cancel());
    await this.work;
    quietly(() => this.worker.close());
    quietly(() => this.watcher.close());
  }

  /** Powers the card that is in, when somebody waits for one. */
  private power(): void {
    const { waiting, turn } = this;
    if (waiting === undefined || !this.isPresent) return;
    this.after(async () => {
      if (turn !== this.turn || this.waiting === undefined) return;
      try {
        const card = await this.connect();
        this.powered(card, waiting, turn);
      } catch (error) {
        this.refused((error as Error).message, waiting, turn);
      }
    });
  }

  private powered(card: PcscCard, events: CardEvents, turn: number): void {
    if (turn !== this.turn) return this.unpower(card);
    const { atr } = card;
    this.waiting = undefined;
    this.isKnown = true;
    this.card = card;
    if (atr === null || atr.length === 0) events.mute();
    else events.inserted(new Uint8Array(atr));
  }

  private refused(why: string, events: CardEvents, turn: number): void {
    if (turn !== this.turn) return;
    if (IN_USE.test(why) || GONE.test(why)) {
      setTimeout(() => turn === this.turn && this.power(), RETRY_MS).unref();
      return;
    }
    this.waiting = undefined;
    this.isKnown = true;
    events.mute();
  }

  private async connect(): Promise<PcscCard> {
    const { SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0, SCARD_PROTOCOL_T1 } = this.smartcard;
    const slot = slotsOf(this.worker).find(({ name }) => name === this.name);
    if (slot === undefined) throw new PcscError("unknown reader");
    try {
      return await slot.connect(SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1);
    } catch (error) {
      // Some readers fail where they may choose, with a card that knows T=0 alone.
      if (!UNRESPONSIVE.test((error as Error).message)) throw error;
      return slot.connect(SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0);
    }
  }

  private letGo(): void {
    const { card } = this;
    this.card = undefined;
    if (card !== undefined) this.after(async () => this.unpower(card));
  }

  private unpower(card: PcscCard): void {
    quietly(() => card.disconnect(this.smartcard.SCARD_UNPOWER_CARD));
  }

  private after(job: () => Promise<void>): void {
    this.work = this.work.then(job);
  }

  /** Follows the slot until `close`. */
  private async watch(): Promise<void> {
    let state = 0;
    while (!this.isClosed) {
      const now = await this.nextState(state);
      if (this.isClosed) return;
      this.sees(state, now ?? 0);
      state = now ?? 0;
      if (now === undefined) await this.restore();
    }
  }

  /** Undefined when the reader or the service is gone. */
  private async nextState(state: number): Promise<number | undefined> {
    const { SCARD_STATE_CHANGED, SCARD_STATE_UNKNOWN, SCARD_STATE_UNAVAILABLE } = this.smartcard;
    try {
      const [seen] = (await this.watcher.waitForChange([{ name: this.name, state }], WATCH_MS)) ?? [];
      if (seen === undefined) return state;
      const isGone = (seen.state & (SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE)) !== 0;
      return isGone ? undefined : (seen.state & ~SCARD_STATE_CHANGED) >>> 0;
    } catch {
      return undefined;
    }
  }

  private sees(before: number, now: number): void {
    const { SCARD_STATE_PRESENT } = this.smartcard;
    const isIn = (now & SCARD_STATE_PRESENT) !== 0;
    // Pulled out and put in again between two questions.
    const isOther = this.isPresent && isIn && before >>> 16 !== now >>> 16;
    if (this.isPresent && (!isIn || isOther)) this.left();
    if (!isIn || this.isPresent) return;
    this.isPresent = true;
    this.power();
  }

  private left(): void {
    const { isKnown } = this;
    this.isPresent = this.isKnown = false;
    if (this.waiting === undefined) this.turn++;
    this.letGo();
    if (isKnown) this.onRemoved?.();
  }

  /** Waits a moment, and takes up the service anew: the connections of one that has stopped are dead. */
  private async restore(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, RETRY_MS);
    });
    if (this.isClosed) return;
    this.after(async () => {
      quietly(() => {
        const [worker, watcher] = [newContext(this.smartcard), newContext(this.smartcard)];
        quietly(() => this.worker.close());
        quietly(() => this.watcher.close());
        [this.worker, this.watcher] = [worker, watcher];
      });
    });
    await this.work;
  }
}

function newContext(smartcard: Smartcard): PcscContext {
  try {
    return new smartcard.Context();
  } catch (error) {
    throw new PcscError("there is no PC/SC service: install pcscd and start it", { cause: error });
  }
}

function slotsOf(context: PcscContext): PcscSlot[] {
  return context.listReaders();
}

function missing(name: string | undefined, names: readonly string[]): string {
  if (names.length === 0) return "no card reader is connected: plug one in";
  return `there is no card reader ${JSON.stringify(name)}: name one of ${names.join(", ")}`;
}

/** What was to be given back is gone already. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Nothing is left to be done about it.
  }
}
