/** Cryptogram versions 10, 17, 18 and PBOC 01 of the virtual cards, verified as an issuer does and by a second way. */
import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv } from "node:crypto";
import { describe, it } from "node:test";
import { ISSUER_KEYS } from "../../../host/cards/card_data.ts";
import type { CardData } from "../../../host/cards/card_spec.ts";
import { newCardState } from "../../../host/cards/card_state.ts";
import { profile } from "../../../host/cards/profiles.ts";
import { cardPolicy, versionOf } from "../../../host/cards/versions.ts";
import { cryptogramInput, isCryptogram, makeArpc } from "../../../host/secure/issuer/card_cryptogram.ts";
import type { IssuerResponse } from "../../../host/secure/issuer/card_cryptogram.ts";
import { Reading } from "./terminal.ts";
import { hex, upper } from "./support.ts";
import type { CryptogramAnswer } from "./support.ts";

const TC = 0x40;
const ARQC = 0x80;

/** What the issuer sees of a cryptogram. */
function isRight(data: CardData, reading: Reading, answer: CryptogramAnswer): boolean {
  const policy = versionOf(hex(answer.issuerData))!;
  assert.equal(policy.name, data.cryptogram);
  const chip = new Map(Object.entries(reading.values).map(([tag, value]) => [Number.parseInt(tag, 16), hex(value)]));
  chip.set(0x82, reading.value(0x82)).set(0x9f36, hex(answer.atc)).set(0x9f10, hex(answer.issuerData));
  const input = cryptogramInput(policy, chip)!;
  const transaction = { pan: data.pan, sequence: data.sequence, atc: hex(answer.atc) };
  return isCryptogram(policy, ISSUER_KEYS.get(data.issuer)!.ac, transaction, input, answer.cryptogram);
}

/** Tag 91. */
function issuerAnswer(data: CardData, asked: CryptogramAnswer, response: IssuerResponse): string {
  const transaction = { pan: data.pan, sequence: data.sequence, atc: hex(asked.atc) };
  const ac = ISSUER_KEYS.get(data.issuer)!.ac;
  const arpc = makeArpc(cardPolicy(data.cryptogram!), ac, transaction, asked.cryptogram, response);
  const proved = "code" in response ? [response.code] : [response.update, response.proprietary ?? new Uint8Array(0)];
  return upper(arpc) + proved.map(upper).join("");
}

function external(reading: Reading, answer: string): string {
  const length = (answer.length / 2).toString(16).padStart(2, "0");
  return upper(reading.card.transmit(hex(`00820000${length}${answer}`)));
}

function des(key: Buffer, block: Buffer, encipher: boolean): Buffer {
  const whole = key.length === 8 ? Buffer.concat([key, key]) : key;
  const cipher = (encipher ? createCipheriv : createDecipheriv)("des-ede", whole, null);
  return cipher.setAutoPadding(false).update(block);
}

/** ISO 9797-1 algorithm 3 over whole blocks. */
function mac(key: Buffer, data: string): string {
  const [left, right] = [key.subarray(0, 8), key.subarray(8)];
  let chain: Buffer = Buffer.alloc(8);
  for (const block of data.match(/.{16}/g) ?? [])
    chain = des(left, Buffer.from(Buffer.from(block, "hex").map((byte, i) => byte ^ chain[i]!)), true);
  return upper(des(left, des(right, chain, false), true));
}

function cardKey(data: CardData): Buffer {
  const digits = data.pan + String(data.sequence).padStart(2, "0");
  const left = Buffer.from(digits.slice(-16), "hex");
  const key = Buffer.from(ISSUER_KEYS.get(data.issuer)!.ac);
  return Buffer.concat([des(key, left, true), des(key, Buffer.from(left.map((byte) => byte ^ 0xff)), true)]);
}

for (const name of ["visa-10", "visa-17", "visa-18"]) {
  const data = profile(name);
  describe(`"${name}"`, () => {
    it("gives cryptograms that its issuer verifies, and no other's", () => {
      const reading = Reading.of(data);
      const asked = reading.first(ARQC);
      assert.equal(asked.type, ARQC);
      assert.equal(isRight(data, reading, asked), true);
      assert.equal(isRight({ ...data, sequence: 9 }, reading, asked), false);
      const aac = Reading.of(data, structuredClone(newCardState()));
      const declined = aac.first(0x00);
      assert.deepEqual([declined.type, isRight(data, aac, declined)], [0x00, true]);
    });
  });
}

describe("version 10", () => {
  const data = profile("visa-10");

  it("is the card's own key over data and CVR, filled up with zeros, by a second way", () => {
    const reading = Reading.of(data);
    const asked = reading.first(ARQC);
    assert.equal(asked.issuerData, "06010A03A01000");
    const covered = `${reading.cdol1Data}${upper(reading.value(0x82))}${asked.atc}03A01000`;
    const input = covered.padEnd(Math.ceil(covered.length / 16) * 16, "0");
    assert.equal(upper(asked.cryptogram), mac(cardKey(data), input));
  });

  it("is approved by an ARPC over the response code, declined by one over another, and forged by neither", () => {
    for (const [code, type] of [
      ["3030", TC],
      ["3035", 0x00],
    ] as const) {
      const reading = Reading.of(data);
      const asked = reading.first(ARQC);
      assert.equal(external(reading, issuerAnswer(data, asked, { code: hex(code) })), "9000");
      const done = reading.second(TC, { "8A": code });
      assert.deepEqual([done.type, isRight(data, reading, done)], [type, true]);
    }
    const reading = Reading.of(data);
    reading.first(ARQC);
    assert.equal(external(reading, "00".repeat(10)), "6300");
    const done = reading.second(TC, { "8A": "3030" });
    assert.deepEqual([done.type, done.issuerData], [0x00, "06010A03281000"]);
  });
});

describe("version 18", () => {
  const data = profile("visa-18");
  const APPROVE = "00800000";
  const proof = (asked: CryptogramAnswer, update: string): string => issuerAnswer(data, asked, { update: hex(update) });

  /** A whole transaction that the issuer answers so. */
  function transaction(update: string, state = newCardState()): { done: CryptogramAnswer; reading: Reading } {
    const reading = Reading.of(data, state);
    const asked = reading.first(ARQC);
    return { done: reading.second(TC, { "91": proof(asked, update), "8A": "3030" }), reading };
  }

  it("is a session key over the whole of 9F10, by a second way", () => {
    const reading = Reading.of(data);
    const asked = reading.first(ARQC);
    assert.equal(asked.issuerData, "06011203A01000");
    const key = cardKey(data);
    const session = Buffer.concat(["F0", "0F"].map((byte) => des(key, Buffer.from(`${asked.atc}${byte}0000000000`, "hex"), true))); // prettier-ignore
    const covered = `${reading.cdol1Data}${upper(reading.value(0x82))}${asked.atc}06011203A0100080`;
    assert.equal(upper(asked.cryptogram), mac(session, covered.padEnd(Math.ceil(covered.length / 16) * 16, "0")));
  });

  it("follows the issuer's card status update, not the response code", () => {
    assert.equal(transaction(APPROVE).done.type, TC);
    const { done, reading } = transaction("00000000");
    assert.deepEqual([done.type, isRight(data, reading, done)], [0x00, true]);
    const forged = Reading.of(data);
    const asked = forged.first(ARQC);
    const other = proof(asked, "00000000").slice(0, 8) + APPROVE;
    assert.equal(forged.second(TC, { "91": other, "8A": "3030" }).type, 0x00);
    assert.equal(forged.card.state.issuerAuthenticationFailed, true);
  });

  it("sets PIN tries, blocks application and card, and asks to go online the next time", () => {
    const tries = { ...newCardState(), wrongPins: 3 };
    transaction("02900000", tries);
    assert.equal(tries.wrongPins, 1);
    const online = newCardState();
    transaction("00880000", online);
    assert.equal(online.goOnlineNext, true);
    const application = newCardState();
    assert.equal(transaction("00A00000", application).done.type, 0x00, "a blocked application approves nothing");
    assert.deepEqual(application.applicationBlocks, { A0000000031010: true });
    const card = newCardState();
    const { reading } = transaction("00400000", card);
    reading.card.powerOn();
    assert.equal(upper(reading.card.transmit(hex("00A4040007A000000003101000"))), "6A81");
    assert.equal(upper(reading.card.transmit(hex("00A404000E315041592E5359532E444446303100"))), "6A81");
  });

  it("takes the issuer's own data behind the update, by EXTERNAL AUTHENTICATE", () => {
    const changed = { ...data, issuerAuthentication: "external" as const };
    for (const proprietary of ["", "0102030405060708"]) {
      const reading = Reading.of(changed);
      const asked = reading.first(ARQC);
      const response = { update: hex(APPROVE), proprietary: hex(proprietary) };
      assert.equal(external(reading, issuerAnswer(changed, asked, response)), "9000");
    }
  });
});

describe("card action analysis", () => {
  const data = profile("cda");
  const amount = (value: number): Record<string, string> => ({ "9F02": String(value).padStart(12, "0") });
  const first = (asked: number, value: number, state = newCardState()): number =>
    Reading.of(data, state, amount(value)).first(asked).type;

  it("approves offline up to the card's amount, goes online above, declines far above", () => {
    assert.deepEqual([first(TC, 20_000), first(TC, 20_001), first(TC, 5_000_000)], [TC, ARQC, ARQC]);
    assert.deepEqual([first(TC, 5_000_001), first(ARQC, 5_000_001)], [0x00, 0x00]);
    assert.equal(first(ARQC, 100), ARQC, "never more than was asked for");
  });

  it("approves offline so often in a row, across power, and not when the issuer wants to be asked", () => {
    const state = newCardState();
    assert.deepEqual(
      [1, 2, 3, 4].map(() => first(TC, 100, state)),
      [TC, TC, ARQC, ARQC],
    );
    assert.equal(first(TC, 100, { ...newCardState(), goOnlineNext: true }), ARQC);
  });

  it("approves an unreached issuer's transaction only where the card's file says so", () => {
    const own = Reading.of(profile("own-records"));
    own.first(ARQC);
    assert.equal(own.second(TC, { "8A": "5933" }).type, TC);
    const declined = Reading.of(profile("own-records"));
    declined.first(ARQC);
    assert.equal(declined.second(TC, { "8A": "3035" }).type, 0x00);
    const plain = Reading.of(profile("own-records"));
    plain.first(ARQC);
    assert.equal(plain.second(TC, { "8A": "3030" }).type, TC, "without issuer authentication the code is enough");
    const other = Reading.of(profile("visa-10"));
    other.first(ARQC);
    assert.equal(other.second(TC, { "8A": "5933" }).type, 0x00);
  });
});
