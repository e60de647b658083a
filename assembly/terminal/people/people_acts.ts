/**
 * What PEOPLE writes to the journal, by the item on the desk: numbers, roles and days. A password never comes here.
 */
import { Role } from "../../abi_devices";
import { Item } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { beginAct } from "../../journal/act";
import { Kind } from "../../journal/records";
import { Zone } from "../../journal/zones";
import { Terminal } from "../../machine/terminal";
import { watchOf } from "../care/region";
import { freePlace, OperatorState, People, peopleOf, placeOf, roleOfNumber, today } from "./zone";

export function writePeople(t: Terminal): void {
  const item = deskOf(t).item;
  const watch = watchOf(t);
  const next = beginAct<People>(t, kindOf(item), Zone.PEOPLE);
  if (item === Item.LOCK_TIME) {
    next.lockMinutes = watch.number;
    return;
  }
  const known = placeOf(next, watch.user);
  const operator = next.place(known >= 0 ? known : max(freePlace(next), 0));
  const isLeaving = item === Item.REMOVE_OPERATOR;
  operator.number = isLeaving ? 0 : <u8>watch.user;
  operator.role = <u8>(isLeaving ? Role.NOBODY : roleOfNumber(watch.user));
  operator.state = <u8>OperatorState.ACTIVE;
  operator.since = isLeaving ? 0 : today(t);
}

/** The secure module has locked an operator out. */
export function writeLockedOut(t: Terminal): void {
  const place = placeOf(peopleOf(t), watchOf(t).lockedOut - 1);
  const next = beginAct<People>(t, Kind.OPERATOR_LOCKED, Zone.PEOPLE);
  if (place >= 0) next.place(place).state = <u8>OperatorState.LOCKED;
}

function kindOf(item: i32): Kind {
  switch (item) {
    case Item.PEOPLE:
    case Item.ADD_OPERATOR:
      return Kind.OPERATOR_ADDED;
    case Item.REMOVE_OPERATOR:
      return Kind.OPERATOR_REMOVED;
    case Item.CHANGE_PASSWORD:
      return Kind.PASSWORD_CHANGED;
    case Item.LOCK_TIME:
      return Kind.LOCK_TIME_SET;
    default:
      return Kind.PASSWORD_SET;
  }
}
