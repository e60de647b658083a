/**
 * VERIFY (EMV Book 3, 6.5.12): the offline PIN, in the clear or enciphered under the card's key.
 *
 * A wrong PIN, a malformed block and one that does not decipher look alike: each uses up a try.
 */
import { equalInConstantTime } from "../../secure/bytes.ts";
import type { RsaKey } from "../certificates/rsa_key.ts";
import * as apdu from "../apdu.ts";
import type { CommandApdu, ResponseApdu } from "../apdu.ts";
import { hex } from "../personalisation/bytes.ts";
import { Phase } from "../session.ts";
import type { Session } from "../session.ts";

const PLAINTEXT = 0x80;
const ENCIPHERED = 0x88;
const BLOCK_BYTES = 8;
const CHALLENGE_BYTES = 8;
/** EMV Book 2, 7.2, table 25: header, PIN block, the card's challenge, padding. */
const HEADER = 0x7f;

export function verify(session: Session, command: CommandApdu): ResponseApdu {
  const key = session.files.pin;
  if (command.p1 !== 0) return apdu.status(apdu.SW_WRONG_P1P2);
  const isEnciphered = command.p2 === ENCIPHERED && key !== undefined;
  if (command.p2 !== PLAINTEXT && !isEnciphered) return apdu.status(apdu.SW_NO_FUNCTION);
  if (command.data.length !== (isEnciphered ? key.modulus.length : BLOCK_BYTES))
    return apdu.status(apdu.SW_WRONG_LENGTH);
  if (session.phase !== Phase.INITIATED) return apdu.status(apdu.SW_CONDITIONS);
  if (session.pinTriesLeft === 0)
    return apdu.status(session.beganPinBlocked ? apdu.SW_PIN_UNUSABLE : apdu.SW_PIN_BLOCKED);
  const { challenge } = session;
  session.challenge = undefined;
  if (isEnciphered && challenge === undefined) return apdu.status(apdu.SW_CONDITIONS);

  // Counted before it is compared: pulling the card out gives no more tries.
  session.state.wrongPins++;
  const block = isEnciphered ? decipherPin(key, command.data, challenge!) : command.data;
  const isRight = block !== undefined && equalInConstantTime(block, pinBlock(session));
  command.data.fill(0);
  session.pin = isRight ? "right" : "wrong";
  if (!isRight) return apdu.status(apdu.SW_PIN_TRIES + session.pinTriesLeft);
  session.state.wrongPins = 0;
  return apdu.status(apdu.SW_OK);
}

/**
 * EMV Book 2, 7.2: the PIN block in what was enciphered.
 *
 * @param data as long as the key
 * @returns 8 bytes; undefined when it was made for another challenge, or is none
 */
export function decipherPin(key: RsaKey, data: Uint8Array, challenge: Uint8Array): Uint8Array | undefined {
  const clear = key.apply(data);
  if (clear === undefined) return undefined;
  const block = clear.slice(1, 1 + BLOCK_BYTES);
  const unpredictable = clear.slice(1 + BLOCK_BYTES, 1 + BLOCK_BYTES + CHALLENGE_BYTES);
  const isMeant = clear[0] === HEADER && equalInConstantTime(unpredictable, challenge);
  clear.fill(0);
  return isMeant ? block : undefined;
}

/** Format 2 (ISO 9564-1, 9.3.4). */
function pinBlock({ files, state }: Session): Uint8Array {
  const pin = state.pin === "" ? files.data.pin : state.pin;
  return hex(`2${pin.length.toString(16)}${pin}`.padEnd(2 * BLOCK_BYTES, "F"));
}
