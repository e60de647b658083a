/** Titles of the menus, and what their digits do. The types ask for every one of the core's. */
import { Item, Menu } from "../../assembly/abi_fields.ts";
import { BACKUP_ITEMS } from "./backup_texts.ts";
import { BINDING_ITEMS } from "./binding_texts.ts";
import { CARE_ITEMS } from "./care_texts.ts";
import { DOWNLOAD_ITEMS } from "./download_texts.ts";
import type { Text } from "./language.ts";
import { SETUP_ITEMS, SETUP_MENUS } from "./setup_texts.ts";

export const MENU_TITLES: Readonly<Record<Menu, Text>> = {
  [Menu.MAIN]: { zh: "功能", en: "Menu" },
  [Menu.OFFICE]: { zh: "商户服务", en: "Merchant services" },
  [Menu.SETTINGS]: { zh: "设置", en: "Settings" },
  [Menu.SERVICE]: { zh: "维护", en: "Service" },
  ...SETUP_MENUS,
  [Menu.PEOPLE]: { zh: "操作员管理", en: "Operators" },
};

export const ITEM_TEXTS: Readonly<Record<Item, Text>> = {
  [Item.CARD]: { zh: "刷卡收款", en: "Card payment" },
  [Item.CODE]: { zh: "扫码收款", en: "Code payment" },
  [Item.SIGN_ON]: { zh: "签到", en: "Sign on" },
  [Item.SETTLEMENT]: { zh: "结算", en: "Settlement" },
  [Item.OFFICE]: { zh: "商户服务", en: "Merchant services" },
  [Item.SETTINGS]: { zh: "设置", en: "Settings" },
  [Item.SERVICE]: { zh: "维护", en: "Service" },
  [Item.HELP]: { zh: "帮助", en: "Help" },
  ...SETUP_ITEMS,
  ...BINDING_ITEMS,
  ...CARE_ITEMS,
  ...DOWNLOAD_ITEMS,
  ...BACKUP_ITEMS,
};
