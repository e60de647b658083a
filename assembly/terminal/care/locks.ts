/**
 * Why the terminal does not trade, until service or a supervisor has looked at it.
 *
 * Asks both the journal and memory: a tamper event counts before it is durable, and a latch that no terminal has written is the
 * worst of them.
 */
import { Reason } from "../../abi_reasons";
import { Terminal } from "../../machine/terminal";
import { watchOf } from "./region";
import { Latch, securityOf } from "./zone";

/** @returns a `Latch`; a tamper event counts before the journal has it */
export function latchOf(t: Terminal): Latch {
  if (watchOf(t).tampered !== 0) return Latch.TAMPERED;
  const latch = securityOf(t).latch;
  return latch >= Latch.NONE && latch <= Latch.VIOLATION ? latch : Latch.TAMPERED;
}

export function isLocked(t: Terminal): bool {
  return latchOf(t) !== Latch.NONE;
}

/** The secure module has erased its keys. */
export function isTampered(t: Terminal): bool {
  return latchOf(t) === Latch.TAMPERED;
}

export function reasonOfLatch(t: Terminal): Reason {
  switch (latchOf(t)) {
    case Latch.NONE:
      return Reason.NONE;
    case Latch.TAMPERED:
      return Reason.TAMPERED;
    case Latch.FRAUD:
      return Reason.FRAUD;
    default:
      return Reason.VIOLATION;
  }
}
