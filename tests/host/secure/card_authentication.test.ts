/**
 * Offline data authentication as the module serves it: published certificates and signatures, and signatures made anew under the
 * published test scheme's private keys.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Done } from "../../../assembly/abi.ts";
import { Authenticity, CardKey, Signature } from "../../../assembly/abi_devices.ts";
import { SecureModule } from "../../../host/secure/module.ts";
import { STATIC_DATA_BYTES_MAX } from "../../../host/secure/recovery/card_authentication.ts";
import { RevokedCertificates } from "../../../host/secure/recovery/revoked.ts";
import { hashOf } from "../../../host/secure/recovery/frame.ts";
import { verifyCombined, verifyDynamic, verifyStatic } from "../../../host/secure/recovery/signature.ts";
import { CAPKS, SCHEME, capkOf, certificateOf, issuerRequest, signFrame } from "./certificates.ts";
import { hex, latin1, upper } from "./vectors.ts";

interface Transaction {
  id: string;
  capk_rid?: string;
  capk_index?: string;
  icc?: Record<string, string>;
  cert90?: string;
  sdad9F4B?: string;
  ddol_data?: string;
  apdus?: Array<{ c: string; r: string }>;
  expect?: Record<string, string>;
}

const TRANSACTIONS = (
  JSON.parse(readFileSync(new URL("../../vectors/emv-card-transactions.json", import.meta.url), "utf8")) as {
    cases: Transaction[];
  }
).cases;
const transaction = (id: string): Transaction => TRANSACTIONS.find((one) => one.id === id)!;

const NOTHING = new Uint8Array(0);
const STATIC_DATA = hex(SCHEME.staticData);
const ISSUER = { ...issuerRequest(SCHEME), which: CardKey.ISSUER };
const ICC = { ...ISSUER, ...certificateOf(SCHEME.icc!), which: CardKey.ICC };
const ISSUER_SERIAL = serialOf();
const CRYPTOGRAM = hex("0102030405060708");
const UNPREDICTABLE = hex("11223344");
const TRANSACTION = hex("000000001234015600");

function moduleWithCapks(): SecureModule {
  const module = new SecureModule({ random: (length) => new Uint8Array(length), testKeys: true });
  for (const capk of CAPKS) module.loadCapk(capkOf(capk), hex(capk.sha1));
  return module;
}

/** A module that has the keys of the published scheme's card. */
function ready(): SecureModule {
  const module = moduleWithCapks();
  assert.equal(module.recoverCardKey(ISSUER), Authenticity.GENUINE);
  assert.equal(module.addStaticData(STATIC_DATA), Authenticity.GENUINE);
  assert.equal(module.recoverCardKey(ICC), Authenticity.GENUINE);
  return module;
}

/** Serial number in the published issuer's certificate. */
function serialOf(): Uint8Array {
  const module = moduleWithCapks();
  const capk = capkOf(CAPKS.find(({ rid, index }) => `${rid}/${index}` === SCHEME.capk)!);
  const { data } = module.rsaRecover({ ...capk, data: ISSUER.certificate });
  return data.slice(8, 11);
}

function combined(changes: { hash?: "sha1" | "sha256"; length?: number; number?: Uint8Array } = {}): Uint8Array {
  const { hash = "sha1", number = hex("CAFE") } = changes;
  const dynamic = [number.length, ...number, 0x80, ...CRYPTOGRAM, ...hashOf(hash, [TRANSACTION])];
  const inner = [5, hash === "sha1" ? 1 : 2, changes.length ?? dynamic.length, ...dynamic];
  return signFrame("icc", inner, UNPREDICTABLE, hash);
}

function verify(module: SecureModule, kind: Signature, signed: Uint8Array, terminalData: Uint8Array): string {
  const { status, data } = module.verifySignature({ kind, signed, terminalData });
  return status === Authenticity.GENUINE ? upper(data) : Authenticity[status];
}

describe("published cards", () => {
  it("the test scheme: keys, static data in pieces, and the signature that its card gave for DDA", () => {
    const module = moduleWithCapks();
    assert.equal(module.recoverCardKey(ISSUER), Authenticity.GENUINE);
    for (let at = 0; at < STATIC_DATA.length; at += 50) module.addStaticData(STATIC_DATA.subarray(at, at + 50));
    assert.equal(module.recoverCardKey(ICC), Authenticity.GENUINE);
    const answer = transaction("emvpt-online-approve").apdus!.find(({ c }) => c.startsWith("00C0000083"))!.r;
    const signed = hex(answer.slice(6, -4));
    assert.equal(verify(module, Signature.DYNAMIC, signed, hex("01234567")), "002C");
    assert.equal(verify(module, Signature.DYNAMIC, signed, hex("01234568")), "HASH");
  });

  it("a Visa test card: DDA under its published key", () => {
    const { icc, expect: expected, sdad9F4B, ddol_data } = transaction("visa94-sda-dda");
    const key = { modulus: hex(expected!["icc_modulus"]), exponent: hex(icc!["9F47"]) };
    const number = verifyDynamic(key, hex(sdad9F4B), hex(ddol_data));
    assert.equal(upper(number as Uint8Array), expected!["icc_dynamic_number"]);
  });

  it("a Visa and a Mastercard test card: the issuer's key, and no key over static data that nobody knows", () => {
    for (const id of ["visa94-sda-dda", "mc-F1-cda"]) {
      const { icc, cert90, capk_rid, capk_index } = transaction(id);
      const module = moduleWithCapks();
      const pan = latin1(icc!["5A"]!);
      const rid = hex(capk_rid);
      const request = { which: CardKey.ISSUER, rid, index: Number.parseInt(capk_index!, 16), today: 20220101, pan };
      const certificate = { certificate: hex(cert90), remainder: hex(icc!["92"]), exponent: hex(icc!["9F32"]) };
      assert.equal(module.recoverCardKey({ ...request, ...certificate }), Authenticity.GENUINE, id);
    }
  });

  it("a Mastercard test card: CDA, whose transaction data nobody has published", () => {
    const { icc, expect: expected, sdad9F4B, ddol_data } = transaction("mc-F1-cda");
    const key = { modulus: hex(expected!["icc_modulus"]), exponent: hex(icc!["9F47"]) };
    // The frame is right: the unpredictable number is covered by its hash.
    assert.equal(
      upper(verifyDynamic(key, hex(sdad9F4B), hex(ddol_data)) as Uint8Array),
      expected!["icc_dynamic_number"],
    );
    assert.equal(verifyCombined(key, hex(sdad9F4B), hex(ddol_data)), Authenticity.HASH);
  });
});

describe("static data", () => {
  const signed = (hash: "sha1" | "sha256" = "sha1"): Uint8Array =>
    signFrame("issuer", [3, hash === "sha1" ? 1 : 2, 0xda, 0xc0], STATIC_DATA, hash);

  it("are those that the issuer has signed, with SHA-1 or SHA-256, and no others", () => {
    assert.equal(verify(ready(), Signature.STATIC, signed(), NOTHING), "DAC0");
    assert.equal(verify(ready(), Signature.STATIC, signed("sha256"), NOTHING), "DAC0");
    const module = ready();
    module.addStaticData(Uint8Array.of(0));
    assert.equal(verify(module, Signature.STATIC, signed(), NOTHING), "HASH");
  });

  it("signed in another form are not", () => {
    const wrong = [signFrame("issuer", [4, 1, 0, 0], STATIC_DATA), signFrame("issuer", [3, 3, 0, 0], STATIC_DATA)];
    for (const data of [...wrong, signFrame("icc", [3, 1, 0, 0], STATIC_DATA), NOTHING])
      assert.equal(verify(ready(), Signature.STATIC, data, NOTHING), "FORMAT");
  });

  it("find no room without end, and are of one card", () => {
    const module = ready();
    const rest = STATIC_DATA_BYTES_MAX - STATIC_DATA.length;
    assert.equal(module.addStaticData(new Uint8Array(rest + 1)), Authenticity.FORMAT);
    assert.equal(verify(module, Signature.STATIC, signed(), NOTHING), "DAC0", "nothing was taken");
    assert.equal(module.addStaticData(new Uint8Array(rest)), Authenticity.GENUINE);
    assert.equal(module.recoverCardKey(ISSUER), Authenticity.GENUINE);
    assert.equal(module.recoverCardKey(ICC), Authenticity.HASH, "those of before are gone");
    module.addStaticData(STATIC_DATA);
    assert.equal(module.recoverCardKey(ICC), Authenticity.GENUINE);
    module.wipe();
    assert.equal(module.recoverCardKey(ICC), Authenticity.NO_KEY);
    assert.equal(verify(module, Signature.STATIC, signed(), NOTHING), "NO_KEY");
    assert.equal(verify(module, Signature.DYNAMIC, combined(), UNPREDICTABLE), "NO_KEY");
  });
});

describe("a signature of CDA", () => {
  const data = Uint8Array.from([...UNPREDICTABLE, ...TRANSACTION]);

  it("gives CID, cryptogram and number, when the transaction data are right", () => {
    for (const hash of ["sha1", "sha256"] as const)
      assert.equal(verify(ready(), Signature.COMBINED, combined({ hash }), data), `80${upper(CRYPTOGRAM)}CAFE`);
    const other = data.slice();
    other[8]! ^= 1;
    assert.equal(verify(ready(), Signature.COMBINED, combined(), other), "HASH");
    assert.equal(
      verify(
        ready(),
        Signature.COMBINED,
        combined(),
        data.map((byte, at) => (at === 0 ? 0 : byte)),
      ),
      "HASH",
    );
  });

  it("has a number of 2 to 8 bytes, and dynamic data as long as they are", () => {
    for (const length of [0, 1, 9]) {
      const signed = combined({ number: new Uint8Array(length) });
      assert.equal(verify(ready(), Signature.COMBINED, signed, data), "FORMAT", String(length));
    }
    for (const length of [0, 2, 10, 30, 255])
      assert.equal(verify(ready(), Signature.COMBINED, combined({ length }), data), "FORMAT", String(length));
    assert.equal(verify(ready(), 9 as Signature, combined(), data), "FORMAT");
  });
});

describe("a revoked certificate", () => {
  const revoked = { rid: ISSUER.rid, index: ISSUER.index, serial: ISSUER_SERIAL };

  it("is not believed, by RID, index and serial number", () => {
    const module = moduleWithCapks();
    for (const other of [{ index: 1 }, { serial: hex("FFFFFF") }, { rid: hex("A000000003") }]) {
      assert.equal(module.loadRevoked([{ ...revoked, ...other }]), Done.DONE);
      assert.equal(module.recoverCardKey(ISSUER), Authenticity.GENUINE);
    }
    assert.equal(module.loadRevoked([revoked]), Done.DONE);
    assert.equal(module.recoverCardKey(ISSUER), Authenticity.REVOKED);
    assert.equal(module.recoverCardKey(ICC), Authenticity.NO_KEY);
    module.loadRevoked([]);
    assert.equal(module.recoverCardKey(ISSUER), Authenticity.GENUINE);
  });

  it("stands in a list of whole entries, or the list before stays", () => {
    const module = moduleWithCapks();
    module.loadRevoked([revoked]);
    for (const wrong of [{ index: 256 }, { index: 0.5 }, { serial: hex("FFFF") }, { rid: hex("A0") }])
      assert.equal(module.loadRevoked([{ ...revoked, ...wrong }]), Done.REFUSED);
    assert.equal(module.recoverCardKey(ISSUER), Authenticity.REVOKED);
    assert.equal(new RevokedCertificates().load(Array<typeof revoked>(1001).fill(revoked)), false);
  });
});

it("a key that is none of the three is not recovered", () => {
  assert.equal(moduleWithCapks().recoverCardKey({ ...ISSUER, which: 4 as CardKey }), Authenticity.FORMAT);
});

it("noise is no signature", () => {
  const module = ready();
  const key = module.cardKeys.signedBy("icc")!;
  const noise = fc.uint8Array({ maxLength: 140 });
  fc.assert(
    fc.property(noise, noise, (signed, data) =>
      [verifyStatic, verifyDynamic, verifyCombined].every((judge) => judge(key, signed, data) === Authenticity.FORMAT),
    ),
    { numRuns: 100 },
  );
});
