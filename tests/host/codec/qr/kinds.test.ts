/** What a text is, whose it is, and what of it may be printed. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { QR_KINDS } from "../../../../host/codec/qr/kinds.ts";
import { Qr } from "../../../../host/codec/qr/qr.ts";
import { refusal } from "../support.ts";
import { MERCHANT } from "./support.ts";

/** Made up by the rules; none was ever issued. */
const TEXTS: ReadonlyArray<readonly [text: string, kind: string, networks: string[], masked: string]> = [
  ["130000000000001234", "wechat-payer", ["wechat"], "130000********1234"],
  ["2800000000001234", "alipay-payer", ["alipay"], "280000******1234"],
  ["300000000000000000001234", "alipay-payer", ["alipay"], "300000**************1234"],
  ["6200000000000001234", "unionpay-payer", ["unionpay"], "620000*********1234"],
  ["0100000000000001234", "ecny-payer", ["ecny"], "010000*********1234"],
  ["wxp://f2f0abcdef", "wechat-merchant", ["wechat"], "wxp://f2f0abcdef"],
  ["HTTPS://QR.ALIPAY.COM/FKX0ABC", "alipay-merchant", ["alipay"], "HTTPS://QR.ALIPAY.COM/FKX0ABC"],
  ["https://qr.95516.com/00010000/62", "unionpay-merchant", ["unionpay"], "https://qr.95516.com/00010000/62"],
  ["https://example.com/6225881234567890", "url", [], "https://example.com/622588******7890"],
  ["6225881234567890", "unknown", [], "****************"],
  ["hello", "unknown", [], "*****"],
];

describe("kinds of codes", () => {
  for (const [text, kind, networks, masked] of TEXTS) {
    it(`${kind}: ${masked}`, () => {
      const qr = Qr.decode(text);
      assert.equal(Qr.recognise(text), kind);
      assert.equal(qr.kind, kind);
      assert.deepEqual(qr.networks, networks);
      assert.equal(qr.text, text);
      assert.equal(Qr.mask(text), masked);
      assert.deepEqual(qr.toJSON(), { kind, networks, text: masked, fields: [], faults: [], notes: [] });
      assert.equal(qr.toJSON({ masked: false }).text, text);
    });
  }

  it("are those that the core numbers, in its order", () => {
    assert.deepEqual(
      Object.keys(QR_KINDS),
      ["unknown", "emv-mpm", "emv-cpm", ...TEXTS.map(([, kind]) => kind)].filter(
        (kind, index, all) => all.indexOf(kind) === index && (kind !== "unknown" || index === 0),
      ),
    );
    assert.equal(Qr.recognise(MERCHANT), "emv-mpm");
  });

  it("are not asked of what no QR code holds", () => {
    assert.equal(refusal(() => Qr.decode(""))?.code, "QR_TRUNCATED");
    assert.equal(refusal(() => Qr.decode("1".repeat(7090)))?.code, "QR_LENGTH");
    assert.equal(Qr.decode("9".repeat(7089)).kind, "unknown");
    const fault = refusal(() => Qr.decode("北\ud800"));
    assert.deepEqual([fault?.code, fault?.offset], ["QR_CHARACTER", 3]);
  });
});
