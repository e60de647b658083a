/**
 * EMV keys and cryptograms: ICC master key, session key, application cryptogram, ARPC, and what goes into a cryptogram.
 *
 * Shared by the virtual cards and by the issuer of the simulated acquirer, so that both ends of a cryptogram are one
 * piece of code; a terminal has no use for it. Keys are arguments and results: their owner wipes them.
 */
import { copyBytes } from "./bytes.ts";
import { iso9797Algorithm3 } from "./mac.ts";
import { tdesEncrypt } from "./tdes.ts";

export const ARPC_BYTES = 8;
const KEY_BYTES = 16;
const PAN_BLOCK_DIGITS = 16;

/**
 * ICC master key, option A (EMV Book 2, A1.4.1): the last 16 digits of PAN and sequence number, and their complement,
 * enciphered under the issuer's master key; odd parity. A PAN of more than 16 digits loses its leading ones.
 *
 * @param issuerMasterKey 16 bytes
 * @param pan 12 to 19 digits
 * @param sequence PAN sequence number 5F34, 0..99; 0 when the card has none
 * @returns 16 bytes
 */
export function iccMasterKey(issuerMasterKey: Uint8Array, pan: string, sequence: number): Uint8Array {
  if (!/^\d{12,19}$/.test(pan)) throw new RangeError("PAN is not 12 to 19 digits");
  if (!Number.isInteger(sequence) || sequence < 0 || sequence > 99) throw new RangeError("sequence is not 0..99");
  const digits = (pan + String(sequence).padStart(2, "0")).slice(-PAN_BLOCK_DIGITS).padStart(PAN_BLOCK_DIGITS, "0");
  const halves = new Uint8Array(KEY_BYTES);
  for (let i = 0; i < 8; i++) {
    halves[i] = parseInt(digits.slice(2 * i, 2 * i + 2), 16);
    halves[8 + i] = halves[i]! ^ 0xff;
  }
  return withOddParity(tdesEncrypt(issuerMasterKey, halves));
}

/**
 * Session key for application cryptograms, common session key derivation (EMV Book 2, A1.3.1), diversified by the ATC.
 *
 * @param atc 9F36, 0..65535
 * @returns 16 bytes
 */
export function sessionKey(iccMasterKey: Uint8Array, atc: number): Uint8Array {
  if (!Number.isInteger(atc) || atc < 0 || atc > 0xffff) throw new RangeError("ATC is not 0..65535");
  return diversify(iccMasterKey, new Uint8Array([atc >> 8, atc & 0xff, 0, 0, 0, 0, 0, 0]));
}

/**
 * EMV Book 2, A1.3.1 with any diversification value: its third byte becomes F0 for the left half and 0F for the right.
 *
 * @param value 8 bytes
 */
export function diversify(iccMasterKey: Uint8Array, value: Uint8Array): Uint8Array {
  const blocks = new Uint8Array(KEY_BYTES);
  blocks.set(value.subarray(0, 8), 0);
  blocks.set(value.subarray(0, 8), 8);
  blocks[2] = 0xf0;
  blocks[10] = 0x0f;
  return tdesEncrypt(iccMasterKey, blocks);
}

/** Application cryptogram (EMV Book 2, 8.1.2): ISO 9797-1 algorithm 3, padding method 2. 8 bytes. */
export function applicationCryptogram(sessionKey: Uint8Array, data: Uint8Array): Uint8Array {
  return iso9797Algorithm3(sessionKey, data);
}

/**
 * ARPC method 1 (EMV Book 2, 8.2.1): TDES of the ARQC XOR the response code, which is padded with zeros on its right.
 *
 * @param arqc 8 bytes
 * @param responseCode 2 bytes, 8A
 * @returns 8 bytes; tag 91 is these and the response code
 */
export function arpcMethod1(sessionKey: Uint8Array, arqc: Uint8Array, responseCode: Uint8Array): Uint8Array {
  if (arqc.length !== 8 || responseCode.length !== 2)
    throw new RangeError("ARPC takes 8 bytes of ARQC and 2 of response");
  const block = copyBytes(arqc);
  block[0]! ^= responseCode[0]!;
  block[1]! ^= responseCode[1]!;
  return tdesEncrypt(sessionKey, block);
}

/** What an application cryptogram covers: tag and length, in this order; then the CVR out of 9F10. */
const CRYPTOGRAM_DATA: ReadonlyArray<readonly [tag: number, length: number]> = [
  [0x9f02, 6], // amount, authorised
  [0x9f03, 6], // amount, other
  [0x9f1a, 2], // terminal country code
  [0x95, 5], // TVR
  [0x5f2a, 2], // transaction currency code
  [0x9a, 3], // transaction date
  [0x9c, 1], // transaction type
  [0x9f37, 4], // unpredictable number
  [0x82, 2], // AIP
  [0x9f36, 2], // ATC
];

/** 9F10 in PBOC form: length 07, key index, cryptogram version 01, CVR 03 xx xx xx, algorithm. */
const ISSUER_DATA_BYTES = 8;
const CVR_OFFSET = 3;
const CVR_BYTES = 4;

/**
 * The input of an application cryptogram, from the data that F55 carries: used by the card that makes the cryptogram
 * and by the issuer that makes it again.
 *
 * @param data tag to value; 9F10 is `07 kk 01 03 xx xx xx aa`, of which `03 xx xx xx`, the CVR, is covered
 * @returns undefined when an element is missing, has another length, or 9F10 has another form
 */
export function cryptogramInput(data: ReadonlyMap<number, Uint8Array>): Uint8Array | undefined {
  const input: number[] = [];
  for (const [tag, length] of CRYPTOGRAM_DATA) {
    const value = data.get(tag);
    if (value?.length !== length) return undefined;
    input.push(...value);
  }
  const issuerData = data.get(0x9f10);
  if (issuerData?.length !== ISSUER_DATA_BYTES || issuerData[0] !== 0x07 || issuerData[CVR_OFFSET] !== 0x03)
    return undefined;
  input.push(...issuerData.subarray(CVR_OFFSET, CVR_OFFSET + CVR_BYTES));
  return new Uint8Array(input);
}

/** Odd parity in every byte: the lowest bit is set so that the count of ones is odd. */
function withOddParity(key: Uint8Array): Uint8Array {
  return key.map((byte) => {
    let ones = 0;
    for (let bit = 1; bit < 8; bit++) ones += (byte >> bit) & 1;
    return (byte & 0xfe) | (ones % 2 === 0 ? 1 : 0);
  });
}
