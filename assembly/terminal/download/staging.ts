/**
 * What the board is told to stage, and what its answers mean (STAGE, abi_devices.ts).
 *
 * Entries pass through here as they came: nothing of one is believed, and a refusal of the board's is a fault of whoever sent it,
 * or of the board's own memory.
 */
import { Command } from "../../abi";
import { Download, FaultCode, FIRMWARE_MANIFEST_BYTES, Part, StageAction, StageResult } from "../../abi_devices";
import { Reason } from "../../abi_reasons";
import { exchangeOf } from "../../acquirer/region";
import { askWith, Bytes, payload, putBytes } from "../../machine/io";
import { Terminal } from "../../machine/terminal";
import { noteFault } from "../faults";
import { entryAt, entryBytes } from "./list";
import { Work, workOf } from "./work";

/** Payload of STAGE. */
@unmanaged
class Stage {
  action: u32;
  download: u32;
  index: u32;
  mark: u32;
  get data(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<Stage>());
  }
}

/** Payload of STAGE_DONE. */
@unmanaged
class Staged {
  status: u32;
  count: u32;
  mark: u32;
  reserved: u32;
}

function tellStage(t: Terminal, action: StageAction, index: i32, at: usize, length: i32): void {
  const work = workOf(t);
  const command = askWith<Stage>(t, Command.STAGE, <i32>offsetof<Bytes>() + length);
  command.action = action;
  command.download = work.download;
  command.index = index;
  command.mark = work.mark;
  putBytes(command.data, at, length);
}

export function askStaged(t: Terminal): void {
  tellStage(t, StageAction.STATE, 0, 0, 0);
}

export function openStage(t: Terminal): void {
  const work = workOf(t);
  const isFirmware = work.download === Download.FIRMWARE;
  tellStage(t, StageAction.OPEN, 0, work.manifest, isFirmware ? FIRMWARE_MANIFEST_BYTES : 0);
}

export function putEntry(t: Terminal): void {
  tellStage(t, StageAction.PUT, workOf(t).index, entryAt(t), entryBytes(t));
}

export function commitStage(t: Terminal): void {
  tellStage(t, StageAction.COMMIT, workOf(t).count, 0, 0);
}

export function dropStage(t: Terminal): void {
  tellStage(t, StageAction.DROP, 0, 0, 0);
}

export function isStaged(t: Terminal): bool {
  const status = payload<Staged>().status;
  if (status === StageResult.DONE) return true;
  stopFor(t, reasonOf(status));
  return false;
}

/** What is staged is of this very list: it goes on behind it. */
export function isSameList(work: Work): bool {
  const staged = payload<Staged>();
  return staged.mark === work.mark && staged.count > 0 && staged.count <= <u32>work.count;
}

export function stagedCount(): i32 {
  return <i32>payload<Staged>().count;
}

function reasonOf(status: u32): Reason {
  switch (status) {
    case StageResult.FORMAT:
      return Reason.DOWNLOAD_FORMAT;
    case StageResult.HASH:
      return Reason.DOWNLOAD_HASH;
    case StageResult.SIGNATURE:
      return Reason.DOWNLOAD_SIGNATURE;
    case StageResult.OLDER:
      return Reason.DOWNLOAD_OLDER;
    case StageResult.INTERFACE:
      return Reason.DOWNLOAD_INTERFACE;
    default:
      return Reason.DOWNLOAD_DEVICE;
  }
}

/** It ends here, for a reason that is a fault of the platform or of the board. */
export function stopFor(t: Terminal, reason: Reason): void {
  exchangeOf(t).stopped = reason;
  if (reason === Reason.DOWNLOAD_DEVICE) return noteFault(t, Part.FLASH, FaultCode.REFUSED);
  const isOfImage = reason >= Reason.DOWNLOAD_HASH && reason <= Reason.DOWNLOAD_OLDER;
  const isImage = isOfImage || reason === Reason.DOWNLOAD_INTERFACE;
  noteFault(t, Part.SOFTWARE, isImage ? FaultCode.BAD_IMAGE : FaultCode.BAD_ANSWER);
}
