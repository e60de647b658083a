/**
 * A download under way, on the desk: what is due, the list as the platform gave it, how far it has come. Nothing of it is durable:
 * what is staged is the board's to keep, and the list's mark says whether it still is the same list.
 */
import { Download } from "../../abi_devices";
import { deskOf, WORK_BYTES } from "../../acquirer/desk";
import { crc32 } from "../../base/crc";
import { fillBytes } from "../../base/bytes";
import { Terminal } from "../../machine/terminal";

@unmanaged
export class Work {
  /** Bits `1 << Download` that are still to be fetched. */
  due: i32;
  /** 1 when nobody waits for it: no screen says how it ended. */
  isSilent: i32;
  /** The one under way, a `Download`. */
  download: i32;
  /** What is asked next of the platform, a `Step` (questions.ts). */
  step: i32;
  /** Entries of its list; the next one to fetch. */
  count: i32;
  index: i32;
  /** CRC-32 of the list. */
  mark: u32;
  /** Of a firmware: bytes of a block and of all. */
  blockBytes: u32;
  bytes: u32;
  version: u32;

  /** Of a firmware, which has no list: FIRMWARE_MANIFEST_BYTES (abi_devices.ts). */
  get manifest(): usize {
    return changetype<usize>(this) + LIST_AT;
  }
  /** ENTRY_BYTES each: bytes used, then the entry as it stands in the list. */
  entry(index: i32): usize {
    return changetype<usize>(this) + LIST_AT + <usize>index * ENTRY_BYTES;
  }
}

/** What two digits count: how many have come is said to the platform in two. */
export const ENTRIES_MAX: i32 = 99;
/** 9F06 of 5 bytes, 9F22, DF05 in 8 characters, a check value of 4, and their length before them. */
export const ENTRY_BYTES: i32 = 32;
const LIST_AT: usize = 64;
assert(offsetof<Work>() <= LIST_AT);
assert(LIST_AT + <usize>(ENTRIES_MAX * ENTRY_BYTES) <= <usize>WORK_BYTES);

export function workOf(t: Terminal): Work {
  return changetype<Work>(deskOf(t).work);
}

/** One download, with a screen for its end. */
export function beginDownload(t: Terminal, download: Download): void {
  begin(t, 1 << download);
}

/** Everything but the firmware. */
export function beginDownloads(t: Terminal): void {
  begin(t, EVERYTHING);
}

/** A person asks for a newer firmware: FIRMWARE runs next. */
export function beginUpdate(t: Terminal): void {
  begin(t, 0);
}

/** As `due` says, bits `1 << Download`, and no screen for its end. */
export function beginSilently(t: Terminal, due: i32): void {
  begin(t, due);
  workOf(t).isSilent = 1;
}

const EVERYTHING: i32 =
  (1 << Download.PARAMETERS) | (1 << Download.TEXTS) | (1 << Download.CAPKS) | (1 << Download.AIDS);

function begin(t: Terminal, due: i32): void {
  fillBytes(deskOf(t).work, 0, WORK_BYTES);
  workOf(t).due = due;
}

export function markOf(work: Work): u32 {
  return crc32(work.entry(0), work.count * ENTRY_BYTES);
}
