/**
 * The test certificate of the simulated acquirer's TLS line: self-signed, ECDSA with P-256, for this computer's own names (X.509
 * version 3, RFC 5280). Whoever shall trust it is given the certificate; it proves nothing to anybody else.
 *
 * Made once a data folder, and anew when its term is near its end. Knows no line.
 */
import { generateKeyPairSync, randomBytes, sign, X509Certificate } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { isIPv4 } from "node:net";
import { join } from "node:path";
import { encodeTlv } from "../codec/tlv/encode.ts";
import { readWhole, replaceFile } from "../secure/store/durable_file.ts";
import type { TlsIdentity } from "./server.ts";

const DAY_MS = 86_400_000;
const TERM_DAYS = 365;
const RENEWED_BEFORE_DAYS = 30;
const OWN_HOSTS = ["localhost", "127.0.0.1"] as const;

// ASN.1 object identifiers, as they are encoded.
const ECDSA_WITH_SHA256 = "2A8648CE3D040302";
const COMMON_NAME = "550403";
const BASIC_CONSTRAINTS = "551D13";
const SUBJECT_ALT_NAME = "551D11";

export interface CertificateOptions {
  /** Shown as its subject and issuer. */
  name: string;
  /** Names and IPv4 addresses that it is for. */
  hosts: readonly string[];
  from: Date;
  until: Date;
}

/** That of a data folder; made when there is none that is good for a while. @throws StoreError */
export function testIdentity(data: string, now = new Date()): TlsIdentity {
  const [certificateFile, keyFile] = [join(data, "tls", "certificate.pem"), join(data, "tls", "key.pem")];
  const [certificate, key] = [certificateFile, keyFile].map((file) => textIn(file));
  if (certificate !== undefined && key !== undefined && isGood(certificate, now)) return { certificate, key };
  const made = selfSigned({
    name: "Tillcore test acquirer",
    hosts: OWN_HOSTS,
    from: new Date(now.getTime() - DAY_MS),
    until: new Date(now.getTime() + TERM_DAYS * DAY_MS),
  });
  // The certificate last: with it the two are whole.
  replaceFile(keyFile, new Uint8Array(Buffer.from(made.key)));
  replaceFile(certificateFile, new Uint8Array(Buffer.from(made.certificate)));
  return made;
}

function textIn(file: string): string | undefined {
  const bytes = readWhole(file);
  return bytes && Buffer.from(bytes).toString("latin1");
}

function isGood(pem: string, now: Date): boolean {
  try {
    return new Date(new X509Certificate(pem).validTo).getTime() > now.getTime() + RENEWED_BEFORE_DAYS * DAY_MS;
  } catch {
    return false;
  }
}

/** A key pair of its own, and the certificate that it signs. */
export function selfSigned({ name, hosts, from, until }: CertificateOptions): TlsIdentity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const algorithm = sequence(oid(ECDSA_WITH_SHA256));
  const subject = sequence(encodeTlv(0x31, sequence(oid(COMMON_NAME), encodeTlv(0x0c, Buffer.from(name)))));
  const names = hosts.map((host) =>
    isIPv4(host) ? encodeTlv(0x87, Uint8Array.from(host.split("."), Number)) : encodeTlv(0x82, Buffer.from(host)),
  );
  const extensions = sequence(
    sequence(
      oid(BASIC_CONSTRAINTS),
      encodeTlv(0x01, Uint8Array.of(0xff)),
      octets(sequence(encodeTlv(0x01, Uint8Array.of(0xff)))),
    ),
    sequence(oid(SUBJECT_ALT_NAME), octets(sequence(...names))),
  );
  const said = sequence(
    encodeTlv(0xa0, encodeTlv(0x02, Uint8Array.of(2))),
    encodeTlv(0x02, serial()),
    algorithm,
    subject,
    sequence(utcTime(from), utcTime(until)),
    subject,
    spki(publicKey),
    encodeTlv(0xa3, extensions),
  );
  const signature = bits(sign("sha256", said, privateKey));
  const der = Buffer.from(sequence(said, algorithm, signature));
  const lines = der.toString("base64").replaceAll(/.{64}/g, "$&\n").trimEnd();
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** Positive, 16 bytes. */
function serial(): Uint8Array {
  const bytes = new Uint8Array(randomBytes(16));
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes;
}

function spki(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ type: "spki", format: "der" }));
}

function sequence(...parts: Uint8Array[]): Uint8Array {
  return encodeTlv(0x30, new Uint8Array(Buffer.concat(parts)));
}

function oid(hex: string): Uint8Array {
  return encodeTlv(0x06, new Uint8Array(Buffer.from(hex, "hex")));
}

function octets(value: Uint8Array): Uint8Array {
  return encodeTlv(0x04, value);
}

function bits(value: Uint8Array): Uint8Array {
  return encodeTlv(0x03, new Uint8Array(Buffer.concat([Uint8Array.of(0), value])));
}

/** YYMMDDhhmmssZ: until 2049 (RFC 5280, 4.1.2.5.1). */
function utcTime(at: Date): Uint8Array {
  const text = at.toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  return encodeTlv(0x17, Buffer.from(text.slice(2)));
}
