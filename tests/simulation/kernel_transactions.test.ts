/**
 * The public test transaction of 30 pairs, from PSE to TC (tests/vectors/emv-transactions.json, emvpt-online-approve), whole
 * against the real core, the real board and the real secure module: T=0 with 61xx and 6Cxx, DDA, an offline PIN, an ARQC,
 * EXTERNAL AUTHENTICATE and a second GENERATE AC. Its other cases have no commands: certificates and signatures alone.
 *
 * The trace checks the PIN twice, in the clear and enciphered, where a terminal does it once: so it is played by a terminal
 * that enciphers PINs, and by one that cannot. Every command must be one of the trace's, byte for byte, and every command
 * of the trace must have been sent, but for those that are named below with the reason. The trace pads the PIN block with
 * zeros: the module's random generator gives zeros for it here.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Done } from "../../assembly/abi.ts";
import { Authenticity, CardKey, Signature } from "../../assembly/abi_devices.ts";
import { Rule } from "../../assembly/abi_rules.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import type { Capk } from "../../host/secure/recovery/capk.ts";
import { builtCore } from "./core.ts";
import { playScript } from "./kernel_script.ts";
import type { Pair, Played, Script } from "./kernel_script.ts";

interface Transaction {
  id: string;
  apdus?: Pair[];
  keys?: { capk_AFFFFFFFFF_92: { n: string; e: string } };
}

/** A command that stands otherwise in the trace, or not at all. */
interface Otherwise {
  why: string;
  /** In the trace. */
  command?: RegExp;
  sent?: RegExp;
  /** Where the trace has no answer. */
  answer?: string;
}

const FILE = new URL("../vectors/emv-transactions.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(FILE, "utf8")) as { cases: Transaction[] };

const ALWAYS: readonly Otherwise[] = [
  {
    why: "a card without offline limits is not asked for its counter (EMV Book 3, 10.6.3)",
    command: /^80CA9F3605/,
  },
  {
    why: "the command has an Le, as every one that is answered (EMV Book 3, 6.5.8.2)",
    command: /^80A80000028300$/,
    sent: /^80A8000002830000$/,
  },
  {
    why: "a card that compares a PIN is asked for its tries (EMV Book 4, 6.3.4.1)",
    sent: /^80CA9F1700$/,
    answer: "9F1701039000",
  },
  {
    why: "the card has expired in 2018, which the trace does not tell in the TVR; its type 21 is none, a purchase is 00 (EMV Book 3, 10.4.3; ISO 8583)",
    command: /^80AE80001D/,
    sent: /^80AE80001D000000000100000000000000024600400000000978200724000123456700$/,
  },
  {
    why: "the same; the code is the issuer's, where the trace has Y3, that of an offline approval (EMV Book 4, A6)",
    command: /^80AE40001F/,
    sent: /^80AE40001F3030000000000100000000000000024600400000000978200724000123456700$/,
  },
];

const OK = 0x9000;
/** Asked, and got. */
const ARQC_FOR_ARQC = 0x8080;
const TC_FOR_TC = 0x4040;
const PLAIN = /^0020008008/;
const ENCIPHERED = /^(00840000|0020008880)/;

describe("the public test transaction", () => {
  const transaction = cases.find(({ id }) => id === "emvpt-online-approve")!;
  const apdus = transaction.apdus!;
  const { n, e } = transaction.keys!.capk_AFFFFFFFFF_92;
  const capk = { rid: hex("AFFFFFFFFF"), index: 0x92, modulus: hex(n), exponent: hex(e) };

  it("has thirty pairs, of which four are not said so, and is the only one that has commands", () => {
    assert.equal(apdus.length, 30);
    assert.deepEqual(
      ALWAYS.map(({ command }) => (command === undefined ? 0 : apdus.filter(({ c }) => command.test(c)).length)),
      [1, 1, 0, 1, 1],
    );
    assert.equal(cases.filter((other) => other.apdus !== undefined).length, 1);
  });

  it("runs whole, from PSE to TC, with a PIN that is enciphered as the trace has it", () => {
    const why = "the PIN is given once: enciphered, as the card's list has it first (EMV Book 3, 10.5)";
    check(apdus, playScript(builtCore(), scriptOf(apdus, capk, "E0F8C8")), [...ALWAYS, { command: PLAIN, why }]);
  });

  it("runs whole with a PIN in the clear, at a terminal that does not encipher PINs", () => {
    const why = "the terminal's capabilities have no enciphered PIN (EMV Book 4, A2)";
    check(apdus, playScript(builtCore(), scriptOf(apdus, capk, "E0E8C8")), [...ALWAYS, { command: ENCIPHERED, why }]);
  });
});

function check(apdus: readonly Pair[], played: Played, otherwise: readonly Otherwise[]): void {
  const { sent, decisions, screens, reason } = played;
  const known = new Set(apdus.map(({ c }) => c));
  const strange = sent.filter((text) => !known.has(text) && !otherwise.some((row) => row.sent?.test(text)));
  assert.deepEqual(strange, [], "commands that the trace does not have");
  const unsaid = apdus.filter(({ c }) => !sent.includes(c) && !otherwise.some(({ command }) => command?.test(c)));
  assert.deepEqual(unsaid, [], "commands of the trace that were not sent");
  for (const row of otherwise) {
    assert.ok(row.sent === undefined || sent.some((text) => row.sent!.test(text)), row.why);
    const isSaid = sent.some((text) => row.command?.test(text) === true && row.sent?.test(text) !== true);
    assert.ok(!isSaid, `as the trace has it after all, though ${row.why}`);
  }
  const told = decisions.map(({ rule, value }) => `${Rule[rule]} ${value}`);
  const keys = [CardKey.ISSUER, CardKey.ICC].map((key) => (key << 8) | Authenticity.GENUINE);
  for (const key of keys) assert.ok(told.includes(`KEY_RECOVERED ${key}`), `key ${key}`);
  assert.ok(told.includes(`SIGNATURE_RIGHT ${Signature.DYNAMIC}`), "DDA");
  assert.ok(told.includes(`PIN_VERIFY ${OK}`), "the PIN is right");
  assert.ok(told.includes(`FIRST_GOT ${ARQC_FOR_ARQC}`), "an ARQC");
  assert.ok(told.includes(`EXTERNAL_AUTHENTICATE ${OK}`), "the issuer is genuine");
  assert.ok(told.includes(`SECOND_GOT ${TC_FOR_TC}`), "a TC");
  assert.ok(screens.includes(Screen.APPROVED), `it ended with ${reason}`);
}

/** The table as it is; the commands that differ by a value get the answer of their kind. */
function scriptOf(apdus: readonly Pair[], capk: Capk, capabilities: string): Script {
  return {
    apdus,
    unordered: true,
    other: (sent) => {
      const row = ALWAYS.find((candidate) => candidate.sent?.test(sent) === true);
      if (row === undefined) return "6D00";
      return row.answer ?? apdus.find(({ c }) => row.command?.test(c) === true)?.r;
    },
    aids: [
      {
        aid: "AFFFFFFFFF1234",
        capabilities,
        country: "0246",
        currency: "0978",
        version: "0096",
        floorLimit: "00002710",
      },
    ],
    amount: 100,
    date: "200724",
    unpredictable: "01234567",
    pin: "1234",
    padding: 0,
    issuerData: "91081234567812345678",
    prepare: (secure) => assert.equal(secure.loadCapk(capk, checksumOf(capk)), Done.DONE),
  };
}

/** EMV Book 2, 11.2.2. */
function checksumOf({ rid, index, modulus, exponent }: Capk): Uint8Array {
  const hash = createHash("sha1").update(rid).update(Uint8Array.of(index)).update(modulus).update(exponent);
  return new Uint8Array(hash.digest());
}

function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "hex"));
}
