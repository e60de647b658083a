/** EXTERNAL AUTHENTICATE (EMV Book 3, 6.5.4): the issuer's answer, once, between the two GENERATE AC. */
import * as apdu from "../apdu.ts";
import type { CommandApdu, ResponseApdu } from "../apdu.ts";
import { authenticateIssuer } from "../issuer_answer.ts";
import { Phase } from "../session.ts";
import type { Session } from "../session.ts";

const LEAST_BYTES = 8;
const MOST_BYTES = 16;

export function externalAuthenticate(session: Session, command: CommandApdu): ResponseApdu {
  const { issuerAuthentication = "external" } = session.files.data;
  if (command.p1 !== 0 || command.p2 !== 0) return apdu.status(apdu.SW_WRONG_P1P2);
  if (command.data.length < LEAST_BYTES || command.data.length > MOST_BYTES) return apdu.status(apdu.SW_WRONG_LENGTH);
  const isExpected = session.phase === Phase.ONLINE && issuerAuthentication === "external";
  if (!isExpected || session.issuer !== "unknown") return apdu.status(apdu.SW_CONDITIONS);
  return apdu.status(authenticateIssuer(session, command.data) ? apdu.SW_OK : apdu.SW_AUTHENTICATION_FAILED);
}
