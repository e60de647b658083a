/**
 * What is asked of the platform for each download: the table of network codes, and F62 of each question (UnionPay POS, 360 to
 * 382; TEXTS and FIRMWARE_BLOCK are this profile's own).
 */
import { NetworkCode, Tag } from "../../abi_platform";
import { Download } from "../../abi_devices";
import { DOWNLOADS_CARRY_MAC } from "../../acquirer/profile";
import {
  beginOwnQuestion,
  beginQuestion,
  bestProof,
  MTI_ASK,
  MTI_TELL,
  putPrivate,
  putTagNumber,
} from "../../acquirer/question";
import { putDigits } from "../../base/bcd";
import { Terminal } from "../../machine/terminal";
import { entryName, entryNameBytes } from "./list";
import { Work, workOf } from "./work";

/** F60.3 of list, entry and end by `Download`; 0 where there is none. */
const CODES: usize = memory.data<i32>([
  0,
  0,
  0,
  NetworkCode.PARAMETERS,
  0,
  NetworkCode.PARAMETERS_END,
  NetworkCode.CAPK_LIST,
  NetworkCode.CAPK,
  NetworkCode.CAPK_END,
  NetworkCode.AID_LIST,
  NetworkCode.AID,
  NetworkCode.AID_END,
  0,
  NetworkCode.FIRMWARE_BLOCK,
  0,
  NetworkCode.TEXTS,
  0,
  0,
]);
const TEXT: usize = memory.data(8, 8);

/** What a download asks for, one after the other. */
export enum Step {
  LIST,
  ENTRY,
  END,
}

function codeOf(download: i32, step: Step): i32 {
  return load<i32>(CODES + 4 * <usize>(3 * download + step));
}

export function ask(t: Terminal): void {
  const step = workOf(t).step;
  if (step === Step.LIST) askList(t);
  else if (step === Step.ENTRY) askEntry(t);
  else beginSealed(t, MTI_ASK, codeOf(workOf(t).download, Step.END));
}

/** UnionPay's own have no F64; this profile's do. */
function beginSealed(t: Terminal, mti: u32, code: i32): void {
  const desk = beginQuestion(t, mti, code);
  if (DOWNLOADS_CARRY_MAC) desk.proof = bestProof(t);
}

/** Lists are told of (0820); what has no entries is one answer to one question. */
export function askList(t: Terminal): void {
  const work = workOf(t);
  const code = codeOf(work.download, Step.LIST);
  if (work.download === Download.TEXTS) beginOwnQuestion(t, MTI_ASK, code).takesStan = 1;
  else beginSealed(t, hasEntries(work) ? MTI_TELL : MTI_ASK, code);
  if (hasEntries(work)) putCount(t, work.count);
}

export function askEntry(t: Terminal): void {
  const work = workOf(t);
  const code = codeOf(work.download, Step.ENTRY);
  if (work.download === Download.FIRMWARE) {
    beginOwnQuestion(t, MTI_ASK, code);
    putTagNumber(t, Tag.VERSION, work.version, 4);
    putTagNumber(t, Tag.BLOCK, work.index, 4);
    return;
  }
  beginSealed(t, MTI_ASK, code);
  putPrivate(t, entryName(work, work.index), entryNameBytes(work, work.index));
}

/** It has entries that are staged one by one. */
export function hasEntries(work: Work): bool {
  return codeOf(work.download, Step.ENTRY) !== 0;
}

export function hasEnd(work: Work): bool {
  return codeOf(work.download, Step.END) !== 0;
}

/** "100", and afterwards 1 and how many have come, in two digits. */
function putCount(t: Terminal, count: i32): void {
  putDigits(TEXT, 3, 100 + count);
  putPrivate(t, TEXT, 3);
}
