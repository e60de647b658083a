/**
 * The RSA recovery function of EMV: raw public-key operation, no padding taken off.
 *
 * Public keys only; whether what comes out is a certificate is judged by whoever asked.
 */
import { constants, createPublicKey, publicEncrypt } from "node:crypto";

/** EMV Book 2, 11.2: no key of a payment system or an issuer is longer than 248 bytes. */
const MODULUS_BYTES_MAX = 248;
const MODULUS_BYTES_MIN = 64;
/** EMV Book 2, B2.1: the exponent is 3 or 2^16 + 1; as a JSON web key writes it (RFC 7518, 6.3.1.2). */
const EXPONENTS: ReadonlyMap<number, string> = new Map([
  [3, "Aw"],
  [65537, "AQAB"],
]);

/**
 * `data ^ exponent mod modulus` (EMV Book 2, B2.1).
 *
 * @param modulus 64 to 248 bytes, big-endian, odd, first byte not zero
 * @param exponent 1 to 4 bytes, big-endian: 3 or 65537
 * @param data as long as the modulus, and below it
 * @returns as many bytes as the modulus; undefined when an argument is out of range
 */
export function rsaRecover(modulus: Uint8Array, exponent: Uint8Array, data: Uint8Array): Uint8Array | undefined {
  const length = modulus.length;
  if (length < MODULUS_BYTES_MIN || length > MODULUS_BYTES_MAX || data.length !== length) return undefined;
  const e = EXPONENTS.get(numberOf(exponent));
  if (modulus[0] === 0 || modulus[length - 1]! % 2 === 0 || e === undefined) return undefined;
  try {
    const key = createPublicKey({ key: { kty: "RSA", n: base64url(modulus), e }, format: "jwk" });
    const result = publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, data);
    return new Uint8Array(result.buffer, result.byteOffset, result.length);
  } catch {
    return undefined;
  }
}

/** Of 1 to 4 bytes; NaN for others. */
function numberOf(bytes: Uint8Array): number {
  if (bytes.length < 1 || bytes.length > 4) return NaN;
  let value = 0;
  for (const byte of bytes) value = value * 256 + byte;
  return value;
}

function base64url({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("base64url");
}
