/**
 * SHELF: where backups lie, the medium or the platform: the newest is asked for, a block is written or read. Returns SUCCEEDED,
 * REFUSED (not there, or not taken) or FAILED (nobody has answered); the reason stands in the exchange's region.
 *
 * Blocks pass here as they are: enciphered.
 */
import { Command, Done, Event } from "../../abi";
import { MediumAction } from "../../abi_devices";
import { NetworkCode, Tag } from "../../abi_platform";
import { Reason } from "../../abi_reasons";
import { beginOwnQuestion, MTI_ASK, putSerial, putTag, putTagNumber, tagNumber, tagOf } from "../../acquirer/question";
import { CODE_00 } from "../../acquirer/profile";
import { exchangeOf } from "../../acquirer/region";
import { lineReason } from "../../acquirer/servers";
import { copyBytes } from "../../base/bytes";
import { askWith, Bytes, payload, putBytes, Status } from "../../machine/io";
import { may2, may3, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { Errand, SEALED_BYTES_MAX, stopFor, Target, Vault, vaultOf } from "./vault";

export enum Shelf {
  CHOOSING,
  MEDIUM,
  PLATFORM,
  ASKING,
}

export function shelf(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Shelf.CHOOSING: switch (event) {
      case Event.ENTER: return may3(where(t), Shelf.MEDIUM, Shelf.PLATFORM, Event.SUCCEEDED);
    } break;
    case Shelf.MEDIUM: switch (event) {
      case Event.ENTER: askMedium(t); return wait(10_000);
      case Event.MEDIUM_DONE: return may2(ifDone(t), Event.SUCCEEDED, Event.REFUSED);
      case Event.TIME: stopMedium(t); return Event.FAILED;
    } break;
    case Shelf.PLATFORM: switch (event) {
      case Event.ENTER: askPlatform(t); return run(Machine.SEAL);
      case Event.SEALED: return Shelf.ASKING;
      case Event.NOT_SEALED: stopModule(t); return Event.FAILED;
    } break;
    case Shelf.ASKING: switch (event) {
      case Event.ENTER: return run(Machine.EXCHANGE);
      case Event.REPLIED: return may2(ifTold(t), Event.SUCCEEDED, Event.REFUSED);
      case Event.NO_REPLY: stopNoReply(t); return Event.FAILED;
      case Event.BAD_MAC: stopBadMac(t); return Event.FAILED;
      case Event.NOT_SENT: stopNoLine(t); return Event.FAILED;
    } break;
  }
  return NO_ROW;
}

/** Payload of MEDIUM. */
@unmanaged
class Request {
  action: u32;
  generation: u32;
  index: u32;
  reserved: u32;
  get data(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<Request>());
  }
}

/** The platform needs to be told neither begin nor end: the last block says that it is. */
function where(t: Terminal): i32 {
  const vault = vaultOf(t);
  if (vault.target === Target.MEDIUM) return Shelf.MEDIUM;
  return vault.errand === Errand.BEGIN || vault.errand === Errand.END ? Event.SUCCEEDED : Shelf.PLATFORM;
}

function askMedium(t: Terminal): void {
  const vault = vaultOf(t);
  const length = vault.errand === Errand.WRITE ? vault.sealedLength : 0;
  const request = askWith<Request>(t, Command.MEDIUM, <i32>offsetof<Bytes>() + length);
  // The errands are the actions, in their order.
  request.action = <u32>(vault.errand - Errand.NEWEST) + <u32>MediumAction.STATE;
  request.generation = vault.generation;
  request.index = vault.index;
  putBytes(request.data, vault.sealed, length);
}

function ifDone(t: Terminal): i32 {
  const vault = vaultOf(t);
  const bytes = changetype<Bytes>(changetype<usize>(payload<Status>()) + offsetof<Status>());
  stopMedium(t);
  if (payload<Status>().status !== Done.DONE) return Event.REFUSED;
  if (vault.errand === Errand.READ)
    return isTaken(vault, bytes.start, <i32>bytes.length) ? Event.SUCCEEDED : Event.REFUSED;
  if (vault.errand === Errand.NEWEST) vault.newest = bytes.length >= 4 ? load<u32>(bytes.start) : 0;
  return Event.SUCCEEDED;
}

function isTaken(vault: Vault, from: usize, length: i32): bool {
  if (length <= 0 || length > SEALED_BYTES_MAX) return false;
  copyBytes(vault.sealed, from, length);
  vault.sealedLength = length;
  return true;
}

function stopMedium(t: Terminal): void {
  stopFor(t, Reason.NO_MEDIUM);
}

function askPlatform(t: Terminal): void {
  const vault = vaultOf(t);
  const isPut = vault.errand === Errand.WRITE;
  const isGet = vault.errand === Errand.READ;
  const code = isPut ? NetworkCode.BACKUP_PUT : isGet ? NetworkCode.BACKUP_GET : NetworkCode.BACKUP_LIST;
  beginOwnQuestion(t, MTI_ASK, code);
  putSerial(t);
  if (!isPut && !isGet) return;
  putTagNumber(t, Tag.GENERATION, vault.generation, 4);
  putTagNumber(t, Tag.BLOCK, vault.index, 4);
  if (isGet) return;
  putTag(t, Tag.DATA, vault.sealed, vault.sealedLength);
  if (vault.isLast !== 0) putTagNumber(t, Tag.BLOCKS, vault.index + 1, 4);
}

function ifTold(t: Terminal): i32 {
  const vault = vaultOf(t);
  const x = exchangeOf(t);
  stopFor(t, Reason.HOST_DECLINED);
  if (x.responseCode !== CODE_00) return Event.REFUSED;
  if (vault.errand === Errand.NEWEST) vault.newest = <u32>max<i64>(tagNumber(x, Tag.GENERATION), 0);
  if (vault.errand !== Errand.READ) return Event.SUCCEEDED;
  const data = tagOf(x, Tag.DATA);
  stopFor(t, Reason.BAD_REPLY);
  return isTaken(vault, data.value, data.length) ? Event.SUCCEEDED : Event.REFUSED;
}

function stopModule(t: Terminal): void {
  stopFor(t, Reason.SECURE_MODULE);
}

function stopNoReply(t: Terminal): void {
  stopFor(t, Reason.NO_REPLY);
}

function stopBadMac(t: Terminal): void {
  stopFor(t, Reason.BAD_MAC);
}

function stopNoLine(t: Terminal): void {
  stopFor(t, lineReason(t));
}
