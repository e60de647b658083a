/**
 * What the terminal is bound to, since when and until when, whether it may trade, and whether its keys are there: as the journal
 * has it. Asking the platform is SERVICE_CHECK's.
 */
import { Command, PARAMETERS_MERCHANT_NAME, PARAMETERS_MERCHANT_NUMBER, PARAMETERS_TERMINAL_NUMBER } from "../../abi";
import { RegistrationState } from "../../abi_platform";
import { Screen } from "../../abi_shown";
import { Reason } from "../../abi_reasons";
import { Field } from "../../abi_fields";
import { durable } from "../../journal/durable";
import { beginDocument, putNumber, putText, sendDocument, textLength } from "../../machine/document";
import { Terminal } from "../../machine/terminal";
import { bindingOf, serviceOf } from "./zone";

export function showBinding(t: Terminal): void {
  const d = durable(t);
  const binding = bindingOf(t);
  beginDocument(Screen.BINDING_STATE);
  putNumber(Field.BOUND, d.bound);
  if (d.bound !== 0) putTerms(t);
  else if (binding.isRebinding !== 0) putNumber(Field.REASON, Reason.REBIND_NOW);
  else if (binding.registration !== RegistrationState.NONE) putNumber(Field.REGISTRATION, binding.registration);
  sendDocument(t, Command.SCREEN, 0);
}

function putTerms(t: Terminal): void {
  const d = durable(t);
  const binding = bindingOf(t);
  const name = d.parameters + PARAMETERS_MERCHANT_NAME;
  putText(Field.MERCHANT_NAME, name, textLength(name, 40));
  putText(Field.MERCHANT_NUMBER, d.parameters + PARAMETERS_MERCHANT_NUMBER, 15);
  putText(Field.TERMINAL_NUMBER, d.parameters + PARAMETERS_TERMINAL_NUMBER, 8);
  if (binding.boundOn !== 0) putNumber(Field.BOUND_ON, binding.boundOn);
  if (binding.boundUntil !== 0) putNumber(Field.BOUND_UNTIL, binding.boundUntil);
  putNumber(Field.SERVICE, serviceOf(t));
  putNumber(Field.SIGNED_ON, d.signedOn);
}
