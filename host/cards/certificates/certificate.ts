/**
 * Public key certificates of issuers and cards (EMV Book 2, 6.3, 6.4 and 7.1; the frame is A2.1's): the other side of what
 * `host/secure/recovery` checks.
 *
 * SHA-1 and RSA, the only algorithms that there are (EMV Book 2, B2.1 and B3.1). Knows no card and no file.
 */
import type { Certificate, PublicKey } from "../../secure/recovery/certificate.ts";
import type { RsaKey } from "./rsa_key.ts";
import { sign, signedRoom } from "./signed.ts";

const ISSUER_FORMAT = 0x02;
const ICC_FORMAT = 0x04;
const ISSUER_NAME_BYTES = 4;
const ICC_NAME_BYTES = 10;
/** Hash SHA-1, key RSA. */
const ALGORITHMS = [0x01, 0x01] as const;
const PAD = 0xbb;
const NOTHING = new Uint8Array(0);

export interface CertificateTerms {
  /** The leftmost 3 to 8 digits of the card number for an issuer, all of them for a card. */
  name: string;
  /** MMYY: good until the last day of the month. */
  expiry: string;
  /** 3 bytes. */
  serial: Uint8Array;
}

/** Tags 90, 92 and 9F32. @param authority the payment system's key, not shorter than the issuer's */
export function issuerCertificate(authority: RsaKey, issuer: PublicKey, terms: CertificateTerms): Certificate {
  return certificate(authority, issuer, ISSUER_FORMAT, ISSUER_NAME_BYTES, terms, NOTHING);
}

/** Tags 9F46, 9F48 and 9F47. @param staticData what is authenticated with the card (Book 3, 10.3) */
export function iccCertificate(
  issuer: RsaKey,
  icc: PublicKey,
  terms: CertificateTerms,
  staticData: Uint8Array,
): Certificate {
  return certificate(issuer, icc, ICC_FORMAT, ICC_NAME_BYTES, terms, staticData);
}

/** Tags 9F2D, 9F2F and 9F2E (EMV Book 2, 7.1): as the card's own, but that its hash covers no static data. */
export function pinCertificate(issuer: RsaKey, pin: PublicKey, terms: CertificateTerms): Certificate {
  return iccCertificate(issuer, pin, terms, NOTHING);
}

function certificate(
  signer: RsaKey,
  { modulus, exponent }: PublicKey,
  format: number,
  nameBytes: number,
  { name, expiry, serial }: CertificateTerms,
  staticData: Uint8Array,
): Certificate {
  const head = [
    format,
    ...Buffer.from(name.padEnd(2 * nameBytes, "F"), "hex"),
    ...Buffer.from(expiry, "hex"),
    ...serial,
    ...ALGORITHMS,
    modulus.length,
    exponent.length,
  ];
  const signed = new Uint8Array(signedRoom(signer)).fill(PAD);
  signed.set(head);
  const digits = modulus.subarray(0, signed.length - head.length);
  signed.set(digits, head.length);
  const remainder = modulus.slice(digits.length);
  return { certificate: sign(signer, signed, remainder, exponent, staticData), remainder, exponent };
}
