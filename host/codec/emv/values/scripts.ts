/**
 * Issuer scripts: which command one holds (86), never its data, which may be an enciphered PIN; and the terminal's results
 * (DF31, Visa 9F5B).
 */
import type { ExplainOptions, Explanation, Language } from "../types.ts";
import { fault, hex, pick, say, wrongLength } from "../say.ts";
import { tagName } from "../../tlv/tags.ts";

const HEADER_BYTES = 4;
const PUT_DATA = 0xda;
const RESULT_BYTES = 5;

/** Instructions of an issuer script (EMV 4.4 Book 3, 6.5; PBOC adds UPDATE RECORD and PUT DATA). */
const COMMANDS: ReadonlyMap<number, readonly [zh: string, en: string]> = new Map([
  [0x16, ["锁卡", "CARD BLOCK"]],
  [0x18, ["应用解锁", "APPLICATION UNBLOCK"]],
  [0x1e, ["应用锁定", "APPLICATION BLOCK"]],
  [0x20, ["验证", "VERIFY"]],
  [0x24, ["PIN修改或解锁", "PIN CHANGE/UNBLOCK"]],
  [0x84, ["取随机数", "GET CHALLENGE"]],
  [0xd6, ["写二进制文件", "UPDATE BINARY"]],
  [0xdc, ["写记录", "UPDATE RECORD"]],
  [PUT_DATA, ["设置数据", "PUT DATA"]],
]);

/** 86: the command by name; PUT DATA with the tag that it writes, UPDATE RECORD with record and file. */
export function explainScriptCommand(value: Uint8Array, language: Language, options: ExplainOptions): Explanation[] {
  const [, instruction = 0, p1 = 0, p2 = 0] = value;
  if (value.length < HEADER_BYTES) return [fault(language, "命令头不完整", "the command header is cut short")];
  const name = COMMANDS.get(instruction);
  const text = name === undefined ? say(language, "unknown") : pick(language, name[0], name[1]);
  const command: Explanation = { text: text + argumentsOf(instruction, p1, p2, language), byte: 2 };
  const data = value.subarray(HEADER_BYTES);
  if (options.unmasked !== true || data.length === 0) return [command];
  return [command, { text: hex(data), byte: HEADER_BYTES + 1 }];
}

function argumentsOf(instruction: number, p1: number, p2: number, language: Language): string {
  if (instruction === PUT_DATA) return ` ${tagName(p1 * 256 + p2)}`;
  if (instruction !== 0xdc) return "";
  return pick(language, `：SFI ${p2 >> 3}，记录${p1}`, `: SFI ${p2 >> 3}, record ${p1}`);
}

/** DF31, 9F5B: for each script its result, the command that failed, its identifier (EMV 4.4 Book 4, annex A5). */
export function explainScriptResults(value: Uint8Array, language: Language): Explanation[] {
  const lines: Explanation[] = [];
  if (value.length === 0) return [wrongLength(0, pick(language, "5的倍数", "a multiple of 5"), language)];
  for (let at = 0; at < value.length; at += RESULT_BYTES) {
    if (value.length - at < RESULT_BYTES) {
      lines.push(wrongLength(value.length, pick(language, "5的倍数", "a multiple of 5"), language));
      break;
    }
    const result = value[at] ?? 0;
    const id = hex(value.subarray(at + 1, at + RESULT_BYTES));
    lines.push({
      text: `${resultName(result, language)}${pick(language, "，脚本标识", ", script ")}${id}`,
      byte: at + 1,
    });
  }
  return lines;
}

function resultName(result: number, language: Language): string {
  const which = result & 0x0f;
  switch (result >> 4) {
    case 0:
      return pick(language, "未执行脚本", "script not performed");
    case 1:
      return which === 0
        ? pick(language, "脚本处理失败", "script processing failed")
        : pick(language, `脚本第${which}条命令失败`, `script processing failed at command ${which}`);
    case 2:
      return pick(language, "脚本处理成功", "script processing successful");
    default:
      return say(language, "reserved");
  }
}
