/**
 * The block ciphers that card payment uses, over node:crypto: ECB and CBC of whole blocks, nothing padded.
 *
 * Owns nothing but the primitive: no slot, no usage, no message. Single DES runs as triple DES with equal parts, since
 * OpenSSL 3 keeps it out of its default provider; that copy of a key is wiped. Keys work with or without odd parity (FIPS
 * 46-3: the parity bits take no part). What comes out may be a key: its owner wipes it.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { CodecError } from "../../codec/errors.ts";

export type CipherName = "tdes" | "aes" | "sm4";

export interface BlockCipher {
  readonly name: CipherName;
  /** 8 or 16. */
  readonly blockBytes: number;
  /** Lengths of a key, ascending. */
  readonly keyBytes: readonly number[];
  /**
   * ECB.
   *
   * @param data whole blocks
   * @throws CodecError KEY_LENGTH or DATA_LENGTH, so do the others
   */
  encrypt(key: Uint8Array, data: Uint8Array): Uint8Array;
  decrypt(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** CBC. @param iv one block; zeros when absent */
  encryptCbc(key: Uint8Array, data: Uint8Array, iv?: Uint8Array): Uint8Array;
  decryptCbc(key: Uint8Array, data: Uint8Array, iv?: Uint8Array): Uint8Array;
}

/** Triple DES with 16 (K1 K2 K1) or 24 bytes, single DES with 8. */
export const TDES: BlockCipher = blockCipher("tdes", 8, {
  8: ["des-ede", "des-ede-cbc"],
  16: ["des-ede", "des-ede-cbc"],
  24: ["des-ede3", "des-ede3-cbc"],
});

export const AES: BlockCipher = blockCipher("aes", 16, {
  16: ["aes-128-ecb", "aes-128-cbc"],
  24: ["aes-192-ecb", "aes-192-cbc"],
  32: ["aes-256-ecb", "aes-256-cbc"],
});

/** GB/T 32907. */
export const SM4: BlockCipher = blockCipher("sm4", 16, { 16: ["sm4-ecb", "sm4-cbc"] });

export const CIPHERS: Readonly<Record<CipherName, BlockCipher>> = { tdes: TDES, aes: AES, sm4: SM4 };

type Modes = Readonly<Record<number, readonly [ecb: string, cbc: string]>>;
type Cipher = ReturnType<typeof createCipheriv> | ReturnType<typeof createDecipheriv>;

const ECB = 0;
const CBC = 1;
const DES_KEY_BYTES = 8;
/** A single DES key as both parts of a triple one, for the time of one call. */
const TWICE = new Uint8Array(new ArrayBuffer(2 * DES_KEY_BYTES));

function blockCipher(name: CipherName, blockBytes: number, modes: Modes): BlockCipher {
  const keyBytes = Object.keys(modes).map(Number);
  const zeros = new Uint8Array(blockBytes);

  function run(
    make: typeof createCipheriv | typeof createDecipheriv,
    mode: 0 | 1,
    key: Uint8Array,
    data: Uint8Array,
    iv: Uint8Array | null,
  ): Uint8Array {
    const algorithm = modes[key.length]?.[mode];
    if (algorithm === undefined) throw keyLength(keyBytes, key.length);
    if (data.length % blockBytes !== 0 || (iv !== null && iv.length !== blockBytes)) throw dataLength(blockBytes);
    if (key.length !== DES_KEY_BYTES) return whole(make(algorithm, key, iv), data);
    TWICE.set(key);
    TWICE.set(key, DES_KEY_BYTES);
    try {
      return whole(make(algorithm, TWICE, iv), data);
    } finally {
      TWICE.fill(0);
    }
  }

  return {
    name,
    blockBytes,
    keyBytes,
    encrypt: (key, data) => run(createCipheriv, ECB, key, data, null),
    decrypt: (key, data) => run(createDecipheriv, ECB, key, data, null),
    encryptCbc: (key, data, iv = zeros) => run(createCipheriv, CBC, key, data, iv),
    decryptCbc: (key, data, iv = zeros) => run(createDecipheriv, CBC, key, data, iv),
  };
}

/** Without padding the first update gives every block, and the end gives none. */
function whole(cipher: Cipher, data: Uint8Array): Uint8Array {
  cipher.setAutoPadding(false);
  const result = cipher.update(data);
  cipher.final();
  return new Uint8Array(result.buffer, result.byteOffset, result.length);
}

function keyLength(allowed: readonly number[], length: number): CodecError {
  const expected = `${allowed.join(" or ")} bytes`;
  return new CodecError({ code: "KEY_LENGTH", path: "key", offset: 0, expected, actual: `${length} bytes` });
}

function dataLength(blockBytes: number): CodecError {
  return new CodecError({ code: "DATA_LENGTH", path: "", offset: 0, expected: `whole blocks of ${blockBytes} bytes` });
}
