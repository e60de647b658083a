/** READ RECORD (EMV Book 3, 6.5.11) in an application. */
import * as apdu from "../apdu.ts";
import type { ResponseApdu } from "../apdu.ts";
import { Phase } from "../session.ts";
import type { Session } from "../session.ts";

export function readRecord({ files, phase }: Session, sfi: number, record: number): ResponseApdu {
  if (phase === Phase.SELECTED) return apdu.status(apdu.SW_CONDITIONS);
  const file = files.files.get(sfi);
  if (file === undefined) return apdu.status(apdu.SW_NO_FILE);
  const found = file[record - 1];
  return found === undefined ? apdu.status(apdu.SW_NO_RECORD) : apdu.answer(found);
}
