/**
 * A published test scheme for the tests of card keys: its certificates, and new ones under its published private keys.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Authenticity } from "../../../assembly/abi_devices.ts";
import { CapkSlots } from "../../../host/secure/recovery/capk.ts";
import type { Capk } from "../../../host/secure/recovery/capk.ts";
import { CardKeys } from "../../../host/secure/recovery/card_keys.ts";
import type { Certificate, PublicKey } from "../../../host/secure/recovery/certificate.ts";
import { hex, latin1 } from "./vectors.ts";

interface CertificateText {
  certificate: string;
  remainder: string;
  exponent: string;
}

export interface CertificateCase {
  id: string;
  /** RID and index. */
  capk: string;
  pan: string;
  today: number;
  issuer: CertificateText;
  wrongIssuerCertificate?: string;
  icc?: CertificateText;
  staticData?: string;
  out: { issuerModulus: string; iccModulus?: string; issuerExpiry?: string };
  enciphered?: { pin: string; challenge: string; verify: string; plaintextVerify: string };
  privateKeys?: Record<"issuer" | "icc", { n: string; d: string }>;
}

export interface CapkCase {
  id: string;
  rid: string;
  index: string;
  exponent: string;
  modulus: string;
  sha1: string;
}

function casesIn<T>(file: string): T[] {
  return (JSON.parse(readFileSync(new URL(`../../vectors/${file}`, import.meta.url), "utf8")) as { cases: T[] }).cases;
}

export const CAPKS = casesIn<CapkCase>("capk.json");
export const CERTIFICATES = casesIn<CertificateCase>("emv-certificates.json");
/** The scheme whose private keys are published. */
export const SCHEME = CERTIFICATES[0]!;

export function capkOf({ rid, index, modulus, exponent }: CapkCase): Capk {
  return { rid: hex(rid), index: Number.parseInt(index, 16), modulus: hex(modulus), exponent: hex(exponent) };
}

export function certificateOf({ certificate, remainder, exponent }: CertificateText): Certificate {
  return { certificate: hex(certificate), remainder: hex(remainder), exponent: hex(exponent) };
}

/** Slots with all published keys. */
export function loadedSlots(): CapkSlots {
  const slots = new CapkSlots();
  for (const capk of CAPKS) slots.load(capkOf(capk), hex(capk.sha1), () => {});
  return slots;
}

/** What `recoverIssuer` is asked for a case. */
export function issuerRequest(vector: CertificateCase): Parameters<CardKeys["recoverIssuer"]>[0] {
  const [rid = "", index = ""] = vector.capk.split("/");
  const presented = { pan: latin1(vector.pan), today: vector.today };
  return { ...certificateOf(vector.issuer), ...presented, rid: hex(rid), index: Number.parseInt(index, 16) };
}

/** Keys of the published scheme's card; its own key recovered, or only the issuer's. */
export function cardKeys(upTo: "issuer" | "icc" = "icc"): CardKeys {
  const keys = new CardKeys(loadedSlots());
  if (keys.recoverIssuer(issuerRequest(SCHEME)) !== Authenticity.GENUINE) throw new Error("no issuer key");
  if (upTo === "icc" && keys.recoverIcc(certificateOf(SCHEME.icc!), hex(SCHEME.staticData)) !== Authenticity.GENUINE) {
    throw new Error("no card key");
  }
  return keys;
}

/** `data ^ d mod n`, as long as n: signs as an issuer, deciphers as a card. */
export function privately(who: "issuer" | "icc", data: Uint8Array): Uint8Array {
  const { n, d } = SCHEME.privateKeys![who];
  const value = power(BigInt(`0x${Buffer.from(data).toString("hex")}`), BigInt(`0x${d}`), BigInt(`0x${n}`));
  return hex(value.toString(16).padStart(n.length, "0"));
}

/**
 * A frame signed by the scheme's issuer or card (EMV Book 2, A2.1): what is signed, filled up with BB, then its hash.
 *
 * @param beside what the hash covers besides
 */
export function signFrame(
  who: "issuer" | "icc",
  inner: readonly number[],
  beside: Uint8Array = new Uint8Array(0),
  hash: "sha1" | "sha256" = "sha1",
): Uint8Array {
  const bytes = SCHEME.privateKeys![who].n.length / 2;
  const hashBytes = hash === "sha1" ? 20 : 32;
  const signed = new Uint8Array(bytes - 2 - hashBytes).fill(0xbb);
  signed.set(inner);
  const digest = createHash(hash).update(signed).update(beside).digest();
  return privately(who, Uint8Array.from([0x6a, ...signed, ...digest, 0xbc]));
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let [square, rest] = [base, exponent]; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** Parts of a certificate that a test may get wrong; what it leaves out is right. */
export interface Faults {
  header?: number;
  format?: number;
  pan?: string;
  expiry?: string;
  hashAlgorithm?: number;
  keyAlgorithm?: number;
  modulusBytes?: number;
  exponentBytes?: number;
  /** Flips a bit of the hash. */
  hash?: boolean;
  trailer?: number;
}

/** The scheme's issuer certifies a key for PINs, or another of the card's (EMV Book 2, tables 14 and 23). */
export function certify(key: PublicKey, faults: Faults = {}, staticData = new Uint8Array(0)): Certificate {
  const signerBytes = SCHEME.privateKeys!.issuer.n.length / 2;
  const digits = new Uint8Array(signerBytes - 42).fill(0xbb);
  digits.set(key.modulus.subarray(0, digits.length));
  const remainder = key.modulus.slice(digits.length);
  const algorithms = [faults.hashAlgorithm ?? 1, faults.keyAlgorithm ?? 1];
  const lengths = [faults.modulusBytes ?? key.modulus.length, faults.exponentBytes ?? key.exponent.length];
  const pan = hex((faults.pan ?? SCHEME.pan).padEnd(20, "F"));
  const serial = [0, 0, 1];
  const head = [...pan, ...hex(faults.expiry ?? "1230"), ...serial, ...algorithms, ...lengths];
  const signed = Uint8Array.from([faults.format ?? 4, ...head, ...digits]);
  const hash = createHash("sha1").update(signed).update(remainder).update(key.exponent).update(staticData).digest();
  if (faults.hash === true) hash[0]! ^= 1;
  const data = Uint8Array.from([faults.header ?? 0x6a, ...signed, ...hash, faults.trailer ?? 0xbc]);
  return { certificate: privately("issuer", data), remainder, exponent: key.exponent };
}
