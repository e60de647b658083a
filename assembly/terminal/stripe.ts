/**
 * The magnetic stripe: what was swiped, whether it may be used, and what it gives to a payment (EMV Book 4, 11.2).
 *
 * A card whose service code says that it has a chip is used by its stripe only when the chip has failed in this payment,
 * before the application was initiated. The tracks go from the event into the exchange's region, which is wiped when the
 * payment ends, and no further than the request; a swipe that is not used leaves nothing.
 */
import { Command, Done } from "../abi";
import { copyBytes } from "../base/bytes";
import { OK } from "../base/status";
import { Exchange, exchangeOf } from "../acquirer/region";
import { luhn } from "../codec/pan";
import { LRC_WRONG, Part, readTrack, Track, TRACK_BYTES, TRACK_PARTS } from "../codec/track";
import { cardOf } from "../emv/region";
import { durable } from "../journal/durable";
import { Entry } from "../journal/records";
import { askBytes, payload, Status } from "../machine/io";
import { Terminal } from "../machine/terminal";

/** What a swipe comes to. */
export enum Swipe {
  UNREADABLE,
  /** The card has a chip, which must be tried. */
  CHIP,
  USABLE,
}

/** F22: stripe read, PIN entered or not. */
const ENTRY_STRIPE_PIN: i32 = 21;
const ENTRY_STRIPE_NO_PIN: i32 = 22;
/** Fewer digits cannot be masked. */
const PAN_DIGITS_MIN: i32 = 13;
const EXPIRY_DIGITS: i32 = 4;
/** How often one payment's card may be swiped in vain. */
const SWIPES_MAX: i32 = 3;
/** First digits of the service codes of cards with a chip (ISO/IEC 7813, 7.2.5). */
const CHIP_INTERNATIONAL: u8 = 0x32;
const CHIP_NATIONAL: u8 = 0x36;

/** Where the parts of the track in IN lie. */
const TRACK: Track = changetype<Track>(memory.data(<i32>TRACK_BYTES, 8));

/** Payload of STRIPE_READ. */
@unmanaged
class StripeInput {
  status: u32;
  track2Length: u32;
  track3Length: u32;
  reserved: u32;
  get track2(): usize {
    return changetype<usize>(this) + offsetof<StripeInput>();
  }
  get track3(): usize {
    return this.track2 + this.track2Length;
  }
}

/** @returns a `Swipe`; only of a usable one the data are taken */
export function takeSwipe(t: Terminal): Swipe {
  const x = exchangeOf(t);
  const input = payload<StripeInput>();
  if (!isReadable(input)) {
    x.swipes += 1;
    return Swipe.UNREADABLE;
  }
  const chip = hasChip();
  if (chip && x.chipFailed === 0) return Swipe.CHIP;
  x.entry = chip && x.chipFailed !== 0 ? Entry.FALLBACK : Entry.STRIPE;
  x.entryMode = ENTRY_STRIPE_NO_PIN;
  x.stan = durable(t).nextStan;
  x.batch = durable(t).batch;
  takeTrack2(x);
  takeTrack3(x, input);
  return Swipe.USABLE;
}

export function mayBeSwipedAgain(t: Terminal): bool {
  return exchangeOf(t).swipes < SWIPES_MAX;
}

/** Track 2 alone decides: a card number with a right check digit, and all parts in their places. `TRACK` is its view. */
function isReadable(input: StripeInput): bool {
  if (input.status !== Done.DONE) return false;
  if (readTrack(2, input.track2, input.track2Length, false, TRACK) !== OK || TRACK.lrc === LRC_WRONG) return false;
  const digits = lengthOf(Part.PAN);
  return digits >= PAN_DIGITS_MIN && luhn(placeOf(Part.PAN), digits);
}

/** A track without a service code says nothing of a chip. */
function hasChip(): bool {
  if (lengthOf(Part.SERVICE_CODE) === 0) return false;
  const first = load<u8>(placeOf(Part.SERVICE_CODE));
  return first === CHIP_INTERNATIONAL || first === CHIP_NATIONAL;
}

function takeTrack2(x: Exchange): void {
  x.panLength = lengthOf(Part.PAN);
  copyBytes(x.pan, placeOf(Part.PAN), x.panLength);
  if (lengthOf(Part.EXPIRY) !== 0) copyBytes(x.expiry, placeOf(Part.EXPIRY), EXPIRY_DIGITS);
  x.track2Length = TRACK.end - TRACK.sentinels;
  copyBytes(x.track2, TRACK.at + TRACK.sentinels, x.track2Length);
}

/** Cards need not have a track 3, and one that cannot be read is as good as none. */
function takeTrack3(x: Exchange, input: StripeInput): void {
  if (input.track3Length === 0) return;
  if (readTrack(3, input.track3, input.track3Length, false, TRACK) !== OK || TRACK.lrc === LRC_WRONG) return;
  x.track3Length = TRACK.end - TRACK.sentinels;
  copyBytes(x.track3, TRACK.at + TRACK.sentinels, x.track3Length);
}

function placeOf(part: Part): usize {
  return TRACK.at + <usize>(partOf(part) & 0xffff);
}

function lengthOf(part: Part): i32 {
  return <i32>(partOf(part) >> 16);
}

function partOf(part: Part): u32 {
  return load<u32>(changetype<usize>(TRACK) + TRACK_PARTS + 4 * <usize>part);
}

/** Is the card that was swiped on the exception file? The board keeps it (EMV Book 4, 6.3.5, asks it for chips). */
export function askIfSwipedListed(t: Terminal): void {
  const x = exchangeOf(t);
  askBytes(t, Command.CHECK_CARD, x.pan, x.panLength);
}

/** @returns what CARD_CHECKED says */
export function isSwipedListed(): bool {
  return payload<Status>().status !== Done.DONE;
}

/** A stripe is verified by the issuer alone: an online PIN is always asked for. */
export function beginStripePin(t: Terminal): void {
  cardOf(t).pinWanted = 1;
}

export function noteStripePin(t: Terminal): void {
  exchangeOf(t).entryMode = ENTRY_STRIPE_PIN;
}

/** Nobody has been verified by a secret: the slip is signed. */
export function noteStripeBypass(t: Terminal): void {
  cardOf(t).signature = 1;
}

/**
 * The card has no application in common with the terminal; it is not blocked, and none of its applications is. A terminal that
 * could not read what applications it has knows nothing of the card.
 */
export function isForeign(t: Terminal): bool {
  const card = cardOf(t);
  return card.offered === 0 && card.configured !== 0;
}

/** GET PROCESSING OPTIONS has succeeded: from here on there is no way back to the stripe. */
export function isInitiated(t: Terminal): bool {
  return cardOf(t).aflLength > 0;
}

export function isStripe(t: Terminal): bool {
  return exchangeOf(t).entry !== Entry.CHIP;
}
