/**
 * What the values of a merchant-presented code must be (EMV QRCPS MPM 1.1): mandatory objects, formats, lengths, and the
 * fee that a convenience indicator asks for. Reserved IDs and those of payment networks may hold anything.
 *
 * Formats of class ans allow printable ASCII; codes in use carry names in other scripts there as well (Pix, QRIS, Chinese
 * acquirers), so that is a note, while a control character is a fault.
 */
import type { CodecFault } from "../errors.ts";
import { findField } from "./field.ts";
import type { QrField, QrNote } from "./field.ts";
import { ACCOUNT_FROM, ACCOUNT_TO, ROOT } from "./tables.ts";
import type { QrForm, QrRule, QrTable } from "./tables.ts";

const HEAD_BYTES = 4;
const ASCII = /^[\x20-\x7e]*$/;

interface Pattern {
  right: RegExp;
  expected: string;
}

const TEXT: Pattern = { right: /^\P{Cc}*$/u, expected: "no control character" };

const PATTERNS: Readonly<Record<QrForm, Pattern>> = {
  digits: { right: /^[0-9]*$/, expected: "digits" },
  version: { right: /^[0-9]*$/, expected: "digits" },
  initiation: { right: /^1[12]$/, expected: "11 (static) or 12 (dynamic)" },
  amount: { right: /^(?=.*[1-9])[0-9]*\.?[0-9]*$/, expected: "an amount above zero" },
  tip: { right: /^0[123]$/, expected: "01, 02 or 03" },
  percentage: { right: /^(?=.*[1-9])[0-9]{1,2}(?:\.[0-9]{0,2})?$/, expected: "00.01 to 99.99" },
  country: { right: /^[A-Z]{2}$/, expected: "two upper-case letters" },
  language: { right: /^[A-Za-z]{2}$/, expected: "two letters" },
  request: TEXT,
  ans: TEXT,
  string: TEXT,
  any: { right: /^/, expected: "" },
};

/** Values that are kept for later versions: another version itself, and other letters than A, M and E in a request. */
const RESERVED: Partial<Readonly<Record<QrForm, RegExp>>> = { version: /^(?!01$)/, request: /[^AME]/ };

export interface Judgement {
  faults: CodecFault[];
  notes: QrNote[];
}

/** @param length bytes of the whole code, where a missing object is said to be */
export function judgeMerchant(fields: readonly QrField[], length: number): Judgement {
  const judgement: Judgement = { faults: [], notes: [] };
  judgeLevel(judgement, fields, ROOT, "", length);
  judgeAccounts(judgement, fields, length);
  judgeFees(judgement, fields);
  return judgement;
}

function judgeLevel(j: Judgement, fields: readonly QrField[], table: QrTable, path: string, end: number): void {
  for (const field of fields) {
    const rule = table[Number(field.id)];
    if (rule === undefined) continue;
    judgeValue(j, field, rule);
    if (rule.inside !== undefined && field.fields !== undefined) {
      judgeLevel(j, field.fields, rule.inside, `${field.path}.`, field.offset);
    }
  }
  table.forEach((rule, id) => {
    const name = String(id).padStart(2, "0");
    // A missing CRC is the reader's fault to find.
    if (rule?.required !== true || name === "63" || fields.some((field) => field.id === name)) return;
    j.faults.push({ code: "QR_ABSENT", path: `${path}${name}`, offset: end });
  });
}

function judgeValue(j: Judgement, { path, offset, value }: QrField, rule: QrRule): void {
  const at = { code: "QR_CONTENT", path, offset: offset + HEAD_BYTES };
  const characters = Array.from(value).length;
  const { right, expected } = PATTERNS[rule.form];
  if (characters < rule.min || characters > rule.max) {
    const wanted = rule.min === rule.max ? `${rule.min}` : `${rule.min} to ${rule.max}`;
    // The reader has looked at the CRC.
    if (path !== "63") j.faults.push({ ...at, expected: `${wanted} characters`, actual: `${characters}` });
  } else if (!right.test(value)) {
    j.faults.push({ ...at, expected });
  }
  if (RESERVED[rule.form]?.test(value) === true) j.notes.push({ code: "RESERVED_VALUE", path });
  if (rule.form === "ans" && !ASCII.test(value)) j.notes.push({ code: "NOT_ASCII", path });
}

function judgeAccounts(j: Judgement, fields: readonly QrField[], end: number): void {
  if (fields.some(({ id }) => Number(id) >= ACCOUNT_FROM && Number(id) <= ACCOUNT_TO)) return;
  j.faults.push({ code: "QR_ABSENT", path: "02-51", offset: end, expected: "merchant account information" });
}

/** 55 = 01: the payer is asked for a tip; 02: the fee stands in 56; 03: in 57. Neither stands there otherwise. */
function judgeFees(j: Judgement, fields: readonly QrField[]): void {
  const indicator = findField(fields, "55");
  for (const [path, asked] of [
    ["56", "02"],
    ["57", "03"],
  ] as const) {
    const fee = findField(fields, path);
    if (indicator?.value === asked && fee === undefined) {
      j.faults.push({ code: "QR_ABSENT", path, offset: indicator.offset, expected: `a fee, since 55 is ${asked}` });
    } else if (indicator?.value !== asked && fee !== undefined) {
      j.faults.push({ code: "QR_CONTENT", path, offset: fee.offset, expected: `nothing, unless 55 is ${asked}` });
    }
  }
}
