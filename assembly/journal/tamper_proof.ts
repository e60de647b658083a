/**
 * What a terminal shows the platform when its keys are erased: that it is the one which had them. A part of the zone SECURITY, but of
 * the journal's business, since the record SIGNED_ON brings it.
 *
 * Made by the secure module while the device's secret key lives, anew at each sign-on, and told to nobody before a tamper event:
 * whoever has only the line cannot report one. It opens nothing, and no message is authenticated by it.
 */
import { Zone, zoneAt } from "./zones";

/** Offset in the zone SECURITY. */
export const TAMPER_PROOF_AT: usize = 16;

@unmanaged
export class TamperProof {
  /** Each is good for one report. */
  nonce: u64;
  /** The secure module's MAC over `TAMPERED` and the nonce; 0 where there is no proof. */
  mac: u64;
}
export const TAMPER_PROOF_BYTES: i32 = <i32>offsetof<TamperProof>();
assert(TAMPER_PROOF_AT + <usize>TAMPER_PROOF_BYTES <= 32);

/** @param durable address of the durable state, which the zones follow */
export function tamperProofAt(durable: usize): TamperProof {
  return changetype<TamperProof>(zoneAt(durable, Zone.SECURITY) + TAMPER_PROOF_AT);
}
