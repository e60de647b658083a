/**
 * PIN CHANGE/UNBLOCK (EMV Book 3, 6.5.10), after its MAC: a new PIN in the form of the card's version, and all tries back.
 *
 * The other side of `host/secure/issuer/pin_change.ts`. A block is proved by making it again from the PIN that it seems to hold.
 */
import { PinBlock } from "../../codec/pin_block.ts";
import { equalInConstantTime } from "../../secure/bytes.ts";
import { TDES } from "../../secure/cipher/block_cipher.ts";
import { visaPinBlock } from "../../secure/issuer/pin_change.ts";
import { scriptSessionKey } from "../../secure/issuer/script.ts";
import * as apdu from "../apdu.ts";
import type { CommandApdu } from "../apdu.ts";
import type { Session } from "../session.ts";

const UNBLOCK = 0x00;
const NEW_WITH_OLD = 0x01;
const NEW_ALONE = 0x02;
const BLOCK = 8;
const PIN_DIGITS_MIN = 4;
const PIN_DIGITS_MAX = 12;

/** @param data without the MAC. @returns SW1 SW2 */
export function changePin(session: Session, { p1, p2 }: CommandApdu, data: Uint8Array): number {
  if (p1 !== 0 || (p2 !== UNBLOCK && p2 !== NEW_WITH_OLD && p2 !== NEW_ALONE)) return apdu.SW_WRONG_P1P2;
  const { script } = session.files.policy;
  if (p2 === UNBLOCK && data.length > 0) return apdu.SW_WRONG_LENGTH;
  if (p2 === NEW_WITH_OLD && script.pinBlock !== "visa") return apdu.SW_WRONG_P1P2;
  if (p2 !== UNBLOCK) {
    const pin = newPin(session, data, p2 === NEW_WITH_OLD);
    if (pin === undefined) return apdu.SW_WRONG_DATA;
    session.state.pin = pin;
  }
  session.state.wrongPins = 0;
  return apdu.SW_OK;
}

/** Undefined when the data do not decipher to a PIN block of the version. */
function newPin(session: Session, data: Uint8Array, withOld: boolean): string | undefined {
  const block = decipher(session, data);
  if (block?.length !== BLOCK) return undefined;
  return session.files.policy.script.pinBlock === "visa" ? visaPin(session, block, withOld) : isoPin(block);
}

function isoPin(block: Uint8Array): string | undefined {
  const digits = digitsAfterLength(block);
  const again = digits && PinBlock.encode({ format: 2, pin: digits });
  return again && equalInConstantTime(again, block) ? digits.join("") : undefined;
}

function visaPin({ files, state }: Session, block: Uint8Array, withOld: boolean): string | undefined {
  const old = withOld ? Uint8Array.from(state.pin === "" ? files.data.pin : state.pin, Number) : undefined;
  const key = files.masterKeys.ac;
  const clear = block.slice();
  for (let i = 4; i < BLOCK; i++) clear[i]! ^= key[i]!;
  if (old !== undefined)
    Buffer.from(old.join("").padEnd(2 * BLOCK, "0"), "hex").forEach((byte, i) => (clear[i]! ^= byte));
  const digits = digitsAfterLength(clear);
  const again = digits && visaPinBlock(key, digits, old);
  return again && equalInConstantTime(again, block) ? digits.join("") : undefined;
}

/** The PIN of a block `control length digits fill`, which may be none. */
function digitsAfterLength(block: Uint8Array): Uint8Array | undefined {
  const nibbles = [...block].flatMap((byte) => [byte >> 4, byte & 0xf]);
  const digits = Uint8Array.from(nibbles.slice(2, 2 + nibbles[1]!));
  const isPin =
    digits.length >= PIN_DIGITS_MIN && digits.length <= PIN_DIGITS_MAX && digits.every((digit) => digit <= 9);
  return isPin ? digits : undefined;
}

/** The other way of `encipherScriptData`: a length in front (`visa`), or 80 and zeros behind. */
function decipher({ files, atc, arqc }: Session, data: Uint8Array): Uint8Array | undefined {
  if (data.length === 0 || data.length % BLOCK !== 0) return undefined;
  const { script } = files.policy;
  const key = scriptSessionKey(script, files.masterKeys.confidentiality, { atc, cryptogram: arqc });
  if (script.encipherment === "visa") {
    const clear = TDES.decrypt(key, data);
    return clear.slice(1, 1 + clear[0]!);
  }
  const clear = TDES.decryptCbc(key, data);
  const end = clear.lastIndexOf(0x80);
  return end >= 0 && clear.subarray(end + 1).every((byte) => byte === 0) ? clear.slice(0, end) : undefined;
}
