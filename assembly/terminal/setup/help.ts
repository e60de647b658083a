/** HELP: the guide of each flow, page by page, and whom to call. Returns CANCELLED. The board has the texts. */
import { Command, Event } from "../../abi";
import { GUIDE_PAGES, Screen } from "../../abi_shown";
import { Field, Item, Menu } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { beginDocument, putNumber, sendDocument } from "../../machine/document";
import { may2, NO_ROW, run, Machine, wait } from "../../machine/row";
import { Terminal } from "../../machine/terminal";
import { openMenu, putPageNumber } from "../menu";
import { showSupport } from "./support";

export enum Help {
  CHOOSING,
  READING,
  SUPPORT,
}

export function help(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Help.CHOOSING: switch (event) {
      case Event.ENTER: openHelp(t); return run(Machine.MENU);
      case Event.CHOSEN: return may2(ifGuide(t), Help.READING, Help.SUPPORT);
      case Event.CANCELLED: return Event.CANCELLED;
    } break;
    case Help.READING: switch (event) {
      case Event.ENTER: showGuide(t); return wait(120_000);
      case Event.KEY_ENTER: return may2(nextPage(t), Help.READING, Help.CHOOSING);
      case Event.KEY_MENU: return may2(nextPage(t), Help.READING, Help.CHOOSING);
      case Event.KEY_CANCEL: return Help.CHOOSING;
      case Event.TIME: return Event.CANCELLED;
    } break;
    case Help.SUPPORT: switch (event) {
      case Event.ENTER: showSupport(t); return wait(120_000);
      case Event.KEY_ENTER: return Help.CHOOSING;
      case Event.KEY_CANCEL: return Help.CHOOSING;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

function openHelp(t: Terminal): void {
  openMenu(t, Menu.HELP);
}

function ifGuide(t: Terminal): i32 {
  return deskOf(t).item === Item.SUPPORT ? Help.SUPPORT : Help.READING;
}

function showGuide(t: Terminal): void {
  const desk = deskOf(t);
  beginDocument(Screen.GUIDE);
  putNumber(Field.GUIDE, desk.item);
  putPageNumber(desk.page, GUIDE_PAGES);
  sendDocument(t, Command.SCREEN, 0);
}

function nextPage(t: Terminal): i32 {
  const desk = deskOf(t);
  desk.page += 1;
  return desk.page < GUIDE_PAGES ? Help.READING : Help.CHOOSING;
}
