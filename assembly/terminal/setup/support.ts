/** Whom to call: what the platform has said of it stands on the screen, where it has said anything. */
import { Command } from "../../abi";
import { Field, Screen } from "../../abi_shown";
import { beginDocument, putText, sendDocument, textLength } from "../../machine/document";
import { Zone, zoneOf } from "../../journal/zones";
import { Terminal } from "../../machine/terminal";
import { putSerial } from "./device";

/** Where phone and online contact stand in the zone TEXTS (terminal/download). */
@unmanaged
class Contact {
  get phone(): usize {
    return changetype<usize>(this) + PHONE_AT;
  }
  get online(): usize {
    return changetype<usize>(this) + ONLINE_AT;
  }
}
const PHONE_AT: usize = 48;
const PHONE_BYTES: i32 = 24;
const ONLINE_AT: usize = PHONE_AT + <usize>PHONE_BYTES;
const ONLINE_BYTES: i32 = 56;

/** A person on the telephone asks for the serial number. */
export function showSupport(t: Terminal): void {
  beginDocument(Screen.SUPPORT);
  putContact(t);
  putSerial(t);
  sendDocument(t, Command.SCREEN, 0);
}

export function putContact(t: Terminal): void {
  const contact = zoneOf<Contact>(t, Zone.TEXTS);
  const phone = textLength(contact.phone, PHONE_BYTES);
  const online = textLength(contact.online, ONLINE_BYTES);
  if (phone > 0) putText(Field.SUPPORT_PHONE, contact.phone, phone);
  if (online > 0) putText(Field.SUPPORT_ONLINE, contact.online, online);
}
