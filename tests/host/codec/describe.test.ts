import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeApdu, describeMessage } from "../../../host/codec/describe.ts";
import { EMV_TAGS } from "../../../host/codec/emv_tags.ts";
import { FIELD_NAMES } from "../../../host/codec/field_names.ts";
import { isLuhn, maskPan, maskText, maskTrack } from "../../../host/codec/mask.ts";
import { packMessage, unpackMessage } from "../../../host/codec/message.ts";
import { tlv } from "../../../host/codec/tlv.ts";
import { fieldFormat } from "../../../host/codec/message.ts";
import { fromHex, randomNumbers } from "./support.ts";

/** A published test PAN. */
const PAN = "4111111111111111";
const TRACK = `${PAN}D25122011234567890`;
const NAME = Buffer.from("TEST/CARDHOLDER", "latin1");
const BLOCK = fromHex("041274EDCBA9876F");

const CHIP_DATA = tlv([
  [0x9f26, fromHex("9C0A057796D091E3")],
  [0x9f27, fromHex("80")],
  [0x5a, fromHex(PAN)],
  [0x57, fromHex(`${TRACK}F`)],
  [0x5f20, NAME],
  [0x9f1f, NAME],
  [0xdf77, NAME],
]);

function sale() {
  return unpackMessage(
    packMessage("0200", [
      [2, PAN],
      [4, "000000001234"],
      [14, "2512"],
      [35, TRACK],
      [36, `99${PAN}=25122011234567890`],
      [52, BLOCK],
      [55, CHIP_DATA],
      [59, `A3019${PAN}000`],
      [62, fromHex("00112233445566778899")],
      [63, new Uint8Array([0x43, 0x55, 0x50, 0xd2, 0xf8, 0xc1, 0xaa])],
    ]),
  );
}

/** What must never be seen of the sale above, in text or hexadecimal. */
const SECRETS = [
  PAN,
  PAN.slice(6, 14),
  "2512",
  "1234567890",
  "CARDHOLDER",
  NAME.toString("hex").toUpperCase(),
  "041274EDCBA9876F",
  "0011223344",
];

function assertMasked(lines: string[]): void {
  for (const secret of SECRETS) assert.ok(!lines.join("\n").includes(secret), `${secret} is shown`);
}

describe("a described message", () => {
  it("has a line for each field and object, masked", () => {
    const lines = describeMessage(sale(), "en");
    assert.deepEqual(lines, [
      "MTI  Financial request            0200",
      "F2   PAN                          411111******1111",
      "F4   Amount                       000000001234",
      "F14  Expiry                       [2 bytes]",
      "F35  Track 2                      411111******1111D*****************",
      "F36  Track 3                      [18 bytes]",
      "F52  PIN block                    [8 bytes]",
      "F55  Chip data                    [98 bytes]",
      "     9F26 Application cryptogram       9C0A057796D091E3",
      "     9F27 Cryptogram information data  80",
      "     5A   Application PAN              411111******1111",
      "     57   Track 2 equivalent data      411111******1111D*****************",
      "     5F20 Cardholder name              [15 bytes]",
      "     9F1F Track 1 discretionary data   [15 bytes]",
      "     DF77                              [15 bytes]",
      "F59  Private 59                   A***********************",
      "F62  Private 62                   [10 bytes]",
      "F63  Private 63                   CUP银联",
    ]);
    assertMasked(lines);
  });

  it("is aligned in Chinese, whose characters take two columns", () => {
    const lines = describeMessage(sale(), "zh-CN");
    assert.equal(lines[0], `MTI  金融请求${" ".repeat(21)}0200`);
    assert.equal(lines[1], `F2   主账号${" ".repeat(23)}411111******1111`);
    assertMasked(lines);
  });

  it("shows chip data that is no TLV as its length", () => {
    const bytes = Buffer.from(`5A09${PAN}`, "hex");
    assert.deepEqual(describeMessage(unpackMessage(packMessage("0200", [[55, bytes]])), "en").slice(1), [
      "F55  Chip data                    [10 bytes]",
    ]);
  });

  it("never shows control characters of a damaged text", () => {
    const message = unpackMessage(packMessage("0210", [[63, new Uint8Array([0x9b, 0x32])]]));
    assert.ok(!/[\0-\x1f\x7f-\x9f]/.test(describeMessage(message, "en").join("")));
  });
});

describe("a described APDU", () => {
  it("names the command and shows the objects of the reply, masked", () => {
    const record = tlv([[0x70, tlv([[0x5a, fromHex(PAN)], [0x57, fromHex(`${TRACK}F`)], [0x5f24, fromHex("251231")], [0x8c, fromHex("9F0206")]])]]); // prettier-ignore
    const lines = describeApdu(fromHex("00B2010C00"), Buffer.concat([record, fromHex("9000")]));
    assert.deepEqual(lines, [
      "> 00B2010C00  READ RECORD",
      "< 9000 [42 bytes]",
      "     70   Record template",
      "       5A   Application PAN              411111******1111",
      "       57   Track 2 equivalent data      411111******1111D*****************",
      "       5F24 Application expiration date  [3 bytes]",
      "       8C   CDOL1                        9F0206",
    ]);
    assertMasked(lines);
  });

  it("never shows the data of VERIFY or of a command it does not know", () => {
    assert.deepEqual(describeApdu(fromHex("0020008008241234FFFFFFFFFF"), fromHex("63C2")), [
      "> 00200080 [9 bytes]  VERIFY",
      "< 63C2",
    ]);
    assert.deepEqual(describeApdu(fromHex("8424000208241234FFFFFFFFFF")), ["> 84240002 [9 bytes]"]);
  });

  it("shows a reply that is no TLV as its length", () => {
    const lines = describeApdu(fromHex("00B2015C00"), Buffer.concat([fromHex(`5A09${PAN}`), fromHex("9000")]));
    assert.deepEqual(lines, ["> 00B2015C00  READ RECORD", "< 9000 [10 bytes]"]);
  });

  it("throws for nothing", () => {
    const random = randomNumbers(521288629);
    for (let round = 0; round < 2000; round++) {
      const bytes = () => Uint8Array.from({ length: random(20) }, () => random(256));
      describeApdu(bytes(), random(3) === 0 ? undefined : bytes());
    }
  });
});

describe("masking", () => {
  it("fails closed", () => {
    assert.equal(maskPan("6217850000000000804"), "621785*********0804");
    assert.equal(maskPan("411111111111"), "************");
    assert.equal(maskPan("4111 1111 1111 1111"), "*".repeat(19));
    assert.equal(maskPan("4".repeat(100)), "*".repeat(100));
    assert.equal(maskPan(""), "");
    assert.equal(maskTrack(`${PAN}=2512`), "411111******1111D****");
    assert.equal(maskTrack("0123456789ABCDEF"), "*".repeat(16));
    assert.equal(maskText(`a ${PAN} b ${"1".repeat(20)} c 123`), `a 411111******1111 b ${"*".repeat(20)} c 123`);
  });

  it("knows the check digit", () => {
    assert.equal(isLuhn(PAN), true);
    assert.equal(isLuhn("4111111111111112"), false);
    assert.equal(isLuhn(""), false);
  });
});

describe("names", () => {
  it("has every field of the dialect, and no other", () => {
    for (let field = 2; field <= 64; field++) {
      assert.equal(FIELD_NAMES.has(field), fieldFormat(field) !== undefined, `field ${field}`);
    }
  });

  it("hides what identifies card and cardholder", () => {
    for (const tag of [0x56, 0x5f20, 0x9f0b, 0x9f1f, 0x9f20, 0x9f46, 0x9f4b, 0x99]) {
      assert.equal(EMV_TAGS.get(tag)?.shown, "hidden");
    }
    assert.equal(EMV_TAGS.get(0x5a)?.shown, "pan");
    assert.equal(EMV_TAGS.get(0x57)?.shown, "track");
  });

  it("has both languages for each tag, once", () => {
    assert.ok(EMV_TAGS.size >= 70);
    for (const name of EMV_TAGS.values()) assert.ok(name.zh.length > 0 && name.en.length > 0);
  });
});
