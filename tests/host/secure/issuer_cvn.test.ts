/** The table of cryptogram versions: each one's own published cryptogram and answer, and how its issuer data are cut. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  cryptogramInput,
  isCryptogram,
  isOfVersion,
  makeArpc,
  makeCryptogram,
} from "../../../host/secure/issuer/card_cryptogram.ts";
import type { IssuerResponse } from "../../../host/secure/issuer/card_cryptogram.ts";
import { CVN_POLICIES, PBOC_01 } from "../../../host/secure/issuer/cvn.ts";
import type { CvnName, CvnPolicy } from "../../../host/secure/issuer/cvn.ts";
import { hex, PYEMV, upper } from "./issuer_support.ts";

const CARD = { pan: PYEMV.pan, sequence: 0, atc: PYEMV.atc, unpredictable: PYEMV.unpredictable };

/** Data of the versions of Visa and of Mastercard in knovichikhin/pyemv, tests/test_cvn_hsm.py. */
const VISA =
  "9F02=000000004000 9F03=000000000000 9F1A=0124 95=8000048000 5F2A=0124 9A=191105 9C=01 9F37=52BF4585 82=1800";
const MCHIP =
  "9F02=000000009999 9F03=000000000000 9F1A=0124 95=8000000000 5F2A=0124 9A=209906 9C=00 9F37=ABCDEF12 82=1800";

function chip(data: string, issuerData: string): Map<number, Uint8Array> {
  const parts = `${data} 9F36=001C 9F10=${issuerData}`.split(" ").map((part) => part.split("="));
  return new Map(parts.map(([tag, value]) => [parseInt(tag!, 16), hex(value!)]));
}

const policyOf = (name: CvnName): CvnPolicy => CVN_POLICIES.get(name)!;
const code = (text: string): IssuerResponse => ({ code: hex(text) });

describe("the cryptogram and the ARPC of a version", () => {
  const published: Array<[CvnName, data: string, issuerData: string, arqc: string, IssuerResponse, arpc: string]> = [
    ["10", VISA, "06010A03A06010", "29CCA15AE665FA2E", code("3030"), "28993816AFAE4AEB"],
    ["18", VISA, "06011203A0B800", "7A788EA6B8A3E733", { update: hex("00000000") }, "9AF514C1"],
    ["mchip-16", MCHIP, "0110A00003220000000000000000000000FF", "24CCF3DEE3158C70", code("0010"), "73F6BBF389A6586C"],
    ["mchip-17", MCHIP, "0111A00003220000000000000000000322FF", "EAE8A620A75648D8", code("0010"), "29CF11FBDB9CA650"],
    ["mchip-20", MCHIP, "0114A00003220000000000000000000000FF", "CD29615D6452E70E", code("0010"), "DFD0956606B68D64"],
    ["mchip-21", MCHIP, "0115A00003220000000000000000000322FF", "C30E54BE496CF5E5", code("0010"), "4F51F9CC63CE8B3C"],
  ];
  for (const [name, data, issuerData, arqc, response, arpc] of published) {
    it(`of ${name} are those that an HSM gives`, () => {
      const policy = policyOf(name);
      const input = cryptogramInput(policy, chip(data, issuerData))!;
      assert.equal(upper(makeCryptogram(policy, PYEMV.ac, CARD, input)), arqc);
      assert.equal(isCryptogram(policy, PYEMV.ac, CARD, input, hex(arqc)), true);
      assert.equal(upper(makeArpc(policy, PYEMV.ac, CARD, hex(arqc), response)), arpc);
    });
  }

  it("hold for one card, one transaction and one input", () => {
    for (const policy of CVN_POLICIES.values()) {
      const input = hex("0123456789ABCDEF");
      const arqc = makeCryptogram(policy, PYEMV.ac, CARD, input);
      const isIt = (card: typeof CARD, data = input, cryptogram = arqc): boolean =>
        isCryptogram(policy, PYEMV.ac, card, data, cryptogram);
      assert.equal(isIt(CARD), true, policy.name);
      assert.equal(isIt({ ...CARD, sequence: 1 }), false, policy.name);
      assert.equal(isIt(CARD, hex("0123456789ABCDEE")), false, policy.name);
      assert.equal(isIt(CARD, input, arqc.subarray(0, 7)), false, policy.name);
      assert.equal(isIt({ ...CARD, atc: hex("001D") }), policy.session === "none", policy.name);
      assert.equal(isIt({ ...CARD, unpredictable: hex("00000000") }), policy.session !== "mastercard", policy.name);
    }
  });

  it("are answered by the version's method alone", () => {
    for (const policy of CVN_POLICIES.values()) {
      const wrong: IssuerResponse = policy.arpc.method === 1 ? { update: hex("00000000") } : code("3030");
      assert.throws(() => makeArpc(policy, PYEMV.ac, CARD, new Uint8Array(8), wrong), { code: "ARPC_METHOD" });
    }
  });

  it("of M/Chip's own session key need the unpredictable number", () => {
    const { pan, sequence, atc } = CARD;
    const without = { pan, sequence, atc };
    for (const policy of CVN_POLICIES.values()) {
      const make = (): Uint8Array => makeCryptogram(policy, PYEMV.ac, without, new Uint8Array(8));
      if (policy.session === "mastercard") assert.throws(make, { code: "UN_MISSING" });
      else assert.equal(make().length, 8);
    }
  });
});

describe("the input of a cryptogram", () => {
  const FRONT = "000000009999000000000000012480000000000124209906" + "00ABCDEF121800001C";
  const forms: Array<[CvnName, issuerData: string, covered: string]> = [
    ["10", "06010A03A0601009010203040506070809", "03A06010"],
    ["18", "06011203A0B80009010203040506070809", "06011203A0B80009010203040506070809"],
    ["22", `1F2201${"03A0B80000".padEnd(58, "0")}`, `1F2201${"03A0B80000".padEnd(58, "0")}`],
    ["mchip-16", "0110A00003220000DAC000000000000322FF", "A00003220000"],
    ["mchip-17", "0111A00003220000DAC000000000000322FF", "A0000322000000000000000322FF"],
    ["mchip-20", "0114A00003220000DAC000000000000322FF", "A00003220000"],
    ["mchip-21", "0115A00003220000DAC000000000000322FF", "A0000322000000000000000322FF"],
    ["pboc-01", "07010103A0100001", "03A01000"],
  ];
  for (const [name, issuerData, covered] of forms) {
    it(`of ${name} is EMV's data and what it covers of 9F10`, () => {
      assert.equal(upper(cryptogramInput(policyOf(name), chip(MCHIP, issuerData))!), FRONT + covered);
    });
  }

  it("of 17 is amount, unpredictable number, ATC and the fifth byte of 9F10", () => {
    const input = cryptogramInput(policyOf("17"), chip(MCHIP, "06011103A2B3C4"));
    assert.equal(upper(input!), "000000009999ABCDEF12001CA2");
  });

  it("is none where an element is missing or has another length", () => {
    for (const [name, issuerData] of [...forms, ["17", "06011103A2B3C4"] as const]) {
      const policy = policyOf(name);
      for (const tag of [...policy.elements.map(([tag]) => tag), 0x9f10]) {
        const data = chip(MCHIP, issuerData);
        data.delete(tag);
        assert.equal(cryptogramInput(policy, data), undefined, name);
        assert.equal(cryptogramInput(policy, data.set(tag, new Uint8Array(33))), undefined, name);
      }
    }
  });

  it("is none where 9F10 is of another version", () => {
    for (const [name] of forms)
      for (const [other, issuerData] of forms)
        assert.equal(isOfVersion(policyOf(name), hex(issuerData)), name === other, `${name} of ${other}`);
    assert.equal(cryptogramInput(PBOC_01, chip(MCHIP, "0701010400000001")), undefined);
    assert.equal(cryptogramInput(PBOC_01, chip(MCHIP, "0701020300000001")), undefined);
  });

  it("is given for any bytes without a throw", () => {
    const tags = [...PBOC_01.elements.map(([tag]) => tag), 0x9f10];
    const anything = fc.uniqueArray(fc.tuple(fc.constantFrom(...tags), fc.uint8Array({ maxLength: 40 })), {
      selector: ([tag]) => tag,
    });
    fc.assert(
      fc.property(anything, fc.constantFrom(...CVN_POLICIES.values()), (data, policy) => {
        cryptogramInput(policy, new Map(data));
      }),
    );
  });
});
