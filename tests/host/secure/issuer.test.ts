/** Card keys, session keys, cryptograms, ARPC and scripts against published values. Test keys and made-up PANs only. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { TDES } from "../../../host/secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../../../host/secure/cipher/kcv.ts";
import { isOddParity } from "../../../host/secure/cipher/parity.ts";
import { CodecError } from "../../../host/codec/errors.ts";
import { cardMasterKey, iccMasterKey } from "../../../host/secure/issuer/card_key.ts";
import type { KeyDerivation } from "../../../host/secure/issuer/card_key.ts";
import { applicationCryptogram, arpcMethod1, arpcMethod2 } from "../../../host/secure/issuer/cryptogram.ts";
import { CVN_POLICIES } from "../../../host/secure/issuer/cvn.ts";
import { pinChangeCommand } from "../../../host/secure/issuer/pin_change.ts";
import { encipherScriptData, scriptMac } from "../../../host/secure/issuer/script.ts";
import {
  diversify,
  mastercardSessionKey,
  sessionKey,
  visaSessionKey,
} from "../../../host/secure/issuer/session_key.ts";
import { casesOf, digits, hex, PYEMV, text, upper } from "./issuer_support.ts";
import type { Case } from "./issuer_support.ts";

function masterKeyOf({ in: given }: Case, name = "imk"): Uint8Array {
  const derivation = text(given["mk"]) as KeyDerivation;
  return cardMasterKey(derivation, hex(text(given[name])), text(given["pan"]), Number(given["psn"]));
}

const kcv = (key: Uint8Array): string => upper(keyCheckValue(TDES, key, "zeros", 2));

describe("published flows from the issuer's key to the ARPC", () => {
  for (const [file, count] of [
    ["secure.json", 12],
    ["emv-cryptogram.json", 6],
  ] as const) {
    const flows = casesOf("emv.flow", file);
    it(`are ${count} in ${file}`, () => assert.equal(flows.length, count));
    for (const one of flows) it(`come out as ${one.id} of ${file} says`, () => checkFlow(one));
  }

  function checkFlow(one: Case): void {
    const { in: given, out } = one;
    const card = masterKeyOf(one);
    const session = diversify(card, hex(text(given["r"])));
    const arqc = applicationCryptogram(session, hex(text(given["data"])), given["padding"] as 1 | 2);
    const found: Record<string, string> = { arqc: upper(arqc) };
    if ("mkKcv" in out) found["mkKcv"] = kcv(card);
    if ("skKcv" in out) found["skKcv"] = kcv(session);
    if ("arpc1" in out) {
      const key = given["arpcKey"] === "mk" ? card : session;
      found["arpc1"] = upper(arpcMethod1(key, arqc, hex(text(given["arc"]))));
    }
    if ("arpc2" in out)
      found["arpc2"] = upper(arpcMethod2(session, arqc, hex(text(given["csu"])), hex(text(given["pad"]))));
    assert.deepEqual(found, { ...out });
  }
});

describe("published MACs of scripts", () => {
  const macs = [...casesOf("emv.scriptMac"), ...casesOf("emv.scriptMac", "emv-cryptogram.json")];
  it("are 4 and 1", () => assert.equal(macs.length, 5));
  for (const [index, one] of macs.entries()) {
    it(`come out as ${one.id} says (${index})`, () => {
      const { in: given, out } = one;
      const card = masterKeyOf(one);
      const key =
        given["sk"] === "visa" ? visaSessionKey(card, hex(text(given["atc"]))) : diversify(card, hex(text(given["r"])));
      assert.equal(upper(scriptMac(key, hex(text(given["data"])))), out["mac"]);
    });
  }
});

describe("PIN CHANGE", () => {
  const changes = casesOf("emv.visaPinChange");
  it("has 3 published commands of Visa", () => assert.equal(changes.length, 3));
  for (const { id, in: given, out } of changes) {
    it(`comes out as ${id} says, header, block and MAC`, () => {
      const field = (name: string): Uint8Array => hex(text(given[name]));
      const command = pinChangeCommand(
        CVN_POLICIES.get("10")!,
        { ac: field("imkAc"), integrity: field("imkSmi"), confidentiality: field("imkSmc") },
        {
          pan: text(given["pan"]),
          sequence: Number(given["psn"]),
          transaction: { atc: field("atc"), cryptogram: field("arqc") },
          pin: digits(text(given["pin"])),
          ...("currentPin" in given ? { currentPin: digits(text(given["currentPin"])) } : {}),
        },
      );
      assert.equal(upper(command), out["command"]);
      assert.equal(upper(command.subarray(0, 5)), given["header"]);
    });
  }

  // knovichikhin/pyemv, tests/test_cvn_hsm.py: PIN 9999 under the ARQC of each version's own case.
  for (const [cvn, arqc, command] of [
    ["mchip-16", "24CCF3DEE3158C70", "842400021000859B8FE53F316DEB4B64C36BF88E39"],
    ["mchip-17", "EAE8A620A75648D8", "84240002108661C474E4940A4378390C64CB96756E"],
    ["mchip-20", "CD29615D6452E70E", "84240002107647E71F85AA6A35AE4B4E838666773D"],
    ["mchip-21", "C30E54BE496CF5E5", "8424000210D9F5896BE8E283C682264E1D32DF1D51"],
  ] as const) {
    it(`of ${cvn} carries a format 2 block under the common session key`, () => {
      assert.equal(upper(change(cvn, arqc)), command);
    });
  }

  it("is refused where its form is not known, and with a current PIN where none is taken", () => {
    assert.throws(() => change("22", "00".repeat(8)), { code: "CVN_SCRIPT" });
    assert.throws(() => change("pboc-01", "00".repeat(8)), { code: "CVN_SCRIPT" });
    assert.throws(() => change("mchip-16", "00".repeat(8), { currentPin: digits("1234") }), { code: "CURRENT_PIN" });
  });

  it("refuses PINs of other lengths and what is no digit, and says nothing of them", () => {
    for (const cvn of ["10", "mchip-16"] as const) {
      for (const pin of [digits("123"), digits("1234567890123"), Uint8Array.of(1, 2, 3, 10)]) {
        assert.throws(
          () => change(cvn, "00".repeat(8), { pin }),
          (error) => error instanceof CodecError && error.code.startsWith("PIN_") && !/123|10/.test(error.message),
        );
      }
      assert.throws(() => change("10", "00".repeat(8), { currentPin: digits("12") }), { code: "PIN_LENGTH" });
    }
  });

  function change(
    cvn: "10" | "22" | "mchip-16" | "mchip-17" | "mchip-20" | "mchip-21" | "pboc-01",
    arqc: string,
    pins: { pin?: Uint8Array; currentPin?: Uint8Array } = {},
  ): Uint8Array {
    const { pan, atc } = PYEMV;
    const transaction = { atc, cryptogram: hex(arqc) };
    return pinChangeCommand(CVN_POLICIES.get(cvn)!, PYEMV, {
      pan,
      sequence: 0,
      transaction,
      pin: digits("9999"),
      ...pins,
    });
  }
});

describe("an ICC master key", () => {
  // The doctests of knovichikhin/pyemv, pyemv/kd.py.
  it("comes out as published, by either option", () => {
    assert.equal(upper(cardMasterKey("A", PYEMV.ac, "12345678901234567", 1)), "73AD54688CEF2934B0979857E3C719F1");
    assert.equal(upper(cardMasterKey("B", PYEMV.ac, "12345678901234567", 1)), "AD406D7F6D7570916D75E5DCAB8CF737");
  });

  it("is that of option A under option B up to 16 digits, and another one from 17 on", () => {
    for (let count = 12; count <= 19; count++) {
      const pan = "9876543210987654321".slice(0, count);
      const [a, b] = (["A", "B"] as const).map((option) => upper(cardMasterKey(option, PYEMV.ac, pan, 7)));
      assert.equal(a === b, count <= 16, `${count} digits`);
    }
  });

  it("takes the card number as digits or as text, and has odd parity", () => {
    for (const pan of ["6216261000000000018", "123456789012"]) {
      const key = iccMasterKey(PYEMV.ac, digits(pan), 1);
      assert.deepEqual(key, iccMasterKey(PYEMV.ac, pan, 1));
      assert.equal(isOddParity(key), true);
    }
  });

  it("needs letters of the hash where it has too few digits, without running out of them", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{17,19}$/), fc.integer({ min: 0, max: 99 }), (pan, sequence) => {
        assert.equal(cardMasterKey("B", PYEMV.ac, pan, sequence).length, 16);
      }),
      { numRuns: 300 },
    );
  });

  it("is refused to keys, numbers and sequences that are none", () => {
    const refused: Array<[code: string, key: number, pan: string | Uint8Array, sequence: number]> = [
      ["KEY_LENGTH", 8, "123456789012", 0],
      ["KEY_LENGTH", 24, "123456789012", 0],
      ["PAN_LENGTH", 16, "12345678901", 0],
      ["PAN_LENGTH", 16, "12345678901234567890", 0],
      ["PAN_DIGIT", 16, "12345678901a", 0],
      ["PAN_DIGIT", 16, new Uint8Array(12).fill(10), 0],
      ["SEQUENCE_RANGE", 16, "123456789012", 100],
      ["SEQUENCE_RANGE", 16, "123456789012", -1],
      ["SEQUENCE_RANGE", 16, "123456789012", 1.5],
    ];
    for (const [code, length, pan, sequence] of refused)
      assert.throws(() => iccMasterKey(new Uint8Array(length), pan, sequence), { code });
  });
});

describe("a session key", () => {
  // The doctests of knovichikhin/pyemv, pyemv/kd.py.
  it("comes out as published", () => {
    assert.equal(upper(sessionKey(PYEMV.ac, PYEMV.atc)), "E9FB384AF807B940FEDCEA613461B0C4");
    assert.equal(upper(visaSessionKey(PYEMV.ac, PYEMV.atc)), "0123456789ABCDF2FEDCBA987654CDF2");
  });

  it("takes the ATC first, two zeros and the unpredictable number in Mastercard's way", () => {
    const { ac, atc, unpredictable } = PYEMV;
    assert.deepEqual(mastercardSessionKey(ac, atc, unpredictable), diversify(ac, hex("001C0000ABCDEF12")));
  });

  it("differs with the ATC and leaves the card's key as it is", () => {
    const key = hex("0123456789ABCDEFFEDCBA9876543210");
    for (const derive of [sessionKey, visaSessionKey])
      assert.notDeepEqual(derive(key, hex("0002")), derive(key, hex("0200")));
    assert.equal(upper(key), "0123456789ABCDEFFEDCBA9876543210");
  });

  it("is refused to other lengths", () => {
    assert.throws(() => diversify(new Uint8Array(8), new Uint8Array(8)), { code: "KEY_LENGTH" });
    assert.throws(() => diversify(PYEMV.ac, new Uint8Array(7)), { code: "VALUE_LENGTH" });
    for (const derive of [sessionKey, visaSessionKey])
      assert.throws(() => derive(PYEMV.ac, new Uint8Array(3)), { code: "ATC_LENGTH" });
    assert.throws(() => mastercardSessionKey(PYEMV.ac, PYEMV.atc, new Uint8Array(3)), { code: "UN_LENGTH" });
  });
});

describe("the data of a script", () => {
  const { ac: key } = PYEMV;

  it("are filled as the scheme does before they are enciphered", () => {
    const block = hex("241234FFFFFFFFFF");
    // The doctest of knovichikhin/pyemv, pyemv/sm.py.
    assert.equal(upper(encipherScriptData("mastercard", key, block)), "9859240AE52820C3");
    const clear = (kind: "visa" | "mastercard" | "emv", data: string): string => {
      const enciphered = encipherScriptData(kind, key, hex(data));
      return upper(kind === "visa" ? TDES.decrypt(key, enciphered) : TDES.decryptCbc(key, enciphered));
    };
    assert.equal(clear("visa", "241234FFFFFFFFFF"), "08241234FFFFFFFFFF80000000000000");
    assert.equal(clear("emv", "241234FFFFFFFFFF"), "241234FFFFFFFFFF8000000000000000");
    assert.equal(clear("mastercard", "241234"), "2412348000000000");
    const twoBlocks = "00112233445566778899AABBCCDDEEFF";
    assert.equal(clear("mastercard", twoBlocks), twoBlocks);
    assert.equal(clear("visa", "11223344556677"), "07112233445566778000000000000000");
  });

  it("are refused beyond what a command holds", () => {
    assert.throws(() => encipherScriptData("emv", key, new Uint8Array(256)), { code: "DATA_LENGTH" });
    assert.throws(() => encipherScriptData("emv", new Uint8Array(8), new Uint8Array(8)), { code: "KEY_LENGTH" });
  });
});

describe("cryptogram and ARPC", () => {
  it("are refused to other lengths", () => {
    const { ac } = PYEMV;
    const eight = new Uint8Array(8);
    assert.throws(() => applicationCryptogram(new Uint8Array(24), eight), { code: "KEY_LENGTH" });
    assert.throws(() => arpcMethod1(ac, new Uint8Array(7), new Uint8Array(2)), { code: "ARQC_LENGTH" });
    assert.throws(() => arpcMethod1(ac, eight, new Uint8Array(3)), { code: "ARC_LENGTH" });
    assert.throws(() => arpcMethod2(ac, eight, new Uint8Array(2)), { code: "CSU_LENGTH" });
    assert.throws(() => arpcMethod2(ac, eight, new Uint8Array(4), new Uint8Array(9)), { code: "PROPRIETARY_LENGTH" });
  });
});
