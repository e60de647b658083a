/** How a chip sale is shown: one object for programs; for people a table of APDUs, each with what it says. */
import { Reason } from "../../../assembly/abi_reasons.ts";
import { commandName } from "../../codec/describe_apdu.ts";
import { explain, lineOf, outline, statusWordName, tagNameOf } from "../../codec/emv/index.ts";
import type { Explanation, OutlineItem } from "../../codec/emv/index.ts";
import { line, sizeOf } from "../../codec/lines.ts";
import type { Language } from "../../codec/lines.ts";
import { tagName } from "../../codec/tlv/tags.ts";
import { REASON_TEXTS } from "../../locale/fields.ts";
import { pick } from "../../locale/language.ts";
import { formatAmount } from "../../locale/values.ts";
import type { ChipSale, Exchanged, HostConduct } from "../../simulator/chip_sale.ts";
import { Told } from "../../simulator/chip_sale_result.ts";
import type { ChipSaleResult, ListedValue, SaleOutcome } from "../../simulator/chip_sale_result.ts";
import { hexOfBytes } from "../hex.ts";
import { inWords, table } from "../table.ts";
import type { Words } from "../table.ts";
import { shownValue } from "../tlv/shown.ts";
import { itemLines, linesOf as explanationLines } from "./explain.ts";
import { decisionLines, jsonOfDecision, wrapped } from "./run_explained.ts";
import { shownCommand, shownData } from "./masked_apdu.ts";

export interface Showing {
  /** Name of the card, or of its file. */
  card: string;
  /** The card's own, to be masked wherever they stand. */
  pan: string;
  holder: string;
  amount: number;
  host: HostConduct;
  language: Language;
  unmasked: boolean;
  /** With what the kernel has decided, on a page of limited width. */
  explained: boolean;
}

const INDENT = "    ";
const OUTCOMES: Readonly<Record<SaleOutcome, Words>> = {
  approved: ["批准", "approved"],
  declined: ["拒绝", "declined"],
  reversed: ["已冲正", "reversed"],
  pending: ["等待冲正", "reversal pending"],
  terminated: ["终止", "terminated"],
};
const HOSTS: Readonly<Record<HostConduct, Words>> = {
  approve: ["按规则应答", "answers as it finds right"],
  decline: ["拒绝", "declines"],
  down: ["无法连接", "cannot be reached"],
};
const NO_ANSWER: Words = ["无应答", "no answer"];
const UNKNOWN: Words = ["未知", "not told"];
const CRYPTOGRAM_TYPES = ["AAC", "TC", "ARQC", "RFU"] as const;
const CDA_WANTED = 0x10;

export function jsonOf({ apdus, decisions }: ChipSale, result: ChipSaleResult, showing: Showing): object {
  const { card, amount, host, language } = showing;
  return {
    card,
    amount,
    host,
    outcome: result.outcome,
    reason: result.reason,
    responseCode: result.responseCode ?? null,
    cryptogram: hexOrNull(result.cryptogram),
    cryptogramType: result.cryptogramType ?? null,
    tvr: hexOrNull(result.tvr),
    tsi: hexOrNull(result.tsi),
    cvmResults: hexOrNull(result.cvmResults),
    apdus: apdus.map(({ command, response }) => ({
      command: shownCommand(command, showing),
      response: response === undefined ? null : shownData(dataOf(response), showing),
      sw: statusOf(response) ?? null,
      name: commandName(command) ?? null,
      detail: detailOf(command) ?? null,
    })),
    ...(showing.explained ? { decisions: decisions.map((decision) => jsonOfDecision(decision, language)) } : {}),
  };
}

/** From the first SELECT to the last cryptogram, then what it came to. */
export function saleLines({ apdus, decisions }: ChipSale, result: ChipSaleResult, showing: Showing): string[] {
  const told = new Told();
  const exchanges = apdus.flatMap((exchanged, index) => {
    const values = told.asks(exchanged.command);
    told.answers(exchanged);
    const decided = decisionLines(decisions, index + 1, showing.language);
    return [...apduLines(index + 1, exchanged, values, showing), ...decided, ""];
  });
  const lines = [...exchanges, ...resultLines(result, showing)];
  return showing.explained ? lines.flatMap(wrapped) : lines;
}

function apduLines(number: number, exchanged: Exchanged, values: readonly ListedValue[], showing: Showing): string[] {
  const { command, response } = exchanged;
  const { language, unmasked } = showing;
  const title = [String(number).padStart(2), commandName(command) ?? hexOfBytes(command.subarray(0, 4))];
  const detail = detailOf(command);
  const told = values.map(({ tag, value }) =>
    line(tagName(tag), tagNameOf(tag, language, { value }), shownValue(tag, value, unmasked)),
  );
  const lines = [
    [...title, ...(detail === undefined ? [] : [detail])].join("  "),
    `${INDENT}> ${shownCommand(command, showing)}`,
    ...told.map((text) => `${INDENT}  ${text}`),
    `${INDENT}< ${answerOf(response, language)}`,
  ];
  return [...lines, ...dataLines(response, showing)];
}

function answerOf(response: Uint8Array | undefined, language: Language): string {
  const sw = statusOf(response);
  if (response === undefined) return inWords(NO_ANSWER, language);
  if (sw === undefined) return sizeOf(response.length);
  const data = dataOf(response);
  const size = data.length === 0 ? "" : `  ${sizeOf(data.length)}`;
  return `${sw} ${statusWordName(Number.parseInt(sw, 16), language)}${size}`;
}

/** What the objects say. Bytes that are none are shown as they are. */
function dataLines(response: Uint8Array | undefined, showing: Showing): string[] {
  const { language, unmasked } = showing;
  const data = response === undefined ? new Uint8Array(0) : dataOf(response);
  const items = outline(data, language, { unmasked });
  if (items.every(({ tag }) => tag === undefined))
    return data.length === 0 ? [] : [`${INDENT}  ${shownData(data, showing)}`];
  const lines = items.flatMap((item) => itemLines({ ...item, explanations: sayingMore(item, language) }, language));
  return lines.map((text) => `${INDENT}  ${text}`);
}

/** Without what the value says itself. */
function sayingMore({ shown, explanations }: OutlineItem, language: Language): Explanation[] {
  return explanations.filter((explanation) => lineOf(explanation, language) !== shown);
}

function resultLines(result: ChipSaleResult, { card, amount, host, language }: Showing): string[] {
  const say = (words: Words): string => inWords(words, language);
  const unknown = say(UNKNOWN);
  const reason = pick(REASON_TEXTS[Reason[result.reason]], language);
  const type = result.cryptogramType === undefined ? "" : ` ${result.cryptogramType}`;
  const values: Array<[tag: number, title: string, value: Uint8Array | undefined]> = [
    [0x95, "TVR", result.tvr],
    [0x9b, "TSI", result.tsi],
    [0x9f34, say(["CVM结果", "CVM results"]), result.cvmResults],
  ];
  return [
    ...table([
      [say(["卡片", "Card"]), card],
      [say(["金额", "Amount"]), formatAmount(BigInt(amount))],
      [say(["收单行", "Acquirer"]), say(HOSTS[host])],
      [say(["结果", "Outcome"]), say(OUTCOMES[result.outcome])],
      [say(["原因", "Reason"]), reason],
      [say(["应答码", "Response code"]), result.responseCode],
      [say(["密文", "Cryptogram"]), result.cryptogram === undefined ? unknown : hexOfBytes(result.cryptogram) + type],
    ]),
    ...values.flatMap(([tag, title, value]) => [
      `${title} ${value === undefined ? unknown : hexOfBytes(value)}`,
      ...(value === undefined ? [] : explanationLines(explain(tag, value, language, {}), language, "")),
    ]),
  ];
}

/** Which file, which record, which cryptogram. */
function detailOf(command: Uint8Array): string | undefined {
  const [, ins, p1 = 0, p2 = 0, length = 0] = command;
  const data = command.subarray(5, 5 + length);
  switch (ins) {
    case 0xa4:
      return data[0] === 0x31 ? Buffer.from(data).toString("latin1") : hexOfBytes(data);
    case 0xb2:
      return `SFI ${p2 >> 3} record ${p1}`;
    case 0xae:
      return (CRYPTOGRAM_TYPES[p1 >> 6] ?? "") + ((p1 & CDA_WANTED) === 0 ? "" : " + CDA");
    case 0xca:
      return hexOfBytes(command.subarray(2, 4)).replace(/^00/, "");
    default:
      return undefined;
  }
}

function dataOf(response: Uint8Array): Uint8Array {
  return response.subarray(0, Math.max(0, response.length - 2));
}

/** Undefined where the card gave less than a status word. */
function statusOf(response: Uint8Array | undefined): string | undefined {
  return response === undefined || response.length < 2 ? undefined : hexOfBytes(response.subarray(-2));
}

function hexOrNull(value: Uint8Array | undefined): string | null {
  return value === undefined ? null : hexOfBytes(value);
}
