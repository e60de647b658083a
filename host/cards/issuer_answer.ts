/**
 * The issuer's answer, tag 91 (EMV Book 2, 8.2): whether it is genuine, and what a genuine one changes.
 *
 * Method 1 proves a response code, method 2 a card status update.
 */
import { copyBytes, equalInConstantTime } from "../secure/bytes.ts";
import { ARPC_2_BYTES, ARPC_BYTES, CARD_STATUS_UPDATE_BYTES } from "../secure/issuer/cryptogram.ts";
import { arpcMethod1, arpcMethod2 } from "../secure/issuer/cryptogram.ts";
import { sessionKey } from "../secure/issuer/session_key.ts";
import { applyStatusUpdate } from "./status_update.ts";
import type { Session } from "./session.ts";

/** Response codes with which an issuer approves: 00, 10 (part of the amount), 11 (VIP). */
export const APPROVALS: readonly string[] = ["00", "10", "11"];
const CODE_BYTES = 2;

/** @param given 91; zeros behind it, as a terminal fills up CDOL2, are no part of it */
export function authenticateIssuer(session: Session, given: Uint8Array): boolean {
  const { policy } = session.files;
  const isGenuine = policy.arpc.method === 1 ? provesCode(session, given) : provesUpdate(session, given);
  session.issuer = isGenuine ? "genuine" : "forged";
  session.state.issuerAuthenticationFailed = !isGenuine;
  return isGenuine;
}

/** The card's key for this transaction's cryptograms, or its master key, as the version has it. */
export function cryptogramKey(session: Session): Uint8Array {
  const { policy, masterKeys } = session.files;
  return policy.session === "none" ? copyBytes(masterKeys.ac) : sessionKey(masterKeys.ac, session.atc);
}

function arpcKey(session: Session): Uint8Array {
  return session.files.policy.arpc.key === "card" ? session.files.masterKeys.ac : cryptogramKey(session);
}

/** ARPC 8, response code 2. */
function provesCode(session: Session, given: Uint8Array): boolean {
  if (given.length < ARPC_BYTES + CODE_BYTES) return false;
  const code = copyBytes(given, ARPC_BYTES, ARPC_BYTES + CODE_BYTES);
  const arpc = arpcMethod1(arpcKey(session), session.arqc, code);
  if (!equalInConstantTime(arpc, given.subarray(0, ARPC_BYTES))) return false;
  session.issuerApproves = APPROVALS.includes(Buffer.from(code).toString("latin1"));
  return true;
}

/** ARPC 4, card status update 4, and up to 8 bytes of the issuer's own when the update says so. */
function provesUpdate(session: Session, given: Uint8Array): boolean {
  const ownAt = ARPC_2_BYTES + CARD_STATUS_UPDATE_BYTES;
  if (given.length < ownAt) return false;
  const update = given.subarray(ARPC_2_BYTES, ownAt);
  const own = given.subarray(ownAt);
  const arpc = arpcMethod2(arpcKey(session), session.arqc, update, own);
  if (!equalInConstantTime(arpc, given.subarray(0, ARPC_2_BYTES))) return false;
  session.issuerApproves = applyStatusUpdate(session, update);
  return true;
}
