/** INTERNAL AUTHENTICATE (EMV Book 3, 6.5.9): dynamic data authentication by the card's signature. */
import { encodeTlv } from "../../codec/tlv/encode.ts";
import * as apdu from "../apdu.ts";
import type { CommandApdu, ResponseApdu } from "../apdu.ts";
import { signDynamicData } from "../certificates/signed_data.ts";
import { Phase } from "../session.ts";
import type { Session } from "../session.ts";

export function internalAuthenticate(session: Session, command: CommandApdu): ResponseApdu {
  const { icc, data, ddol } = session.files;
  if (icc === undefined || data.authentication?.includes("dda") !== true) return apdu.status(apdu.SW_NO_INSTRUCTION);
  if (command.p1 !== 0 || command.p2 !== 0) return apdu.status(apdu.SW_WRONG_P1P2);
  if (command.data.length !== ddol.length) return apdu.status(apdu.SW_WRONG_LENGTH);
  if (session.phase !== Phase.INITIATED) return apdu.status(apdu.SW_CONDITIONS);
  const signed = signDynamicData(icc, session.nextNumber(), command.data);
  return apdu.answer(
    encodeTlv(data.format === 1 ? 0x80 : 0x77, data.format === 1 ? signed : encodeTlv(0x9f4b, signed)),
  );
}
