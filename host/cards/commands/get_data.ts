/** GET DATA (EMV Book 3, 6.5.7): the counters, and what the card's file lets be read. */
import { encodeTlv } from "../../codec/tlv/encode.ts";
import * as apdu from "../apdu.ts";
import type { CommandApdu, ResponseApdu } from "../apdu.ts";
import { hex } from "../personalisation/bytes.ts";
import { twoBytes } from "../session.ts";
import type { Session } from "../session.ts";

export function getData(session: Session, command: CommandApdu): ResponseApdu {
  if (command.data.length > 0) return apdu.status(apdu.SW_WRONG_LENGTH);
  const tag = (command.p1 << 8) | command.p2;
  const value = session.files.readable.has(tag) ? dataObject(session, tag) : undefined;
  return value === undefined ? apdu.status(apdu.SW_NO_DATA_OBJECT) : apdu.answer(encodeTlv(tag, value));
}

function dataObject(session: Session, tag: number): Uint8Array | undefined {
  const { state, files } = session;
  switch (tag) {
    case 0x9f36:
      return session.atc;
    case 0x9f13:
      return twoBytes(state.lastOnlineAtc);
    case 0x9f17:
      return new Uint8Array([session.pinTriesLeft]);
  }
  const changed = state.objects[tag.toString(16).toUpperCase()];
  return changed === undefined ? files.objects.get(tag) : hex(changed);
}
