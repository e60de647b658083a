/** What a reader can have in its slot: a card that behaves, or one that does not. Knows no command. */

/** How an answer comes, when it is not at once and from a card that stays where it is. */
export interface Manner {
  /** So much later than a card thinks, in ms. */
  late_ms?: number;
  /** The card is pulled out before its answer has come; perhaps it is put back in. */
  leaves?: "for good" | "for a moment";
}

export interface ChipCard {
  readonly name: string;
  /** Cold or warm reset. The ATR; empty when there is none. */
  powerOn(): Uint8Array;
  /** One command, one answer: data and SW1 SW2. Empty when there is none. */
  transmit(command: Uint8Array): Uint8Array;
  /** Of the last answer; a card that behaves has none. */
  readonly manner?: Manner | undefined;
}
