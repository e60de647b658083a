/** A terminal's side of the dialogue, for the tests of the virtual cards. Published test values only. */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { ISSUER_KEYS, loadCards } from "../../../host/cards/card_data.ts";
import type { CardData } from "../../../host/cards/card_spec.ts";
import { makeCard } from "../../../host/cards/card.ts";
import type { VirtualCard } from "../../../host/cards/card.ts";
import type { CardState } from "../../../host/cards/card_state.ts";
import { findTlv } from "../../../host/codec/tlv/find.ts";

export const TRANSACTION =
  "000000001234" + "000000000000" + "0156" + "0000048000" + "0156" + "251122" + "00" + "11223344";
export const SELECT_PSE = "00A404000E315041592E5359532E444446303100";
export const GPO = "80A800000A8308" + "0156" + "000000001234" + "00";

export function hex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, "hex"));
}

export function upper(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

export function cardData(name: string, changes: Partial<CardData> = {}): CardData {
  const found = loadCards().find((card) => card.name === name);
  if (found === undefined) throw new Error("no such test card");
  return { ...found, ...changes };
}

export function poweredCard(name = "debit", changes: Partial<CardData> = {}, state?: CardState): VirtualCard {
  const card = makeCard(cardData(name, changes), state);
  card.powerOn();
  return card;
}

export function send(card: VirtualCard, command: string): { data: Uint8Array; sw: string } {
  const answer = card.transmit(hex(command));
  return { data: answer.subarray(0, answer.length - 2), sw: upper(answer.subarray(answer.length - 2)) };
}

export function sw(card: VirtualCard, command: string): string {
  return send(card, command).sw;
}

export function selectAid(aid = "A000000333010101"): string {
  return `00A40400${byte(aid.length / 2)}${aid}00`;
}

export function generateAc(type: number, data: string): string {
  return `80AE${byte(type)}00${byte(data.length / 2)}${data}00`;
}

export function byte(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, "0");
}

/** Up to the first GENERATE AC. */
export function begin(card: VirtualCard, data: CardData): void {
  for (const command of [selectAid(data.aid), GPO]) {
    if (sw(card, command) !== "9000") throw new Error("the card did not begin");
  }
}

export interface CryptogramAnswer {
  type: number;
  atc: string;
  cryptogram: Uint8Array;
  issuerData: string;
}

/** Takes a GENERATE AC answer of either format apart. */
export function readCryptogram(answer: Uint8Array): CryptogramAnswer {
  const flat = findTlv(answer, 0x80);
  if (flat !== undefined) {
    const [type = -1] = flat;
    const [atc, cryptogram, issuerData] = [flat.subarray(1, 3), flat.subarray(3, 11), flat.subarray(11)];
    return { type, atc: upper(atc), cryptogram, issuerData: upper(issuerData) };
  }
  const field = (tag: number): Uint8Array => findTlv(answer, tag) ?? new Uint8Array(0);
  const type = field(0x9f27)[0] ?? -1;
  return { type, atc: upper(field(0x9f36)), cryptogram: field(0x9f26), issuerData: upper(field(0x9f10)) };
}

/**
 * The issuer's view, written apart from the product: EMV Book 2 A1.4.1, A1.3.1 and 8.1.2 with OpenSSL's two-key triple DES
 * and plain single DES, one block at a time.
 */
export class IndependentIssuer {
  private readonly key: Buffer;

  constructor(data: CardData, atc: string) {
    const imk = Buffer.from(ISSUER_KEYS.get(data.issuer)?.ac ?? []);
    const y = Buffer.from((data.pan + String(data.sequence).padStart(2, "0")).slice(-16), "hex");
    const mk = Buffer.concat([y, y.map((b) => ~b)].map((block) => des2(imk, block)));
    const left = Buffer.from(`${atc}F00000000000`, "hex");
    const right = Buffer.from(`${atc}0F0000000000`, "hex");
    this.key = Buffer.concat([des2(mk, left), des2(mk, right)]);
  }

  cryptogram(input: string): string {
    let padded = `${input}80`;
    while (padded.length % 16 !== 0) padded += "00";
    const data = Buffer.from(padded, "hex");
    const [left, right] = [this.key.subarray(0, 8), this.key.subarray(8)];
    let chain: Buffer = Buffer.alloc(8);
    for (let at = 0; at < data.length; at += 8) {
      chain = des1(left, Buffer.from(chain.map((b, i) => b ^ (data[at + i] ?? 0))), true);
    }
    return des1(left, des1(right, chain, false), true)
      .toString("hex")
      .toUpperCase();
  }

  /** Tag 91: ARPC and response code. */
  answer(arqc: Uint8Array, code: string): string {
    const block = Buffer.from(arqc);
    Buffer.from(code, "hex").forEach((b, i) => (block[i]! ^= b));
    return des2(this.key, block).toString("hex").toUpperCase() + code;
  }
}

function des2(key: Uint8Array, block: Uint8Array): Buffer {
  return createCipheriv("des-ede", key, null).setAutoPadding(false).update(block);
}

function des1(key: Uint8Array, block: Uint8Array, encipher: boolean): Buffer {
  const both = Buffer.concat([key, key]);
  const cipher = encipher ? createCipheriv("des-ede", both, null) : createDecipheriv("des-ede", both, null);
  return cipher.setAutoPadding(false).update(block);
}
