/** Whom to call: what the platform has said of it stands on the screen, where it has said anything. */
import { Command } from "../../abi";
import { Screen } from "../../abi_shown";
import { Field } from "../../abi_fields";
import { beginDocument, putText, sendDocument, textLength } from "../../machine/document";
import { Terminal } from "../../machine/terminal";
import { ONLINE_BYTES, PHONE_BYTES, textsOf } from "../download/zone";
import { putSerial } from "./device";

/** A person on the telephone asks for the serial number. */
export function showSupport(t: Terminal): void {
  const texts = textsOf(t);
  const phone = textLength(texts.phone, PHONE_BYTES);
  const online = textLength(texts.online, ONLINE_BYTES);
  beginDocument(Screen.SUPPORT);
  if (phone > 0) putText(Field.SUPPORT_PHONE, texts.phone, phone);
  if (online > 0) putText(Field.SUPPORT_ONLINE, texts.online, online);
  putSerial(t);
  sendDocument(t, Command.SCREEN, 0);
}
