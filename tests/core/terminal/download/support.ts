/** What specs of downloads share: the platform's answer in the exchange's region. */
import { DIALECT } from "../../../../assembly/acquirer/profile";
import { exchangeOf } from "../../../../assembly/acquirer/region";
import { beginMessage, endMessage, packBytes, Packer } from "../../../../assembly/codec/iso8583/pack";
import { unpack } from "../../../../assembly/codec/iso8583/unpack";
import { Terminal } from "../../../../assembly/machine/terminal";
import { hexAt, textAt } from "../../base/support";

const PACKER: Packer = changetype<Packer>(memory.data(64, 8));
const CONTENT: usize = memory.data(520, 8);
const CODE: usize = memory.data(8, 8);

/** The answer's F62 is a text followed by bytes in hexadecimal; none when both are empty. */
export function answer(t: Terminal, text: string, hex: string = ""): void {
  const x = exchangeOf(t);
  let length = textAt(CONTENT, text);
  length += hexAt(CONTENT + length, hex);
  beginMessage(PACKER, DIALECT, x.reply, x.reply + 900, 0x0830);
  packBytes(PACKER, 39, CODE, textAt(CODE, "00"));
  if (length > 0) packBytes(PACKER, 62, CONTENT, length);
  x.replyLength = endMessage(PACKER);
  unpack(DIALECT, x.reply, x.replyLength, x.index);
  x.responseCode = load<u16>(x.at(39));
}
