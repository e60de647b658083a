/**
 * A terminal that was filled from a backup, until the platform has told it its next STAN: a part of the zone CARE, but of the
 * journal's business, since the record RESUMED changes STAN and batch with it. While `isRestored` is not 0 nothing takes a STAN
 * but a sign-on, and a sign-on alone does not let it trade.
 */
import { Terminal } from "../machine/terminal";
import { BATCH_MAX } from "./batch";
import { Act, Zone, zoneAt } from "./zones";
import { MAP_DURABLE } from "../base/map";

const STAN_MAX: i32 = 999_999;
/** Offset in the zone CARE. */
export const RESTORED_AT: usize = 64;

@unmanaged
export class Restored {
  isRestored: i32;
  /** As the platform has told; valid in RESUMED. */
  nextStan: i32;
  batch: i32;
}
assert(RESTORED_AT + offsetof<Restored>() <= 96);

/** @param zone address of the zone CARE's content */
export function restoredAt(zone: usize): Restored {
  return changetype<Restored>(zone + RESTORED_AT);
}

export function isRestored(t: Terminal): bool {
  return restoredAt(zoneAt(changetype<usize>(t) + MAP_DURABLE, Zone.CARE)).isRestored !== 0;
}

export function isResumptionSound(act: Act): bool {
  const next = restoredAt(act.content);
  if (act.zone !== Zone.CARE || next.nextStan < 1 || next.nextStan > STAN_MAX) return false;
  return next.batch >= 1 && next.batch <= BATCH_MAX;
}

/**
 * The later of two STANs on their circle: none goes back.
 *
 * @returns `theirs` when it is less than half of the circle ahead of `ours`
 */
export function laterStan(ours: i32, theirs: i32): i32 {
  const ahead = (theirs - ours + STAN_MAX) % STAN_MAX;
  return ahead < STAN_MAX / 2 ? theirs : ours;
}
