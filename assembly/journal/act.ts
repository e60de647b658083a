/** How a zone is changed: `beginAct` gives a copy of it in the next record, APPEND makes that durable, and only then it counts. */
import { Terminal } from "../machine/terminal";
import { prepare } from "./append";
import { Kind } from "./records";
import { actBytes, putZone, Zone } from "./zones";

/**
 * Says which act APPEND writes.
 *
 * @param kind between ACT_FIRST and ACT_LAST: what was done
 * @returns the zone's content as it is, for the caller to change
 */
export function beginAct<T>(t: Terminal, kind: Kind, zone: Zone): T {
  return changetype<T>(putZone(t, zone, prepare(t, kind, actBytes(zone)), t.operator));
}
