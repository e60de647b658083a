/**
 * MENU: what a menu offers, by digit. Returns CHOSEN, with the item on the desk, or CANCELLED.
 *
 * Input: `openMenu`. A page has at most eight items; the menu key turns it.
 */
import { Command, Event, STAY } from "../abi";
import { Screen } from "../abi_shown";
import { Field, Item, Menu } from "../abi_fields";
import { clearDesk, deskOf } from "../acquirer/desk";
import { beginDocument, putNumber, putText, sendDocument } from "../machine/document";
import { PAYLOAD } from "../machine/io";
import { may2, NO_ROW, wait } from "../machine/row";
import { Terminal } from "../machine/terminal";

export enum Choosing {
  SHOWING,
}

export function menu(t: Terminal, state: i32, event: i32): i32 {
  // prettier-ignore
  switch (state) {
    case Choosing.SHOWING: switch (event) {
      case Event.ENTER: showMenu(t); return wait(60_000);
      case Event.KEY_DIGIT: return may2(choose(t), STAY, Event.CHOSEN);
      case Event.KEY_MENU: turnPage(t); return Choosing.SHOWING;
      case Event.KEY_CANCEL: return Event.CANCELLED;
      case Event.TIME: return Event.CANCELLED;
    } break;
  }
  return NO_ROW;
}

const PAGE_ITEMS: i32 = 8;
const PAGE_TEXT: usize = memory.data(8, 8);

// Items of each menu in their order, zero at the end.
const MAIN: usize = memory.data<i32>([
  Item.CARD,
  Item.CODE,
  Item.SIGN_ON,
  Item.SETTLEMENT,
  Item.OFFICE,
  Item.SETTINGS,
  Item.SERVICE,
  Item.HELP,
  0,
]);

const SETTINGS: usize = memory.data<i32>([
  Item.LANGUAGE,
  Item.NETWORK,
  Item.SERVERS,
  Item.CONNECTION_TEST,
  Item.READINESS,
  Item.FAULT_CHECK,
  Item.DEVICE,
  0,
]);
const LANGUAGE: usize = memory.data<i32>([Item.CHINESE, Item.ENGLISH, 0]);
const NETWORK: usize = memory.data<i32>([Item.WIRED, Item.WIFI, Item.BLUETOOTH, 0]);
const HELP: usize = memory.data<i32>([
  Item.FIRST_START,
  Item.OFFICE,
  Item.SIGN_ON,
  Item.CARD,
  Item.SETTLEMENT,
  Item.SERVICE,
  Item.FAULT_CHECK,
  Item.SUPPORT,
  0,
]);

const OFFICE: usize = memory.data<i32>([
  Item.REGISTRATION,
  Item.BINDING,
  Item.BINDING_STATE,
  Item.ACTIVATION,
  Item.TEST_PAYMENT,
  Item.LIMITS,
  Item.REBINDING,
  Item.UNBINDING,
  0,
]);

const SERVICE: usize = memory.data<i32>([
  Item.FAULTS,
  Item.MAINTENANCE,
  Item.PEOPLE,
  Item.CHANGE_PASSWORD,
  Item.RECOVER_PASSWORD,
  Item.LOG_OFF,
  Item.FRAUD_STOP,
  Item.CLEAR_LOCK,
  Item.DOWNLOADS,
  Item.FIRMWARE,
  Item.BACKUP,
  Item.RESTORE,
  0,
]);

const PEOPLE: usize = memory.data<i32>([
  Item.ADD_OPERATOR,
  Item.REMOVE_OPERATOR,
  Item.RESET_OPERATOR,
  Item.LOCK_TIME,
  0,
]);

function itemsOf(menu: i32): usize {
  switch (menu) {
    case Menu.SETTINGS:
      return SETTINGS;
    case Menu.LANGUAGE:
      return LANGUAGE;
    case Menu.NETWORK:
      return NETWORK;
    case Menu.HELP:
      return HELP;
    case Menu.OFFICE:
      return OFFICE;
    case Menu.SERVICE:
      return SERVICE;
    case Menu.PEOPLE:
      return PEOPLE;
    default:
      return MAIN;
  }
}

/** To be called before MENU runs. */
export function openMenu(t: Terminal, menu: Menu): void {
  clearDesk(t);
  deskOf(t).menu = menu;
}

/** @returns the item at `place` (from 1) of the menu, 0 when there is none */
export function itemAt(menu: i32, place: i32): i32 {
  const items = itemsOf(menu);
  for (let i = 1; i <= place; i++) {
    const item = load<i32>(items + 4 * <usize>(i - 1));
    if (item === 0 || i === place) return item;
  }
  return 0;
}

function countOf(menu: i32): i32 {
  let count = 0;
  while (load<i32>(itemsOf(menu) + 4 * <usize>count) !== 0) count++;
  return count;
}

function pagesOf(menu: i32): i32 {
  return (countOf(menu) + PAGE_ITEMS - 1) / PAGE_ITEMS;
}

function showMenu(t: Terminal): void {
  const desk = deskOf(t);
  beginDocument(Screen.MENU);
  putNumber(Field.MENU, desk.menu);
  for (let i = 1; i <= PAGE_ITEMS; i++) {
    const item = itemAt(desk.menu, desk.page * PAGE_ITEMS + i);
    if (item !== 0) putNumber(Field.ITEM, item);
  }
  putPageNumber(desk.page, pagesOf(desk.menu));
  sendDocument(t, Command.SCREEN, 0);
}

/** Which page of how many, where there are several. @param page from 0, below 9 */
export function putPageNumber(page: i32, pages: i32): void {
  if (pages < 2) return;
  store<u8>(PAGE_TEXT, <u8>(0x31 + page));
  store<u8>(PAGE_TEXT, 0x2f, 1);
  store<u8>(PAGE_TEXT, <u8>(0x30 + pages), 2);
  putText(Field.PAGE, PAGE_TEXT, 3);
}

function turnPage(t: Terminal): void {
  const desk = deskOf(t);
  desk.page = desk.page + 1 < pagesOf(desk.menu) ? desk.page + 1 : 0;
}

function choose(t: Terminal): i32 {
  const desk = deskOf(t);
  const digit = load<u32>(PAYLOAD);
  if (digit < 1 || digit > <u32>PAGE_ITEMS) return STAY;
  desk.item = itemAt(desk.menu, desk.page * PAGE_ITEMS + <i32>digit);
  return desk.item !== 0 ? Event.CHOSEN : STAY;
}
