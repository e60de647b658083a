/**
 * Network management: sign-on with new working keys, and the echo test. No F64 in either direction.
 */
import { commonFields, networkCodeOf, plainAnswer } from "./exchange.ts";
import type { Answer, Exchange } from "./exchange.ts";
import type { Faults } from "./faults.ts";
import type { AcquirerKeys } from "./keys.ts";
import { PIN_CHECK_VALUE_AT } from "./keys.ts";
import type { Ledger } from "./ledger.ts";
import { RESPONSE } from "./response_codes.ts";

/** F60.3: sign-on of a terminal with double-length keys; echo. */
const SIGN_ON_DOUBLE_LENGTH = "003";
const ECHO = "301";

export interface ManagementParts {
  ledger: Ledger;
  keys: AcquirerKeys;
  random: (length: number) => Uint8Array;
  faults: Faults;
}

/** Answers 0800 and 0820; 40 to what is not offered. */
export function manage(parts: ManagementParts, exchange: Exchange): Answer {
  const { request, at } = exchange;
  const network = networkCodeOf(request);
  if (request.mti === "0800" && network === SIGN_ON_DOUBLE_LENGTH) return signOn(parts, exchange);
  if (request.mti === "0820" && network === ECHO) return echo(parts, exchange);
  return plainAnswer(at, RESPONSE.unsupported);
}

function signOn({ ledger, keys, random, faults }: ManagementParts, { request, terminal, at }: Exchange): Answer {
  if (!request.has(11)) return plainAnswer(at, RESPONSE.format);
  const { download, sealed } = keys.issue(terminal.terminal, random);
  ledger.putTerminal({ ...terminal, sealedKeys: sealed });
  if (faults.take("wrongKcv", request.mti)) download[PIN_CHECK_VALUE_AT]! ^= 0xff;
  return {
    outcome: "keys issued",
    fields: [
      ...commonFields(at),
      [37, referenceNumber(ledger.nextReference())],
      [39, RESPONSE.approved],
      // The reply names the batch that is open here; the rest of F60 is the request's.
      [60, `00${terminal.batch}${SIGN_ON_DOUBLE_LENGTH}`],
      [62, download],
    ],
  };
}

function echo({ ledger }: ManagementParts, { at }: Exchange): Answer {
  const reference = referenceNumber(ledger.nextReference());
  return { outcome: "echoed", fields: [...commonFields(at), [37, reference], [39, RESPONSE.approved]] };
}

/** F37, 12 digits. */
export function referenceNumber(reference: number): string {
  return String(reference).padStart(12, "0").slice(-12);
}
