import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeApdu } from "../../../host/codec/describe_apdu.ts";
import type { Message } from "../../../host/codec/iso8583/message.ts";
import type { FieldContent } from "../../../host/codec/iso8583/content.ts";
import { UNIONPAY } from "../../../host/codec/iso8583/unionpay.ts";
import { tlv } from "../../../host/codec/tlv/encode.ts";
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
  [0xdf7e, NAME],
]);

function messageOf(mti: string, fields: Array<[number, FieldContent]>): Message {
  return UNIONPAY.unpack(UNIONPAY.pack({ mti, fields }));
}

function sale(): Message {
  return messageOf("0200", [
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
  ]);
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
    const lines = sale().describe("en", { meanings: false });
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
      "     DF7E                              [15 bytes]",
      "F59  Private 59                   A***********************",
      "F62  Private 62                   [10 bytes]",
      "F63  Operator or card scheme, texts CUP银联",
      "     63.1 Operator, or card scheme     CUP",
      "     63.2 Issuer text                  银联",
    ]);
    assertMasked(lines);
  });

  it("says what the bits of chip data mean", () => {
    const lines = messageOf("0200", [[55, "95050080048000" + "9F0206000000001234" + "5F2A020156"]]).describe("en");
    assert.deepEqual(lines.slice(1), [
      "F55  Chip data                    [21 bytes]",
      "     95   Terminal verification results 0080048000",
      "            byte 2 bit 8: ICC and terminal have different application versions",
      "            byte 3 bit 3: Online PIN entered (online CVM captured)",
      "            byte 4 bit 8: Transaction exceeds floor limit",
      "     9F02 Amount authorised            000000001234  12.34 (1234 with 2 decimals)",
      "     5F2A Transaction currency code    0156  156 CNY Chinese Yuan",
    ]);
  });

  it("is aligned in Chinese, whose characters take two columns", () => {
    const lines = sale().describe("zh-CN");
    assert.equal(lines[0], `MTI  金融请求${" ".repeat(21)}0200`);
    assert.equal(lines[1], `F2   主账号${" ".repeat(23)}411111******1111`);
    assertMasked(lines);
  });

  it("shows chip data that is no TLV as its length", () => {
    const bytes = Buffer.from(`5A09${PAN}`, "hex");
    assert.deepEqual(
      messageOf("0200", [[55, bytes]])
        .describe("en")
        .slice(1),
      ["F55  Chip data                    [10 bytes]", "     ! TLV_TRUNCATED in 55.5A at byte 12"],
    );
  });

  it("never shows control characters of a damaged text", () => {
    const message = messageOf("0210", [[63, new Uint8Array([0x9b, 0x32])]]);
    assert.ok(!/[\0-\x1f\x7f-\x9f]/.test(message.describe("en").join("")));
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
