/** How the issuer's functions refuse what they are given: a code and a count, never a value. */
import { CodecError } from "../../codec/errors.ts";

/** @param path what is refused, in the words of the parameter */
export function refusal(code: string, path: string, expected: string, actual?: string): CodecError {
  return new CodecError({ code, path, offset: 0, expected, ...(actual === undefined ? {} : { actual }) });
}

/**
 * @param name of the parameter: `arqc` is refused as ARQC_LENGTH
 * @throws CodecError unless `bytes` is `least` to `most` long
 */
export function checkLength(name: string, bytes: Uint8Array, least: number, most = least): void {
  if (bytes.length >= least && bytes.length <= most) return;
  const expected = least === most ? `${least} bytes` : `${least} to ${most} bytes`;
  throw refusal(`${name.toUpperCase()}_LENGTH`, name, expected, `${bytes.length} bytes`);
}

/** Every key of an issuer and of a card is a double-length TDES key. @throws CodecError KEY_LENGTH */
export function checkKey(key: Uint8Array): void {
  checkLength("key", key, 16);
}
