/** GET CHALLENGE (EMV Book 3, 6.5.6): 8 bytes, good for one VERIFY. */
import { copyBytes } from "../../secure/bytes.ts";
import * as apdu from "../apdu.ts";
import type { CommandApdu, ResponseApdu } from "../apdu.ts";
import type { Session } from "../session.ts";

export function getChallenge(session: Session, command: CommandApdu): ResponseApdu {
  if (command.p1 !== 0 || command.p2 !== 0) return apdu.status(apdu.SW_WRONG_P1P2);
  if (command.data.length > 0) return apdu.status(apdu.SW_WRONG_LENGTH);
  const challenge = session.nextNumber();
  session.challenge = copyBytes(challenge);
  return apdu.answer(challenge);
}
