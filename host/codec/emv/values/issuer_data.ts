/**
 * What a card tells its issuer (9F10) and what the issuer answers (91), as far as their forms are public: Common Core
 * Definitions, M/Chip, Visa, PBOC. The form is told by lengths and fixed bytes; one that is not known is not guessed at.
 */
import type { BitRow, ExplainOptions, Explanation, Language } from "../types.ts";
import { bytesOf, explainBits } from "../bits/layout.ts";
import { CSU, CVR_CCD, CVR_M_CHIP, CVR_M_CHIP_4, CVR_PBOC, CVR_VISA, CVR_VISA_MOBILE } from "../bits/cvr.ts";
import { hex, pick, say, wrongLength } from "../say.ts";
import { codeName } from "./codes.ts";

const BYTES_MAX = 32;
const LONG = 32;
const M_CHIP_4_BYTES = 18;
const M_CHIP_ADVANCE_BYTES: readonly number[] = [20, 26, 28];
/** The length byte that PBOC and Visa put before their cards' results: three bytes follow. */
const CVR_LENGTH = 3;

interface Form {
  application: string;
  /** Index of the key index, of the cryptogram version, of the CVR's first byte of bits. */
  keyIndex: number;
  version: number;
  cvr: number;
  rows: readonly BitRow[];
}

const CCD: Form = { application: "CCD", keyIndex: 2, version: 1, cvr: 3, rows: CVR_CCD };
const M_CHIP_4: Form = { application: "M/Chip 4", keyIndex: 0, version: 1, cvr: 2, rows: CVR_M_CHIP_4 };
const M_CHIP_ADVANCE: Form = { application: "M/Chip Advance", keyIndex: 0, version: 1, cvr: 2, rows: CVR_M_CHIP };
const PBOC: Form = { application: "PBOC", keyIndex: 1, version: 2, cvr: 4, rows: CVR_PBOC };
const VISA: Form = { application: "Visa VSDC", keyIndex: 1, version: 2, cvr: 4, rows: CVR_VISA };
const VISA_MOBILE: Form = { application: "Visa VSDC", keyIndex: 2, version: 1, cvr: 3, rows: CVR_VISA_MOBILE };

function formOf(value: Uint8Array): Form | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = value;
  const isCcdVersion = second === 0xa5 || second === 0xa6;
  if (value.length === LONG && first === 0x0f && isCcdVersion && value[16] === 0x0f) return CCD;
  if ((second & 0xfa) === 0x10) {
    if (value.length === M_CHIP_4_BYTES) return M_CHIP_4;
    if (M_CHIP_ADVANCE_BYTES.includes(value.length)) return M_CHIP_ADVANCE;
  }
  if (value.length >= 8 && first === 0x07 && fourth === CVR_LENGTH) return PBOC;
  if (value.length >= 7 && first === 0x06 && fourth === CVR_LENGTH && [0, 1, 3].includes(third >> 4)) return VISA;
  if (value.length === LONG && first === 0x1f && [2, 4].includes(second >> 4)) return VISA_MOBILE;
  return undefined;
}

/** 9F10. */
export function explainIssuerApplicationData(
  value: Uint8Array,
  language: Language,
  options: ExplainOptions,
): Explanation[] {
  if (value.length === 0 || value.length > BYTES_MAX) return [wrongLength(value.length, `1-${BYTES_MAX}`, language)];
  const form = formOf(value);
  if (form === undefined) return [{ text: pick(language, "未知的发卡行应用数据格式", "a form that is not known") }];
  return [
    { text: pick(language, "应用：", "Application: ") + form.application },
    {
      text: pick(language, "分散密钥索引：", "Derivation key index: ") + byteText(value, form.keyIndex),
      byte: form.keyIndex + 1,
    },
    ...explainVersion(form, value, language),
    ...explainBits(form.rows, value, form.cvr, language, options, "CVR"),
    ...explainRest(form, value, language),
  ];
}

function explainVersion(form: Form, value: Uint8Array, language: Language): Explanation[] {
  const version = value[form.version] ?? 0;
  const byte = form.version + 1;
  const named: Explanation = {
    text: pick(language, "密文版本号：", "Cryptogram version number: ") + versionText(form, version),
    byte,
  };
  if (form === VISA || form === VISA_MOBILE) {
    return [{ text: pick(language, "格式：", "Format: ") + `${version >> 4}`, byte }, named];
  }
  if (form !== M_CHIP_4 && form !== M_CHIP_ADVANCE) return [named];
  const isCommonKey = (version & 0x04) !== 0;
  return [
    named,
    {
      text: isCommonKey
        ? pick(language, "会话密钥：EMV CSK", "Session key: EMV CSK")
        : pick(language, "会话密钥：万事达SKD", "Session key: Mastercard SKD"),
      byte,
      bits: "3-2",
    },
    {
      text: pick(language, "计数器参与密文计算", "Counters included in AC data"),
      byte,
      bits: "1",
      set: (version & 0x01) !== 0,
    },
  ];
}

function versionText(form: Form, version: number): string {
  const text = version.toString(16).toUpperCase().padStart(2, "0");
  if (form === CCD) return `${text} (CCD 4.1, ${version === 0xa5 ? "TDES" : "AES"})`;
  if (form === VISA) return `${text} (CVN${version})`;
  return form === VISA_MOBILE ? `${text} (CVN'${text}')` : text;
}

/** What follows the CVR in PBOC's and Visa's short form: PBOC's algorithm, then the issuer's own data with their length. */
function explainRest(form: Form, value: Uint8Array, language: Language): Explanation[] {
  if (form !== PBOC && form !== VISA) return [];
  let at = form.cvr + bytesOf(form.rows);
  const lines: Explanation[] = [];
  if (form === PBOC) {
    const algorithm = value[at] ?? 0;
    const name = algorithm === 1 ? "3DES" : say(language, "unknown");
    lines.push({
      text: `${pick(language, "算法标识：", "Algorithm: ")}${byteText(value, at)} (${name})`,
      byte: at + 1,
    });
    at++;
  }
  if (value.length > at) {
    const text = pick(language, "发卡行自定义数据：", "Issuer discretionary data: ") + hex(value.subarray(at + 1));
    lines.push({ text, byte: at + 1 });
    const wanted = value[at] ?? 0;
    const found = value.length - at - 1;
    if (wanted !== found) lines.push({ ...wrongLength(found, `${wanted}`, language), byte: at + 1 });
  }
  return lines;
}

/**
 * 91: the cryptogram of the response, then in 10 bytes a response code of two characters, or in 8 and more the card
 * status update (EMV 4.4 Book 2, 8.2; Book 3, annex C10).
 */
export function explainIssuerAuthenticationData(
  value: Uint8Array,
  language: Language,
  options: ExplainOptions,
): Explanation[] {
  if (value.length < 8 || value.length > 16) return [wrongLength(value.length, "8-16", language)];
  const code = Buffer.from(value.subarray(8)).toString("latin1");
  if (value.length === 10 && /^[0-9A-Z]{2}$/.test(code)) {
    const name = codeName("responseCode", code, language);
    return [
      { text: hex(value.subarray(0, 8)), part: "ARPC", byte: 1 },
      { text: name === undefined ? code : `${code} (${name})`, part: "ARC", byte: 9 },
    ];
  }
  if (value.length === 10) {
    return [
      { text: hex(value.subarray(0, 8)), part: "ARPC", byte: 1 },
      { text: hex(value.subarray(8)), part: pick(language, "响应码", "response code"), byte: 9 },
    ];
  }
  return [
    { text: hex(value.subarray(0, 4)), part: "ARPC", byte: 1 },
    ...explainBits(CSU, value, 4, language, options, "CSU"),
    ...(value.length === 8
      ? []
      : [{ text: hex(value.subarray(8)), part: pick(language, "专有认证数据", "proprietary data"), byte: 9 }]),
  ];
}

function byteText(value: Uint8Array, at: number): string {
  return hex(value.subarray(at, at + 1));
}
