/**
 * A journal record as one line: its kind and what it says, decoded from the bytes that FLASH_APPEND programs.
 *
 * The layouts are those of assembly/journal/records.ts. Enciphered card data is shown as its length only.
 */
import { Reason } from "../../assembly/abi_reasons.ts";
import { CARE_KINDS, describeCare } from "./transcript_care_records.ts";
import { yuan } from "./transcript_views.ts";

const HEAD_BYTES = 16;
/** Within the masked PAN, behind its longest. */
const ENTRY_AT = 19;
const TEST_BIT = 0x80;
const ENTRIES = ["chip", "stripe", "fallback"];
const KINDS: ReadonlyMap<number, string> = new Map([
  ...CARE_KINDS,
  [1, "CHECKPOINT"],
  [2, "SEAL"],
  [3, "CLOSE"],
  [4, "KEPT"],
  [5, "ZONE_KEPT"],
  [10, "BOUND"],
  [11, "SIGN_ON_BEGUN"],
  [12, "SIGNED_ON"],
  [13, "UNBOUND"],
  [14, "ASKED"],
  [20, "INTENT"],
  [21, "APPROVED"],
  [22, "DECLINED"],
  [23, "ABANDONED"],
  [24, "REVERSAL"],
  [25, "REVERSED"],
  [30, "NOTICE"],
  [31, "NOTICED"],
  [32, "NOTICE_TRIED"],
  [45, "REGISTRATION_NOTED"],
  [46, "BINDING_BEGUN"],
  [47, "BINDING_AGREED"],
  [48, "SERVICE_NOTED"],
  [49, "KEYS_ERASED"],
  [50, "ACTIVATED"],
  [51, "UNBINDING_BEGUN"],
  [52, "BINDING_GIVEN_UP"],
  [60, "SETTLING"],
  [61, "SETTLED"],
  [62, "LIMITS_SET"],
  [63, "ACCEPTED"],
  [40, "LANGUAGE_SET"],
  [41, "NETWORK_SET"],
  [42, "SERVERS_SET"],
  [43, "STEP_DONE"],
]);
/** Behind it the content of the zone. */
const ACT_BYTES = 16;

const CARE_NAMES: ReadonlySet<string> = new Set(CARE_KINDS.values());

/** One payload: numbers little-endian, texts ASCII. */
class Payload {
  private readonly bytes: Buffer;
  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes);
  }

  number(at: number): number {
    return this.bytes.readInt32LE(at);
  }
  byte(at: number): number {
    return this.bytes.readUInt8(at);
  }
  amount(at: number): string {
    return yuan(this.bytes.readBigUInt64LE(at));
  }
  text(at: number, length: number): string {
    return this.bytes.toString("latin1", at, at + length).replace(/\0+$/, "");
  }
  /** Two characters that stand in a number, low byte first; "none" for 0. */
  code(at: number): string {
    return this.number(at) === 0 ? "none" : this.text(at, 2);
  }
  hex(at: number, length: number): string {
    return this.bytes.toString("hex", at, at + length).toUpperCase();
  }
}

/** The kind of a whole record, as programmed, and what it says. */
export function describeRecord(record: Uint8Array): string {
  const head = new DataView(record.buffer, record.byteOffset);
  const kind = KINDS.get(record[2] ?? 0) ?? `kind ${String(record[2])}`;
  const length = head.getUint32(12, true);
  const sequence = head.getUint32(8, true);
  const said = describePayload(kind, new Payload(record.subarray(HEAD_BYTES, HEAD_BYTES + length)));
  return [kind, `sequence ${sequence}`, ...said].join(" · ");
}

function describePayload(kind: string, p: Payload): string[] {
  switch (kind) {
    case "BOUND":
      return [`terminal ${p.text(0, 8)}`, `merchant ${p.text(8, 15)}`];
    case "SIGNED_ON":
      return [`batch ${p.number(0)}`];
    case "INTENT":
      return describeIntent(p);
    case "APPROVED":
      return describeApproved(p);
    case "DECLINED":
    case "ABANDONED":
    case "REVERSED":
      return [`STAN ${p.number(0)}`, `response ${p.code(4)}`, `reason ${Reason[p.number(8)] ?? "?"}`];
    case "REVERSAL":
      return [
        `STAN ${p.number(0)}`,
        `reversal reason ${p.code(4)}`,
        p.number(8) === 0 ? "no authorisation code" : `authorisation code ${p.text(16, 6)}`,
        p.number(12) === 0 ? "chip data of the intent" : `chip ${p.hex(24, p.number(12))}`,
      ];
    case "NOTICE":
      return describeNotice(p);
    case "SETTLING":
      return [`STAN ${p.number(ACT_BYTES + 28)}`, ...describeTotals(p)];
    case "SETTLED":
      return [...describeTotals(p), ...describeReconciliation(p)];
    case "LIMITS_SET":
      return LIMIT_NAMES.map((name, index) => `${name} ${p.amount(ACT_BYTES + 8 * index)}`);
    case "NOTICED":
    case "NOTICE_TRIED":
      return [`STAN ${p.number(0)}`, `response ${p.code(4)}`];
    default:
      return CARE_NAMES.has(kind) ? describeCare(p) : [];
  }
}

const LIMIT_NAMES = ["payment", "day", "debit", "credit", "stripe", "taken"];

function describeTotals(p: Payload): string[] {
  return [`batch ${p.number(ACT_BYTES + 24)}`, `${p.number(ACT_BYTES + 16)} sales`, p.amount(ACT_BYTES)];
}

function describeReconciliation(p: Payload): string[] {
  const result = ["", "equal", "unequal", "not compared"][p.number(ACT_BYTES + 32)] ?? "?";
  const host = [`${p.number(ACT_BYTES + 20)} sales at the host`, p.amount(ACT_BYTES + 8)];
  return [result, ...(result === "unequal" ? host : []), `date and time ${p.text(ACT_BYTES + 40, 10)}`];
}

function describeIntent(p: Payload): string[] {
  return [
    `STAN ${p.number(8)}`,
    `batch ${p.number(12)}`,
    p.amount(0),
    p.text(40, ENTRY_AT),
    `entry mode ${p.number(28)}`,
    ...entryOf(p.byte(40 + ENTRY_AT)),
    ...testOf(p.byte(40 + ENTRY_AT)),
    `card sequence ${p.number(16)}`,
    `reversal reason ${p.code(36)}`,
    `protected card [${p.number(24)} bytes]`,
    `chip ${p.hex(128, p.number(32))}`,
  ];
}

function describeNotice(p: Payload): string[] {
  return [
    `STAN ${p.number(36)}`,
    `of STAN ${p.number(8)}`,
    `batch ${p.number(12)}`,
    p.amount(0),
    `entry mode ${p.number(28)}`,
    `acquirer ${p.text(112, p.number(40))}`,
    `date ${p.text(124, 4)}`,
    `protected card [${p.number(24)} bytes]`,
    `chip ${p.hex(128, p.number(32))}`,
  ];
}

function describeChip(p: Payload): string[] {
  return [
    `cryptogram ${p.hex(176, 8)}`,
    `TVR ${p.hex(184, 5)}`,
    `TSI ${p.hex(192, 2)}`,
    `AID ${p.hex(200, p.number(28))}`,
    p.text(216, p.number(32)),
  ];
}

function testOf(entry: number): string[] {
  return (entry & TEST_BIT) === 0 ? [] : ["test"];
}

/** A chip goes without saying. */
function entryOf(entry: number): string[] {
  return (entry & ~TEST_BIT) === 0 ? [] : [ENTRIES[entry & ~TEST_BIT] ?? "?"];
}

function describeApproved(p: Payload): string[] {
  return [
    `STAN ${p.number(8)}`,
    `batch ${p.number(12)}`,
    p.amount(0),
    p.text(48, ENTRY_AT),
    ...entryOf(p.byte(48 + ENTRY_AT)),
    ...testOf(p.byte(48 + ENTRY_AT)),
    p.number(44) === 0 ? "no authorisation code" : `authorisation code ${p.text(136, 6)}`,
    `reference ${p.text(144, 12)}`,
    `date and time ${p.text(160, 10)}`,
    ...((p.byte(48 + ENTRY_AT) & ~TEST_BIT) === 0 ? describeChip(p) : []),
    ...(p.number(40) === 0 ? [] : ["to be signed"]),
  ];
}
