/**
 * A terminal as the tests of the acquirer need it: builds the requests of a card sale, a reversal and a sign-on, and
 * takes the replies apart. Test keys and published test PANs only.
 */
import assert from "node:assert/strict";
import { ISSUER_KEYS, loadCards } from "../../../host/cards/card_data.ts";
import type { CardData } from "../../../host/cards/card_spec.ts";
import { stripeOf } from "../../../host/cards/stripe.ts";
import type { Frame } from "../../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../../host/codec/iso8583/unionpay.ts";
import type { FieldValue, Message } from "../../../host/codec/iso8583/message.ts";
import { encodePinBlock0 } from "../../../host/codec/pin_block.ts";
import { tlv } from "../../../host/codec/tlv/encode.ts";
import { TDES } from "../../../host/secure/cipher/block_cipher.ts";
import { KCV_BYTES_UNIONPAY, keyCheckValue } from "../../../host/secure/cipher/kcv.ts";
import { cryptogramInput, makeCryptogram } from "../../../host/secure/issuer/card_cryptogram.ts";
import { PBOC_01 } from "../../../host/secure/issuer/cvn.ts";
import { macOf } from "../../../host/secure/mac/algorithms.ts";
import { Acquirer } from "../../../host/acquirer/acquirer.ts";
import type { AcquirerEvent } from "../../../host/acquirer/events.ts";
import type { Ledger } from "../../../host/acquirer/ledger.ts";
import { MemoryLedger } from "../../../host/acquirer/memory_ledger.ts";
import { TEST_TERMINALS, seedLedger, testHsm } from "../../../host/acquirer/seed.ts";

export const TPDU = Uint8Array.of(0x60, 0x00, 0x03, 0x00, 0x00);
export const HEADER = Uint8Array.of(0x61, 0x31, 0x05, 0x31, 0x13, 0x12);
/** 2026-11-22 10:20:30 in China. */
export const NOON = new Date("2026-11-22T02:20:30Z");

export type Change = Readonly<Record<number, FieldValue | undefined>>;

/** Small seeded generator (mulberry32), so that a failure can be repeated. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function randomSource(seed: number): (length: number) => Uint8Array {
  const next = generator(seed);
  return (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256));
}

export function cardNamed(name: string): CardData {
  const card = loadCards().find((candidate) => candidate.name === name);
  assert.ok(card, `no test card named ${name}`);
  return card;
}

export interface World {
  acquirer: Acquirer;
  ledger: Ledger;
  events: AcquirerEvent[];
  at: { now: Date };
}

/** An acquirer over `ledger`, seeded with the test terminals and cards. */
export function makeWorld(ledger: Ledger = new MemoryLedger(), cards: readonly CardData[] = loadCards()): World {
  const random = randomSource(7);
  const hsm = testHsm();
  seedLedger(ledger, { terminals: TEST_TERMINALS, cards, hsm }, random);
  const events: AcquirerEvent[] = [];
  const at = { now: NOON };
  const acquirer = new Acquirer({
    ledger,
    cards,
    random,
    hsm,
    now: () => at.now,
    log: (event) => events.push(event),
  });
  return { acquirer, ledger, events, at };
}

export class TestTerminal {
  readonly terminal = TEST_TERMINALS[0]!.terminal;
  readonly merchant = TEST_TERMINALS[0]!.merchant;
  readonly masterKey = new Uint8Array(Buffer.from(TEST_TERMINALS[0]!.masterKey, "hex"));
  batch = "000001";
  stan = 0;
  atc = 0;
  /** 9F10 of the cards. */
  issuerData = "0701010303A0A000";
  pinKey: Uint8Array = new Uint8Array(16);
  macKey: Uint8Array = new Uint8Array(8);

  signOnRequest(change: Change = {}): Frame {
    this.stan++;
    return frameOf("0800", {
      11: this.stanText(),
      41: this.terminal,
      42: this.merchant,
      60: `00${this.batch}003`,
      63: "01 ",
      ...change,
    });
  }

  /** Takes the keys out of a sign-on reply; asserts layout, parity and check values. */
  takeKeys(reply: Frame | undefined): Message {
    const message = replyOf(reply);
    assert.equal(message.mti, "0810");
    assert.equal(message.text(39), "00");
    const download = message.bytes(62);
    assert.equal(download.length, 40);
    this.pinKey = TDES.decrypt(this.masterKey, download.subarray(0, 16));
    this.macKey = TDES.decrypt(this.masterKey, download.subarray(20, 28));
    assert.deepEqual(kcv(this.pinKey), download.slice(16, 20));
    assert.deepEqual(download.slice(28, 36), new Uint8Array(8));
    assert.deepEqual(kcv(this.macKey), download.slice(36, 40));
    for (const byte of [...this.pinKey, ...this.macKey]) assert.equal(onesOf(byte) % 2, 1, "odd parity");
    this.batch = message.text(60).slice(2, 8);
    return message;
  }

  signOn(acquirer: Acquirer): Message {
    return this.takeKeys(acquirer.handle(this.signOnRequest()));
  }

  /** A chip sale with PIN under a new STAN and ATC; `change` replaces fields, or removes them. */
  sale(
    card: CardData,
    amount: number,
    change: Change = {},
    chip: Record<number, Uint8Array> = {},
    pin = card.pin,
  ): Frame {
    this.stan++;
    this.atc++;
    const fields: Record<number, FieldValue | undefined> = {
      2: card.pan,
      3: "000000",
      4: String(amount).padStart(12, "0"),
      11: this.stanText(),
      14: card.expiry,
      22: "051",
      23: String(card.sequence).padStart(3, "0"),
      25: "00",
      26: "12",
      41: this.terminal,
      42: this.merchant,
      49: "156",
      52: this.pinBlock(pin, card.pan),
      53: "2600000000000000",
      55: this.chipData(card, amount, chip),
      60: `22${this.batch}000501`,
      63: "01 ",
      ...change,
    };
    return this.sealed("0200", fields);
  }

  /** A sale by the stripe of the card, whose chip has failed; `change` as in `sale`. */
  stripeSale(card: CardData, amount: number, change: Change = {}): Frame {
    const track = Buffer.from(stripeOf(card)!.track2).toString();
    const stripe = { 2: undefined, 22: "021", 23: undefined, 35: track, 55: undefined, 60: `22${this.batch}00052` };
    return this.sale(card, amount, { ...stripe, ...change });
  }

  /** The reversal of a sale. */
  reversal(sale: Frame, change: Change = {}): Frame {
    const original = UNIONPAY.unpack(sale.body);
    const kept = [2, 3, 4, 11, 14, 22, 23, 25, 41, 42, 49, 60];
    const fields = Object.fromEntries(kept.map((field) => [field, original.fields.get(field)]));
    return this.sealed("0400", { ...fields, 39: "98", ...change });
  }

  /** Any fields, with F64 under the present MAC key. */
  sealed(mti: string, fields: Change): Frame {
    return this.resealed(frameOf(mti, { ...fields, 64: new Uint8Array(8) }));
  }

  /** The last 8 bytes replaced by the MAC over all before them. */
  resealed(frame: Frame): Frame {
    const body = frame.body.slice();
    if (body.length > 8) body.set(macOf("unionpay-ecb", this.macKey, body.subarray(0, -8)), body.length - 8);
    return { ...frame, body };
  }

  pinBlock(pin: string, pan: string): Uint8Array {
    return TDES.encrypt(this.pinKey, encodePinBlock0(Uint8Array.from(pin, Number), pan));
  }

  assertMac(reply: Message, frame: Frame): void {
    const range = reply.macRange();
    assert.ok(range, "the reply has a MAC");
    const expected = macOf("unionpay-ecb", this.macKey, frame.body.subarray(range.from, range.to));
    assert.deepEqual(reply.bytes(64), expected, "MAC of the reply");
  }

  /** Sends a trade and gives the reply, after checking its MAC and addresses. */
  ask(acquirer: Acquirer, request: Frame): Message {
    const frame = acquirer.handle(request);
    const reply = replyOf(frame);
    this.assertMac(reply, frame!);
    return reply;
  }

  private chipData(card: CardData, amount: number, change: Record<number, Uint8Array>): Uint8Array {
    const data = new Map<number, Uint8Array>([
      [0x9f27, Uint8Array.of(0x80)],
      [0x9f10, hex(this.issuerData)],
      [0x9f37, hex("1234ABCD")],
      [0x9f36, Uint8Array.of(this.atc >> 8, this.atc & 0xff)],
      [0x95, hex("0000008000")],
      [0x9a, hex("261122")],
      [0x9c, hex("00")],
      [0x9f02, hex(String(amount).padStart(12, "0"))],
      [0x5f2a, hex("0156")],
      [0x82, hex("7C00")],
      [0x9f1a, hex("0156")],
      [0x9f03, hex("000000000000")],
      [0x9f33, hex("E0F8C8")],
    ]);
    const transaction = { pan: card.pan, sequence: card.sequence, atc: data.get(0x9f36)! };
    const key = ISSUER_KEYS.get(card.issuer)!.ac;
    const arqc = makeCryptogram(PBOC_01, key, transaction, cryptogramInput(PBOC_01, data)!);
    for (const [tag, value] of Object.entries(change)) data.set(Number(tag), value);
    return tlv(
      [[0x9f26, change[0x9f26] ?? arqc], ...data].filter(([, value]) => (value as Uint8Array).length > 0) as Array<
        [number, Uint8Array]
      >,
    );
  }

  private stanText(): string {
    return String(this.stan).padStart(6, "0");
  }
}

export function frameOf(mti: string, fields: Change): Frame {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    tpdu: TPDU,
    header: HEADER,
    body: UNIONPAY.pack({ mti, fields: new Map(present.map(([field, value]) => [Number(field), value!])) }),
  };
}

export function replyOf(frame: Frame | undefined): Message {
  assert.ok(frame, "there is a reply");
  assert.deepEqual(frame.tpdu, Uint8Array.of(0x60, 0x00, 0x00, 0x00, 0x03));
  assert.deepEqual(frame.header, Uint8Array.of(0x61, 0x31, 0x00, 0x31, 0x13, 0x12), "processing request cleared");
  return UNIONPAY.unpack(frame.body);
}

export function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "hex"));
}

const kcv = (key: Uint8Array): Uint8Array => keyCheckValue(TDES, key, "zeros", KCV_BYTES_UNIONPAY);

function onesOf(byte: number): number {
  return byte.toString(2).replaceAll("0", "").length;
}
