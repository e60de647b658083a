/** What operations do at the platform about a terminal that was bound by hand: its locks lifted, a code for a lost password. */
import { giveReset, resume, unlock } from "../../host/acquirer/platform/devices.ts";
import type { DeviceRow } from "../../host/acquirer/platform/rows.ts";
import { injectFactoryKeys } from "../../host/simulator/binding.ts";
import { inOffice, OFFICER, platformOf } from "./account.ts";
import { TERMINAL } from "./world.ts";
import type { World } from "./world.ts";

/** As which the platform has the device. */
const ID = TERMINAL.terminal;

export function stateThere(world: World): DeviceRow["state"] {
  return world.ledger.tables.get("device", ID)!.state;
}

/** Whatever the platform has stopped may trade again. */
export function lift(world: World): void {
  const state = stateThere(world);
  if (state === "locked") inOffice(world, (context) => unlock(context, ID, OFFICER));
  if (state === "suspended") inOffice(world, (context) => resume(context, ID, OFFICER));
}

/** Service opens the machine, and puts its keys in anew: the master key and those of the factory. */
export function putKeysIn(world: World): void {
  world.injectMasterKey();
  injectFactoryKeys(world.board!.secure);
}

/** @returns the code that the operator is told on the telephone */
export function resetCode(world: World, user: number): string {
  inOffice(world, (context) => giveReset(context, ID, user, OFFICER));
  return platformOf(world).outbox.last("reset", ID)!.code;
}
