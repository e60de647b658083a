/**
 * The Wi-Fi networks that a scan has found, on the desk: read from the board's answer, shown by pages, one chosen.
 *
 * Names come from the air: whatever is too long, empty or cut off is left out.
 */
import { Command } from "../../abi";
import { Screen } from "../../abi_shown";
import { Field } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { copyBytes, fillBytes } from "../../base/bytes";
import { beginDocument, putText, sendDocument } from "../../machine/document";
import { Bytes, PAYLOAD } from "../../machine/io";
import { Terminal } from "../../machine/terminal";
import { putPageNumber } from "../menu";
import { BEHIND_DRAFT } from "./setting";
import { WIFI_BYTES } from "./zone";

/** What is kept of a scan: the strongest come first, as the board lists them. */
export const NETWORKS_MAX: i32 = 24;
const NETWORKS_ON_PAGE: i32 = 6;

/** One network: signal, whether it has a key, length of its name, the name. */
const SECURED_AT: usize = 1;
const LENGTH_AT: usize = 2;
const NAME_AT: usize = 3;
const NETWORK_BYTES: usize = NAME_AT + <usize>WIFI_BYTES;

/** In the work area of the desk: how many there are, the chosen one, the key's handle, then the networks. */
@unmanaged
class Found {
  count: i32;
  chosen: i32;
  handle: u32;
  reserved: u32;
  at(index: i32): usize {
    return changetype<usize>(this) + offsetof<Found>() + <usize>index * NETWORK_BYTES;
  }
}

function foundOf(t: Terminal): Found {
  return changetype<Found>(deskOf(t).work + BEHIND_DRAFT);
}

/** Takes the answer to a scan. @returns whether there is any network */
export function takeNetworks(t: Terminal): bool {
  const found = foundOf(t);
  const list = changetype<Bytes>(PAYLOAD + offsetof<Bytes>());
  const end = list.start + list.length;
  found.count = 0;
  deskOf(t).page = 0;
  for (let at = list.start; at + NAME_AT <= end && found.count < NETWORKS_MAX;) {
    const length: i32 = load<u8>(at, LENGTH_AT);
    if (at + NAME_AT + length > end) break;
    if (length > 0 && length <= WIFI_BYTES) {
      fillBytes(found.at(found.count), 0, <i32>NETWORK_BYTES);
      copyBytes(found.at(found.count), at, <i32>NAME_AT + length);
      found.count += 1;
    }
    at += NAME_AT + length;
  }
  return found.count > 0;
}

/** The digit chooses a network of the page. @returns false when there is none */
export function chooseWifi(t: Terminal): bool {
  const found = foundOf(t);
  const place = load<i32>(PAYLOAD) - 1;
  const index = deskOf(t).page * NETWORKS_ON_PAGE + place;
  if (place < 0 || place >= NETWORKS_ON_PAGE || index >= found.count) return false;
  found.chosen = index;
  found.handle = 0;
  return true;
}

export function isSecured(t: Terminal): bool {
  const found = foundOf(t);
  return load<u8>(found.at(found.chosen), SECURED_AT) !== 0;
}

export function keepKey(t: Terminal, handle: u32): void {
  foundOf(t).handle = handle;
}

export function keyOf(t: Terminal): u32 {
  return foundOf(t).handle;
}

export function chosenName(t: Terminal): usize {
  const found = foundOf(t);
  return found.at(found.chosen) + NAME_AT;
}

export function chosenLength(t: Terminal): i32 {
  const found = foundOf(t);
  return load<u8>(found.at(found.chosen), LENGTH_AT);
}

function pagesOf(t: Terminal): i32 {
  return (foundOf(t).count + NETWORKS_ON_PAGE - 1) / NETWORKS_ON_PAGE;
}

export function turnWifiPage(t: Terminal): void {
  const desk = deskOf(t);
  desk.page = desk.page + 1 < pagesOf(t) ? desk.page + 1 : 0;
}

export function showWifi(t: Terminal): void {
  const found = foundOf(t);
  const first = deskOf(t).page * NETWORKS_ON_PAGE;
  beginDocument(Screen.WIFI_LIST);
  for (let i = first; i < min(first + NETWORKS_ON_PAGE, found.count); i++) putWifi(found.at(i));
  putPageNumber(deskOf(t).page, pagesOf(t));
  sendDocument(t, Command.SCREEN, 0);
}

/** The chosen one alone. */
export function putChosen(t: Terminal): void {
  const found = foundOf(t);
  putWifi(found.at(found.chosen));
}

/** Its length is the field's own. */
function putWifi(network: usize): void {
  const length: i32 = load<u8>(network, LENGTH_AT);
  store<u8>(FIELD, load<u8>(network));
  store<u8>(FIELD, load<u8>(network, SECURED_AT), 1);
  copyBytes(FIELD + 2, network + NAME_AT, length);
  putText(Field.WIFI, FIELD, 2 + length);
}
const FIELD: usize = memory.data(40, 8);
