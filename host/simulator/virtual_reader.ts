/** A card reader with virtual cards: one slot and a stripe, a person who puts a card in, pulls it out, or swipes it. */
import { Interface } from "../../assembly/abi.ts";
import type { ChipCard } from "../cards/chip_card.ts";
import type { CardEvents, CardReaderPort, StripeData } from "../ports.ts";

/** How long a card that was pulled out for a moment is away. */
const AWAY_MS = 500;
/** What it carries is a PIN (EMV Book 3, 6.5.12), which nobody but the card sees. */
const VERIFY = 0x20;
const HEAD_BYTES = 5;
const WELL_MANNERED: NonNullable<ChipCard["manner"]> = {};

/** Runs `work` after the card's thinking time and so much more. */
type Later = (work: () => void, more_ms: number) => void;

/** Sees each APDU that was exchanged, a PIN in one as zeros; `reply` is undefined when the card was mute, left, or took longer than cards do. */
export type ApduObserver = (command: Uint8Array, reply: Uint8Array | undefined) => void;

export class VirtualReader implements CardReaderPort {
  onRemoved: (() => void) | undefined;
  private card: ChipCard | undefined;
  private waiting: { interfaces: number; events: CardEvents } | undefined;
  private readonly observe: ApduObserver | undefined;
  private readonly later: Later | undefined;

  /** @param later at once when absent */
  constructor(options: { observe?: ApduObserver; later?: Later } = {}) {
    this.observe = options.observe;
    this.later = options.later;
  }

  /** The card in the slot, if any. */
  get inserted(): ChipCard | undefined {
    return this.card;
  }

  insert(card: ChipCard): void {
    this.card = card;
    this.power();
  }

  remove(): void {
    if (this.card === undefined) return;
    this.card = undefined;
    this.onRemoved?.();
  }

  /** Nothing happens when no stripe is asked for. @param stripe `undefined` when the reader cannot make it out */
  swipe(stripe: StripeData | undefined): void {
    const { waiting } = this;
    if (waiting === undefined || (waiting.interfaces & Interface.STRIPE) === 0) return;
    this.waiting = undefined;
    this.after(0, () => waiting.events.swiped(stripe));
  }

  arm(interfaces: number, events: CardEvents): void {
    this.waiting = { interfaces, events };
    this.power();
  }

  transmit(command: Uint8Array, reply: (bytes: Uint8Array | undefined) => void): void {
    const { card } = this;
    if (this.later === undefined) return this.exchange(card, command, reply);
    const sent = command.slice();
    this.later(() => {
      this.exchange(card, sent, reply);
      sent.fill(0);
    }, 0);
  }

  release(): void {
    this.waiting = undefined;
  }

  private exchange(
    card: ChipCard | undefined,
    command: Uint8Array,
    reply: (bytes: Uint8Array | undefined) => void,
  ): void {
    if (card === undefined || card !== this.card) return reply(undefined);
    const answer = card.transmit(command);
    const { late_ms = 0, leaves } = card.manner ?? WELL_MANNERED;
    const bytes = answer.length > 0 && leaves === undefined ? answer : undefined;
    if (this.observe !== undefined) this.observe(withoutPin(command), late_ms > 0 ? undefined : bytes);
    if (leaves !== undefined) this.leave(card, leaves);
    if (late_ms > 0) this.after(late_ms, () => reply(bytes));
    else reply(bytes);
  }

  /** At once, where nothing takes time. */
  private after(more_ms: number, work: () => void): void {
    if (this.later === undefined) work();
    else this.later(work, more_ms);
  }

  private power(): void {
    const { card, waiting } = this;
    if (card === undefined || waiting === undefined || (waiting.interfaces & Interface.CONTACT) === 0) return;
    this.waiting = undefined;
    this.after(0, () => {
      const atr = card === this.card ? card.powerOn() : new Uint8Array(0);
      if (atr.length > 0) waiting.events.inserted(atr);
      else waiting.events.mute();
    });
  }

  private leave(card: ChipCard, leaves: "for good" | "for a moment"): void {
    this.remove();
    if (leaves === "for a moment") this.after(AWAY_MS, () => this.card ?? this.insert(card));
  }
}

/** A copy for others to see. */
function withoutPin(command: Uint8Array): Uint8Array {
  const seen = command.slice();
  if (seen[1] === VERIFY) seen.fill(0, HEAD_BYTES);
  return seen;
}
