/**
 * APDUs in hexadecimal with stars for what may not be seen, as long as they are: card numbers and tracks wherever they stand,
 * and every other secret that the dictionary knows of. A card may break the form of its data, so its own number and name are
 * also looked for in the digits themselves.
 */
import { commandName } from "../../codec/describe_apdu.ts";
import { CodecError } from "../../codec/errors.ts";
import { visitTlv } from "../../codec/tlv/walk.ts";
import { hexOfBytes } from "../hex.ts";
import { shownValue } from "../tlv/shown.ts";

const HEAD_DIGITS = 10;
/** Of a PAN, before and after the stars. */
const SHOWN_FIRST = 6;
const SHOWN_LAST = 4;
/** So many digits of a card number are not there by chance. */
const TELLING_DIGITS = 8;
/** Track 2, separator and all (ISO/IEC 7813). */
const TRACK_DIGITS_MAX = 37;
const VERIFY = 0x20;

export interface Masking {
  /** The card's own number, and its holder's name. */
  pan: string;
  holder: string;
  unmasked: boolean;
}

/** The PIN of a VERIFY is never shown. */
export function shownCommand(command: Uint8Array, { pan, holder, unmasked }: Masking): string {
  const text = hexOfBytes(command);
  const isPin = command[1] === VERIFY;
  if (unmasked && !isPin) return text;
  const isOpen = commandName(command) !== undefined && !isPin;
  return isOpen ? withoutOwn(text, pan, holder) : text.slice(0, HEAD_DIGITS) + stars(text.slice(HEAD_DIGITS));
}

/** @param data without its status word */
export function shownData(data: Uint8Array, { pan, holder, unmasked }: Masking): string {
  const text = hexOfBytes(data);
  return unmasked ? text : withoutOwn(withoutSecrets(data, text), pan, holder);
}

/** Objects as far as they can be read. */
function withoutSecrets(data: Uint8Array, text: string): string {
  let shown = text;
  try {
    visitTlv(data, ({ tag, constructed, offset, length }) => {
      if (constructed) return;
      const value = shownValue(tag, data.subarray(offset, offset + length), false);
      if (value.length === 2 * length && offset + length <= data.length) {
        shown = shown.slice(0, 2 * offset) + value + shown.slice(2 * (offset + length));
      }
    });
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
  }
  return shown;
}

function withoutOwn(text: string, pan: string, holder: string): string {
  const name = hexOfBytes(new Uint8Array(Buffer.from(holder, "latin1")));
  return withoutPan(text, pan).replaceAll(name, stars(name));
}

/** The number, or as much of it as is there; and behind a separator the rest of a track. */
function withoutPan(text: string, pan: string): string {
  const begin = pan.slice(0, TELLING_DIGITS);
  let shown = text;
  for (let at = shown.indexOf(begin); at >= 0; at = shown.indexOf(begin, at + 1)) {
    let length = begin.length;
    while (length < pan.length && shown[at + length] === pan[length]) length++;
    const last = length === pan.length ? SHOWN_LAST : 0;
    const number =
      pan.slice(0, SHOWN_FIRST) + "*".repeat(length - SHOWN_FIRST - last) + pan.slice(length - last, length);
    const isTrack = shown[at + length] === "D";
    const end = isTrack ? Math.min(shown.length, at + TRACK_DIGITS_MAX) : at + length;
    const rest = isTrack ? `D${stars(shown.slice(at + length + 1, end))}` : "";
    shown = shown.slice(0, at) + number + rest + shown.slice(end);
  }
  return shown;
}

function stars(text: string): string {
  return "*".repeat(text.length);
}
