/** What the manager does at the screens where people are set up or asked who they are. */
import { Screen } from "../../assembly/abi_shown.ts";
import { Field } from "../../assembly/abi_fields.ts";
import type { View } from "../../host/ports.ts";
import { MANAGER, SUPERVISOR, typed } from "./care_guides.ts";
import type { Deed } from "./person.ts";

/** @param isSupervisor whose new password it is. @returns undefined at any other screen, and while a number is being typed */
export function managersDeed({ id, fields }: View, isSupervisor: boolean): Deed | undefined {
  switch (id as Screen) {
    case Screen.SET_UP_MANAGER:
    case Screen.SET_UP_SUPERVISOR:
      return "enter";
    case Screen.NEW_PASSWORD:
    case Screen.NEW_PASSWORD_AGAIN:
      return { secret: (isSupervisor ? SUPERVISOR : MANAGER).password };
    case Screen.ENTER_OPERATOR:
      return fields.some(({ kind, value }) => (kind as Field) === Field.TYPED && value.length > 0)
        ? undefined
        : typed(MANAGER.number);
    case Screen.ENTER_PASSWORD:
      return { secret: MANAGER.password };
    case Screen.DONE:
      return "enter";
    default:
      return undefined;
  }
}
