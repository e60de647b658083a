/** The screens during which digits go to the core: no other prompt ever gets one. */
import { Screen } from "../assembly/abi_shown.ts";

export const PROMPTS: ReadonlySet<number> = new Set([
  Screen.IDLE,
  Screen.AMOUNT,
  Screen.MENU,
  Screen.CHOOSE_APPLICATION,
  Screen.WIFI_LIST,
  Screen.SERVER_LIST,
  Screen.NOT_CONNECTED,
  Screen.FORM_REVIEW,
  Screen.PAPERS,
  Screen.BINDING_WAY,
  Screen.BACKUP_TARGET,
  Screen.ACTIVATION,
  Screen.ENTER_OPERATOR,
  Screen.OPERATOR_TO_ADD,
  Screen.OPERATOR_TO_REMOVE,
  Screen.OPERATOR_TO_RESET,
  Screen.OPERATOR_TO_RECOVER,
  Screen.LOCK_MINUTES,
  Screen.FAULT_LIST,
  Screen.MAINTENANCE,
]);
