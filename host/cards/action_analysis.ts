/** Card action analysis (EMV Book 3, 10.8), kept simple: what the card's file tells it, and what its issuer has said. */
import { APPROVALS } from "./issuer_answer.ts";
import { AAC, ARQC, TC } from "./session.ts";
import type { Session } from "./session.ts";

/** The terminal's own response codes: unable to go online, approved Y3 or declined Z3. */
const APPROVED_UNREACHED = "Y3";
const DECLINED_UNREACHED = "Z3";

type Values = ReadonlyMap<number, Uint8Array>;

/** This card's issuer wants to be asked, unless its data say that the card approves offline. */
export function firstDecision({ files, state }: Session, asked: number, values: Values): number {
  const { declineFirst, approvesOffline, limits = {} } = files.data;
  const { declineAbove, onlineAbove, consecutiveOffline = Infinity } = limits;
  const isDeclined = declineFirst === true || (declineAbove !== undefined && amountOf(values) > declineAbove);
  if (asked === AAC || isDeclined) return AAC;
  const isOfflineAllowed =
    approvesOffline === true &&
    !state.goOnlineNext &&
    amountOf(values) <= (onlineAbove ?? Infinity) &&
    state.atc - state.lastOnlineAtc <= consecutiveOffline;
  return asked === TC && isOfflineAllowed ? TC : ARQC;
}

/** 9F02; NaN, which is within no limit, when it is no number. */
function amountOf(values: Values): number {
  return Number(Buffer.from(values.get(0x9f02) ?? []).toString("hex"));
}

/** Only a genuine approval makes a TC of a card that authenticates its issuer. */
export function secondDecision(session: Session, asked: number, values: Values): number {
  const { data } = session.files;
  if (asked !== TC || data.declineSecond === true || session.isBlocked || session.state.cardBlocked) return AAC;
  if (session.issuer === "genuine") return session.issuerApproves ? TC : AAC;
  if (session.issuer === "forged") return AAC;
  const code = responseCode(values);
  if (code === APPROVED_UNREACHED) return data.approvesUnreached === true ? TC : AAC;
  return data.issuerAuthentication === "none" && APPROVALS.includes(code) ? TC : AAC;
}

export function isUnableToGoOnline(values: Values): boolean {
  return [APPROVED_UNREACHED, DECLINED_UNREACHED].includes(responseCode(values));
}

/** 8A. */
function responseCode(values: Values): string {
  return Buffer.from(values.get(0x8a) ?? []).toString("latin1");
}
