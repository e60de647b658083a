/** A card as the journal keeps it, enciphered by the secure module under its storage key: PAN, 20 bytes, and expiry, 4. */
import { Done } from "../abi";
import { Exchange } from "../acquirer/region";
import { copyBytes } from "../base/bytes";
import { payload } from "../machine/io";
import { Record } from "./sale_acts";

const CARD_RECORD_BYTES: u32 = 24;
const EXPIRY_AT: usize = 20;

/** The answer to UNPROTECT. */
export enum Opened {
  /** What has come is no card. */
  MALFORMED,
  /** The secure module cannot open it: its storage key is erased. */
  UNKNOWN,
  KNOWN,
}

export function opened(): Opened {
  const record = payload<Record>();
  if (record.status !== Done.DONE) return Opened.UNKNOWN;
  return record.data.length === CARD_RECORD_BYTES ? Opened.KNOWN : Opened.MALFORMED;
}

/** Puts a card that is known into the request. */
export function nameCard(x: Exchange, panLength: i32): void {
  const card = payload<Record>().data.start;
  x.panLength = panLength;
  copyBytes(x.pan, card, panLength);
  copyBytes(x.expiry, card + EXPIRY_AT, 4);
}
