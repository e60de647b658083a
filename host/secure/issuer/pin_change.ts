/**
 * PIN CHANGE by issuer script (EMV Book 3, 6.5.10): the command with its PIN block enciphered and its MAC.
 *
 * PIN digits come one a byte and stay the caller's to wipe; what they pass through is wiped here.
 */
import { PinBlock } from "../../codec/pin_block.ts";
import { cardMasterKey } from "./card_key.ts";
import type { CvnPolicy } from "./cvn.ts";
import { digitsOf, packNibbles } from "./digits.ts";
import type { Digits } from "./digits.ts";
import { checkKey, refusal } from "./refuse.ts";
import { encipherScriptData, scriptMac, scriptMacInput, scriptSessionKey } from "./script.ts";
import type { ScriptTransaction } from "./script.ts";

const PIN_DIGITS_MIN = 4;
const PIN_DIGITS_MAX = 12;
const BLOCK_BYTES = 8;
const FILL = 0x0f;
const MAC_BYTES = 8;

const COMMAND = [0x84, 0x24, 0x00] as const;
/** P2: the data hold the new PIN enciphered, made with the old one (01) or without it (02). */
const P2_WITH_OLD = 0x01;
const P2_NEW_ALONE = 0x02;

/** Issuer master keys, 16 bytes each. */
export interface ScriptIssuerKeys {
  /** For application cryptograms: Visa's PIN block takes a part of the card's own. */
  ac: Uint8Array;
  /** For the integrity of scripts. */
  integrity: Uint8Array;
  /** For the confidentiality of scripts. */
  confidentiality: Uint8Array;
}

export interface PinChange {
  pan: Digits;
  /** 5F34, 0..99. */
  sequence: number;
  transaction: ScriptTransaction;
  /** 4 to 12 digits, one a byte. */
  pin: Uint8Array;
  /** Visa alone; absent when the card does not ask for it. */
  currentPin?: Uint8Array;
}

/**
 * Visa's PIN block for PIN CHANGE: length, PIN and F to 8 bytes, XOR four zero bytes and the end of the left half of the
 * card's key for cryptograms, XOR the current PIN with zeros behind it where there is one.
 *
 * @param cardKey for application cryptograms, 16 bytes
 * @returns 8 bytes, not enciphered: the caller wipes them
 * @throws CodecError KEY_LENGTH, PIN_LENGTH or PIN_DIGIT
 */
export function visaPinBlock(cardKey: Uint8Array, pin: Uint8Array, currentPin?: Uint8Array): Uint8Array {
  checkKey(cardKey);
  const block = packedPin(pin, [0, pin.length], FILL);
  for (let i = 4; i < BLOCK_BYTES; i++) block[i]! ^= cardKey[i]!;
  if (currentPin === undefined) return block;
  try {
    const current = packedPin(currentPin, [], 0);
    for (let i = 0; i < BLOCK_BYTES; i++) block[i]! ^= current[i]!;
    current.fill(0);
    return block;
  } catch (error) {
    block.fill(0);
    throw error;
  }
}

/**
 * The whole command: header, enciphered PIN block, MAC.
 *
 * @throws CodecError CVN_SCRIPT (no scripts known of this version), CURRENT_PIN (a version that takes none), and those of the
 *   keys, the PAN and the PIN
 */
export function pinChangeCommand(policy: CvnPolicy, keys: ScriptIssuerKeys, change: PinChange): Uint8Array {
  const { script, derivation } = policy;
  const { transaction, currentPin } = change;
  if (script === undefined) throw refusal("CVN_SCRIPT", "cvn", "a version whose scripts are known");
  if (script.pinBlock !== "visa" && currentPin !== undefined)
    throw refusal("CURRENT_PIN", "currentPin", "none in this version");

  const used: Uint8Array[] = [];
  const kept = (bytes: Uint8Array): Uint8Array => {
    used.push(bytes);
    return bytes;
  };
  const keyOf = (issuerKey: Uint8Array): Uint8Array =>
    kept(cardMasterKey(derivation, issuerKey, change.pan, change.sequence));
  try {
    const block = kept(
      script.pinBlock === "visa"
        ? visaPinBlock(keyOf(keys.ac), change.pin, currentPin)
        : PinBlock.encode({ format: 2, pin: change.pin }),
    );
    const cipherKey = kept(scriptSessionKey(script, keyOf(keys.confidentiality), transaction));
    const data = encipherScriptData(script.encipherment, cipherKey, block);
    const p2 = currentPin === undefined ? P2_NEW_ALONE : P2_WITH_OLD;
    const header = new Uint8Array([...COMMAND, p2, data.length + MAC_BYTES]);
    const macKey = kept(scriptSessionKey(script, keyOf(keys.integrity), transaction));
    const mac = scriptMac(macKey, scriptMacInput(header, transaction, data));
    return new Uint8Array([...header, ...data, ...mac]);
  } finally {
    for (const bytes of used) bytes.fill(0);
  }
}

/** `front` and the PIN, then `fill` to 16 nibbles; packed. */
function packedPin(pin: Uint8Array, front: readonly number[], fill: number): Uint8Array {
  const digits = digitsOf("pin", pin, PIN_DIGITS_MIN, PIN_DIGITS_MAX);
  const nibbles = new Uint8Array(2 * BLOCK_BYTES).fill(fill);
  nibbles.set(front);
  nibbles.set(digits, front.length);
  const block = packNibbles(nibbles);
  digits.fill(0);
  nibbles.fill(0);
  return block;
}
