/** GET PROCESSING OPTIONS (EMV Book 3, 6.5.8): counts the transaction, once for each selection. */
import * as apdu from "../apdu.ts";
import type { CommandApdu, ResponseApdu } from "../apdu.ts";
import { Phase } from "../session.ts";
import type { Session } from "../session.ts";

const COMMAND_TEMPLATE = 0x83;
const ATC_MAX = 0xffff;

export function getProcessingOptions(session: Session, command: CommandApdu): ResponseApdu {
  const { files, state } = session;
  if (command.p1 !== 0 || command.p2 !== 0) return apdu.status(apdu.SW_WRONG_P1P2);
  const given = templateValue(command.data);
  if (given === undefined)
    return apdu.status(isOtherTemplate(command.data) ? apdu.SW_WRONG_DATA : apdu.SW_WRONG_LENGTH);
  if (given.length !== files.pdol.length) return apdu.status(apdu.SW_WRONG_LENGTH);
  if (session.phase !== Phase.SELECTED || session.isBlocked) return apdu.status(apdu.SW_CONDITIONS);
  // EMV Book 2, 8.1.1: an ATC that has reached its end is never used again.
  if (state.atc >= ATC_MAX) return apdu.status(apdu.SW_CONDITIONS);
  state.atc++;
  session.phase = Phase.INITIATED;
  session.pdolData = given;
  return apdu.answer(files.options);
}

/** Tag 83 with the length in one byte, or in two from 128 on (EMV Book 3, B2). */
function templateValue(data: Uint8Array): Uint8Array | undefined {
  const isLong = data[1] === 0x81;
  const length = isLong ? data[2] : data[1];
  const value = data.subarray(isLong ? 3 : 2);
  const isWhole = data[0] === COMMAND_TEMPLATE && length === value.length && (isLong || length < 0x80);
  return isWhole ? value : undefined;
}

function isOtherTemplate(data: Uint8Array): boolean {
  return data.length > 0 && data[0] !== COMMAND_TEMPLATE;
}
