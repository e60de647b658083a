/** F55: which chip data travels in which message (UnionPay POS, F55 usage). */
import { copyBytes, store16 } from "../base/bytes";
import { putTlv } from "../codec/ber_tlv";
import { Terminal } from "../machine/terminal";
import { terminalElement } from "./data";
import { cardGave } from "./arena";
import { cardOf, Card, FOUND } from "./region";
import {
  TAG_5F2A_CURRENCY,
  TAG_82_AIP,
  TAG_84_DF_NAME,
  TAG_8A_RESPONSE_CODE,
  TAG_95_TVR,
  TAG_9A_DATE,
  TAG_9C_TYPE,
  TAG_9F02_AMOUNT_AUTHORISED,
  TAG_9F03_AMOUNT_OTHER,
  TAG_9F09_TERMINAL_VERSION,
  TAG_9F10_ISSUER_APPLICATION_DATA,
  TAG_9F1A_COUNTRY,
  TAG_9F1E_SERIAL,
  TAG_9F26_CRYPTOGRAM,
  TAG_9F27_CID,
  TAG_9F33_CAPABILITIES,
  TAG_9F34_CVM_RESULTS,
  TAG_9F35_TERMINAL_TYPE,
  TAG_9F36_ATC,
  TAG_9F37_UNPREDICTABLE,
  TAG_9F41_COUNTER,
  TAG_9F63_CARD_PRODUCT,
  TAG_9F74_ISSUER_CODE,
  TAG_DF31_SCRIPT_RESULTS,
} from "./tags";

/** Tags of a sale, in the order of the specification's list, and behind them those of an offline one; of a reversal; of one after the card has declined; of a notice. */
const SALE: usize = memory.data<u32>([
  TAG_9F26_CRYPTOGRAM,
  TAG_9F27_CID,
  TAG_9F10_ISSUER_APPLICATION_DATA,
  TAG_9F37_UNPREDICTABLE,
  TAG_9F36_ATC,
  TAG_95_TVR,
  TAG_9A_DATE,
  TAG_9C_TYPE,
  TAG_9F02_AMOUNT_AUTHORISED,
  TAG_5F2A_CURRENCY,
  TAG_82_AIP,
  TAG_9F1A_COUNTRY,
  TAG_9F03_AMOUNT_OTHER,
  TAG_9F33_CAPABILITIES,
  TAG_9F34_CVM_RESULTS,
  TAG_9F35_TERMINAL_TYPE,
  TAG_9F1E_SERIAL,
  TAG_84_DF_NAME,
  TAG_9F09_TERMINAL_VERSION,
  TAG_9F41_COUNTER,
  TAG_9F63_CARD_PRODUCT,
  TAG_8A_RESPONSE_CODE,
  TAG_9F74_ISSUER_CODE,
]);
const SALE_TAGS: i32 = 21;
const UPLOAD_TAGS: i32 = 23;
const REVERSAL: usize = memory.data<u32>([TAG_9F1E_SERIAL, TAG_9F36_ATC, TAG_DF31_SCRIPT_RESULTS]);
const REVERSAL_TAGS: i32 = 3;
const REFUSED: usize = memory.data<u32>([
  TAG_95_TVR,
  TAG_9F1E_SERIAL,
  TAG_9F10_ISSUER_APPLICATION_DATA,
  TAG_9F36_ATC,
  TAG_DF31_SCRIPT_RESULTS,
]);
const REFUSED_TAGS: i32 = 5;
const NOTICE: usize = memory.data<u32>([
  TAG_9F33_CAPABILITIES,
  TAG_95_TVR,
  TAG_9F37_UNPREDICTABLE,
  TAG_9F1E_SERIAL,
  TAG_9F10_ISSUER_APPLICATION_DATA,
  TAG_9F26_CRYPTOGRAM,
  TAG_9F36_ATC,
  TAG_82_AIP,
  TAG_DF31_SCRIPT_RESULTS,
  TAG_9F1A_COUNTRY,
  TAG_9A_DATE,
]);
const NOTICE_TAGS: i32 = 11;

const VALUE: usize = memory.data(48, 8);

/** @returns bytes written to `out`, at most `room`; 0 when they do not fit. */
export function putSaleData(t: Terminal, out: usize, room: i32): i32 {
  return putList(t, SALE, SALE_TAGS, out, room);
}

/** What the acquirer is told of an offline approval. A card whose authorisation code is longer than any goes without: the rest fits. */
export function putUploadData(t: Terminal, out: usize, room: i32): i32 {
  const length = putList(t, SALE, UPLOAD_TAGS, out, room);
  return length > 0 ? length : putList(t, SALE, UPLOAD_TAGS - 1, out, room);
}

/** What a reversal repeats, results of scripts once there are any: no card data among it, so it may stand in the journal. */
export function putReversalData(t: Terminal, out: usize, room: i32): i32 {
  return putList(t, REVERSAL, REVERSAL_TAGS, out, room);
}

/** The same when the card has declined what the acquirer approved: why, in its own words. */
export function putRefusalData(t: Terminal, out: usize, room: i32): i32 {
  return putList(t, REFUSED, REFUSED_TAGS, out, room);
}

/** What became of the issuer's scripts: no card data among it, so it may stand in the journal. At most 119 bytes. */
export function putNoticeData(t: Terminal, out: usize, room: i32): i32 {
  return putList(t, NOTICE, NOTICE_TAGS, out, room);
}

function putList(t: Terminal, tags: usize, count: i32, out: usize, room: i32): i32 {
  let at = out;
  for (let i = 0; i < count; i++) {
    const tag = load<u32>(tags + 4 * <usize>i);
    const length = element(t, tag);
    if (length < 0) continue;
    at = putTlv(at, out + room, tag, VALUE, length);
    if (at === 0) return 0;
  }
  return <i32>(at - out);
}

/** Writes the value of `tag` to VALUE: what the card answered, what the terminal has, what stands in the card's records. */
function element(t: Terminal, tag: u32): i32 {
  const card = cardOf(t);
  const answered = cryptogramElement(card, tag);
  if (answered >= 0) return answered;
  const own = terminalElement(t, tag, VALUE);
  if (own >= 0) return own;
  if (!cardGave(card, tag) || FOUND.length > 40) return -1;
  copyBytes(VALUE, FOUND.value, FOUND.length);
  return FOUND.length;
}

function cryptogramElement(card: Card, tag: u32): i32 {
  switch (tag) {
    case TAG_9F26_CRYPTOGRAM:
      copyBytes(VALUE, card.cryptogram, 8);
      return 8;
    case TAG_9F27_CID:
      store<u8>(VALUE, <u8>card.cid);
      return 1;
    case TAG_9F36_ATC:
      store16(VALUE, card.atc);
      return 2;
    case TAG_9F10_ISSUER_APPLICATION_DATA:
      if (card.issuerDataLength === 0) return -1;
      copyBytes(VALUE, card.issuerData, card.issuerDataLength);
      return card.issuerDataLength;
    case TAG_DF31_SCRIPT_RESULTS:
      if (card.resultsLength === 0) return -1;
      copyBytes(VALUE, card.scriptResults, card.resultsLength);
      return card.resultsLength;
    case TAG_82_AIP:
      store16(VALUE, card.aip);
      return 2;
    default:
      return -1;
  }
}
