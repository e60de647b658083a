/**
 * Which errands of the merchant's account wait until manager and supervisor have their passwords: a terminal at which nobody is set
 * up lets everybody do everything, and such a terminal is not to get an account. What its maker binds stays as it is.
 */
import { Service } from "../../abi_platform";
import { Item } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { durable } from "../../journal/durable";
import { Terminal } from "../../machine/terminal";
import { beginSetUp, isSetUpNeeded } from "../people/people";
import { logOn, MANAGER } from "../people/zone";
import { bindingOf } from "./zone";

/** @returns whether what is chosen would bind or activate a terminal, and people are to be set up before */
export function isPeopleFirst(t: Terminal): bool {
  return isSetUpNeeded(t) && isGuarded(t);
}

function isGuarded(t: Terminal): bool {
  const isBound = durable(t).bound !== 0;
  switch (deskOf(t).item) {
    case Item.BINDING:
      return !isBound;
    case Item.REBINDING:
      return isBound;
    case Item.ACTIVATION:
      return isBound && bindingOf(t).service === Service.AWAITING_ACTIVATION;
    default:
      return false;
  }
}

/** PEOPLE runs; what was chosen waits. */
export function beginPeopleFirst(t: Terminal): void {
  const desk = deskOf(t);
  desk.itemAfter = desk.item;
  beginSetUp(t);
}

/** Whoever has set up the manager knows his password: he is logged on. */
export function endPeopleFirst(t: Terminal): void {
  const desk = deskOf(t);
  desk.item = desk.itemAfter;
  desk.itemAfter = 0;
  if (!isSetUpNeeded(t)) logOn(t, MANAGER);
}
