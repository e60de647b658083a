/**
 * What a card's status word means (ISO/IEC 7816-4, 5.3.3; EMV 4.4 Book 3, 6.3.5). A data table and its look-up.
 */
import type { Language } from "../types.ts";
import { pick, say } from "../say.ts";

/** Each row holds for all words that are equal to `word` under `mask`; the first that fits is taken. */
const ROWS: ReadonlyArray<readonly [word: number, mask: number, zh: string, en: string]> = [
  [0x9000, 0xffff, "成功", "normal processing"],
  [0x6100, 0xff00, "还有数据可取（GET RESPONSE）", "more data available (GET RESPONSE)"],
  [0x6200, 0xffff, "警告，数据未改变", "warning, memory unchanged"],
  [0x6281, 0xffff, "返回的数据可能有错", "part of the returned data may be corrupted"],
  [0x6282, 0xffff, "文件或记录提前结束", "end of file or record reached early"],
  [0x6283, 0xffff, "应用或文件被锁定", "selected file invalidated (application blocked)"],
  [0x6284, 0xffff, "文件控制信息格式错", "FCI not formatted"],
  [0x6285, 0xffff, "文件处于终止状态", "selected file in termination state"],
  [0x6300, 0xffff, "验证失败", "authentication failed"],
  [0x6381, 0xffff, "文件已写满", "file filled up by the last write"],
  [0x63c0, 0xfff0, "验证失败，剩余尝试次数见末位", "verification failed, tries left in the last digit"],
  [0x6400, 0xffff, "执行错误，数据未改变", "execution error, memory unchanged"],
  [0x6500, 0xffff, "执行错误，数据已改变", "execution error, memory changed"],
  [0x6581, 0xffff, "存储器故障", "memory failure"],
  [0x6700, 0xffff, "长度错误", "wrong length"],
  [0x6881, 0xffff, "不支持逻辑通道", "logical channel not supported"],
  [0x6882, 0xffff, "不支持安全报文", "secure messaging not supported"],
  [0x6981, 0xffff, "命令与文件结构不符", "command incompatible with file structure"],
  [0x6982, 0xffff, "安全状态不满足", "security status not satisfied"],
  [0x6983, 0xffff, "认证方法（PIN）被锁定", "authentication method (PIN) blocked"],
  [0x6984, 0xffff, "引用数据无效", "referenced data invalidated"],
  [0x6985, 0xffff, "使用条件不满足", "conditions of use not satisfied"],
  [0x6986, 0xffff, "命令不允许（无当前文件）", "command not allowed (no current file)"],
  [0x6987, 0xffff, "缺少安全报文数据项", "secure messaging object missing"],
  [0x6988, 0xffff, "安全报文数据项不正确", "secure messaging object incorrect"],
  [0x6a80, 0xffff, "数据域参数不正确", "incorrect parameters in the data field"],
  [0x6a81, 0xffff, "功能不支持（卡片可能被锁定）", "function not supported (card may be blocked)"],
  [0x6a82, 0xffff, "文件或应用未找到", "file or application not found"],
  [0x6a83, 0xffff, "记录未找到", "record not found"],
  [0x6a84, 0xffff, "存储空间不足", "not enough memory"],
  [0x6a86, 0xffff, "P1 P2不正确", "incorrect P1 P2"],
  [0x6a88, 0xffff, "引用数据未找到", "referenced data not found"],
  [0x6b00, 0xffff, "P1 P2错误", "wrong P1 P2"],
  [0x6c00, 0xff00, "Le错误，正确长度见末字节", "wrong Le, right length in the last byte"],
  [0x6d00, 0xffff, "命令（INS）不支持", "instruction not supported"],
  [0x6e00, 0xffff, "类别（CLA）不支持", "class not supported"],
  [0x6f00, 0xffff, "未知错误", "no precise diagnosis"],
  [0x9302, 0xffff, "MAC无效", "MAC incorrect"],
  [0x9303, 0xffff, "应用永久锁定", "application permanently locked"],
  [0x9401, 0xffff, "余额不足", "not enough money"],
  [0x9403, 0xffff, "密钥未找到", "key not found"],
  [0x9406, 0xffff, "所需MAC不可用", "required MAC not available"],
];

/** @param word SW1 and SW2 as one number: 0x6985 */
export function statusWordName(word: number, language: Language): string {
  const row = ROWS.find(([value, mask]) => (word & mask) === value);
  return row === undefined ? say(language, "unknown") : pick(language, row[2], row[3]);
}
