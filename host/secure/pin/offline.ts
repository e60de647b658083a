/**
 * Offline PIN: the module's own dialogue with the card, one command and one reply at a time.
 *
 * Whoever drives it passes `command` to the card reader and gives the reply back until there is a verdict, and learns
 * nothing but that. Owns the PIN block and the commands that hold it; both are zero once the card has answered, and
 * after `wipe`. Asks once: how many tries are left, and whether there is another, is the card's and the core's business.
 */
import { PinBlock } from "../../codec/pin_block.ts";
import type { CardKeys } from "../recovery/card_keys.ts";
import { rsaRecover } from "../rsa.ts";

/** EMV Book 3, 6.5.12: VERIFY, table 23: P2 80 for a PIN block in the clear, 88 for an enciphered one. */
const VERIFY = [0x00, 0x20, 0x00] as const;
const PLAIN = 0x80;
const ENCIPHERED = 0x88;
/** EMV Book 3, 6.5.6. */
const GET_CHALLENGE = [0x00, 0x84, 0x00, 0x00] as const;
/** ISO/IEC 7816-4: what a T=0 card asks for in place of an answer. */
const GET_RESPONSE = [0x00, 0xc0, 0x00, 0x00] as const;
const SW1_MORE = 0x61;
const SW1_LENGTH = 0x6c;
const OK = 0x9000;

/** EMV Book 2, 7.2, table 25: header, PIN block, the card's challenge, random padding to the length of the key. */
const HEADER = 0x7f;
const BLOCK_BYTES = 8;
const CHALLENGE_BYTES = 8;
const PADDING_AT = 1 + BLOCK_BYTES + CHALLENGE_BYTES;
/** A card that keeps asking for another length is none. */
const CHALLENGE_COMMANDS_MAX = 3;

/**
 * SW1 SW2 of the card's answer to VERIFY; "not shown" when the card was given no PIN, because it has no key for one or gave no
 * challenge (EMV Book 2, 7.1 and 7.2); "mute" when it does not answer.
 */
export type PinVerdict = number | "not shown" | "mute";

export class OfflinePin {
  private readonly block: Uint8Array;
  private readonly keys: CardKeys | undefined;
  private readonly random: (length: number) => Uint8Array;
  private sent: Uint8Array | undefined;
  private challenges = 0;
  private result: PinVerdict | undefined;

  /** A plaintext PIN. @param digits 4 to 12, bytes 0 to 9; the caller wipes its copy; so in the other */
  static plaintext(digits: Uint8Array): OfflinePin {
    return new OfflinePin(digits, undefined, () => new Uint8Array(0));
  }

  /**
   * An enciphered PIN (EMV Book 2, 7).
   *
   * @param keys of this card; without a key that the module recovered there is no command: not shown
   * @param random a cryptographic generator
   */
  static enciphered(digits: Uint8Array, keys: CardKeys, random: (length: number) => Uint8Array): OfflinePin {
    return new OfflinePin(digits, keys, random);
  }

  private constructor(digits: Uint8Array, keys: CardKeys | undefined, random: (length: number) => Uint8Array) {
    this.keys = keys;
    this.random = random;
    this.block = formatTwo(digits);
    if (this.block[0] === 0 || (keys !== undefined && keys.pinKey === undefined)) this.end("not shown");
    else if (keys === undefined) this.verify(PLAIN, this.block);
    else this.askChallenge(0);
  }

  /** What to send to the card next; good until its reply is given. Undefined when there is a verdict. */
  get command(): Uint8Array | undefined {
    return this.sent;
  }

  /** What has come of it, once something has. */
  get verdict(): PinVerdict | undefined {
    return this.result;
  }

  /** The card's reply to `command`, the last two bytes SW1 SW2; undefined when it does not answer. */
  give(reply: Uint8Array | undefined): void {
    if (this.sent === undefined) return;
    const isChallenge = this.challenges > 0 && this.sent[1] !== VERIFY[1];
    this.wipeCommand();
    if (reply === undefined || reply.length < 2) return this.end("mute");
    const statusWord = reply.at(-2)! * 256 + reply.at(-1)!;
    if (!isChallenge) return this.end(statusWord);
    try {
      this.takeChallenge(reply.subarray(0, -2), statusWord);
    } catch (error) {
      this.wipe();
      throw error;
    }
  }

  /** Ends the dialogue; nothing of the PIN is left. */
  wipe(): void {
    this.end(this.result ?? "not shown");
  }

  private askChallenge(le: number): void {
    this.send([...GET_CHALLENGE, le]);
  }

  private takeChallenge(challenge: Uint8Array, statusWord: number): void {
    const [sw1, sw2] = [statusWord >> 8, statusWord & 0xff];
    const mayAskAgain = this.challenges < CHALLENGE_COMMANDS_MAX;
    if (sw1 === SW1_LENGTH && mayAskAgain) return this.askChallenge(sw2);
    if (sw1 === SW1_MORE && mayAskAgain) return this.send([...GET_RESPONSE, sw2]);
    const data = statusWord === OK && challenge.length === CHALLENGE_BYTES ? this.encipher(challenge) : undefined;
    if (data === undefined) this.end("not shown");
    else this.verify(ENCIPHERED, data);
  }

  /** Undefined when the key has gone meanwhile, or is no key for a PIN. */
  private encipher(challenge: Uint8Array): Uint8Array | undefined {
    const key = this.keys?.pinKey;
    if (key === undefined || key.modulus.length <= PADDING_AT) return undefined;
    const clear = new Uint8Array(key.modulus.length);
    try {
      clear[0] = HEADER;
      clear.set(this.block, 1);
      clear.set(challenge, 1 + BLOCK_BYTES);
      clear.set(this.random(clear.length - PADDING_AT), PADDING_AT);
      return rsaRecover(key.modulus, key.exponent, clear);
    } finally {
      clear.fill(0);
    }
  }

  private send(command: readonly number[]): void {
    this.challenges++;
    this.sent = Uint8Array.from(command);
  }

  private verify(p2: number, data: Uint8Array): void {
    const command = new Uint8Array(5 + data.length);
    command.set([...VERIFY, p2, data.length]);
    command.set(data, 5);
    this.sent = command;
    this.block.fill(0);
  }

  private end(verdict: PinVerdict): void {
    this.result = verdict;
    this.wipeCommand();
    this.block.fill(0);
  }

  private wipeCommand(): void {
    this.sent?.fill(0);
    this.sent = undefined;
  }
}

/** ISO 9564-1 format 2, which is the block for cards; zeros when the digits are no PIN. */
function formatTwo(digits: Uint8Array): Uint8Array {
  try {
    return PinBlock.encode({ format: 2, pin: digits });
  } catch {
    return new Uint8Array(BLOCK_BYTES);
  }
}
