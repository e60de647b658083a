/** Screens and printed documents as lines: every typed field with its name; amounts as 12.34. */
import { Paperwork, RegistrationState, Service } from "../../assembly/abi_platform.ts";
import { Document, Failure, Line, Outcome, Screen } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field, Item, Menu } from "../../assembly/abi_fields.ts";
import { NetworkKind, Paper } from "../../assembly/abi_devices.ts";
import { FIELD_TEXTS } from "../../host/locale/fields.ts";
import { faultRows } from "../../host/locale/fault_words.ts";
import type { View, ViewField } from "../../host/ports.ts";

const LABEL_COLUMNS = 16;

/** Fields whose number is a code of the contract. */
const NAMES: Partial<Record<Field, Readonly<Record<number, string>>>> = {
  [Field.REASON]: Reason,
  [Field.OUTCOME]: Outcome,
  [Field.MENU]: Menu,
  [Field.ITEM]: Item,
  [Field.LABEL_OF]: Field,
  [Field.FAILURE]: Failure,
  [Field.SERVICE]: Service,
  [Field.REGISTRATION]: RegistrationState,
  [Field.PAPER_IN]: Paperwork,
  [Field.PAPER_TO_COME]: Paperwork,
  [Field.GUIDE]: Item,
  [Field.LINE_FAULT]: Reason,
  [Field.PAPER]: Paper,
  [Field.NETWORK]: NetworkKind,
};

export function yuan(minor: bigint | number): string {
  const digits = String(minor).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `IDLE · TERMINAL_NUMBER 10000001 · ...` */
export function describeScreen(view: View): string {
  return [Screen[view.id] ?? `screen ${view.id}`, ...view.fields.map(describeField)].join(" · ");
}

/** The document's name, then its lines. */
export function describeDocument(view: View): string[] {
  return [Document[view.id] ?? `document ${view.id}`, ...view.fields.map(describeLine)];
}

function describeField({ kind, value }: ViewField): string {
  return `${Field[kind] ?? `field ${kind}`} ${fieldText(kind, value)}`;
}

/** Numbers of persons and accounts: how long they are, and no more. */
const MASKED: readonly Field[] = [Field.IDENTITY, Field.ACCOUNT];

function fieldText(kind: Field, value: Uint8Array): string {
  if (MASKED.includes(kind)) return `[${value.length} bytes]`;
  const names = NAMES[kind];
  if (kind === Field.FAULT || kind === Field.FAULT_RATE)
    return (faultRows({ kind, value }, undefined, "en") ?? []).flat().join(" ");
  if (kind === Field.WIFI)
    return `${Buffer.from(value.subarray(2)).toString()} ${value[0] ?? 0}%${value[1] === 0 ? " open" : ""}`;
  if (names !== undefined) return names[Number(number(value))] ?? String(number(value));
  switch (FIELD_TEXTS[kind].form) {
    case "text":
      return Buffer.from(value).toString();
    case "amount":
      return yuan(number(value));
    default:
      return String(number(value));
  }
}

function describeLine({ kind, value }: ViewField): string {
  return `${(Line[kind] ?? `line ${kind}`).padEnd(LABEL_COLUMNS)} ${lineText(kind, value)}`.trimEnd();
}

function lineText(kind: Line, value: Uint8Array): string {
  switch (kind) {
    case Line.AMOUNT:
    case Line.SALES_AMOUNT:
    case Line.HOST_AMOUNT:
    case Line.REFUSED_AMOUNT:
      return yuan(number(value));
    case Line.RECONCILIATION:
      return Reason[Number(number(value))] ?? "?";
    case Line.SALES:
    case Line.HOST_SALES:
    case Line.REFUSED:
    case Line.BATCH:
    case Line.STAN:
    case Line.ATC:
    case Line.CARD_SEQUENCE:
      return String(number(value));
    case Line.AID:
    case Line.CRYPTOGRAM:
    case Line.TVR:
    case Line.TSI:
      return Buffer.from(value).toString("hex").toUpperCase();
    default:
      return Buffer.from(value).toString();
  }
}

function number(value: Uint8Array): bigint {
  return Buffer.from(value).readBigUInt64LE();
}
