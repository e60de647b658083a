/** The card status update with which an issuer answers by method 2, and what it makes the card do (EMV Book 3, C10). */
import type { Session } from "./session.ts";

/** Byte 1: the issuer's own data follow; PIN tries to set. Byte 2: what is to be done. */
export const PIN_TRIES_MASK = 0x0f;
export const ISSUER_APPROVES = 0x80;
export const BLOCK_CARD = 0x40;
export const BLOCK_APPLICATION = 0x20;
export const UPDATE_PIN_TRIES = 0x10;
export const GO_ONLINE_NEXT = 0x08;

/** @param update 4 bytes, proved genuine. @returns whether the issuer approves */
export function applyStatusUpdate(session: Session, [tries = 0, actions = 0]: Uint8Array): boolean {
  const { state, files } = session;
  if ((actions & BLOCK_CARD) !== 0) state.cardBlocked = true;
  if ((actions & BLOCK_APPLICATION) !== 0) state.applicationBlocks[files.data.aid] = true;
  if ((actions & UPDATE_PIN_TRIES) !== 0) session.pinTriesLeft = tries & PIN_TRIES_MASK;
  state.goOnlineNext = (actions & GO_ONLINE_NEXT) !== 0;
  return (actions & ISSUER_APPROVES) !== 0;
}
