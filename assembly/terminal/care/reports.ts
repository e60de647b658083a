/**
 * What the platform is told of the terminal: its state in UnionPay's codes (0820, F60.3 = 362), and that it was locked or cleared
 * (this profile's own 881).
 *
 * F62 of the state: code 2 digits and value, one after the other. 01 keyboard, 02 PIN pad, 03 card reader, 04 printer, 05 display,
 * 1 well or 0 not; 51 the line: hours n4, calls n5, percent that came through n3. The standard has no list of faults: 60 is this
 * profile's, number of faults u8, and each number u32 · time 7 BCD · part u8 · code u16 · state u8, the newest first.
 */
import { FaultState, Part, PARTS } from "../../abi_devices";
import { NetworkCode, Tag } from "../../abi_platform";
import { Proof } from "../../acquirer/desk";
import { MTI_TELL, beginOwnQuestion, beginQuestion, putPrivate, putTag, putTagNumber } from "../../acquirer/question";
import { digitsToBcdLeft, putDigits } from "../../base/bcd";
import { store16, store32 } from "../../base/bytes";
import { CIVIL_DIGITS, putCivil } from "../../base/time";
import { durable } from "../../journal/durable";
import { tamperProofAt, TAMPER_PROOF_BYTES } from "../../journal/tamper_proof";
import { Terminal } from "../../machine/terminal";
import { isTampered } from "./locks";
import { Faults, faultsOf, FAULTS_MAX, securityOf } from "./zone";

const CODE_LINE: i32 = 51;
const CODE_FAULTS: i32 = 60;
const TIME_BYTES: i32 = 7;
const HOUR_S: u32 = 3600;
const ENTRY_BYTES: i32 = 4 + TIME_BYTES + 1 + 2 + 1;
const TEXT: usize = memory.data(16, 8);
const ENTRY: usize = memory.data(16, 8);
/** Codes 01 to 05, in their order. */
const STATE_PARTS: usize = memory.data<i32>([
  Part.KEYPAD,
  Part.SECURE_MODULE,
  Part.CARD_READER,
  Part.PRINTER,
  Part.DISPLAY,
]);
const STATE_CODES: i32 = 5;

/** That the terminal was locked, or is cleared. Once the keys are erased there is no F64: what was made before stands for it. */
export function askReport(t: Terminal): void {
  const security = securityOf(t);
  const desk = beginOwnQuestion(t, MTI_TELL, NetworkCode.SECURITY_REPORT);
  if (isTampered(t)) desk.proof = Proof.NONE;
  putTagNumber(t, Tag.EVENT, <u32>security.report, 1);
  putTime(security.at_ms, ENTRY);
  putTag(t, Tag.TIME, ENTRY, TIME_BYTES);
  const proof = tamperProofAt(changetype<usize>(durable(t)));
  if (isTampered(t) && proof.mac !== 0) putTag(t, Tag.TAMPER_PROOF, changetype<usize>(proof), TAMPER_PROOF_BYTES);
}

/** The state of the terminal. */
export function askUpload(t: Terminal): void {
  const faults = faultsOf(t);
  beginQuestion(t, MTI_TELL, NetworkCode.STATUS).takesStan = 1;
  for (let i = 0; i < STATE_CODES; i++) {
    const part = load<i32>(STATE_PARTS + 4 * <usize>i);
    putCode(t, i + 1);
    putNumber(t, isWell(faults, part) ? 1 : 0, 1);
  }
  putLine(t, faults);
  putFaults(t, faults);
}

/** What of a part is in the journal is repaired, or only known as an old one. */
function isWell(faults: Faults, part: i32): bool {
  for (let i = 1; i <= FAULTS_MAX; i++) {
    const fault = faults.place(<u32>i);
    if (fault.number !== 0 && fault.part === <u8>part && <i32>fault.state < FaultState.REPAIRED) return false;
  }
  return true;
}

function putLine(t: Terminal, faults: Faults): void {
  const counters = faults.counters(Part.LINE);
  const calls = load<u32>(counters);
  const failed = min(load<u32>(counters, 4), calls);
  const now = <u32>(t.wall_ms / 1000);
  const hours = now > faults.since && faults.since !== 0 ? (now - faults.since) / HOUR_S : 0;
  putCode(t, CODE_LINE);
  putNumber(t, min(hours, 9999), 4);
  putNumber(t, min(calls, 99_999), 5);
  putNumber(t, calls === 0 ? 100 : <u32>((<u64>(calls - failed) * 100) / calls), 3);
}

function putFaults(t: Terminal, faults: Faults): void {
  const count = min(faults.latest, <u32>FAULTS_MAX);
  putCode(t, CODE_FAULTS);
  store<u8>(ENTRY, <u8>count);
  putPrivate(t, ENTRY, 1);
  for (let i: u32 = 0; i < count; i++) {
    const fault = faults.place(faults.latest - i);
    store32(ENTRY, fault.number);
    putTime(<u64>fault.time * 1000, ENTRY + 4);
    store<u8>(ENTRY + 11, <u8>min<i32>(fault.part, PARTS - 1));
    store16(ENTRY + 12, fault.code);
    store<u8>(ENTRY + 14, <u8>min<i32>(fault.state, FaultState.VERIFIED));
    putPrivate(t, ENTRY, ENTRY_BYTES);
  }
}

function putCode(t: Terminal, code: i32): void {
  putNumber(t, <u32>code, 2);
}

function putNumber(t: Terminal, value: u32, digits: i32): void {
  putDigits(TEXT, digits, value);
  putPrivate(t, TEXT, digits);
}

/** Seven bytes, BCD. */
function putTime(wall_ms: u64, at: usize): void {
  putCivil(wall_ms, TEXT);
  digitsToBcdLeft(TEXT, CIVIL_DIGITS, at, 0);
}
