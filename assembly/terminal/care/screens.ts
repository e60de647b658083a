/**
 * What the idle screen says about the terminal's care, and the screen of a terminal that is locked. It only reads; what bars a
 * payment is the gate's to say (batch/gate.ts).
 */
import { Command } from "../../abi";
import { Screen } from "../../abi_shown";
import { Field } from "../../abi_fields";
import { FaultState } from "../../abi_devices";
import { beginDocument, putNumber, putText, sendDocument, textLength } from "../../machine/document";
import { Terminal } from "../../machine/terminal";
import { PHONE_BYTES, textsOf } from "../download/zone";
import { loggedOn } from "../people/zone";
import { isCareDue } from "./maintenance";
import { faultsOf, FAULTS_MAX } from "./zone";

/** Only what there is: whoever is logged on, faults that nobody has looked at, cleaning that is due. */
export function putCare(t: Terminal): void {
  if (loggedOn(t) >= 0) putNumber(Field.OPERATOR, loggedOn(t));
  const open = openFaults(t);
  if (open > 0) putNumber(Field.FAULTS_OPEN, open);
  if (isCareDue(t)) putNumber(Field.CARE_DUE, 1);
}

function openFaults(t: Terminal): i32 {
  let open = 0;
  for (let i = 1; i <= FAULTS_MAX; i++) {
    const fault = faultsOf(t).place(<u32>i);
    if (fault.number !== 0 && <i32>fault.state === FaultState.OPEN) open++;
  }
  return open;
}

/** Why, and whom to call. @param reason a `Reason` */
export function showLock(t: Terminal, reason: i32): void {
  const phone = textsOf(t).phone;
  const length = textLength(phone, PHONE_BYTES);
  beginDocument(Screen.LOCKED);
  putNumber(Field.REASON, reason);
  if (length > 0) putText(Field.SUPPORT_PHONE, phone, length);
  sendDocument(t, Command.SCREEN, 0);
}
