/**
 * The table of message authentication codes: every algorithm that a profile or a command may name, with what it takes and gives.
 *
 * Holds always: what does not fit the table is refused before any cipher runs, with lengths and names, never values. Knows no
 * slot: which key, and whether it may be used for this, is decided where keys are kept.
 */
import { createHmac } from "node:crypto";
import { CodecError } from "../../codec/errors.ts";
import { copyBytes, equalInConstantTime, wipe } from "../bytes.ts";
import { AES, SM4, TDES } from "../cipher/block_cipher.ts";
import type { BlockCipher, CipherName } from "../cipher/block_cipher.ts";
import { cmac } from "../cipher/cmac.ts";
import { iso9797Algorithm1, iso9797Algorithm3 } from "./iso9797.ts";
import { MAC_FORMS } from "./names.ts";
import type { MacForm, MacName } from "./names.ts";
import { PADDING_METHODS } from "./padding.ts";
import type { PaddingMethod } from "./padding.ts";
import { formBytesMax, unionpayCbc, unionpayEcb, unionpayXor, writtenAs } from "./unionpay.ts";

export type { MacForm, MacName } from "./names.ts";

export interface MacOptions {
  /** Of ISO/IEC 9797-1, where the algorithm leaves it open; 1 unless given. */
  padding?: PaddingMethod;
  /** Of the result, from the left; all unless given. ANSI X9.9 and X9.19 send 4. */
  bytes?: number;
  /** Of a UnionPay MAC. */
  form?: MacForm;
}

export interface MacAlgorithm {
  readonly name: MacName;
  readonly cipher: CipherName | "hmac";
  /** Lengths of a key, ascending; empty where any but zero will do. */
  readonly keyBytes: readonly number[];
  /** Longest result. */
  readonly macBytes: number;
  /** Which may be chosen; empty where the algorithm has its own. */
  readonly paddings: readonly PaddingMethod[];
  /** Which may be chosen, the usual one first; empty where the result is bytes. */
  readonly forms: readonly MacForm[];
  /**
   * @param data any length
   * @throws CodecError KEY_LENGTH; MAC_PADDING, MAC_LENGTH or MAC_FORM for an option that the algorithm does not have
   */
  mac(key: Uint8Array, data: Uint8Array, options?: MacOptions): Uint8Array;
}

export const MAC_ALGORITHMS: Readonly<Record<MacName, MacAlgorithm>> = {
  "iso9797-1": algorithm1("iso9797-1", TDES),
  "iso9797-3": retail("iso9797-3", PADDING_METHODS),
  "x9.9": algorithm1("x9.9", TDES, [8], []),
  "x9.19": retail("x9.19", []),
  "aes-cbc": algorithm1("aes-cbc", AES),
  "sm4-cbc": algorithm1("sm4-cbc", SM4),
  "tdes-cmac": cmacOf("tdes-cmac", TDES, [16, 24]),
  "aes-cmac": cmacOf("aes-cmac", AES),
  "sm4-cmac": cmacOf("sm4-cmac", SM4),
  "hmac-sha1": hmac("hmac-sha1", "sha1", 20),
  "hmac-sha256": hmac("hmac-sha256", "sha256", 32),
  "hmac-sm3": hmac("hmac-sm3", "sm3", 32),
  "unionpay-ecb": unionpay("unionpay-ecb", TDES, (key, data) => unionpayEcb(TDES, key, data)),
  "unionpay-ecb-sm4": unionpay("unionpay-ecb-sm4", SM4, (key, data) => unionpayEcb(SM4, key, data)),
  "unionpay-cbc": unionpay("unionpay-cbc", TDES, unionpayCbc, [8, 16]),
  "unionpay-xor": unionpay("unionpay-xor", TDES, unionpayXor, TDES.keyBytes, ["raw", "hex8", "hex16"]),
};

/** The MAC by the name of its algorithm. @throws CodecError as `MacAlgorithm.mac` does */
export function macOf(name: MacName, key: Uint8Array, data: Uint8Array, options?: MacOptions): Uint8Array {
  return MAC_ALGORITHMS[name].mac(key, data, options);
}

/**
 * True when `mac` is the one of the data, whole: a shorter one is wrong unless the options ask for so few bytes. The time taken
 * does not depend on where two MACs differ.
 *
 * @throws CodecError as `MacAlgorithm.mac` does
 */
export function verifyMac(
  name: MacName,
  key: Uint8Array,
  data: Uint8Array,
  mac: Uint8Array,
  options?: MacOptions,
): boolean {
  const own = macOf(name, key, data, options);
  const isEqual = equalInConstantTime(own, mac);
  wipe(own);
  return isEqual;
}

type Rules = Omit<MacAlgorithm, "mac">;

function algorithm1(
  name: MacName,
  cipher: BlockCipher,
  keyBytes = cipher.keyBytes,
  paddings = PADDING_METHODS,
): MacAlgorithm {
  const rules = { name, cipher: cipher.name, keyBytes, macBytes: cipher.blockBytes, paddings, forms: [] };
  return algorithm(rules, (key, data, padding) => iso9797Algorithm1(cipher, key, data, padding));
}

function retail(name: MacName, paddings: readonly PaddingMethod[]): MacAlgorithm {
  const rules = { name, cipher: TDES.name, keyBytes: [16], macBytes: TDES.blockBytes, paddings, forms: [] };
  return algorithm(rules, iso9797Algorithm3);
}

function cmacOf(name: MacName, cipher: BlockCipher, keyBytes = cipher.keyBytes): MacAlgorithm {
  const rules = { name, cipher: cipher.name, keyBytes, macBytes: cipher.blockBytes, paddings: [], forms: [] };
  return algorithm(rules, (key, data) => cmac(cipher, key, data));
}

function hmac(name: MacName, hash: string, macBytes: number): MacAlgorithm {
  return algorithm({ name, cipher: "hmac", keyBytes: [], macBytes, paddings: [], forms: [] }, (key, data) => {
    const digest = createHmac(hash, key).update(data).digest();
    return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
  });
}

function algorithm(
  rules: Rules,
  whole: (key: Uint8Array, data: Uint8Array, padding: PaddingMethod) => Uint8Array,
): MacAlgorithm {
  const mac = (key: Uint8Array, data: Uint8Array, options: MacOptions = {}): Uint8Array => {
    const { padding, bytes = rules.macBytes } = options;
    requireFit(rules, key, options, rules.macBytes);
    const result = whole(key, data, padding ?? 1);
    if (bytes === result.length) return result;
    const left = copyBytes(result, 0, bytes);
    wipe(result);
    return left;
  };
  return { ...rules, mac };
}

function unionpay(
  name: MacName,
  cipher: BlockCipher,
  whole: (key: Uint8Array, data: Uint8Array) => Uint8Array,
  keyBytes = cipher.keyBytes,
  forms = MAC_FORMS,
): MacAlgorithm {
  // Sixteen characters, or the sixteen bytes of a block of SM4.
  const rules: Rules = { name, cipher: cipher.name, keyBytes, macBytes: 16, paddings: [], forms };
  const mac = (key: Uint8Array, data: Uint8Array, options: MacOptions = {}): Uint8Array => {
    const form = options.form ?? forms[0]!;
    requireFit(rules, key, options, formBytesMax(form, cipher.blockBytes));
    return writtenAs(form, whole(key, data), options.bytes);
  };
  return { ...rules, mac };
}

function requireFit(rules: Rules, key: Uint8Array, { padding, bytes, form }: MacOptions, bytesMax: number): void {
  const { keyBytes, paddings, forms } = rules;
  if (key.length === 0 || (keyBytes.length > 0 && !keyBytes.includes(key.length))) {
    const expected = keyBytes.length === 0 ? "at least 1 byte" : `${keyBytes.join(" or ")} bytes`;
    throw refusal("KEY_LENGTH", expected, "key", `${key.length} bytes`);
  }
  if (padding !== undefined && !paddings.includes(padding)) throw refusal("MAC_PADDING", oneOf(paddings));
  if (form !== undefined && !forms.includes(form)) throw refusal("MAC_FORM", oneOf(forms));
  if (bytes !== undefined && !(Number.isInteger(bytes) && bytes >= 1 && bytes <= bytesMax))
    throw refusal("MAC_LENGTH", `1 to ${bytesMax} bytes`);
}

function oneOf(values: ReadonlyArray<string | number>): string {
  return values.length === 0 ? "none, the algorithm has its own" : values.join(" or ");
}

function refusal(code: string, expected: string, path = "", actual?: string): CodecError {
  return new CodecError({ code, path, offset: 0, expected, ...(actual === undefined ? {} : { actual }) });
}
