/** Keys of payment systems, and the keys of a card recovered under them. All keys and cards are published test values. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Done } from "../../../assembly/abi.ts";
import { Authenticity } from "../../../assembly/abi_devices.ts";
import { CapkSlots } from "../../../host/secure/recovery/capk.ts";
import type { Capk } from "../../../host/secure/recovery/capk.ts";
import { CardKeys } from "../../../host/secure/recovery/card_keys.ts";
import {
  CAPKS,
  CERTIFICATES,
  SCHEME,
  capkOf,
  cardKeys,
  certificateOf,
  certify,
  issuerRequest,
  loadedSlots,
} from "./certificates.ts";
import type { Faults } from "./certificates.ts";
import { hex, latin1, upper } from "./vectors.ts";

const TODAY = SCHEME.today;
const ICC = { modulus: hex(SCHEME.out.iccModulus), exponent: hex("03") };

function load(slots: CapkSlots, change: Partial<Capk> = {}, sha1 = CAPKS[0]!.sha1): Done {
  return slots.load({ ...capkOf(CAPKS[0]!), ...change }, hex(sha1), () => {});
}

describe("CAPK slots", () => {
  it("take every published key, and give it back by RID and index", () => {
    assert.equal(CAPKS.length, 49);
    const slots = new CapkSlots();
    for (const capk of CAPKS) {
      assert.equal(
        slots.load(capkOf(capk), hex(capk.sha1), () => {}),
        Done.DONE,
        capk.id,
      );
      const found = slots.find(hex(capk.rid), Number.parseInt(capk.index, 16), TODAY);
      assert.equal(upper(found!.modulus), capk.modulus);
    }
    assert.equal(slots.all().length, 49);
    assert.equal(new CapkSlots(slots.all()).all().length, 49);
    assert.equal(slots.find(hex("A000000003"), 0xee, TODAY), undefined);
  });

  it("refuse a key whose checksum is another's", () => {
    const slots = new CapkSlots();
    assert.equal(load(slots, {}, CAPKS[1]!.sha1), Done.KCV_DIFFERS);
    assert.equal(load(slots, { index: 2 }), Done.KCV_DIFFERS);
    assert.equal(load(slots, { rid: hex("A000000004") }), Done.KCV_DIFFERS);
    assert.equal(load(slots, { exponent: hex("010001") }), Done.KCV_DIFFERS);
    assert.equal(load(slots, {}, CAPKS[0]!.sha1.slice(2)), Done.KCV_DIFFERS);
    assert.deepEqual(slots.all(), []);
  });

  it("refuse what is no key", () => {
    const { modulus } = capkOf(CAPKS[0]!);
    const even = modulus.map((byte, i) => (i === modulus.length - 1 ? byte & 0xfe : byte));
    const wrong: Array<Partial<Capk>> = [
      { rid: hex("A0000000") },
      { index: 256 },
      { index: -1 },
      { index: 0.5 },
      { modulus: modulus.subarray(0, 63) },
      { modulus: new Uint8Array(249).fill(0xff) },
      { modulus: even },
      { modulus: Uint8Array.from([0x7f, ...modulus.subarray(1)]) },
      { exponent: hex("05") },
      { exponent: hex("0003") },
      { exponent: hex("") },
      { expiry: NaN },
    ];
    for (const change of wrong) assert.equal(load(new CapkSlots(), change), Done.REFUSED, JSON.stringify(change));
  });

  it("keep copies, and find no key after its last day", () => {
    const slots = new CapkSlots();
    const capk = { ...capkOf(CAPKS[0]!), expiry: 20301231 };
    slots.load(capk, hex(CAPKS[0]!.sha1), () => {});
    capk.modulus.fill(0);
    assert.equal(upper(slots.find(capk.rid, 1, 20301231)!.modulus), CAPKS[0]!.modulus);
    assert.equal(slots.find(capk.rid, 1, 20310101), undefined);
  });

  it("change nothing that cannot be made durable", () => {
    const slots = loadedSlots();
    const [rid, index] = [hex(CAPKS[0]!.rid), 1];
    const fail = (): void => assert.fail("no flash");
    assert.equal(slots.remove(rid, index, fail), Done.REFUSED);
    assert.notEqual(slots.find(rid, index, TODAY), undefined);
    assert.equal(
      slots.remove(rid, index, () => {}),
      Done.DONE,
    );
    assert.equal(slots.load(capkOf(CAPKS[0]!), hex(CAPKS[0]!.sha1), fail), Done.REFUSED);
    assert.equal(slots.find(rid, index, TODAY), undefined);
  });
});

describe("an issuer's key", () => {
  for (const vector of CERTIFICATES) {
    it(`is recovered from ${vector.id}`, () => {
      const keys = new CardKeys(loadedSlots());
      assert.equal(keys.recoverIssuer(issuerRequest(vector)), Authenticity.GENUINE);
      assert.equal(upper(keys.signedBy("issuer")!.modulus), vector.out.issuerModulus);
    });
  }

  it("is not recovered from a certificate that is wrong anywhere", () => {
    const vector = CERTIFICATES[1]!;
    const keys = new CardKeys(loadedSlots());
    const request = issuerRequest(vector);
    const refused = (change: Partial<typeof request>, why: Authenticity): void => {
      assert.equal(keys.recoverIssuer({ ...request, ...change }), why);
      assert.equal(keys.signedBy("issuer"), undefined);
    };
    refused({ certificate: hex(vector.wrongIssuerCertificate) }, Authenticity.FORMAT);
    refused({ certificate: request.certificate.subarray(1) }, Authenticity.FORMAT);
    refused({ certificate: new Uint8Array(0) }, Authenticity.FORMAT);
    refused({ remainder: hex("00") }, Authenticity.HASH);
    refused({ exponent: hex("010001") }, Authenticity.HASH);
    refused({ exponent: hex("0003") }, Authenticity.FORMAT);
    refused({ index: 0x95 }, Authenticity.FORMAT);
    refused({ index: 0x93 }, Authenticity.NO_CAPK);
    refused({ rid: hex("A000000004") }, Authenticity.NO_CAPK);
    refused({ pan: latin1("4761749001010119") }, Authenticity.NAME);
    refused({ pan: latin1("") }, Authenticity.NAME);
    refused({ pan: latin1("476") }, Authenticity.NAME);
  });

  it("is good until the end of its month", () => {
    const vector = CERTIFICATES[1]!;
    assert.equal(vector.out.issuerExpiry, "1231");
    const keys = new CardKeys(loadedSlots());
    assert.equal(keys.recoverIssuer({ ...issuerRequest(vector), today: 20311231 }), Authenticity.GENUINE);
    assert.equal(keys.recoverIssuer({ ...issuerRequest(vector), today: 20320101 }), Authenticity.EXPIRED);
  });

  it("needs its remainder whole", () => {
    const request = issuerRequest(SCHEME);
    const keys = new CardKeys(loadedSlots());
    assert.equal(request.remainder.length, 36);
    for (const remainder of [request.remainder.subarray(1), hex(`${upper(request.remainder)}00`), new Uint8Array(0)]) {
      assert.equal(keys.recoverIssuer({ ...request, remainder }), Authenticity.HASH);
    }
  });
});

describe("a card's key", () => {
  it("is recovered over the static data of the published card, and no other", () => {
    const keys = cardKeys();
    assert.equal(upper(keys.signedBy("icc")!.modulus), SCHEME.out.iccModulus);
    assert.deepEqual(keys.pinKey, keys.signedBy("icc"), "it enciphers PINs where there is no key of their own");
    const certificate = certificateOf(SCHEME.icc!);
    assert.equal(
      keys.recoverIcc(
        certificate,
        hex(SCHEME.staticData).map((byte) => byte ^ 1),
      ),
      Authenticity.HASH,
    );
    assert.equal(keys.signedBy("icc"), undefined);
    assert.equal(keys.recoverIcc(certificate, new Uint8Array(0)), Authenticity.HASH);
  });

  it("for PINs is recovered over no static data, and takes the place of the other", () => {
    const keys = cardKeys();
    assert.equal(keys.recoverPin(certify(ICC)), Authenticity.GENUINE);
    assert.equal(upper(keys.pinKey!.modulus), SCHEME.out.iccModulus);
    assert.notEqual(keys.pinKey, keys.signedBy("icc"));
  });

  it("for PINs that is not good leaves none, not even the card's own", () => {
    const keys = cardKeys();
    assert.equal(keys.recoverPin(certify(ICC, { hash: true })), Authenticity.HASH);
    assert.equal(keys.pinKey, undefined);
    assert.notEqual(keys.signedBy("icc"), undefined);
  });

  it("longer or shorter than the certificate holds is whole", () => {
    const keys = cardKeys("issuer");
    for (const length of [72, 133, 134, 135, 176]) {
      const modulus = Uint8Array.from({ length }, (_, i) => (i * 37) | 0x81);
      assert.equal(keys.recoverPin(certify({ modulus, exponent: hex("010001") })), Authenticity.GENUINE);
      assert.deepEqual(keys.pinKey, { modulus, exponent: hex("010001") });
    }
  });

  const wrong: ReadonlyArray<readonly [faults: Faults, why: Authenticity]> = [
    [{ header: 0x6b }, Authenticity.FORMAT],
    [{ format: 0x02 }, Authenticity.FORMAT],
    [{ trailer: 0xbb }, Authenticity.FORMAT],
    [{ hash: true }, Authenticity.HASH],
    [{ hashAlgorithm: 2 }, Authenticity.HASH],
    [{ hashAlgorithm: 3 }, Authenticity.FORMAT],
    [{ keyAlgorithm: 2 }, Authenticity.FORMAT],
    [{ exponentBytes: 3 }, Authenticity.FORMAT],
    [{ modulusBytes: 0 }, Authenticity.FORMAT],
    [{ modulusBytes: 160 }, Authenticity.FORMAT],
    [{ expiry: "0620" }, Authenticity.EXPIRED],
    [{ expiry: "1320" }, Authenticity.EXPIRED],
    [{ expiry: "0030" }, Authenticity.EXPIRED],
    [{ expiry: "1A30" }, Authenticity.EXPIRED],
    [{ expiry: "123F" }, Authenticity.EXPIRED],
    [{ expiry: "1299" }, Authenticity.EXPIRED],
    [{ pan: "1234560012345607" }, Authenticity.NAME],
    [{ pan: "123456001234560" }, Authenticity.NAME],
    [{ pan: "12345600123456080" }, Authenticity.NAME],
    [{ pan: "123456001234560F8" }, Authenticity.NAME],
    [{ pan: "F" }, Authenticity.NAME],
  ];
  for (const [faults, why] of wrong) {
    it(`is not recovered with ${JSON.stringify(faults)}: ${Authenticity[why]}`, () => {
      const keys = cardKeys("issuer");
      assert.equal(keys.recoverPin(certify(ICC, faults)), why);
      assert.equal(keys.pinKey, undefined);
    });
  }

  it("is good until the end of its month", () => {
    assert.equal(TODAY, 20200724);
    assert.equal(cardKeys("issuer").recoverPin(certify(ICC, { expiry: "0720" })), Authenticity.GENUINE);
  });

  it("is not recovered without an issuer's", () => {
    const keys = new CardKeys(loadedSlots());
    assert.equal(keys.recoverIcc(certificateOf(SCHEME.icc!), hex(SCHEME.staticData)), Authenticity.NO_KEY);
    assert.equal(keys.recoverPin(certify(ICC)), Authenticity.NO_KEY);
  });

  it("goes with the wipe, and with the next card", () => {
    const keys = cardKeys();
    keys.recoverPin(certify(ICC));
    for (const given of [keys.signedBy("issuer")!, keys.signedBy("icc")!, keys.pinKey!]) given.modulus.fill(1);
    assert.equal(upper(keys.pinKey!.modulus), upper(ICC.modulus), "what is given out is a copy");
    keys.wipe();
    assert.deepEqual([keys.signedBy("issuer"), keys.signedBy("icc"), keys.pinKey], [undefined, undefined, undefined]);
    const next = cardKeys();
    assert.equal(next.recoverIssuer(issuerRequest(CERTIFICATES[1]!)), Authenticity.GENUINE);
    assert.equal(next.pinKey, undefined);
    assert.equal(
      next.recoverIcc(certificateOf(SCHEME.icc!), hex(SCHEME.staticData)),
      Authenticity.FORMAT,
      "another's card",
    );
  });

  it("is not recovered from noise", () => {
    const keys = cardKeys("issuer");
    const bytes = fc.uint8Array({ maxLength: 200 });
    const certificates = fc.record({ certificate: bytes, remainder: bytes, exponent: fc.constant(hex("03")) });
    fc.assert(
      fc.property(certificates, (certificate) => keys.recoverPin(certificate) === Authenticity.FORMAT),
      { numRuns: 200 },
    );
  });
});
