/**
 * Network management: sign-on with new working keys, and the echo test. No F64 in either direction.
 */
import { commonFields, networkCodeOf, plainAnswer } from "./exchange.ts";
import type { Answer, Exchange } from "./exchange.ts";
import type { Faults } from "./faults.ts";
import type { AcquirerHsm } from "./hsm.ts";
import type { Ledger } from "./ledger.ts";
import { RESPONSE } from "./response_codes.ts";
import type { DownloadForm } from "./working_keys.ts";

/** F60.3 of a sign-on: single-length keys, double-length ones, those and a TDK. */
const SIGN_ON: Readonly<Record<DownloadForm, string>> = {
  "24": "001",
  "40": "003",
  "60": "004",
  blocks: "003",
  "blocks with TDK": "004",
};
/** F60.3. */
const ECHO = "301";

export interface ManagementParts {
  ledger: Ledger;
  hsm: AcquirerHsm;
  download: DownloadForm;
  random: (length: number) => Uint8Array;
  faults: Faults;
}

/** Answers 0800 and 0820; 40 to what is not offered. */
export function manage(parts: ManagementParts, exchange: Exchange): Answer {
  const { request, at } = exchange;
  const network = networkCodeOf(request);
  if (request.mti === "0800" && network === SIGN_ON[parts.download]) return signOn(parts, exchange);
  if (request.mti === "0820" && network === ECHO) return echo(parts, exchange);
  return plainAnswer(at, RESPONSE.unsupported);
}

function signOn(parts: ManagementParts, { request, terminal, at }: Exchange): Answer {
  const { ledger, hsm, random, faults } = parts;
  if (!request.has(11)) return plainAnswer(at, RESPONSE.format);
  const { download, sealed, pinCheckValueAt } = hsm.issueKeys(terminal.terminal, random, parts.download);
  ledger.putTerminal({ ...terminal, sealedKeys: sealed });
  if (faults.take("wrongKcv", request.mti)) download[pinCheckValueAt]! ^= 0xff;
  return {
    outcome: "keys issued",
    fields: [
      ...commonFields(at),
      [37, referenceNumber(ledger.nextReference())],
      [39, RESPONSE.approved],
      // The reply names the batch that is open here; the rest of F60 is the request's.
      [60, `00${terminal.batch}${SIGN_ON[parts.download]}`],
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
