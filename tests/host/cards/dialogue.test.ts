import assert from "node:assert/strict";
import { test } from "node:test";
import type { CardData } from "../../../host/cards/card_spec.ts";
import { loadCards } from "../../../host/cards/card_data.ts";
import type { VirtualCard } from "../../../host/cards/card.ts";
import { newCardState } from "../../../host/cards/card_state.ts";
import { findTlv } from "../../../host/codec/tlv/find.ts";
import {
  GPO,
  IndependentIssuer,
  SELECT_PSE,
  TRANSACTION,
  begin,
  byte,
  cardData,
  generateAc,
  poweredCard,
  readCryptogram,
  selectAid,
  send,
  sw,
  upper,
} from "./support.ts";
import type { CryptogramAnswer } from "./support.ts";

const AAC = 0x00;
const TC = 0x40;
const ARQC = 0x80;
const APPROVED = "3030";

function first(card: VirtualCard, type: number): CryptogramAnswer {
  return readCryptogram(send(card, generateAc(type, TRANSACTION)).data);
}

/** Second GENERATE AC with the issuer's answer brought the way this card wants it; `external` gives its status. */
function complete(
  card: VirtualCard,
  data: CardData,
  type: number,
  issuerData: string,
): CryptogramAnswer & { external: string } {
  const code = issuerData.slice(16) || "5A33";
  const inCdol2 = data.issuerAuthentication === "cdol2";
  const external = inCdol2 || issuerData === "" ? "" : sw(card, `008200000A${issuerData}`);
  const list = (inCdol2 ? issuerData.padEnd(20, "0") : "") + code + TRANSACTION;
  return { ...readCryptogram(send(card, generateAc(type, list)).data), external };
}

function onlineAnswer(data: CardData, answer: CryptogramAnswer, code = APPROVED): string {
  return new IndependentIssuer(data, answer.atc).answer(answer.cryptogram, code);
}

for (const data of loadCards().filter((card) => card.transport !== "t0")) {
  test(`a whole dialogue with the card "${data.name}"`, () => {
    const card = poweredCard(data.name);
    // The directory names the application that is then selected.
    assert.equal(sw(card, SELECT_PSE), "9000");
    const directory = send(card, "00B2010C00");
    const aid = upper(findTlv(directory.data, 0x4f) ?? new Uint8Array(0));
    assert.equal(aid, data.aid);
    assert.equal(sw(card, "00B2020C00"), "6A83");
    const fci = send(card, selectAid(aid));
    assert.equal(upper(findTlv(fci.data, 0x9f38) ?? new Uint8Array(0)), "9F1A029F0206");

    const options = send(card, GPO).data;
    const aip = upper(findTlv(options, 0x82) ?? new Uint8Array(0));
    assert.equal(aip, data.issuerAuthentication === "cdol2" ? "1800" : "1C00");
    const records = readAll(card, findTlv(options, 0x94) ?? new Uint8Array(0));
    for (const tag of [0x57, 0x5a, 0x5f20, 0x5f24, 0x5f34, 0x8c, 0x8d, 0x8e, 0x9f07, 0x9f08, 0x9f0d, 0x9f0e, 0x9f0f]) {
      assert.ok(records.has(tag), tag.toString(16));
    }
    assert.equal(upper(records.get(0x5a)!).replace(/F$/, ""), data.pan);
    assert.equal(upper(records.get(0x57)!).split("D")[0], data.pan);
    assert.equal(upper(records.get(0x5f24)!).slice(0, 4), data.expiry);

    const asked = first(card, ARQC);
    assert.deepEqual([asked.type, asked.atc, asked.issuerData], [ARQC, "0001", "07010103A0100001"]);
    const issuer = new IndependentIssuer(data, asked.atc);
    assert.equal(upper(asked.cryptogram), issuer.cryptogram(`${TRANSACTION}${aip}000103A01000`));

    const done = complete(card, data, TC, onlineAnswer(data, asked));
    assert.deepEqual([done.type, done.atc, done.issuerData], [TC, "0001", "0701010360100001"]);
    assert.equal(upper(done.cryptogram), issuer.cryptogram(`${TRANSACTION}${aip}000103601000`));
    assert.equal(card.state.lastOnlineAtc, 1);
    assert.equal(sw(card, generateAc(TC, TRANSACTION)), "6985", "a third GENERATE AC");
  });
}

function readAll(card: VirtualCard, afl: Uint8Array): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  for (let at = 0; at < afl.length; at += 4) {
    for (let record = afl[at + 1]!; record <= afl[at + 2]!; record++) {
      const answer = send(card, `00B2${byte(record)}${byte(afl[at]! | 4)}00`);
      assert.equal(answer.sw, "9000");
      for (const tag of [
        0x57, 0x5a, 0x5f20, 0x5f24, 0x5f34, 0x8c, 0x8d, 0x8e, 0x9f07, 0x9f08, 0x9f0d, 0x9f0e, 0x9f0f,
      ]) {
        const value = findTlv(answer.data, tag);
        if (value === undefined) continue;
        assert.equal(found.has(tag), false, "an object stands in one record only");
        found.set(tag, value);
      }
    }
  }
  return found;
}

for (const name of ["debit", "credit"]) {
  const data = cardData(name);

  test(`"${name}": a forged answer of the issuer gives AAC, and the next transaction tells`, () => {
    const card = poweredCard(name);
    begin(card, data);
    const genuine = onlineAnswer(data, first(card, ARQC));
    const forged = (genuine.startsWith("0") ? "1" : "0") + genuine.slice(1);
    const done = complete(card, data, TC, forged);
    assert.equal(done.type, AAC);
    if (name === "debit") assert.equal(done.external, "6300");
    assert.equal(done.issuerData.slice(8, 10), "28", "AAC after ARQC, issuer authentication failed");
    begin(card, data);
    assert.equal(first(card, ARQC).issuerData.slice(10, 12), "98", "not completed, new card, forged last time");
  });

  test(`"${name}": the right ARPC with another response code is forged too`, () => {
    const card = poweredCard(name);
    begin(card, data);
    const declined = onlineAnswer(data, first(card, ARQC), "3531");
    assert.equal(complete(card, data, TC, declined.slice(0, 16) + APPROVED).type, AAC);
  });

  test(`"${name}": a genuine decline, no answer, or an AAC asked for, gives AAC`, () => {
    for (const [type, code] of [
      [TC, "3531"],
      [AAC, APPROVED],
      [ARQC, APPROVED],
    ] as const) {
      const card = poweredCard(name);
      begin(card, data);
      assert.equal(complete(card, data, type, onlineAnswer(data, first(card, ARQC), code)).type, AAC);
    }
    const card = poweredCard(name);
    begin(card, data);
    first(card, ARQC);
    const alone = complete(card, data, TC, "");
    assert.deepEqual([alone.type, alone.issuerData.slice(8, 10)], [AAC, "21"], "unable to go online");
  });

  test(`"${name}": an answer to an earlier transaction is forged`, () => {
    const card = poweredCard(name);
    begin(card, data);
    const old = onlineAnswer(data, first(card, ARQC));
    begin(card, data);
    first(card, ARQC);
    assert.equal(complete(card, data, TC, old).type, AAC);
  });
}

test("the first GENERATE AC gives what is asked for or less", () => {
  const cases: Array<[asked: number, changes: Partial<CardData>, given: number]> = [
    [AAC, {}, AAC],
    [ARQC, {}, ARQC],
    [TC, {}, ARQC],
    [TC, { approvesOffline: true }, TC],
    [ARQC, { approvesOffline: true }, ARQC],
    [AAC, { approvesOffline: true }, AAC],
    [ARQC, { declineFirst: true }, AAC],
    [TC, { declineFirst: true, approvesOffline: true }, AAC],
  ];
  for (const [asked, changes, given] of cases) {
    const card = poweredCard("debit", changes);
    begin(card, cardData("debit"));
    assert.equal(first(card, asked).type, given);
    const again = sw(card, generateAc(AAC, `3030${TRANSACTION}`));
    assert.equal(again, given === ARQC ? "9000" : "6985");
  }
});

test("a card that declines the second time does so after a genuine approval", () => {
  const data = cardData("debit", { declineSecond: true });
  const card = poweredCard("debit", { declineSecond: true });
  begin(card, data);
  const done = complete(card, data, TC, onlineAnswer(data, first(card, ARQC)));
  assert.deepEqual([done.external, done.type], ["9000", AAC]);
});

test("EXTERNAL AUTHENTICATE is taken once, after an ARQC, by a card that wants it", () => {
  const data = cardData("debit");
  const card = poweredCard();
  const early = "008200000A" + "00".repeat(10);
  assert.equal(sw(card, early), "6985");
  begin(card, data);
  assert.equal(sw(card, early), "6985");
  const answer = onlineAnswer(data, first(card, ARQC));
  assert.equal(sw(card, "0082000007" + "00".repeat(7)), "6700");
  assert.equal(sw(card, `008200000A${answer}`), "9000");
  assert.equal(sw(card, `008200000A${answer}`), "6985");
  const credit = poweredCard("credit");
  begin(credit, cardData("credit"));
  first(credit, ARQC);
  assert.equal(sw(credit, early), "6985");
});

test("the ATC counts every GET PROCESSING OPTIONS, outlives the power, and ends at FFFF", () => {
  const state = newCardState();
  const data = cardData("debit");
  begin(poweredCard("debit", {}, state), data);
  begin(poweredCard("debit", {}, state), data);
  assert.equal(state.atc, 2);
  assert.deepEqual(JSON.parse(JSON.stringify(state)), state);
  state.atc = 0xfffe;
  const card = poweredCard("debit", {}, state);
  begin(card, data);
  assert.equal(first(card, ARQC).atc, "FFFF");
  assert.equal(sw(card, selectAid()), "9000");
  assert.equal(sw(card, GPO), "6985");
  assert.equal(state.atc, 0xffff);
});

test("an older card: no PSE, part of an AID, T=0 procedure bytes, format 1", () => {
  const data = cardData("old-debit");
  const card = poweredCard("old-debit");
  assert.equal(sw(card, SELECT_PSE), "6A82");
  const announced = sw(card, "00A4040007A0000003330101");
  assert.equal(announced.slice(0, 2), "61");
  assert.equal(sw(card, "00C0000001"), `6C${announced.slice(2)}`);
  const fci = send(card, `00C00000${announced.slice(2)}`);
  assert.equal(upper(findTlv(fci.data, 0x84) ?? new Uint8Array(0)), data.aid);
  assert.equal(sw(card, "00C0000000"), "6985", "fetched once");

  assert.equal(sw(card, GPO), "610C");
  const options = findTlv(send(card, "00C000000C").data, 0x80) ?? new Uint8Array(0);
  assert.equal(upper(options), "1C000801010010010200");
  const length = sw(card, "00B2010C00");
  assert.equal(length.slice(0, 2), "6C");
  assert.equal(sw(card, `00B2010C${length.slice(2)}`), "9000");

  const more = sw(card, generateAc(ARQC, TRANSACTION));
  const asked = readCryptogram(send(card, `00C00000${more.slice(2)}`).data);
  assert.equal(asked.type, ARQC);
  const input = `${TRANSACTION}1C00${asked.atc}${asked.issuerData.slice(6, 14)}`;
  assert.equal(upper(asked.cryptogram), new IndependentIssuer(data, asked.atc).cryptogram(input));
  assert.equal(sw(card, `008200000A${onlineAnswer(data, asked)}`), "9000");
});
