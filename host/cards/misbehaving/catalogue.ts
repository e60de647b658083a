/**
 * The catalogue of cards that misbehave: one row a card, what it does and where. Each is put over a good card.
 *
 * A terminal must come to a defined end with every one of them. Names do not change: recorded runs and tests have them.
 */
import {
  answersBefore,
  bytes as answers,
  counterBack,
  edited,
  fetched,
  fetchedInParts,
  hears,
  late,
  lengthWanted,
  mute,
  muteAfterwards,
  nth,
  outAndIn,
  pulledOut,
  says,
  withStatus,
} from "./deeds.ts";
import type { Deed, Edit } from "./deeds.ts";
import { afl, askedFor, cryptogram, directory, format1, format2, shorter, shorterTemplate } from "./emv_edits.ts";
import type { Misbehaviour } from "./misbehaving_card.ts";
import { STEPS } from "./steps.ts";
import type { Step } from "./steps.ts";
import {
  bytes,
  indefinite,
  join,
  lying,
  nested,
  openings,
  padded,
  replaced,
  retagged,
  truncated,
  twice,
  wideLength,
  withByte,
  without,
} from "./tlv_edits.ts";

const SLUGS: Readonly<Record<Step, string>> = {
  "SELECT PSE": "pse",
  "READ RECORD (directory)": "directory",
  "SELECT AID": "select",
  "GET PROCESSING OPTIONS": "gpo",
  "READ RECORD": "record",
  "INTERNAL AUTHENTICATE": "dda",
  "GENERATE AC 1": "ac1",
  "EXTERNAL AUTHENTICATE": "authenticate",
  "GENERATE AC 2": "ac2",
};
const WITH_DATA = STEPS.filter((step) => step !== "EXTERNAL AUTHENTICATE");
const AC_STEPS = ["GENERATE AC 1", "GENERATE AC 2"] as const;

/** RIDs and AIDs that nobody has registered. */
const FOREIGN_AIDS = Array.from({ length: 50 }, (_, i) => `A0000009990001${String(i).padStart(2, "0")}`);
/** A published test PAN (Visa's), packed, not that of any card here. */
const OTHER_PAN = [0x47, 0x61, 0x73, 0x90, 0x01, 0x01, 0x01, 0x19];

// prettier-ignore
const power: Misbehaviour[] = [
  { name: "no-atr", zh: "上电后没有复位应答", en: "gives no answer to reset", atr: bytes(), at: {} },
  { name: "atr-garbage", zh: "复位应答是乱码", en: "answers the reset with garbage", atr: bytes(0xde, 0xad, 0xbe), at: {} },
  { name: "atr-one-byte", zh: "复位应答只有一个字节", en: "answers the reset with one byte", atr: bytes(0x3b), at: {} },
  { name: "atr-long", zh: "复位应答长达64字节", en: "answers the reset with 64 bytes", atr: new Uint8Array(64).fill(0x3b), at: {} },
];

/** Every step, one way of failing each. */
// prettier-ignore
const families: Misbehaviour[] = [
  ...family(STEPS, "mute", "不应答", "gives no answer", mute),
  ...family(STEPS, "mute-afterwards", "执行后不应答", "does its work and gives no answer", muteAfterwards),
  ...family(STEPS, "pulled-out", "应答前被拔出", "is pulled out before the answer comes", pulledOut),
  ...family(STEPS, "out-and-in", "应答前被拔出又插回", "is pulled out before the answer comes, and put back in", outAndIn),
  ...family(STEPS, "late", "超时后才应答", "answers after the time-out", late),
  ...family(STEPS, "answers-before", "重复上一条命令的应答", "gives the answer to the command before", answersBefore),
  ...family(STEPS, "one-byte", "应答只有一个字节", "answers a single byte", answers(0x90)),
  ...family(STEPS, "empty", "只应答9000而无数据", "answers 9000 and no data", says(0x9000)),
  ...family(WITH_DATA, "truncated", "应答数据只有一半", "answers half of the data", edited(truncated)),
  ...family(WITH_DATA, "overlong", "应答数据300字节", "answers 300 bytes of data", edited(padded(300))),
  ...family(WITH_DATA, "huge", "应答数据4000字节", "answers 4000 bytes of data", edited(padded(4000))),
  ...family(WITH_DATA, "length-longer", "TLV长度比实际长", "gives a TLV length longer than the data", edited(lying(20))),
  ...family(WITH_DATA, "length-shorter", "TLV长度比实际短", "gives a TLV length shorter than the data", edited(lying(-1))),
  ...family(WITH_DATA, "length-indefinite", "使用不定长TLV", "gives a TLV of indefinite length", edited(indefinite)),
  ...family(WITH_DATA, "wrong-template", "最外层标签错误", "answers in the wrong template", edited(retagged(0x71))),
  ...family(WITH_DATA, "61-fetched", "61xx后可取数据", "announces its answer with 61 xx", fetched((length) => length & 0xff)),
  ...family(WITH_DATA, "61-endless", "不断应答61xx", "answers 61 10 for ever", says(0x6110)),
  ...family(WITH_DATA, "6c-endless", "不断应答6Cxx", "answers 6C 10 for ever", says(0x6c10)),
  ...STEPS.flatMap((step) => statuses(step)),
];

// prettier-ignore
const transport: Misbehaviour[] = [
  row("61-too-much", "61xx多报长度", "announces more with 61 xx than there is", { "READ RECORD": fetched(() => 0xff) }),
  row("61-in-parts", "应答分两段，前段带61xx", "answers in two parts, the first with 61 xx", { "READ RECORD": fetchedInParts }),
  row("6c-refused", "6Cxx更正长度后仍拒绝", "wants another length with 6C xx, then refuses it", { "READ RECORD": lengthWanted(0x05, says(0x6700)) }),
  row("6c-then-61", "6Cxx之后不断应答61xx", "wants another length with 6C xx, then answers 61 10 for ever", { "READ RECORD": lengthWanted(0x05, says(0x6110)) }),
  row("second-record-mute", "第二条记录不应答", "gives no answer to the second READ RECORD", { "READ RECORD": nth(2, mute) }),
  row("second-record-pulled-out", "读第二条记录时被拔出", "is pulled out at the second READ RECORD", { "READ RECORD": nth(2, pulledOut) }),
  row("all-ff", "所有记录都是FF", "answers records of FF", { "READ RECORD": answers(...new Array<number>(200).fill(0xff), 0x90, 0x00) }),
  row("all-zeros", "所有记录都是00", "answers records of zeros", { "READ RECORD": answers(...new Array<number>(200).fill(0), 0x90, 0x00) }),
];

// prettier-ignore
const structure: Misbehaviour[] = [
  row("tag-five-bytes", "标签长5字节", "gives a tag of five bytes", { "READ RECORD": edited(retagged(0x7f, 0xff, 0xff, 0xff, 0x7f)) }),
  row("length-six-bytes", "长度域长6字节", "gives a length field of six bytes", { "READ RECORD": edited(wideLength) }),
  row("nested-85", "记录嵌套85层", "nests a record 85 deep", { "READ RECORD": edited(nested(85)) }),
  row("nested-200", "记录嵌套200层", "nests a record 200 deep", { "READ RECORD": edited(nested(200)) }),
  row("nested-indefinite", "记录嵌套128层不定长", "opens 128 objects of indefinite length", { "READ RECORD": edited(openings) }),
  row("fci-nested-85", "FCI嵌套85层", "nests its FCI 85 deep", { "SELECT AID": edited(nested(85)) }),
  row("directory-garbage", "目录记录是乱码", "has garbage in a record of its directory", { "READ RECORD (directory)": nth(1, answers(0x13, 0x37, 0xff, 0xfe, 0x90, 0x00)) }),
  row("directory-endless", "目录记录永不结束", "gives the same record of its directory for ever", { "READ RECORD (directory)": hears(askedFor(1)) }),
  row("directory-50", "目录列出50个应用", "lists 50 applications that the terminal does not have", { "READ RECORD (directory)": directory(FOREIGN_AIDS) }),
  row("directory-sfi-zero", "目录的SFI为0", "gives SFI 0 for its directory", { "SELECT PSE": edited(replaced(0x88, () => bytes(0))) }),
  row("directory-sfi-31", "目录的SFI为31", "gives SFI 31 for its directory", { "SELECT PSE": edited(replaced(0x88, () => bytes(31))) }),
  row("directory-sfi-absent", "PSE的FCI没有88", "gives no SFI for its directory", { "SELECT PSE": edited(without(0x88)) }),
];

// prettier-ignore
const selection: Misbehaviour[] = [
  row("foreign-application", "只有终端不支持的应用", "has no application that the terminal has", {
    "READ RECORD (directory)": directory(FOREIGN_AIDS.slice(0, 2)),
    "SELECT AID": says(0x6a82),
  }),
  row("other-df-name", "FCI的84与所选AID不同", "gives another DF name than was selected", { "SELECT AID": edited(replaced(0x84, () => bytes(0xa0, 0, 0, 9, 0x99, 0, 1))) }),
  row("short-df-name", "FCI的84只有2字节", "gives a DF name of two bytes", { "SELECT AID": edited(replaced(0x84, () => bytes(0xa0, 0))) }),
  row("long-df-name", "FCI的84长17字节", "gives a DF name of 17 bytes", { "SELECT AID": edited(replaced(0x84, (name) => join(name, new Uint8Array(17)).slice(0, 17))) }),
  row("no-df-name", "FCI没有84", "gives no DF name", { "SELECT AID": edited(without(0x84)) }),
  row("application-blocked", "应用已锁定（6283）", "has its application blocked (6283)", {
    "SELECT AID": withStatus(0x6283),
    "GET PROCESSING OPTIONS": says(0x6985),
  }),
  row("card-blocked", "卡片已锁定（6A81）", "is blocked (6A81)", {
    "SELECT PSE": says(0x6a81),
    "SELECT AID": says(0x6a81),
  }),
  row("no-directory-blocked", "没有目录且应用已锁定", "has no directory, and its application blocked", {
    "SELECT PSE": says(0x6a82),
    "SELECT AID": withStatus(0x6283),
  }),
  row("pdol-malformed", "PDOL不完整", "asks with a PDOL that breaks off", { "SELECT AID": edited(replaced(0x9f38, () => bytes(0x9f, 0x02, 0x06, 0x9f))) }),
  row("pdol-300-bytes", "PDOL要求300字节", "asks with its PDOL for 300 bytes", { "SELECT AID": edited(replaced(0x9f38, () => bytes(0x95, 0xc8, 0x9a, 0x64))) }),
  row("pdol-unknown-tags", "PDOL含未知标签", "asks with its PDOL for unknown tags", {
    "SELECT AID": edited(replaced(0x9f38, (pdol) => join(pdol, bytes(0xdf, 0x55, 0x04)))),
    "GET PROCESSING OPTIONS": hears(shorterTemplate(4)),
  }),
];

// prettier-ignore
const options: Misbehaviour[] = [
  gpo("gpo-format-1-empty", "GPO格式1没有内容", "answers GPO in format 1 with nothing in it", format1(() => bytes())),
  gpo("gpo-format-1-one-byte", "GPO格式1只有1字节", "answers GPO in format 1 with one byte", format1((aip) => aip.slice(0, 1))),
  gpo("gpo-format-1-no-afl", "GPO格式1没有AFL", "answers GPO in format 1 with no AFL", format1((aip) => aip)),
  gpo("gpo-format-2-no-afl", "GPO格式2没有AFL", "answers GPO in format 2 with no AFL", format2((aip) => [[0x82, aip]])),
  gpo("gpo-format-2-no-aip", "GPO格式2没有AIP", "answers GPO in format 2 with no AIP", format2((_, list) => [[0x94, list]])),
  gpo("gpo-format-2-aip-long", "GPO格式2的AIP为3字节", "answers GPO in format 2 with an AIP of three bytes", format2((aip, list) => [[0x82, join(aip, bytes(0))], [0x94, list]])),
  gpo("gpo-format-2-empty", "GPO格式2没有内容", "answers GPO in format 2 with nothing in it", format2(() => [])),
  gpo("gpo-format-2-duplicates", "GPO格式2有两个AFL", "answers GPO in format 2 with two AFLs", format2((aip, list) => [[0x82, aip], [0x94, list], [0x94, bytes(8, 1, 1, 0)]])),
  gpo("afl-odd", "AFL长度不是4的倍数", "gives an AFL whose length is no multiple of 4", afl((list) => list.slice(0, -1))),
  gpo("afl-empty", "AFL为空", "gives an empty AFL", afl(() => bytes())),
  gpo("afl-sfi-zero", "AFL的SFI为0", "gives SFI 0 in its AFL", afl((list) => withByte(list, 0, 0))),
  gpo("afl-sfi-31", "AFL的SFI为31", "gives SFI 31 in its AFL", afl((list) => withByte(list, 0, 31 << 3))),
  gpo("afl-sfi-low-bits", "AFL的SFI低位不为0", "sets the low bits of an SFI in its AFL", afl((list) => withByte(list, 0, (list[0] ?? 0) | 5))),
  gpo("afl-first-zero", "AFL首记录为0", "begins at record 0 in its AFL", afl((list) => withByte(list, 1, 0))),
  gpo("afl-backwards", "AFL首记录大于末记录", "ends before it begins in its AFL", afl((list) => withByte(withByte(list, 1, 9), 2, 1))),
  gpo("afl-255-records", "AFL列出255条记录", "lists 255 records in one entry of its AFL", afl((list) => withByte(withByte(list, 1, 1), 2, 255))),
  gpo("afl-62-entries", "AFL有62项", "gives an AFL of 62 entries", afl((list) => bytes(...Array.from({ length: 248 }, (_, at) => list[at % 4] ?? 0)))),
  gpo("afl-absent-records", "AFL指向不存在的记录", "lists records that are not there", afl((list) => join(list, bytes(0x50, 1, 3, 0)))),
  gpo("afl-oda-too-many", "AFL脱机认证记录数过多", "counts more records for offline authentication than an entry has", afl((list) => withByte(list, 3, 9))),
];

// prettier-ignore
const records: Misbehaviour[] = [
  record("no-pan", "缺少主账号5A", "has no PAN (5A)", without(0x5a)),
  record("no-expiry", "缺少有效期5F24", "has no expiry date (5F24)", without(0x5f24)),
  record("no-cdol1", "缺少CDOL1（8C）", "has no CDOL1 (8C)", without(0x8c)),
  record("no-cdol2", "缺少CDOL2（8D）", "has no CDOL2 (8D)", without(0x8d)),
  record("no-track-2", "缺少二磁道等价数据57", "has no track 2 equivalent data (57)", without(0x57)),
  record("no-cvm-list", "缺少CVM列表8E", "has no CVM list (8E)", without(0x8e)),
  record("no-sequence", "缺少序列号5F34", "has no PAN sequence number (5F34)", without(0x5f34)),
  record("pan-empty", "主账号为空", "has an empty PAN", replaced(0x5a, () => bytes())),
  record("pan-letters", "主账号含非数字", "has letters in its PAN", replaced(0x5a, (pan) => withByte(pan, 2, 0xab))),
  record("pan-too-long", "主账号24位", "has a PAN of 24 digits", replaced(0x5a, () => bytes(...new Array<number>(12).fill(0x11)))),
  record("pan-unlike-track", "57的主账号与5A不同", "has another PAN in track 2 (57) than in 5A", replaced(0x57, (track) => join(bytes(...OTHER_PAN), bytes(0xd3), track.slice(-6)))),
  record("track-without-separator", "57没有分隔符", "has no separator in track 2 (57)", replaced(0x57, (track) => track.map(() => 0x11))),
  record("expiry-no-date", "有效期不是日期", "has an expiry date that is none", replaced(0x5f24, () => bytes(0x99, 0x99, 0x99))),
  record("expiry-short", "有效期只有2字节", "has an expiry date of two bytes", replaced(0x5f24, (date) => date.slice(0, 2))),
  record("pan-twice", "5A出现两次且不同", "has two PANs that differ", twice(0x5a, () => bytes(...OTHER_PAN))),
  record("cdol1-twice", "8C出现两次", "has two lists CDOL1", twice(0x8c, () => bytes(0x9f, 0x02, 0x06))),
  record("cvm-list-short", "CVM列表只有4字节", "has a CVM list of four bytes", replaced(0x8e, (list) => list.slice(0, 4))),
  record("cvm-list-odd", "CVM列表长度为奇数", "has a CVM list of odd length", replaced(0x8e, (list) => list.slice(0, -1))),
  record("cvm-list-unknown", "CVM列表只有未知方法", "has unknown methods alone in its CVM list", replaced(0x8e, (list) => join(list.slice(0, 8), bytes(0x6e, 0, 0x2f, 0)))),
  record("cdol1-malformed", "CDOL1不完整", "has a CDOL1 that breaks off", replaced(0x8c, (list) => list.slice(0, -1))),
  record("cdol1-empty", "CDOL1为空", "has an empty CDOL1", replaced(0x8c, () => bytes())),
  record("cdol1-300-bytes", "CDOL1要求300字节", "asks with its CDOL1 for 300 bytes", replaced(0x8c, (list) => join(list, bytes(0x9f, 0x4e, 0xff, 0x9a, 0x0e)))),
  record("cdol2-300-bytes", "CDOL2要求300字节", "asks with its CDOL2 for 300 bytes", replaced(0x8d, (list) => join(list, bytes(0x9f, 0x4e, 0xff, 0x9a, 0x0e)))),
  row("cdol1-unknown-tags", "CDOL1含未知标签", "asks with its CDOL1 for unknown tags", {
    "READ RECORD": edited(replaced(0x8c, (list) => join(list, bytes(0xdf, 0x55, 0x05, 0x9f, 0x7c, 0x03)))),
    "GENERATE AC 1": hears(shorter(8)),
  }),
  row("cdol1-of-pan", "CDOL1要求卡号和磁道", "asks with its CDOL1 for its own PAN and track 2", {
    "READ RECORD": edited(replaced(0x8c, (list) => join(list, bytes(0x5a, 0x0a, 0x57, 0x13)))),
    "GENERATE AC 1": hears(shorter(29)),
  }),
];

// prettier-ignore
const cryptograms: Misbehaviour[] = [
  row("aac-for-arqc", "要求ARQC却给AAC", "declines offline: AAC where an ARQC was asked for", { "GENERATE AC 1": hears(askedFor(0x00)) }),
  ac("tc-for-arqc", "要求ARQC却给TC", "answers TC where an ARQC was asked for", "GENERATE AC 1", () => ({ cid: 0x40 })),
  row("aac-for-tc", "要求TC却给AAC", "declines what the issuer approved: AAC where a TC was asked for", { "GENERATE AC 2": hears(askedFor(0x00)) }),
  ac("arqc-for-tc", "第二次仍给ARQC", "answers a second ARQC", "GENERATE AC 2", () => ({ cid: 0x80 })),
  ...bothAcs("cid-reserved", "密文信息数据为保留值", "answers a reserved kind of cryptogram", () => ({ cid: 0xc0 })),
  ...bothAcs("cid-advice", "密文信息数据要求通知", "wants an advice", ({ cid }) => ({ cid: cid | 0x08 })),
  ...bothAcs("ac-zeros", "密文全为0", "answers a cryptogram of zeros", () => ({ ac: new Uint8Array(8) })),
  ...bothAcs("ac-short", "密文只有7字节", "answers a cryptogram of seven bytes", ({ ac: good }) => ({ ac: good.slice(0, 7) })),
  ...bothAcs("issuer-data-long", "9F10长33字节", "answers 33 bytes of issuer application data", () => ({ issuerData: new Uint8Array(33) })),
  ...bothAcs("issuer-data-none", "没有9F10", "answers no issuer application data", () => ({ issuerData: bytes() })),
  ...bothAcs("atc-back", "ATC变小", "counts back: ATC 0", () => ({ atc: bytes(0, 0) })),
  row("atc-repeated", "每次交易的ATC相同", "uses the same ATC in every payment", { "GET PROCESSING OPTIONS": counterBack }),
  row("authenticate-refused", "拒绝发卡行认证（6300）", "refuses the issuer's cryptogram (6300)", { "EXTERNAL AUTHENTICATE": says(0x6300) }),
  row("authenticate-with-data", "外部认证带数据应答", "answers data to EXTERNAL AUTHENTICATE", { "EXTERNAL AUTHENTICATE": answers(0x80, 0x02, 0x12, 0x34, 0x90, 0x00) }),
];

export const CATALOGUE: readonly Misbehaviour[] = [
  ...power,
  ...families,
  ...transport,
  ...structure,
  ...selection,
  ...options,
  ...records,
  ...cryptograms,
];

function row(name: string, zh: string, en: string, at: Misbehaviour["at"]): Misbehaviour {
  return { name, zh, en, at };
}

function gpo(name: string, zh: string, en: string, edit: Edit): Misbehaviour {
  return row(name, zh, en, { "GET PROCESSING OPTIONS": edited(edit) });
}

function record(name: string, zh: string, en: string, edit: Edit): Misbehaviour {
  return row(name, zh, en, { "READ RECORD": edited(edit) });
}

type CryptogramChange = Parameters<typeof cryptogram>[0];

function ac(name: string, zh: string, en: string, step: Step, change: CryptogramChange): Misbehaviour {
  return row(name, `${step}：${zh}`, `${en}, at ${step}`, { [step]: edited(cryptogram(change)) });
}

function bothAcs(name: string, zh: string, en: string, change: CryptogramChange): Misbehaviour[] {
  return AC_STEPS.map((step) => ac(`${name}-${SLUGS[step]}`, zh, en, step, change));
}

function family(steps: readonly Step[], name: string, zh: string, en: string, deed: Deed): Misbehaviour[] {
  return steps.map((step) => row(`${name}-${SLUGS[step]}`, `${step}：${zh}`, `${en}, at ${step}`, { [step]: deed }));
}

/** A step refused, or answered with a status word that does not fit the data. */
function statuses(step: Step): Misbehaviour[] {
  const refusals = [0x6a82, 0x6283, 0x6985, 0x6f00, 0x6700, 0x0000].map((sw) => ({ sw, deed: says(sw) }));
  const odd = { sw: 0x9001, deed: withStatus(0x9001) };
  return [...refusals, odd].map(({ sw, deed }) => {
    const word = sw.toString(16).toUpperCase().padStart(4, "0");
    const name = `${word.toLowerCase()}-${SLUGS[step]}`;
    return row(name, `${step}：状态字${word}`, `answers ${word}, at ${step}`, { [step]: deed });
  });
}
