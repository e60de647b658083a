/**
 * Remote load of the terminal master key under the terminal's own RSA key: profile "tillcore-rkl-1". UnionPay has such a load,
 * but no public layout of it; this one is ours.
 *
 * The terminal gives out {terminal id, public key as DER SubjectPublicKeyInfo, nonce of 16 bytes}. How the acquirer comes to
 * believe that public key is no part of this: its fingerprint is registered when the terminal is handed over. The acquirer
 * answers with an envelope:
 *
 *     version        1   01
 *     nonce         16   the terminal's
 *     wrapped key  2+n   length, then RSA-OAEP (SHA-256, label = terminal id) of a random AES-256 key block protection key
 *     key block    2+n   length, then a key block of version D under that key: usage K0, mode D, not exportable
 *     signature    rest  of the acquirer: RSA-PSS (SHA-256, salt of 32 bytes) or Ed25519, over "tillcore-rkl-1", the length of
 *                        the terminal id in one byte, the terminal id, SHA-256 of the terminal's public key, and all of the above
 *
 * Lengths are two bytes, big-endian. Holds always: nothing is deciphered before the signature was found good, a nonce is good
 * for one envelope whatever becomes of it, and protection key and master key are wiped on every path.
 */
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
} from "node:crypto";
import type { KeyObject } from "node:crypto";
import { KeyUsage } from "../../../assembly/abi.ts";
import { CodecError } from "../../codec/errors.ts";
import { copyBytes, equalInConstantTime } from "../bytes.ts";
import type { CipherName } from "../cipher/block_cipher.ts";
import type { KeyAttributes } from "../key.ts";
import { attributesOf } from "../key_block/attributes.ts";
import { algorithmLetter } from "../key_block/letters.ts";
import { unwrapKeyBlock } from "../key_block/unwrap.ts";
import { wrapKeyBlock } from "../key_block/wrap.ts";
import { readEnvelope, writeEnvelope } from "./envelope.ts";

export const NONCE_BYTES = 16;
const KBPK_BYTES = 32;
const PROFILE = "tillcore-rkl-1";
const RSA_BITS_MIN = 2048;
const SALT_BYTES = 32;

export interface TerminalKeyPair {
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array;
  /** DER PKCS#8: secret, its owner wipes it. */
  privateKey: Uint8Array;
}

export interface RemoteLoadRequest {
  /** 1 to 32 printable ASCII characters. */
  terminalId: string;
  publicKey: Uint8Array;
  nonce: Uint8Array;
}

export interface RemoteKey {
  attributes: KeyAttributes;
  /** In clear: its owner wipes it. */
  key: Uint8Array;
}

/** Takes some tenths of a second, of 3072 bits some seconds. */
export function generateTerminalKey(bits: 2048 | 3072 = 2048): TerminalKeyPair {
  const pair = generateKeyPairSync("rsa", {
    modulusLength: bits,
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
  const privateKey = new Uint8Array(pair.privateKey);
  pair.privateKey.fill(0);
  return { publicKey: new Uint8Array(pair.publicKey), privateKey };
}

/** The terminal's side. */
export class RemoteLoad {
  private readonly terminalId: string;
  private readonly privateKey: KeyObject;
  private readonly publicKey: Uint8Array;
  private readonly acquirerKey: KeyObject;
  private nonce: Uint8Array | undefined;

  /**
   * @param privateKey DER PKCS#8
   * @param acquirerKey DER SubjectPublicKeyInfo, RSA from 2048 bits on or Ed25519; put into the module in a secure room
   * @throws CodecError TERMINAL_ID, TERMINAL_KEY, ACQUIRER_KEY
   */
  constructor(terminalId: string, privateKey: Uint8Array, acquirerKey: Uint8Array) {
    this.terminalId = requireTerminalId(terminalId);
    this.privateKey = requireRsa(() => createPrivateKey({ key: view(privateKey), format: "der", type: "pkcs8" }));
    this.publicKey = spkiOf(this.privateKey);
    this.acquirerKey = requireSigner(() => createPublicKey({ key: view(acquirerKey), format: "der", type: "spki" }));
  }

  /** Of the terminal's key (NIST SP 800-57 part 1, table 2): no key that is stronger may come under it. */
  get strengthBits(): number {
    return (this.privateKey.asymmetricKeyDetails?.modulusLength ?? 0) < 3072 ? 112 : 128;
  }

  /** What goes to the acquirer; an earlier nonce is good no more. @param random gives so many bytes */
  begin(random: (length: number) => Uint8Array = randomBytes): RemoteLoadRequest {
    this.nonce = copyBytes(random(NONCE_BYTES));
    return { terminalId: this.terminalId, publicKey: copyBytes(this.publicKey), nonce: copyBytes(this.nonce) };
  }

  /**
   * Opens the acquirer's answer to the last `begin`, once.
   *
   * @throws CodecError NONCE (none is outstanding, or another), ENVELOPE_ codes, SIGNATURE, ENVELOPE_KEY, those of key blocks,
   *   and those of `attributesOf`
   */
  open(envelope: Uint8Array): RemoteKey {
    const nonce = this.nonce;
    this.nonce = undefined;
    if (nonce === undefined) throw refuse("NONCE", 1, "a load that was begun");
    const { body, signature, nonce: answered, wrappedKey, keyBlock } = readEnvelope(envelope);
    const signed = signedBytes(this.terminalId, this.publicKey, body);
    if (!isSignedBy(this.acquirerKey, signed, signature)) throw refuse("SIGNATURE", body.length);
    if (!equalInConstantTime(answered, nonce)) throw refuse("NONCE", 1, "the one that was given out");
    const kbpk = this.unwrapProtectionKey(wrappedKey);
    try {
      const block = unwrapKeyBlock(kbpk, keyBlock);
      return keyOf(block);
    } finally {
      kbpk.fill(0);
    }
  }

  private unwrapProtectionKey(wrapped: Uint8Array): Uint8Array {
    let found: Uint8Array;
    try {
      found = privateDecrypt({ key: this.privateKey, ...oaep(this.terminalId) }, wrapped);
    } catch {
      // The reason is not told: it would help who tries.
      throw refuse("ENVELOPE_KEY", 1 + NONCE_BYTES);
    }
    const kbpk = new Uint8Array(found);
    found.fill(0);
    if (kbpk.length === KBPK_BYTES) return kbpk;
    kbpk.fill(0);
    throw refuse("ENVELOPE_KEY", 1 + NONCE_BYTES);
  }
}

export interface SealOptions {
  /** The acquirer's signing key: RSA from 2048 bits on, or Ed25519. */
  signingKey: KeyObject;
  algorithm: CipherName;
  random?: (length: number) => Uint8Array;
  /** Version of the key; "00" when absent. */
  keyVersion?: string;
}

/**
 * The acquirer's side: an envelope that answers `request`.
 *
 * @param key master key in clear; stays the caller's to wipe
 * @throws CodecError TERMINAL_ID, TERMINAL_KEY, ACQUIRER_KEY, NONCE, KEY_LENGTH
 */
export function sealRemoteKey(request: RemoteLoadRequest, key: Uint8Array, options: SealOptions): Uint8Array {
  const { signingKey, algorithm, random = randomBytes, keyVersion = "00" } = options;
  const terminalId = requireTerminalId(request.terminalId);
  const publicKey = requireRsa(() => createPublicKey({ key: view(request.publicKey), format: "der", type: "spki" }));
  const signer = requireSigner(() => signingKey);
  if (request.nonce.length !== NONCE_BYTES) throw refuse("NONCE", 0, `${NONCE_BYTES} bytes`);
  const kbpk = copyBytes(random(KBPK_BYTES));
  try {
    const header = { usage: "K0", algorithm: algorithmLetter(algorithm), mode: "D", keyVersion } as const;
    const keyBlock = wrapKeyBlock(kbpk, { version: "D", ...header }, key, { random });
    const wrappedKey = new Uint8Array(publicEncrypt({ key: publicKey, ...oaep(terminalId) }, kbpk));
    const body = writeEnvelope({
      nonce: request.nonce,
      wrappedKey,
      keyBlock: new Uint8Array(Buffer.from(keyBlock, "latin1")),
    });
    const signature = sign(...signing(signer, signedBytes(terminalId, request.publicKey, body)));
    const envelope = new Uint8Array(body.length + signature.length);
    envelope.set(body);
    envelope.set(signature, body.length);
    return envelope;
  } finally {
    kbpk.fill(0);
  }
}

function keyOf(block: ReturnType<typeof unwrapKeyBlock>): RemoteKey {
  try {
    if (block.version !== "D") throw refuse("VERSION", 0, "D");
    if (block.exportability !== "N") throw refuse("EXPORTABILITY", 11, "N");
    return { attributes: attributesOf(block, KeyUsage.MASTER), key: block.key };
  } catch (error) {
    block.key.fill(0);
    throw error;
  }
}

function oaep(terminalId: string): { padding: number; oaepHash: string; oaepLabel: Uint8Array } {
  const oaepLabel = Buffer.from(terminalId, "latin1");
  return { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256", oaepLabel };
}

function signedBytes(terminalId: string, publicKey: Uint8Array, body: Uint8Array): Uint8Array {
  const fingerprint = createHash("sha256").update(publicKey).digest();
  const id = Buffer.from(terminalId, "latin1");
  return new Uint8Array(Buffer.concat([Buffer.from(PROFILE, "latin1"), Buffer.of(id.length), id, fingerprint, body]));
}

type Signing = [
  algorithm: string | null,
  data: Uint8Array,
  key: { key: KeyObject; padding?: number; saltLength?: number },
];

function signing(key: KeyObject, data: Uint8Array): Signing {
  if (key.asymmetricKeyType === "ed25519") return [null, data, { key }];
  return ["sha256", data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: SALT_BYTES }];
}

function isSignedBy(key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
  return verify(...signing(key, data), signature);
}

function requireTerminalId(text: string): string {
  if (/^[\x20-\x7e]{1,32}$/.test(text)) return text;
  throw refuse("TERMINAL_ID", 0, "1 to 32 printable ASCII characters");
}

/** @throws CodecError TERMINAL_KEY */
function requireRsa(make: () => KeyObject): KeyObject {
  const key = madeBy(make);
  if (key !== undefined && isRsa(key)) return key;
  throw refuse("TERMINAL_KEY", 0, `RSA of ${RSA_BITS_MIN} bits or more`);
}

/** @throws CodecError ACQUIRER_KEY */
function requireSigner(make: () => KeyObject): KeyObject {
  const key = madeBy(make);
  if (key !== undefined && (isRsa(key) || key.asymmetricKeyType === "ed25519")) return key;
  throw refuse("ACQUIRER_KEY", 0, `RSA of ${RSA_BITS_MIN} bits or more, or Ed25519`);
}

function isRsa(key: KeyObject): boolean {
  return key.asymmetricKeyType === "rsa" && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= RSA_BITS_MIN;
}

/** Undefined for bytes that are no key: what the parser says of them is not told. */
function madeBy(make: () => KeyObject): KeyObject | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function spkiOf(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ type: "spki", format: "der" }));
}

/** The same memory, as node:crypto takes it. */
function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function refuse(code: string, offset: number, expected?: string): CodecError {
  return new CodecError({ code, path: "envelope", offset, ...(expected === undefined ? {} : { expected }) });
}
