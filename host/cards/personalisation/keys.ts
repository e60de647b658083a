/**
 * The keys of one application and what is signed for it: certificates, signed static data (EMV Book 2, 5 to 7).
 *
 * Test keys by name. Certificates are good to the end of 2049, so that they never decide over a card: it expires first.
 */
import { authorityIndex, testKey } from "../certificates/test_keys.ts";
import { iccCertificate, issuerCertificate, pinCertificate } from "../certificates/certificate.ts";
import type { RsaKey } from "../certificates/rsa_key.ts";
import { signStaticData } from "../certificates/signed_data.ts";
import { CardFault } from "../card_checks.ts";
import type { CardData } from "../card_spec.ts";
import type { Objects } from "./objects.ts";

const EXPIRY = "1249";
/** EMV Book 2, 6.1: the leftmost digits of the card number; six as issuers had them. */
const ISSUER_DIGITS = 6;
const ISSUER_SERIAL = Uint8Array.of(0, 0, 1);
const ICC_SERIAL = Uint8Array.of(0, 0, 2);
const PIN_SERIAL = Uint8Array.of(0, 0, 3);
const STATIC_CODE = Uint8Array.of(0xda, 0xc0);
/** An answer holds 256 bytes; of CDA's the signature is all but these (EMV Book 3, 6.5.5.4; 9F10 of 8 bytes). */
const ANSWER_BYTES_MAX = 256;
const CDA_BESIDE_BYTES = 27;
const DDA_BESIDE_BYTES = 7;

export interface CardKeys {
  /** Signs dynamic data; undefined for a card without. */
  icc: RsaKey | undefined;
  /** Deciphers PINs. */
  pin: RsaKey | undefined;
}

export interface ChainKeys extends CardKeys {
  authority: RsaKey;
  authorityIndex: number;
  issuer: RsaKey;
}

/** @throws CardFault CARD_KEYS for a key that is missing, or longer than what signs it (EMV Book 2, B2.1: N_I <= N_CA) */
export function chainOf(data: CardData, path: string): ChainKeys | undefined {
  const { keys, authentication = [] } = data;
  if (keys === undefined) {
    if (authentication.length > 0) throw new CardFault("CARD_KEYS", `${path}keys`, "keys for the authentication");
    return undefined;
  }
  const index = authorityIndex(keys.authority);
  if (index === undefined) throw new CardFault("CARD_KEYS", `${path}keys.authority`, "an authority's key");
  const [authority, issuer] = [testKey(keys.authority)!, testKey(keys.issuer)!];
  const icc = keys.icc === undefined ? undefined : testKey(keys.icc);
  const pin = keys.pin === undefined ? icc : testKey(keys.pin);
  const refuse = (name: string, expected: string): never => {
    throw new CardFault("CARD_KEYS", `${path}keys.${name}`, expected);
  };
  const length = (key: RsaKey | undefined): number => key?.modulus.length ?? 0;
  if (length(issuer) > length(authority)) refuse("issuer", "a key not longer than the authority's");
  if (length(icc) > length(issuer)) refuse("icc", "a key not longer than the issuer's");
  if (length(pin) > length(issuer)) refuse("pin", "a key not longer than the issuer's");
  const signs = authentication.includes("cda") ? CDA_BESIDE_BYTES : DDA_BESIDE_BYTES;
  const isDynamic = authentication.includes("dda") || authentication.includes("cda");
  if (isDynamic && icc === undefined) refuse("icc", "a key of the card for dynamic data");
  if (isDynamic && length(icc) + signs > ANSWER_BYTES_MAX)
    refuse("icc", `at most ${ANSWER_BYTES_MAX - signs} bytes, so that an answer holds the signature`);
  return { authority, authorityIndex: index, issuer, icc, pin };
}

/** Tags 8F, 90, 92 and 9F32: what the issuer gives to every card. */
export function addIssuerCertificate(objects: Objects, chain: ChainKeys, { pan }: CardData): void {
  const terms = { name: pan.slice(0, ISSUER_DIGITS), expiry: EXPIRY, serial: ISSUER_SERIAL };
  objects.set(0x8f, Uint8Array.of(chain.authorityIndex));
  add(objects, [0x90, 0x92, 0x9f32], issuerCertificate(chain.authority, chain.issuer, terms));
}

/** Tags 93; 9F46, 9F48 and 9F47; 9F2D, 9F2F and 9F2E. */
export function addCardSignatures(objects: Objects, chain: ChainKeys, data: CardData, staticData: Uint8Array): void {
  const terms = (serial: Uint8Array): { name: string; expiry: string; serial: Uint8Array } => ({
    name: data.pan,
    expiry: EXPIRY,
    serial,
  });
  if (data.authentication?.includes("sda") === true)
    objects.set(0x93, signStaticData(chain.issuer, STATIC_CODE, staticData));
  if (chain.icc !== undefined)
    add(objects, [0x9f46, 0x9f48, 0x9f47], iccCertificate(chain.issuer, chain.icc, terms(ICC_SERIAL), staticData));
  if (chain.pin !== undefined && chain.pin !== chain.icc)
    add(objects, [0x9f2d, 0x9f2f, 0x9f2e], pinCertificate(chain.issuer, chain.pin, terms(PIN_SERIAL)));
}

function add(
  objects: Objects,
  [certificateTag, remainderTag, exponentTag]: [number, number, number],
  { certificate, remainder, exponent }: { certificate: Uint8Array; remainder: Uint8Array; exponent: Uint8Array },
): void {
  objects.set(certificateTag, certificate);
  if (remainder.length > 0) objects.set(remainderTag, remainder);
  objects.set(exponentTag, exponent);
}
