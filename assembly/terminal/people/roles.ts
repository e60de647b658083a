/**
 * What each function needs of whoever asks for it: the one table, used by LOGIN. A role is what a person may do, and a greater one may
 * do all that a smaller one may.
 */
import { Role } from "../../abi_devices";
import { Item } from "../../abi_fields";
import { deskOf } from "../../acquirer/desk";
import { Terminal } from "../../machine/terminal";

/** Pairs of an `Item` and the least `Role` that may do it, zero at the end; what does not stand here anybody may. */
const NEEDED: usize = memory.data<i32>([
  Item.CARD,
  Role.CASHIER,
  Item.CODE,
  Role.CASHIER,
  Item.SETTLEMENT,
  Role.SUPERVISOR,
  Item.SETTINGS,
  Role.MANAGER,
  Item.BINDING,
  Role.MANAGER,
  Item.REBINDING,
  Role.MANAGER,
  Item.UNBINDING,
  Role.MANAGER,
  Item.FAULTS,
  Role.SUPERVISOR,
  Item.MAINTENANCE,
  Role.SUPERVISOR,
  Item.PEOPLE,
  Role.SUPERVISOR,
  Item.CHANGE_PASSWORD,
  Role.CASHIER,
  Item.DOWNLOADS,
  Role.SUPERVISOR,
  Item.FIRMWARE,
  Role.SUPERVISOR,
  Item.BACKUP,
  Role.MANAGER,
  Item.RESTORE,
  Role.MANAGER,
  0,
]);

export function roleFor(item: i32): Role {
  for (let at = NEEDED; load<i32>(at) !== 0; at += 8) if (load<i32>(at) === item) return load<i32>(at, 4);
  return Role.NOBODY;
}

/** Says what LOGIN is to ask for: to be called before it runs. */
export function needRole(t: Terminal, role: Role): void {
  deskOf(t).role = role;
}

/** As `needRole`, what the item on the desk needs. */
export function needItem(t: Terminal): void {
  needRole(t, roleFor(deskOf(t).item));
}
