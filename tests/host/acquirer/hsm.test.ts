/** The acquirer's HSM: what it issues, what it verifies, and that no key comes out of it. Test keys and published test PANs. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { AcquirerHsm } from "../../../host/acquirer/hsm.ts";
import { TEST_TERMINALS, seedLedger, testHsm } from "../../../host/acquirer/seed.ts";
import { Acquirer } from "../../../host/acquirer/acquirer.ts";
import { MemoryLedger } from "../../../host/acquirer/memory_ledger.ts";
import type { DownloadForm } from "../../../host/acquirer/working_keys.ts";
import { unwrapWorkingKeys } from "../../../host/acquirer/working_keys.ts";
import { ISSUER_KEYS, loadCards } from "../../../host/cards/card_data.ts";
import { cardPolicy } from "../../../host/cards/versions.ts";
import { encodePinBlock0, PinBlock } from "../../../host/codec/pin_block.ts";
import { TDES } from "../../../host/secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../../../host/secure/cipher/kcv.ts";
import { isOddParity } from "../../../host/secure/cipher/parity.ts";
import { makeArpc, makeCryptogram } from "../../../host/secure/issuer/card_cryptogram.ts";
import { PBOC_01 } from "../../../host/secure/issuer/cvn.ts";
import { macOf } from "../../../host/secure/mac/algorithms.ts";
import { NOON, TestTerminal, cardNamed, hex, randomSource, replyOf } from "./test_terminal.ts";

const { terminal: TERMINAL, masterKey } = TEST_TERMINALS[0]!;
const TMK = hex(masterKey);
const debit = cardNamed("debit");
const kcv = (key: Uint8Array, bytes: number): Uint8Array => keyCheckValue(TDES, key, "zeros", bytes);

/** Layouts of F62: a row a key, usage and where it lies: type (or -1), key, its length, check value, its length. */
const LAYOUTS: Record<DownloadForm, { bytes: number; keys: Array<[string, number, number, number, number, number]> }> =
  {
    "24": {
      bytes: 24,
      keys: [
        ["pin", -1, 0, 8, 8, 4],
        ["mac", -1, 12, 8, 20, 4],
      ],
    },
    "40": {
      bytes: 40,
      keys: [
        ["pin", -1, 0, 16, 16, 4],
        ["mac", -1, 20, 8, 36, 4],
      ],
    },
    "60": {
      bytes: 60,
      keys: [
        ["pin", -1, 0, 16, 16, 4],
        ["mac", -1, 20, 8, 36, 4],
        ["track", -1, 40, 16, 56, 4],
      ],
    },
    blocks: {
      bytes: 50,
      keys: [
        ["pin", 2, 1, 16, 17, 8],
        ["mac", 1, 26, 16, 42, 8],
      ],
    },
    "blocks with TDK": {
      bytes: 75,
      keys: [
        ["pin", 2, 1, 16, 17, 8],
        ["mac", 1, 26, 16, 42, 8],
        ["track", 3, 51, 16, 67, 8],
      ],
    },
  };
const FORMS = Object.keys(LAYOUTS) as DownloadForm[];

describe("working keys", () => {
  for (const form of FORMS) {
    it(`of the form ${form} lie where F62 has them, under the TMK, with odd parity and right check values`, () => {
      const { download, sealed, pinCheckValueAt } = testHsm().issueKeys(TERMINAL, randomSource(3), form);
      const { bytes, keys } = LAYOUTS[form];
      assert.equal(download.length, bytes);
      const clear = unwrapWorkingKeys(TMK, sealed)!;
      assert.equal(clear.track !== undefined, keys.length === 3);
      for (const [usage, type, at, length, checkAt, checkLength] of keys) {
        const key = TDES.decrypt(TMK, download.subarray(at, at + length));
        assert.deepEqual(key, clear[usage as "pin" | "mac" | "track"], usage);
        assert.equal(isOddParity(key), true);
        assert.deepEqual(download.slice(checkAt, checkAt + checkLength), kcv(key, checkLength), usage);
        if (type >= 0) assert.equal(download[at - 1], type);
        if (usage === "pin") assert.equal(pinCheckValueAt, checkAt);
      }
    });
  }

  it("of single length in a slot of 16 are filled with zeros", () => {
    const { download } = testHsm().issueKeys(TERMINAL, randomSource(3));
    assert.deepEqual(download.slice(28, 36), new Uint8Array(8));
  });

  it("are others every time", () => {
    const hsm = testHsm();
    const random = randomSource(3);
    assert.notDeepEqual(hsm.issueKeys(TERMINAL, random).sealed, hsm.issueKeys(TERMINAL, random).sealed);
  });

  it("are not given to a terminal that is not known", () => {
    assert.throws(() => testHsm().issueKeys("10000009", randomSource(1)), /no master key/);
    assert.equal(testHsm().hasTerminal("10000009"), false);
  });

  it("of the ledgers of before are 24 bytes, PIK 16 and MAK 8", () => {
    const pin = hex("D931648F3DE313A4A22C15DCA4F4299E");
    const mac = hex("AB7C577CC7A18045");
    const sealed = TDES.encrypt(TMK, new Uint8Array([...pin, ...mac]));
    const data = hex("0123456789");
    assert.deepEqual(testHsm().security(TERMINAL, sealed)!.mac(data), macOf("unionpay-ecb", mac, data));
  });

  it("of no known length are a damaged ledger", () => {
    const security = testHsm().security(TERMINAL, new Uint8Array(25))!;
    assert.throws(() => security.mac(new Uint8Array(1)), RangeError);
  });
});

describe("a terminal's operations", () => {
  it("are none before the first sign-on", () => {
    assert.equal(testHsm().security(TERMINAL, new Uint8Array(0)), undefined);
  });

  for (const form of FORMS) {
    it(`work under keys of the form ${form}`, () => {
      const hsm = testHsm();
      const { sealed } = hsm.issueKeys(TERMINAL, randomSource(5), form);
      const { pin, mac } = unwrapWorkingKeys(TMK, sealed)!;
      const security = hsm.security(TERMINAL, sealed)!;
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(7), (data, at) => {
          const code = security.mac(data);
          assert.deepEqual(code, macOf("unionpay-ecb", mac, data));
          assert.equal(security.isMac(data, code), true);
          code[at]! ^= 1;
          assert.equal(security.isMac(data, code), false);
          assert.equal(security.isMac(data, code.subarray(0, 4)), false);
        }),
        { numRuns: 20 },
      );
      assert.equal(security.pinKeyLength, pin.length === 8 ? "single" : "double");
      const block = TDES.encrypt(pin, encodePinBlock0(Uint8Array.from(debit.pin, Number), debit.pan));
      assert.equal(hsm.verifyPin(whole(security.translatePin(block, debit.pan)), debit.pan, storedPin(hsm)), "right");
    });
  }
});

/** A block that was translated. */
function whole(block: Uint8Array | "malformed"): Uint8Array {
  assert.notEqual(block, "malformed");
  return block as Uint8Array;
}

describe("PIN verification", () => {
  const hsm = testHsm();
  const { sealed } = hsm.issueKeys(TERMINAL, randomSource(9));
  const security = hsm.security(TERMINAL, sealed)!;
  const { pin: pinKey } = unwrapWorkingKeys(TMK, sealed)!;
  const blockOf = (pin: string, pan = debit.pan): Uint8Array =>
    TDES.encrypt(pinKey, encodePinBlock0(Uint8Array.from(pin, Number), pan));
  const translated = (pin: string): Uint8Array => whole(security.translatePin(blockOf(pin), debit.pan));

  it("tells a right PIN, a wrong one, and a block that holds none", () => {
    assert.equal(hsm.verifyPin(translated(debit.pin), debit.pan, storedPin(hsm)), "right");
    assert.equal(hsm.verifyPin(translated("999999"), debit.pan, storedPin(hsm)), "wrong");
    assert.equal(hsm.verifyPin(translated("1234"), debit.pan, storedPin(hsm)), "wrong");
    assert.equal(hsm.verifyPin(translated(debit.pin), "6250947000000014", storedPin(hsm)), "malformed");
    assert.equal(hsm.verifyPin(new Uint8Array(7), debit.pan, storedPin(hsm)), "malformed");
  });

  it("gives no clear block: what leaves is under another key than what came", () => {
    const clear = encodePinBlock0(Uint8Array.from(debit.pin, Number), debit.pan);
    const block = TDES.encrypt(pinKey, clear);
    for (const known of [clear, block]) assert.notDeepEqual(security.translatePin(block, debit.pan), known);
  });

  it("translates nothing but a PIN block of format 0 of the card number that is named", () => {
    const formatOne = PinBlock.encode({ format: 1, pin: debit.pin, fill: "0123456789" });
    for (const block of [
      blockOf(debit.pin, "6250947000000014"),
      TDES.encrypt(pinKey, formatOne),
      new Uint8Array(8).fill(0x5a),
      new Uint8Array(16),
      new Uint8Array(0),
    ]) {
      assert.equal(security.translatePin(block, debit.pan), "malformed");
    }
    assert.equal(security.translatePin(blockOf(debit.pin), "12"), "malformed");
  });

  it("still knows the PINs of the ledgers of before, whose salt was the key", () => {
    const salt = hex("00112233445566778899AABBCCDDEEFF");
    const digits = Uint8Array.from(debit.pin, Number);
    const hmac = createHmac("sha256", salt).update(debit.pan).update(Uint8Array.of(0xff)).update(digits);
    const stored = { salt, check: new Uint8Array(hmac.digest()) };
    assert.equal(hsm.verifyPin(translated(debit.pin), debit.pan, stored), "right");
    assert.equal(hsm.verifyPin(translated("654321"), debit.pan, stored), "wrong");
  });

  it("stores what nobody can make without the key", () => {
    const other = new AcquirerHsm({ ...KEYS, pinVerificationKey: new Uint8Array(32) });
    assert.equal(storedPin(hsm).check.length, 33);
    assert.notDeepEqual(storedPin(hsm).check, storedPin(other).check);
    const check = storedPin(hsm).check;
    assert.equal(hsm.verifyPin(translated(debit.pin), debit.pan, { salt: new Uint8Array(16), check }), "wrong");
  });
});

describe("cryptograms", () => {
  const hsm = testHsm();
  const input = hex("0123456789ABCDEF");
  const card = { pan: debit.pan, sequence: debit.sequence, atc: hex("0007") };
  const { ac } = ISSUER_KEYS.get(debit.issuer)!;
  const arqc = makeCryptogram(PBOC_01, ac, card, input);
  const right = { ...card, policy: cardPolicy("pboc-01"), issuer: debit.issuer, input, arqc };

  it("are verified under the issuer's key and answered under it", () => {
    assert.equal(hsm.isCryptogram(right), true);
    const code = hex("3030");
    assert.deepEqual(hsm.arpc(right, { code }), makeArpc(PBOC_01, ac, card, arqc, { code }));
  });

  it("are wrong with anything changed", () => {
    for (const change of [
      { issuer: "lantern-bank" },
      { issuer: "nobody" },
      { sequence: 0 },
      { pan: "6250947000000014" },
      { atc: hex("0008") },
      { policy: cardPolicy("10") },
      { input: hex("0123456789ABCDEE") },
      { arqc: arqc.map((byte, i) => (i === 7 ? byte ^ 1 : byte)) },
    ])
      assert.equal(hsm.isCryptogram({ ...right, ...change }), false, Object.keys(change)[0]);
    assert.equal(hsm.hasIssuer("nobody"), false);
    assert.throws(() => hsm.arpc({ ...right, issuer: "nobody" }, { code: hex("3030") }), /no master key/);
  });
});

describe("the keys of the HSM", () => {
  it("are its own copies, and do not show in it or in what it gives", () => {
    const given = { ...KEYS, terminals: new Map([[TERMINAL, hex(masterKey)]]) };
    const hsm = new AcquirerHsm(given);
    const before = hsm.issueKeys(TERMINAL, randomSource(1)).sealed;
    given.terminals.get(TERMINAL)!.fill(0);
    assert.deepEqual(hsm.issueKeys(TERMINAL, randomSource(1)).sealed, before);
    const security = hsm.security(TERMINAL, before)!;
    for (const shown of [inspect(hsm, { depth: 9, showHidden: true }), inspect(security, { depth: 9 })])
      assert.equal(/[Uu]int8Array|[0-9a-fA-F]{8}/.test(shown), false);
    assert.equal(JSON.stringify([hsm, Object.keys(security)]).includes("master"), false);
  });

  it("are needed by nobody: a download holds no clear key", () => {
    for (const form of FORMS) {
      const { download, sealed } = testHsm().issueKeys(TERMINAL, randomSource(4), form);
      const { pin, mac, track } = unwrapWorkingKeys(TMK, sealed)!;
      for (const key of [pin, mac, ...(track === undefined ? [] : [track])])
        for (let at = 0; at < key.length; at += 8)
          assert.equal(Buffer.from(download).includes(Buffer.from(key.subarray(at, at + 8))), false, form);
    }
  });
});

describe("an acquirer that issues keys of another form", () => {
  for (const [form, code] of [
    ["24", "001"],
    ["40", "003"],
    ["60", "004"],
    ["blocks", "003"],
    ["blocks with TDK", "004"],
  ] as const) {
    it(`signs on with ${form} and books a sale under them`, () => {
      const ledger = new MemoryLedger();
      const [hsm, cards, random] = [testHsm(), loadCards(), randomSource(7)];
      seedLedger(ledger, { terminals: TEST_TERMINALS, cards, hsm }, random);
      const acquirer = new Acquirer({ ledger, hsm, cards, random, now: () => NOON, download: form });
      const terminal = new TestTerminal();
      const reply = replyOf(acquirer.handle(terminal.signOnRequest({ 60: `00000001${code}` })));
      assert.deepEqual([reply.text(39), reply.text(60)], ["00", `00000001${code}`]);
      const { keys } = LAYOUTS[form];
      const key = (usage: string): Uint8Array => {
        const [, , at, length] = keys.find(([name]) => name === usage)!;
        return TDES.decrypt(TMK, reply.bytes(62).subarray(at, at + length));
      };
      [terminal.pinKey, terminal.macKey] = [key("pin"), key("mac")];
      const security = { 53: form === "24" ? "2000000000000000" : "2600000000000000" };
      assert.equal(terminal.ask(acquirer, terminal.sale(debit, 100, security)).text(39), "00");
      const other = { 53: form === "24" ? "2600000000000000" : "2000000000000000" };
      assert.equal(terminal.ask(acquirer, terminal.sale(debit, 100, other)).text(39), "30");
      assert.equal(ledger.bookings().length, 1);
    });
  }
});

const KEYS = {
  terminals: new Map([[TERMINAL, TMK]]),
  issuers: ISSUER_KEYS,
  zonePinKey: hex("0123456789ABCDEFFEDCBA9876543210"),
  pinVerificationKey: new Uint8Array(32).fill(1),
};

function storedPin(hsm: AcquirerHsm): { salt: Uint8Array; check: Uint8Array } {
  const salt = hex("0102030405060708090A0B0C0D0E0F10");
  return { salt, check: hsm.pinCheckValue(Uint8Array.from(debit.pin, Number), debit.pan, salt) };
}
