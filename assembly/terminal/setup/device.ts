/** What this device is: the fields of the screen that says so, as the board, the journal and the sensors have it. */
import { Command } from "../../abi";
import { Download } from "../../abi_devices";
import { Screen } from "../../abi_shown";
import { Field } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { serversOf } from "../../acquirer/servers";
import { TERMINAL_BYTES } from "../../base/map";
import { durable } from "../../journal/durable";
import { journal } from "../../journal/region";
import { beginDocument, putNumber, putText, sendDocument, textLength } from "../../machine/document";
import { Terminal } from "../../machine/terminal";
import { downloadsOf, fetchedOf } from "../download/zone";
import { putNetwork } from "./readiness";
import { putServer } from "./server_list";

/** Of serial number and model. */
const NAME_BYTES: i32 = 8;
const PERCENT: u64 = 100;

/** What the sensors said of the network stands on the desk. */
export function showDevice(t: Terminal): void {
  const desk = deskOf(t);
  const servers = serversOf(t);
  beginDocument(Screen.DEVICE);
  putName(Field.MODEL, changetype<usize>(t) + offsetof<Terminal>("model"));
  putSerial(t);
  putNumber(Field.FIRMWARE, t.firmware);
  if (desk.hasReadiness !== 0) putNetwork(desk);
  for (let i = 0; i < servers.count; i++) putServer(Field.SERVER, servers, i);
  putNumber(Field.JOURNAL_USE, journalPercent(t));
  putNumber(Field.MEMORY, TERMINAL_BYTES);
  putNumber(Field.SIGNED_ON, durable(t).signedOn);
  putNumber(Field.CA_KEYS, fetchedOf(downloadsOf(t), Download.CAPKS).count);
  if (desk.hasReadiness !== 0) putNumber(Field.SELF_TEST, desk.failedParts);
  sendDocument(t, Command.SCREEN, 0);
}

/** Nothing from a board that has told none. */
export function putSerial(t: Terminal): void {
  putName(Field.SERIAL, changetype<usize>(t) + offsetof<Terminal>("serial"));
}

function putName(field: Field, name: usize): void {
  const length = textLength(name, NAME_BYTES);
  if (length > 0) putText(field, name, length);
}

function journalPercent(t: Terminal): u64 {
  const j = journal(t);
  return j.half === 0 ? 0 : (PERCENT * <u64>(j.end - j.base)) / <u64>j.half;
}
