/** How a restored terminal gets its next STAN, and the open batch, from the platform (journal/restored.ts says when it has). */
import { NetworkCode, Tag } from "../../abi_platform";
import { beginOwnQuestion, MTI_ASK, tagNumber } from "../../acquirer/question";
import { deskOf, Proof } from "../../acquirer/desk";
import { exchangeOf } from "../../acquirer/region";
import { beginAct } from "../../journal/act";
import { BATCH_MAX } from "../../journal/batch";
import { durable, STAN_MAX } from "../../journal/durable";
import { Kind } from "../../journal/records";
import { laterStan, restoredAt } from "../../journal/restored";
import { Zone } from "../../journal/zones";
import { Terminal } from "../../machine/terminal";
import { Care } from "../care/zone";

/** @param proof a `Proof`: WORKING under the working keys of the sign-on that has just come: only such an answer lets the terminal trade */
export function beginStanState(t: Terminal, proof: i32): void {
  beginOwnQuestion(t, MTI_ASK, NetworkCode.STAN_STATE).proof = proof;
}

export function isStanTold(t: Terminal): bool {
  const stan = tagNumber(exchangeOf(t), Tag.NEXT_STAN);
  const batch = tagNumber(exchangeOf(t), Tag.BATCH);
  return stan >= 1 && stan <= STAN_MAX && batch >= 1 && batch <= BATCH_MAX;
}

/** The answer that came without F64 moves the STAN alone. */
export function writeResumed(t: Terminal): void {
  const x = exchangeOf(t);
  const next = restoredAt(changetype<usize>(beginAct<Care>(t, Kind.RESUMED, Zone.CARE)));
  next.nextStan = laterStan(durable(t).nextStan, <i32>tagNumber(x, Tag.NEXT_STAN));
  next.batch = <i32>tagNumber(x, Tag.BATCH);
  next.isRestored = deskOf(t).proof === Proof.WORKING ? 0 : 1;
}
