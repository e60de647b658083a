/**
 * What a chip sale came to, as an onlooker sees it: from the screens, the APDUs, the messages and the slip. Of each value the
 * last one seen counts; what nobody told stays unknown.
 */
import { Line, Outcome, Screen } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field } from "../../assembly/abi_fields.ts";
import { CodecError } from "../codec/errors.ts";
import { Dol } from "../codec/tlv/dol.ts";
import { findTlv } from "../codec/tlv/find.ts";
import { numberOf } from "../locale/values.ts";
import type { View } from "../ports.ts";
import type { ChipSale, Exchanged } from "./chip_sale.ts";

export type SaleOutcome = "approved" | "declined" | "reversed" | "pending" | "terminated";
export type CryptogramType = "AAC" | "TC" | "ARQC" | "RFU";

/** The value is missing where it is inside a signature. */
export interface Cryptogram {
  type: CryptogramType;
  cryptogram: Uint8Array | undefined;
}

/** One value of a data object list, as the terminal filled it in. */
export interface ListedValue {
  tag: number;
  value: Uint8Array;
}

export interface ChipSaleResult {
  outcome: SaleOutcome;
  /** Why, in the words of the core's `Reason`; NONE when there is nothing to say. */
  reason: keyof typeof Reason;
  /** F39, when the acquirer has answered. */
  responseCode: string | undefined;
  /** 9F26 of the last answer to GENERATE AC; of one that is signed, as the terminal has read it (EMV Book 2, 6.6.2). */
  cryptogram: Uint8Array | undefined;
  cryptogramType: CryptogramType | undefined;
  /** 5 bytes. */
  tvr: Uint8Array | undefined;
  /** 2 bytes. */
  tsi: Uint8Array | undefined;
  /** 9F34, 3 bytes. */
  cvmResults: Uint8Array | undefined;
}

const TAG_TVR = 0x95;
const TAG_TSI = 0x9b;
const TAG_CVM_RESULTS = 0x9f34;
const TAG_CRYPTOGRAM = 0x9f26;
const TAG_SIGNED_DATA = 0x9f4b;
const TAG_PDOL = 0x9f38;
const TAG_CDOL1 = 0x8c;
const TAG_CDOL2 = 0x8d;
const INS_SELECT = 0xa4;
const INS_GET_PROCESSING_OPTIONS = 0xa8;
const INS_GENERATE_AC = 0xae;
const INS_GET_RESPONSE = 0xc0;
/** CLA INS P1 P2 Lc; template 83 and its length. */
const HEAD_BYTES = 5;
const TEMPLATE_BYTES = 2;
const TYPES: readonly CryptogramType[] = ["AAC", "TC", "ARQC", "RFU"];

export function resultOf(sale: ChipSale): ChipSaleResult {
  const seen = new Map<number, Uint8Array>();
  const keep = (values: Iterable<ListedValue>): void => {
    for (const { tag, value } of values) seen.set(tag, value);
  };
  let last: ReturnType<typeof cryptogramIn>;
  const told = new Told();
  // The request leaves between the two GENERATE AC.
  let isHostTold = false;
  const tellHost = (): void => {
    if (!isHostTold) keep(chipData(sale));
    isHostTold = true;
  };
  for (const exchanged of sale.apdus) {
    if (exchanged.command[1] === INS_GENERATE_AC && told.cryptograms > 0) tellHost();
    keep(told.asks(exchanged.command));
    last = told.answers(exchanged) ?? last;
  }
  tellHost();
  for (const slip of sale.printed) keep(slipValues(slip));
  return {
    ...endOf(sale),
    responseCode: sale.messages.find(({ mti }) => mti === "0210")?.text(39),
    cryptogram: last?.cryptogram ?? (last && signedCryptogram(sale, last.type)),
    cryptogramType: last?.type,
    tvr: seen.get(TAG_TVR),
    tsi: seen.get(TAG_TSI),
    cvmResults: seen.get(TAG_CVM_RESULTS),
  };
}

/** Follows a card's lists, so that the data of its commands can be read. */
export class Told {
  /** Answers to GENERATE AC so far. */
  cryptograms = 0;
  private readonly lists = new Map<number, Uint8Array>();
  private instruction = 0;

  /** What a command says, by the card's own list for it. */
  asks(command: Uint8Array): ListedValue[] {
    if (command[1] !== INS_GET_RESPONSE) this.instruction = command[1] ?? 0;
    const data = command.subarray(HEAD_BYTES, HEAD_BYTES + (command[4] ?? 0));
    if (command[1] === INS_GET_PROCESSING_OPTIONS) return this.read(TAG_PDOL, data.subarray(TEMPLATE_BYTES));
    if (command[1] === INS_GENERATE_AC) return this.read(this.cryptograms === 0 ? TAG_CDOL1 : TAG_CDOL2, data);
    return [];
  }

  /** The cryptogram of an answer, where it has one. */
  answers({ response }: Exchanged): Cryptogram | undefined {
    const data = response?.subarray(0, -2) ?? new Uint8Array(0);
    if (data.length === 0) return undefined;
    if (this.instruction === INS_SELECT) this.cryptograms = 0;
    for (const tag of [TAG_PDOL, TAG_CDOL1, TAG_CDOL2]) {
      const list = findTlv(data, tag);
      if (list !== undefined) this.lists.set(tag, list);
    }
    if (this.instruction !== INS_GENERATE_AC) return undefined;
    this.cryptograms++;
    return cryptogramIn(data);
  }

  private read(list: number, data: Uint8Array): ListedValue[] {
    let at = 0;
    return entriesOf(this.lists.get(list)).flatMap(({ tag, length }) => {
      const value = data.slice(at, (at += length));
      return value.length === length && length > 0 ? [{ tag, value }] : [];
    });
  }
}

function entriesOf(list: Uint8Array | undefined): Dol["entries"] {
  if (list === undefined) return [];
  try {
    return Dol.parse(list).entries;
  } catch (error) {
    if (error instanceof CodecError) return [];
    throw error;
  }
}

/** Formats 1 and 2 of GENERATE AC (EMV Book 3, 6.5.5.4). */
function cryptogramIn(data: Uint8Array): Cryptogram | undefined {
  const whole = data[0] === 0x80 ? findTlv(data, 0x80) : undefined;
  const cid = whole?.[0] ?? findTlv(data, 0x9f27)?.[0];
  const cryptogram = whole?.slice(3, 11) ?? findTlv(data, TAG_CRYPTOGRAM);
  const type = TYPES[(cid ?? 0) >> 6];
  const isGiven = cryptogram !== undefined || findTlv(data, TAG_SIGNED_DATA) !== undefined;
  return cid === undefined || type === undefined || !isGiven ? undefined : { type, cryptogram };
}

/** What only the terminal has read out of a signature: an ARQC is in its request, a TC on its slip. */
function signedCryptogram(sale: ChipSale, type: CryptogramType): Uint8Array | undefined {
  const request = sale.messages.find(({ mti }) => mti === "0200");
  if (type === "ARQC") return request?.has(55) === true ? findTlv(request.bytes(55), TAG_CRYPTOGRAM) : undefined;
  const fields = sale.printed.flatMap((slip) => slip.fields);
  return type === "TC" ? fields.find(({ kind }) => (kind as Line) === Line.CRYPTOGRAM)?.value : undefined;
}

/** F55 of the sale's request. */
function chipData({ messages }: ChipSale): ListedValue[] {
  const request = messages.find(({ mti }) => mti === "0200");
  const data = request?.has(55) === true ? request.bytes(55) : new Uint8Array(0);
  return [TAG_TVR, TAG_TSI, TAG_CVM_RESULTS].flatMap((tag) => {
    const value = findTlv(data, tag);
    return value === undefined ? [] : [{ tag, value }];
  });
}

function slipValues(slip: View): ListedValue[] {
  const tags = new Map<number, number>([
    [Line.TVR, TAG_TVR],
    [Line.TSI, TAG_TSI],
  ]);
  return slip.fields.flatMap(({ kind, value }) => {
    const tag = tags.get(kind);
    return tag === undefined ? [] : [{ tag, value }];
  });
}

function endOf({ shown, atRest }: ChipSale): Pick<ChipSaleResult, "outcome" | "reason"> {
  const end = shown.findLast(({ id }) => ENDS.has(id));
  const reason = (Reason[numberIn(end, Field.REASON)] ?? "NONE") as keyof typeof Reason;
  const outcome = OUTCOMES.get(numberIn(atRest, Field.OUTCOME));
  if (outcome !== undefined) return { outcome, reason };
  const isDecline = (end?.id as Screen | undefined) === Screen.DECLINED || REFUSALS.has(reason);
  return { outcome: isDecline ? "declined" : "terminated", reason };
}

const OUTCOMES: ReadonlyMap<number, SaleOutcome> = new Map([
  [Outcome.APPROVED, "approved"],
  [Outcome.DECLINED, "declined"],
  [Outcome.REVERSED, "reversed"],
  [Outcome.PENDING, "pending"],
]);

/** Card or terminal have decided against the payment; nothing else stopped it. */
const REFUSALS: ReadonlySet<string> = new Set(["CARD_REFUSED", "DECLINED_OFFLINE"]);

/** Screens that say why a sale has ended. */
const ENDS: ReadonlySet<number> = new Set([
  Screen.APPROVED,
  Screen.DECLINED,
  Screen.CANCELLED,
  Screen.CARD_ERROR,
  Screen.TERMINAL_FAULT,
  Screen.REVERSAL_PENDING,
]);

function numberIn(view: View | undefined, kind: Field): number {
  const value = view?.fields.find((field) => (field.kind as Field) === kind)?.value;
  return value === undefined ? 0 : Number(numberOf(value));
}
