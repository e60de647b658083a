/** The issuer and virtual cards of every cryptogram version: it verifies, answers and sends scripts; the card obeys. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ScriptOrder } from "../../../host/acquirer/card_script.ts";
import type { Fault } from "../../../host/acquirer/faults.ts";
import { loadCards } from "../../../host/cards/card_data.ts";
import type { CardData } from "../../../host/cards/card_spec.ts";
import { newCardState } from "../../../host/cards/card_state.ts";
import { profile } from "../../../host/cards/profiles.ts";
import { tlv } from "../../../host/codec/tlv/encode.ts";
import { findTlv } from "../../../host/codec/tlv/find.ts";
import { parseTlv } from "../../../host/codec/tlv/parse.ts";
import { Reading, sized } from "../cards/terminal.ts";
import { TestTerminal, hex, makeWorld } from "./test_terminal.ts";
import type { World } from "./test_terminal.ts";

const TC = 0x40;
const CARDS = [profile("visa-10"), profile("visa-17"), profile("visa-18"), loadCards()[0]!, loadCards()[1]!];

/** One sale of a virtual card, its chip's data in F55, and the reply. */
class Sale {
  readonly world: World;
  readonly reading: Reading;
  readonly response: string;
  readonly chip: Uint8Array;

  /** @param seen 9F02 as the card has seen it */
  constructor(
    data: CardData,
    fault?: Fault,
    change: Partial<Record<number, string>> = {},
    amount = 1234,
    seen = String(amount).padStart(12, "0"),
  ) {
    this.world = makeWorld(undefined, [data]);
    const terminal = new TestTerminal();
    terminal.signOn(this.world.acquirer);
    if (fault !== undefined) this.world.acquirer.faults.next(fault);
    this.reading = Reading.of(data, newCardState(), { "9F02": seen });
    const asked = this.reading.first(0x80);
    const objects = new Map<number, Uint8Array>([
      [0x9f26, asked.cryptogram],
      [0x9f27, Uint8Array.of(asked.type)],
      [0x9f10, hex(change[0x9f10] ?? asked.issuerData)],
      [0x9f36, hex(asked.atc)],
      [0x82, this.reading.value(0x82)],
    ]);
    for (const [tag, value] of Object.entries(this.reading.values)) objects.set(Number.parseInt(tag, 16), hex(value));
    const reply = terminal.ask(this.world.acquirer, terminal.sale(data, amount, { 55: tlv(objects) }));
    this.response = reply.text(39);
    this.chip = reply.has(55) ? reply.bytes(55) : new Uint8Array(0);
  }

  /** The issuer's answer goes to the card, and its second cryptogram comes. */
  complete(): number {
    const answer = Buffer.from(this.chip.length > 0 ? findTlv(this.chip, 0x91)! : []).toString("hex");
    const aip = this.reading.value(0x82)[0]!;
    if ((aip & 0x04) !== 0) this.reading.card.transmit(hex(`00820000${sized(answer)}`));
    const code = Buffer.from(this.response, "ascii").toString("hex");
    return this.reading.second(TC, { "91": answer, "8A": code }).type;
  }

  /** The command in the script of a template. */
  script(template: number): string | undefined {
    const found = parseTlv(this.chip).find(({ tag }) => tag === template);
    return found && Buffer.from(findTlv(found.value, 0x86)!).toString("hex");
  }
}

describe("the issuer and the card", () => {
  for (const data of CARDS) {
    const version = data.cryptogram ?? "pboc-01";

    it(`agree on a cryptogram of ${version}, and on the answer to it ("${data.name}")`, () => {
      const sale = new Sale(data);
      assert.equal(sale.response, "00");
      assert.equal(sale.complete(), TC);
      assert.equal(sale.reading.card.state.lastOnlineAtc, 1);
    });

    it(`agree on a decline of ${version} ("${data.name}")`, () => {
      const sale = new Sale(data, undefined, {}, 4_999_999);
      assert.notEqual(sale.response, "00");
      assert.equal(sale.complete(), 0x00);
      assert.equal(sale.reading.card.state.issuerAuthenticationFailed, false, "a genuine one");
    });
  }

  it("know a changed 9F10, one of another version, and one of none", () => {
    assert.equal(new Sale(profile("visa-10"), undefined, { 0x9f10: "06010A03A01001" }).response, "63");
    assert.equal(new Sale(profile("visa-10"), undefined, { 0x9f10: "06011203A01000" }).response, "30");
    assert.equal(new Sale(profile("visa-10"), undefined, { 0x9f10: "07010103A0100001" }).response, "30");
    assert.equal(new Sale(loadCards()[0]!, undefined, { 0x9f10: "06010A03A01000" }).response, "30");
    assert.equal(new Sale(profile("visa-10"), undefined, { 0x9f10: "00" }).response, "30");
  });

  it("know an amount that is not the one asked for, and one that is no number", () => {
    assert.equal(new Sale(profile("visa-10"), undefined, {}, 100, "000000000100").response, "00");
    assert.equal(new Sale(profile("visa-10"), undefined, {}, 100, "000000000101").response, "63");
    assert.equal(new Sale(profile("visa-10"), undefined, {}, 100, "0000000001E2").response, "63", "1E2 is no 100");
  });

  it("do not agree on an answer that was spoilt to order", () => {
    const sale = new Sale(profile("visa-10"), { kind: "wrongArpc" });
    assert.equal(sale.response, "00");
    assert.equal(sale.complete(), 0x00);
  });
});

describe("a script to order", () => {
  for (const data of CARDS) {
    it(`of every kind is obeyed by a card of ${data.cryptogram ?? "pboc-01"} ("${data.name}")`, () => {
      const blocked = new Sale(data, order({ command: "blockApplication", template: 71 }));
      assert.ok(blocked.chip.length <= 60);
      assert.equal(send(blocked, 0x71), "9000");
      assert.deepEqual(blocked.reading.card.state.applicationBlocks, { [data.aid]: true });
      assert.equal(blocked.complete(), 0x00);

      const later = new Sale(data, order({ command: "unblockPin" }));
      later.complete();
      assert.equal(send(later, 0x72), "9000");
      const card = new Sale(data, order({ command: "blockCard", template: 72 }));
      assert.equal(send(card, 0x72), "9000");
      assert.equal(card.reading.card.state.cardBlocked, true);
    });
  }

  it("puts data", () => {
    const sale = new Sale(profile("visa-10"), order({ command: "putData", tag: "9F14", value: "07" }));
    assert.equal(send(sale, 0x72), "9000");
    assert.deepEqual(sale.reading.card.state.objects, { "9F14": "07" });
  });

  it("that is none is left out, and the sale stands", () => {
    for (const script of [
      { command: "constructor" },
      { command: "putData", tag: "9F", value: "07" },
      { command: "putData", tag: "9F14" },
    ] as unknown as ScriptOrder[]) {
      const sale = new Sale(profile("visa-10"), order(script));
      assert.equal(sale.response, "00");
      assert.deepEqual(
        parseTlv(sale.chip).map(({ tag }) => tag),
        [0x9f36, 0x91],
      );
    }
  });
});

function order(script: ScriptOrder): Fault {
  return { kind: "script", script };
}

function send(sale: Sale, template: number): string {
  const command = sale.script(template);
  assert.ok(command !== undefined, "the script came");
  return Buffer.from(sale.reading.card.transmit(hex(command))).toString("hex");
}
