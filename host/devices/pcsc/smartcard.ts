/**
 * What is used of the npm package `smartcard` 3, and how it is found: an optional peer dependency with a native part, loaded
 * when a real reader is asked for and never before.
 *
 * Its types stand here, since the package need not be there to compile. It tells faults by their texts alone.
 */
import { createRequire } from "node:module";

export interface PcscCard {
  /** Undefined bytes when the status cannot be asked. */
  readonly atr: Uint8Array | null;
  transmit(command: Uint8Array, options: { maxRecvLength: number }): Promise<Uint8Array>;
  /** @throws when the card has gone */
  disconnect(disposition: number): void;
}

export interface PcscSlot {
  readonly name: string;
  connect(shareMode: number, protocols: number): Promise<PcscCard>;
}

export interface SlotState {
  name: string;
  /** SCARD_STATE bits; the upper half counts cards put in and pulled out. */
  state: number;
}

/** A connection to the PC/SC service: one call at a time, or the next waits for the one before. */
export interface PcscContext {
  /** @throws when the service is gone */
  listReaders(): PcscSlot[];
  /** Empty when nothing changed in time, null when it was cancelled. */
  waitForChange(slots: SlotState[], timeout_ms: number): Promise<SlotState[] | null>;
  cancel(): void;
  close(): void;
}

export interface Smartcard {
  /** @throws when there is no service */
  Context: new () => PcscContext;
  SCARD_SHARE_EXCLUSIVE: number;
  SCARD_PROTOCOL_T0: number;
  SCARD_PROTOCOL_T1: number;
  SCARD_UNPOWER_CARD: number;
  SCARD_STATE_PRESENT: number;
  SCARD_STATE_CHANGED: number;
  SCARD_STATE_UNKNOWN: number;
  SCARD_STATE_UNAVAILABLE: number;
}

/** A real reader cannot be used; the text says what to do. */
export class PcscError extends Error {
  override readonly name = "PcscError";
}

/** @throws PcscError when the package is not there, or its native part is not */
export function loadSmartcard(): Smartcard {
  try {
    return createRequire(import.meta.url)("smartcard") as Smartcard;
  } catch (error) {
    const remedy = "run npm install smartcard (Linux: with libpcsclite-dev installed), and start pcscd";
    throw new PcscError(`a real card reader needs the package smartcard: ${remedy}`, { cause: error });
  }
}
