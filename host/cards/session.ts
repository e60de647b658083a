/**
 * One application from its selection on: what the card knows of the transaction, and forgets with the power.
 *
 * Owns no command: those stand in `commands/`, one file each, and take a session. What must outlive the power is changed in
 * `state` before the answer is given.
 */
import { freshBytes } from "../fresh_bytes.ts";
import { TDES } from "../secure/cipher/block_cipher.ts";
import { PIN_TRIES } from "./card_state.ts";
import type { CardState } from "./card_state.ts";
import type { CvrFacts } from "./cvr.ts";
import type { ApplicationFiles } from "./personalise.ts";

export const AAC = 0x00;
export const TC = 0x40;
export const ARQC = 0x80;

const NOTHING = new Uint8Array(0);

/** How far the transaction has come. */
export enum Phase {
  SELECTED,
  INITIATED,
  ONLINE,
  ENDED,
}

export class Session {
  readonly files: ApplicationFiles;
  readonly state: CardState;
  phase = Phase.SELECTED;
  /** The PIN was blocked before this session: VERIFY then says 6984 and not 6983 (EMV Book 3, 10.5.1). */
  readonly beganPinBlocked: boolean;
  /** What the terminal sent for PDOL and CDOL1: CDA signs it. */
  pdolData: Uint8Array = NOTHING;
  cdol1Data: Uint8Array = NOTHING;
  /** Of GET CHALLENGE, until a VERIFY uses it up. */
  challenge: Uint8Array | undefined;
  /** The first cryptogram, when it is an ARQC: issuer and scripts refer to it. */
  readonly arqc = new Uint8Array(8);
  wentOnline = false;
  /** What the issuer's answer proved to be in this transaction, and whether it approves. */
  issuer: CvrFacts["issuer"] = "unknown";
  issuerApproves = false;
  pin: CvrFacts["pin"] = "unknown";
  /** A script command has come in this transaction. */
  hadScript = false;

  constructor(files: ApplicationFiles, state: CardState) {
    this.files = files;
    this.state = state;
    this.beganPinBlocked = this.pinTriesLeft === 0;
  }

  /** 9F36. */
  get atc(): Uint8Array {
    return twoBytes(this.state.atc);
  }

  get pinTriesLeft(): number {
    return Math.max(0, (this.files.data.pinTries ?? PIN_TRIES) - this.state.wrongPins);
  }

  set pinTriesLeft(left: number) {
    this.state.wrongPins = Math.max(0, (this.files.data.pinTries ?? PIN_TRIES) - left);
  }

  get isBlocked(): boolean {
    return isBlocked(this.files, this.state);
  }

  /** Eight bytes, different every time, the same in a repeated run. */
  nextNumber(): Uint8Array {
    const block = freshBytes(8);
    const number = ++this.state.challenges;
    for (let i = 0; i < 4; i++) block[7 - i] = number >>> (8 * i);
    return TDES.encrypt(this.files.masterKeys.ac, block);
  }
}

export function isBlocked({ data }: ApplicationFiles, state: CardState): boolean {
  return state.applicationBlocks[data.aid] ?? data.blocked === true;
}

export function twoBytes(value: number): Uint8Array {
  const bytes = freshBytes(2);
  bytes[0] = value >> 8;
  bytes[1] = value;
  return bytes;
}
