/** A terminal that reads a card as the Books say, over T=0 and T=1, for the tests of personalised cards. */
import assert from "node:assert/strict";
import type { Authenticity } from "../../../assembly/abi_devices.ts";
import { testCapks } from "../../../host/cards/certificates/test_keys.ts";
import { makeCard } from "../../../host/cards/card.ts";
import type { VirtualCard } from "../../../host/cards/card.ts";
import type { CardData } from "../../../host/cards/card_spec.ts";
import type { CardState } from "../../../host/cards/card_state.ts";
import { parseTlv } from "../../../host/codec/tlv/parse.ts";
import { findTlv } from "../../../host/codec/tlv/find.ts";
import { CapkSlots } from "../../../host/secure/recovery/capk.ts";
import { CardKeys } from "../../../host/secure/recovery/card_keys.ts";
import { byte, hex, readCryptogram, selectAid, send, upper } from "./support.ts";
import type { CryptogramAnswer } from "./support.ts";

export const TODAY = 20261122;

const VALUES: Readonly<Record<string, string>> = {
  "9F02": "000000001234",
  "9F03": "000000000000",
  "9F1A": "0156",
  "95": "0000048000",
  "5F2A": "0156",
  "9A": "261122",
  "9C": "00",
  "9F37": "11223344",
};

/** One command, with GET RESPONSE and the right Le where a T=0 card asks for them. */
export function exchange(card: VirtualCard, command: string): { data: Uint8Array; sw: string } {
  const isWithoutData = hex(command).length === 5;
  let answer = send(card, command);
  if (isWithoutData && answer.sw.startsWith("6C")) answer = send(card, command.slice(0, -2) + answer.sw.slice(2));
  if (answer.sw.startsWith("61")) answer = send(card, `00C00000${answer.sw.slice(2)}`);
  return answer;
}

export function ok(card: VirtualCard, command: string): Uint8Array {
  const { data, sw } = exchange(card, command);
  assert.equal(sw, "9000", command.slice(0, 8));
  return data;
}

/** A card in a reader: one transaction, as far as a test takes it. */
export class Reading {
  readonly card: VirtualCard;
  readonly values: Record<string, string>;
  readonly objects = new Map<number, Uint8Array>();
  pdolData = "";
  cdol1Data = "";
  /** What the records give to be authenticated, hexadecimal. */
  staticData = "";

  constructor(card: VirtualCard, values: Record<string, string> = {}) {
    this.card = card;
    this.values = { ...VALUES, ...values };
  }

  /** From reset to the last record. */
  static of(data: CardData, state?: CardState, values: Record<string, string> = {}): Reading {
    const card = makeCard(data, state);
    card.powerOn();
    const reading = new Reading(card, values);
    reading.begin(data.aid);
    return reading;
  }

  begin(aid: string): void {
    this.objects.clear();
    this.staticData = "";
    const fci = ok(this.card, selectAid(aid));
    this.pdolData = this.list(findTlv(fci, 0x9f38) ?? new Uint8Array(0));
    const options = ok(this.card, `80A80000${sized(`83${lengthOf(this.pdolData)}${this.pdolData}`)}00`);
    const flat = findTlv(options, 0x80);
    const [aip, afl] = flat
      ? [flat.subarray(0, 2), flat.subarray(2)]
      : [findTlv(options, 0x82)!, findTlv(options, 0x94)!];
    this.objects.set(0x82, aip);
    this.readRecords(afl);
    if (this.objects.has(0x9f4a)) this.staticData += upper(aip);
  }

  value(tag: number): Uint8Array {
    return this.objects.get(tag) ?? new Uint8Array(0);
  }

  /** Recovers the card's keys as the secure module does: every answer it gave. */
  keys(data: CardData): { keys: CardKeys; answers: Authenticity[] } {
    const rid = hex(data.aid.slice(0, 10));
    const slots = new CapkSlots();
    for (const capk of testCapks(rid)) slots.load(capk, capk.checksum, () => {});
    const keys = new CardKeys(slots);
    const pan = new Uint8Array(Buffer.from(data.pan));
    const issuer = { ...this.certificate(0x90, 0x92, 0x9f32), pan, rid, index: this.value(0x8f)[0]!, today: TODAY };
    const answers = [keys.recoverIssuer(issuer)];
    if (this.objects.has(0x9f46))
      answers.push(keys.recoverIcc(this.certificate(0x9f46, 0x9f48, 0x9f47), hex(this.staticData)));
    if (this.objects.has(0x9f2d)) answers.push(keys.recoverPin(this.certificate(0x9f2d, 0x9f2f, 0x9f2e)));
    return { keys, answers };
  }

  certificate(
    certificate: number,
    remainder: number,
    exponent: number,
  ): { certificate: Uint8Array; remainder: Uint8Array; exponent: Uint8Array } {
    return {
      certificate: this.value(certificate),
      remainder: this.value(remainder),
      exponent: this.value(exponent),
    };
  }

  /** GENERATE AC with the data of CDOL1, or CDOL2 after it. */
  generate(p1: number, extra: Record<string, string> = {}): Uint8Array {
    return ok(this.card, this.generateCommand(p1, extra));
  }

  generateCommand(p1: number, extra: Record<string, string> = {}): string {
    const isFirst = this.cdol1Data === "";
    const data = this.list(this.value(isFirst ? 0x8c : 0x8d), extra);
    if (isFirst) this.cdol1Data = data;
    return `80AE${byte(p1)}00${sized(data)}00`;
  }

  first(p1: number): CryptogramAnswer {
    return readCryptogram(this.generate(p1));
  }

  second(p1: number, extra: Record<string, string>): CryptogramAnswer {
    return readCryptogram(this.generate(p1, extra));
  }

  list(dol: Uint8Array, extra: Record<string, string> = {}): string {
    const known = { ...this.values, ...extra };
    let [text, data] = [upper(dol), ""];
    while (text !== "") {
      const tagDigits = (Number.parseInt(text.slice(0, 2), 16) & 0x1f) === 0x1f ? 4 : 2;
      const [tag, length] = [text.slice(0, tagDigits), 2 * Number.parseInt(text.slice(tagDigits, tagDigits + 2), 16)];
      data += (known[tag] ?? "").padEnd(length, "0").slice(0, length);
      text = text.slice(tagDigits + 2);
    }
    return data;
  }

  private readRecords(afl: Uint8Array): void {
    for (let at = 0; at < afl.length; at += 4) {
      const [sfi = 0, first = 0, last = 0, authenticated = 0] = afl.subarray(at, at + 4);
      for (let record = first; record <= last; record++) {
        const bytes = ok(this.card, `00B2${byte(record)}${byte(sfi | 4)}00`);
        const [template] = parseTlv(bytes);
        for (const { tag, value } of parseTlv(template!.value)) this.objects.set(tag, value);
        if (record - first < authenticated) this.staticData += upper(sfi >> 3 > 10 ? bytes : template!.value);
      }
    }
  }
}

export function sized(data: string): string {
  return byte(data.length / 2) + data;
}

function lengthOf(data: string): string {
  return data.length / 2 > 127 ? `81${byte(data.length / 2)}` : byte(data.length / 2);
}
