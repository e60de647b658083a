/** Certificates and signed data of the virtual cards, against the secure module, big integers and published ones. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Authenticity } from "../../../assembly/abi_devices.ts";
import { iccCertificate, issuerCertificate } from "../../../host/cards/certificates/certificate.ts";
import { RsaKey } from "../../../host/cards/certificates/rsa_key.ts";
import { signDynamicData } from "../../../host/cards/certificates/signed_data.ts";
import { TEST_KEY_NAMES, authorityIndex, testCapks, testKey } from "../../../host/cards/certificates/test_keys.ts";
import { decipherPin } from "../../../host/cards/commands/verify.ts";
import { loadProfiles } from "../../../host/cards/profiles.ts";
import { dynamicData, keyIn, opened, recovered, sha1 } from "./recovery.ts";
import type { PlainKey } from "./recovery.ts";
import { Reading, ok } from "./terminal.ts";
import { hex, upper } from "./support.ts";

interface Published {
  id: string;
  apdus?: Array<{ c: string; r: string }>;
  keys?: Record<string, Record<"n" | "e" | "p" | "q", string>>;
  icc?: Record<string, string>;
  capk_rid?: string;
  capk_index?: string;
  cert90?: string;
  cert9F46?: string;
  ssad93?: string;
  sdad9F4B?: string;
  ddol_data?: string;
  expect?: Record<string, string>;
}

function vectors<T>(file: string): T[] {
  return (JSON.parse(readFileSync(new URL(`../../vectors/${file}`, import.meta.url), "utf8")) as { cases: T[] }).cases;
}

const TRANSACTIONS = vectors<Published>("emv-card-transactions.json");
const CAPKS = vectors<{ rid: string; index: string; exponent: string; modulus: string }>("capk.json");
const [SCHEME] = vectors<{
  issuer: Record<string, string>;
  icc: Record<string, string>;
  staticData: string;
  pan: string;
  enciphered: { challenge: string; verify: string };
}>("emv-certificates.json");
const SIGNED = loadProfiles().filter(
  ({ keys, blocked, cardBlocked }) => keys && blocked !== true && cardBlocked !== true,
);

describe("the test keys", () => {
  it("are whole: 1024 to 1984 bits, both exponents, and what one end makes the other undoes", () => {
    const lengths = new Set<number>();
    const exponents = new Set<string>();
    for (const name of TEST_KEY_NAMES) {
      const key = testKey(name)!;
      const data = new Uint8Array(key.modulus.length).fill(0x6a);
      assert.equal(recovered(key, key.apply(data)!), upper(data), name);
      assert.ok(key.modulus[0]! >= 0x80, name);
      lengths.add(8 * key.modulus.length);
      exponents.add(upper(key.exponent));
    }
    assert.deepEqual([Math.min(...lengths), Math.max(...lengths), lengths.has(1032)], [1024, 1984, true]);
    assert.deepEqual([...exponents].sort(), ["010001", "03"]);
  });

  it("take nothing that is not below their modulus", () => {
    const key = testKey("icc-1024")!;
    assert.equal(key.apply(key.modulus), undefined);
    assert.equal(key.apply(new Uint8Array(128).fill(0xff)), undefined);
    assert.equal(key.apply(new Uint8Array(127)), undefined);
  });

  it("of authorities stand where no published key does", () => {
    for (const { index } of testCapks(hex("A000000333"))) {
      assert.ok(CAPKS.every((capk) => Number.parseInt(capk.index, 16) !== index));
    }
    assert.equal(testCapks(hex("A000000003")).length, 3);
    assert.equal(authorityIndex("icc-1024"), undefined);
  });
});

describe("certificates of the profiles", () => {
  assert.equal(SIGNED.length, 8);
  for (const data of SIGNED) {
    it(`of "${data.name}" are recovered by the secure module, and by big integers`, () => {
      const reading = Reading.of(data);
      const { keys, answers } = reading.keys(data);
      const expected = 1 + (reading.objects.has(0x9f46) ? 1 : 0) + (reading.objects.has(0x9f2d) ? 1 : 0);
      assert.deepEqual(answers, Array<Authenticity>(expected).fill(Authenticity.GENUINE));

      const authority = testKey(data.keys!.authority)!;
      assert.equal(reading.value(0x8f)[0], authorityIndex(data.keys!.authority));
      const issuer = keyIn(authority, reading.certificate(0x90, 0x92, 0x9f32), 4);
      assert.equal(issuer.name, `${data.pan.slice(0, 6)}FF`);
      assert.deepEqual(issuer.key.modulus, testKey(data.keys!.issuer)!.modulus);
      assert.deepEqual(keys.signedBy("issuer")!.modulus, issuer.key.modulus);
      if (data.keys!.icc !== undefined) {
        const icc = keyIn(issuer.key, reading.certificate(0x9f46, 0x9f48, 0x9f47), 10, reading.staticData);
        assert.equal(icc.name, data.pan.padEnd(20, "F"));
        assert.deepEqual(icc.key.modulus, testKey(data.keys!.icc)!.modulus);
        assert.deepEqual(keys.signedBy("icc")!.modulus, icc.key.modulus);
      }
      if (data.keys!.pin !== undefined) {
        const pin = keyIn(issuer.key, reading.certificate(0x9f2d, 0x9f2f, 0x9f2e), 10);
        assert.deepEqual(pin.key.modulus, testKey(data.keys!.pin)!.modulus);
        assert.deepEqual(keys.pinKey!.modulus, pin.key.modulus);
      }
    });
  }

  it("are none with one byte of the static data changed", () => {
    const data = loadProfiles().find(({ name }) => name === "own-records")!;
    const reading = Reading.of(data);
    assert.match(reading.staticData, /^5A.*7800$/);
    reading.staticData = reading.staticData.replace("7800", "7801");
    assert.deepEqual(reading.keys(data).answers, [Authenticity.GENUINE, Authenticity.HASH, Authenticity.GENUINE]);
  });

  for (const data of SIGNED.filter(({ authentication }) => authentication!.includes("sda"))) {
    it(`signed static data of "${data.name}" open under the issuer's key`, () => {
      const reading = Reading.of(data);
      const inner = opened(testKey(data.keys!.issuer)!, reading.value(0x93), reading.staticData);
      assert.match(inner, /^0301DAC0(BB)+$/);
    });
  }

  for (const data of SIGNED.filter(({ authentication }) => authentication!.includes("dda"))) {
    it(`INTERNAL AUTHENTICATE of "${data.name}" signs what the DDOL asks for, with a number of its own`, () => {
      const reading = Reading.of(data);
      const covered = reading.list(reading.value(0x9f49));
      const numbers = [1, 2].map(() => {
        const answer = ok(reading.card, `00880000${(covered.length / 2).toString(16).padStart(2, "0")}${covered}00`);
        assert.equal(answer[0], data.format === 1 ? 0x80 : 0x77);
        const signed = answer.slice(-testKey(data.keys!.icc!)!.modulus.length);
        return dynamicData(testKey(data.keys!.icc!)!, signed, covered);
      });
      assert.ok(numbers.every(({ number, rest }) => number.length === 16 && rest === ""));
      assert.notEqual(numbers[0]!.number, numbers[1]!.number);
    });
  }
});

describe("the published test scheme, whose private keys are known", () => {
  const { keys, apdus } = TRANSACTIONS.find(({ id }) => id === "emvpt-online-approve")!;
  const keyOf = (name: string): RsaKey => new RsaKey(keys![name]!.e, keys![name]!.p, keys![name]!.q);
  const authority = keyOf("capk_AFFFFFFFFF_92");
  const issuer = keyOf("issuer_313233343536");
  const icc = keyOf("icc_1234560012345608");
  const given = ({ certificate, remainder, exponent }: Record<string, string>): Parameters<typeof keyIn>[1] => ({
    certificate: hex(certificate!),
    remainder: hex(remainder!),
    exponent: hex(exponent!),
  });

  it("gets the very certificates that were published", () => {
    const issued = keyIn(authority, given(SCHEME!.issuer), 4);
    const { certificate, remainder } = issuerCertificate(authority, issuer, {
      name: "123456",
      expiry: issued.expiry,
      serial: hex(issued.serial),
    });
    assert.deepEqual(
      [upper(certificate), upper(remainder)],
      [SCHEME!.issuer["certificate"], SCHEME!.issuer["remainder"]],
    );
    const carded = keyIn(issuer, given(SCHEME!.icc), 10, SCHEME!.staticData);
    const own = iccCertificate(
      issuer,
      icc,
      { name: SCHEME!.pan, expiry: carded.expiry, serial: hex(carded.serial) },
      hex(SCHEME!.staticData),
    );
    assert.deepEqual([upper(own.certificate), upper(own.remainder)], [SCHEME!.icc["certificate"], ""]);
  });

  it("gets the very signature that its card gave", () => {
    const answer = apdus!.find(({ c }) => c.startsWith("00C0000083"))!.r;
    const signed = signDynamicData(icc, hex("002C"), hex("01234567"));
    assert.equal(`808180${upper(signed)}9000`, answer);
  });

  it("deciphers the PIN that was published, for its own challenge alone", () => {
    const data = hex(SCHEME!.enciphered.verify).slice(5);
    assert.equal(upper(decipherPin(icc, data, hex(SCHEME!.enciphered.challenge))!), "241234FFFFFFFFFF");
    assert.equal(decipherPin(icc, data, hex("B34571E839F2E140")), undefined);
  });
});

describe("signed data of published cards", () => {
  const issuerOf = (vector: Published): PlainKey => {
    const capk = CAPKS.find(({ rid, index }) => rid === vector.capk_rid && index === vector.capk_index)!;
    const { icc = {} } = vector;
    const given = { certificate: hex(vector.cert90!), remainder: hex(icc["92"]!), exponent: hex(icc["9F32"]!) };
    const { key } = keyIn({ modulus: hex(capk.modulus), exponent: hex(capk.exponent) }, given, 4);
    assert.equal(upper(key.modulus), vector.expect!["issuer_modulus"]);
    return key;
  };

  it("open as those of the virtual cards do: SDA and DDA of a Visa test card", () => {
    const vector = TRANSACTIONS.find(({ id }) => id === "visa94-sda-dda")!;
    issuerOf(vector);
    const icc = { modulus: hex(vector.expect!["icc_modulus"]!), exponent: hex("03") };
    const { number } = dynamicData(icc, hex(vector.sdad9F4B!), vector.ddol_data!);
    assert.equal(number, vector.expect!["icc_dynamic_number"]);
  });

  it("open as those of the virtual cards do: CDA of a Mastercard test card", () => {
    const vector = TRANSACTIONS.find(({ id }) => id === "mc-F1-cda")!;
    issuerOf(vector);
    const icc = { modulus: hex(vector.expect!["icc_modulus"]!), exponent: hex("03") };
    const { number, rest } = dynamicData(icc, hex(vector.sdad9F4B!), vector.ddol_data!);
    const { icc_dynamic_number, cid, cryptogram, txn_data_hash_code } = vector.expect!;
    assert.deepEqual([number, rest], [icc_dynamic_number, `${cid}${cryptogram}${txn_data_hash_code}`]);
  });
});

describe("combined authentication", () => {
  const data = loadProfiles().find(({ name }) => name === "cda")!;
  const icc = testKey(data.keys!.icc!)!;

  /** CID, cryptogram and hash in the signature against the answer that carries it. */
  function check(reading: Reading, answer: Uint8Array, sent: string): string {
    const text = upper(answer);
    const [, cid = "", atc = "", signed = "", issuerData = ""] =
      /^7781..9F2701(..)9F3602(....)9F4B8190(.{288})9F1008(.{16})$/.exec(text) ?? [];
    assert.notEqual(signed, "", "9F27, 9F36, 9F4B and 9F10 in this order, and no 9F26");
    const objects = `9F2701${cid}9F3602${atc}9F1008${issuerData}`;
    const { number, rest } = dynamicData(icc, hex(signed), reading.values["9F37"]!);
    assert.equal(number.length, 16);
    assert.equal(rest.slice(0, 2), cid);
    assert.equal(rest.slice(18), sha1(reading.pdolData + sent + objects), "transaction data hash code");
    return cid;
  }

  it("signs an ARQC, and the TC after it with the data of both", () => {
    const reading = Reading.of({ ...data, issuerAuthentication: "none" });
    assert.equal(check(reading, reading.generate(0x90), reading.cdol1Data), "80");
    const second = reading.list(reading.value(0x8d), { "8A": "3030" });
    assert.equal(check(reading, reading.generate(0x50, { "8A": "3030" }), reading.cdol1Data + second), "40");
  });

  it("signs a TC at once, but never an AAC, and nothing unless it is asked to", () => {
    const offline = Reading.of(data);
    assert.equal(check(offline, offline.generate(0x50), offline.cdol1Data), "40");
    const declined = upper(Reading.of(data).generate(0x10));
    assert.match(declined, /^77..9F270100.*9F2608/);
    assert.match(upper(Reading.of(data).generate(0x80)), /^77..9F270180.*9F2608/);
  });

  it("is refused by a card that cannot, and with other bits in P1", () => {
    const dda = Reading.of(loadProfiles().find(({ name }) => name === "dda")!);
    assert.equal(upper(dda.card.transmit(hex(dda.generateCommand(0x90)))), "6A86");
    const reading = Reading.of(data);
    assert.equal(upper(reading.card.transmit(hex(reading.generateCommand(0x88)))), "6A86");
  });
});
