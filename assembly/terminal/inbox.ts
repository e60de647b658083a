/**
 * The gate: is what the board put into IN an event at all? A bad code or a length that does not add up is the world's
 * doing (a status), so nothing behind this gate has to doubt a payload's length again.
 */
import { APDU_BYTES_MAX, Event, IN_BYTES, IN_HEADER, PARAMETERS_BYTES, READ_BYTES, RECORD_BYTES_MAX } from "../abi";
import { READINESS_BYTES, TEXT_BYTES_MAX } from "../abi_devices";
import { PAYLOAD } from "../machine/io";

const STATUS_BYTES: i32 = 4;
/** Older boards told neither serial number nor firmware: what they leave out of IN is zero. */
const BOOT_BYTES: i32 = 32;
const BOOT_BYTES_BEFORE: i32 = 16;
const STRIPE_HEAD: i32 = 16;
const BLOCK_BYTES: i32 = 16;
const BYTES_HEAD: i32 = 8;
const RANDOM_BYTES_MAX: i32 = 32;
/** CID 1 · cryptogram 8 · ICC dynamic number 2 to 8. */
const SIGNED_BYTES_MAX: i32 = 17;

/** @returns whether `length` bytes of payload are what `event` demands. */
export function wellFormed(event: i32, length: i32): bool {
  if (length < 0 || length > IN_BYTES - IN_HEADER) return false;
  switch (event) {
    case Event.TIME:
    case Event.KEY_CLEAR:
    case Event.KEY_ENTER:
    case Event.KEY_CANCEL:
    case Event.KEY_MENU:
    case Event.CARD_OUT:
    case Event.CARD_MUTE:
    case Event.LINE_UP:
    case Event.LINE_DOWN:
    case Event.TAMPERED:
      return true;
    case Event.BOOT:
      return length >= BOOT_BYTES || length === BOOT_BYTES_BEFORE;
    case Event.KEY_DIGIT:
      return length >= 4 && load<u32>(PAYLOAD) <= 9;
    case Event.DIAGNOSE:
      return length >= STATUS_BYTES && load<u32>(PAYLOAD) <= 1;
    case Event.PROVISION:
      return length >= PARAMETERS_BYTES;
    case Event.FLASH_DONE:
    case Event.MAC_CHECKED:
    case Event.CARD_CHECKED:
    case Event.PRINT_DONE:
    case Event.CARD_KEY_DONE:
    case Event.SLOT_DONE:
      return length >= STATUS_BYTES;
    case Event.SECRET_DONE:
    case Event.KEY_LOADED:
    case Event.PASSWORD_DONE:
    case Event.PIN_VERIFIED:
      return length >= 2 * STATUS_BYTES;
    case Event.READINESS_DONE:
      return length >= READINESS_BYTES;
    case Event.NETWORK_DONE:
    case Event.MEDIUM_DONE:
      return isBytes(BYTES_HEAD, length, RECORD_BYTES_MAX);
    case Event.TEXT_DONE:
      return isBytes(BYTES_HEAD, length, TEXT_BYTES_MAX);
    case Event.PIN_DONE:
    case Event.STAGE_DONE:
    case Event.MAC_DONE:
      return length >= BLOCK_BYTES;
    case Event.FLASH_DATA:
      return isBytes(0, length, READ_BYTES);
    case Event.CARD_IN:
    case Event.CARD_REPLY:
      return isBytes(0, length, APDU_BYTES_MAX);
    case Event.LINE_DATA:
    case Event.AID_READ:
      return isBytes(0, length, IN_BYTES - IN_HEADER - BYTES_HEAD);
    case Event.STRIPE_READ:
      return isStripe(length);
    case Event.RANDOM_DONE:
      return isBytes(0, length, RANDOM_BYTES_MAX);
    case Event.RECORD_DONE:
      return isBytes(BYTES_HEAD, length, RECORD_BYTES_MAX);
    case Event.SIGNATURE_DONE:
      return isBytes(BYTES_HEAD, length, SIGNED_BYTES_MAX);
    case Event.HASH_DONE:
      return isBytes(BYTES_HEAD, length, RANDOM_BYTES_MAX);
    default:
      return false;
  }
}

/** Both tracks are there, however long they are. */
function isStripe(length: i32): bool {
  if (length < STRIPE_HEAD) return false;
  const rest = <u32>(length - STRIPE_HEAD);
  const track2 = load<u32>(PAYLOAD, 4);
  return track2 <= rest && load<u32>(PAYLOAD, 8) <= rest - track2;
}

function isBytes(at: i32, length: i32, bytesMax: i32): bool {
  if (length < at + BYTES_HEAD) return false;
  const bytes = load<u32>(PAYLOAD + at);
  return bytes <= <u32>bytesMax && bytes <= <u32>(length - at - BYTES_HEAD);
}
