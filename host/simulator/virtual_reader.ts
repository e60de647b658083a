/** A contact card reader with virtual cards: one slot, a person who puts a card in and pulls it out. */
import type { VirtualCard } from "../cards/card.ts";
import type { CardReaderPort } from "../ports.ts";

/** Sees each APDU that was exchanged; `reply` is undefined when the card was mute. */
export type ApduObserver = (command: Uint8Array, reply: Uint8Array | undefined) => void;

export class VirtualReader implements CardReaderPort {
  onRemoved: (() => void) | undefined;
  private card: VirtualCard | undefined;
  private waiting: { inserted: (atr: Uint8Array) => void; mute: () => void } | undefined;
  private readonly observe: ApduObserver | undefined;
  private readonly later: (work: () => void) => void;

  /** @param later runs an answer after the card's thinking time; at once when absent */
  constructor(options: { observe?: ApduObserver; later?: (work: () => void) => void } = {}) {
    this.observe = options.observe;
    this.later = options.later ?? ((work) => work());
  }

  /** The card in the slot, if any. */
  get inserted(): VirtualCard | undefined {
    return this.card;
  }

  insert(card: VirtualCard): void {
    this.card = card;
    this.power();
  }

  remove(): void {
    if (this.card === undefined) return;
    this.card = undefined;
    this.onRemoved?.();
  }

  arm(inserted: (atr: Uint8Array) => void, mute: () => void): void {
    this.waiting = { inserted, mute };
    this.power();
  }

  transmit(command: Uint8Array, reply: (bytes: Uint8Array | undefined) => void): void {
    const { card } = this;
    const sent = command.slice();
    this.later(() => {
      if (card === undefined || card !== this.card) return reply(undefined);
      const answer = card.transmit(sent);
      const bytes = answer.length >= 2 ? answer : undefined;
      this.observe?.(sent, bytes);
      reply(bytes);
    });
  }

  release(): void {
    this.waiting = undefined;
  }

  private power(): void {
    const { card, waiting } = this;
    if (card === undefined || waiting === undefined) return;
    this.waiting = undefined;
    this.later(() => {
      const atr = card === this.card ? card.powerOn() : new Uint8Array(0);
      if (atr.length > 0) waiting.inserted(atr);
      else waiting.mute();
    });
  }
}
