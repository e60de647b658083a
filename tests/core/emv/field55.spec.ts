/** F55 of each message against the field lists of UnionPay POS, written down here for this file alone. */
import { OK } from "../../../assembly/base/status";
import { readTlv, Tlv } from "../../../assembly/codec/ber_tlv";
import {
  putNoticeData,
  putRefusalData,
  putReversalData,
  putSaleData,
  putUploadData,
} from "../../../assembly/emv/field55";
import { Card, cardOf } from "../../../assembly/emv/region";
import { Terminal } from "../../../assembly/machine/terminal";
import { hexAt, hexOf } from "../base/support";
import { freshTerminal } from "../machine/support";
import { addData, element, giveData } from "./support";

const OUT: usize = memory.data(256, 8);
const SEEN: Tlv = changetype<Tlv>(memory.data(16, 4));
/** The card's own: DF name, product identifier; and what must never travel. */
const GIVEN: string =
  element("84", "A000000333010101") +
  element("9F63", "30313032303330303030303030303030") +
  element("5A", "6216261000000000018F") +
  element("57", "6216261000000000018D2912220000000000") +
  element("5F20", "484F4C444552") +
  element("9F1F", "3031");

const SALE_MANDATORY: i32[] = [
  0x9f26, 0x9f27, 0x9f10, 0x9f37, 0x9f36, 0x95, 0x9a, 0x9c, 0x9f02, 0x5f2a, 0x82, 0x9f1a, 0x9f03, 0x9f33,
];
const SALE_OTHERS: i32[] = [0x9f34, 0x9f35, 0x9f1e, 0x84, 0x9f09, 0x9f41, 0x9f63];
const NOTICE: i32[] = [0x9f33, 0x95, 0x9f37, 0x9f1e, 0x9f10, 0x9f26, 0x9f36, 0x82, 0xdf31, 0x9f1a, 0x9a];

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);

function begin(): void {
  t = freshTerminal();
  card = cardOf(t);
  giveData(card, GIVEN);
  card.issuerDataLength = hexAt(card.issuerData, "0701010360A000");
  card.resultsLength = hexAt(card.scriptResults, "2054494C4C1200000000");
  card.cid = 0x80;
  card.atc = 0x0102;
  card.aip = 0x7c00;
}

function tagsOf(length: i32): i32[] {
  const tags: i32[] = [];
  let at = OUT;
  while (readTlv(at, OUT + length, SEEN) === OK) {
    tags.push(SEEN.tag);
    at = SEEN.next;
  }
  expect(at).toBe(OUT + length);
  return tags;
}

function sorted(tags: i32[]): string {
  return tags.sort((a, b) => a - b).join(" ");
}

describe("F55", () => {
  it("of a sale has every mandatory tag, and the others that there are", () => {
    begin();
    const tags = tagsOf(putSaleData(t, OUT, 255));
    expect(sorted(tags)).toBe(sorted(SALE_MANDATORY.concat(SALE_OTHERS)));
  });

  it("of a reversal has 9F36, the terminal's serial number, and results of scripts once there are any", () => {
    begin();
    expect(sorted(tagsOf(putReversalData(t, OUT, 96)))).toBe(sorted([0x9f36, 0x9f1e, 0xdf31]));
    card.resultsLength = 0;
    expect(sorted(tagsOf(putReversalData(t, OUT, 96)))).toBe(sorted([0x9f36, 0x9f1e]));
  });

  it("of a reversal after the card's refusal has why, too, and fits the journal at its longest", () => {
    begin();
    expect(sorted(tagsOf(putRefusalData(t, OUT, 96)))).toBe(sorted([0x95, 0x9f10, 0x9f36, 0x9f1e, 0xdf31]));
    card.issuerDataLength = 32;
    card.resultsLength = 20;
    expect(tagsOf(putRefusalData(t, OUT, 96)).length).toBe(5);
  });

  it("of an offline approval has what a sale has, and 8A; a code of the card's that is too long stays out, and the rest fits", () => {
    begin();
    card.responseCode = 0x3159;
    const sale = tagsOf(putSaleData(t, OUT, 240));
    sale.push(0x8a);
    expect(sorted(tagsOf(putUploadData(t, OUT, 240)))).toBe(sorted(sale));
    card.issuerDataLength = 32;
    addData(card, element("9F74", "313233343536"));
    sale.push(0x9f74);
    expect(sorted(tagsOf(putUploadData(t, OUT, 240)))).toBe(sorted(sale));
    sale.pop();
    begin();
    card.responseCode = 0x3159;
    card.issuerDataLength = 32;
    addData(card, element("9F74", "31".repeat(40)));
    expect(sorted(tagsOf(putUploadData(t, OUT, 195)))).toBe(sorted(sale));
  });

  it("of a script notice has every tag of the list, and fits the journal at its longest", () => {
    begin();
    expect(sorted(tagsOf(putNoticeData(t, OUT, 120)))).toBe(sorted(NOTICE));
    card.issuerDataLength = 32;
    card.resultsLength = 20;
    const length = putNoticeData(t, OUT, 120);
    expect(length).toBe(119);
    expect(sorted(tagsOf(length))).toBe(sorted(NOTICE));
  });

  it("has the values of this payment", () => {
    begin();
    const length = putNoticeData(t, OUT, 120);
    const text = hexOf(OUT, length);
    expect(text.includes("DF310A2054494C4C1200000000")).toBe(true);
    expect(text.includes("9F36020102")).toBe(true);
    expect(text.includes("82027C00")).toBe(true);
  });
});
