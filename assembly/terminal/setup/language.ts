/**
 * LANGUAGE: what the merchant speaks. Returns SUCCEEDED, CANCELLED or FAULTED.
 *
 * The board is told with the next screen, and at every start: texts are its own. A cardholder's language is the card's to prefer
 * (emv/language.ts).
 */
import { Event } from "../../abi";
import { Item, Menu } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { Kind } from "../../journal/records";
import { NO_ROW, run, Machine } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { openMenu } from "../menu";
import { beginDraft } from "./setting";
import { House, Step } from "./zone";

export enum Speaking {
  CHOOSING,
  RECORDING,
}

export function language(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Speaking.CHOOSING: switch (event) {
      case Event.ENTER: openLanguages(t); return run(Machine.MENU);
      case Event.CHOSEN: return Speaking.RECORDING;
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Speaking.RECORDING: switch (event) {
      case Event.ENTER: draftLanguage(t); return run(Machine.SETTING);
      case Event.SUCCEEDED: return Event.SUCCEEDED;
      case Event.FAILED: return Event.CANCELLED;
      case Event.FAULTED: return Event.FAULTED;
    } break;
  }
  return NO_ROW;
}

function openLanguages(t: Terminal): void {
  openMenu(t, Menu.LANGUAGE);
}

function draftLanguage(t: Terminal): void {
  const item = deskOf(t).item;
  const setup = beginDraft(t, Kind.LANGUAGE_SET);
  setup.language = item === Item.CHINESE ? <u8>House.CHINESE : <u8>House.ENGLISH;
  setup.steps |= <u8>Step.LANGUAGE;
}
