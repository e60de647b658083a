/**
 * Values of the payment systems with a form of their own: Mastercard's third party data, card authentication related data
 * of Visa and UnionPay, proprietary data for the selection of an application.
 */
import type { ExplainOptions, Explanation, Language } from "../types.ts";
import { explainBits } from "../bits/layout.ts";
import { CTQ } from "../bits/card.ts";
import { fault, hex, numberOf, pick, say, wrongLength } from "../say.ts";
import { countryName } from "./iso_codes.ts";

const PRODUCT_EXTENSION: readonly number[] = [0x0003, 0x8003];
const FLEET = 0x0001;
const TRANSIT = 0x0002;
const FLEET_BYTES = 8;

/** Form of the device that pays (M/Chip Requirements, chapter 5; from 20 on as card traces show them). */
const DEVICES: ReadonlyMap<string, readonly [zh: string, en: string]> = new Map([
  ["00", ["卡片", "card"]],
  ["01", ["手机（运营商SIM卡）", "phone with a secure element on the SIM"]],
  ["02", ["钥匙扣", "key fob"]],
  ["03", ["手表", "watch"]],
  ["04", ["手机贴片", "mobile tag"]],
  ["05", ["腕带", "wristband"]],
  ["06", ["手机壳", "phone case or sleeve"]],
  ["07", ["手机（运营商内置安全单元）", "phone with a fixed secure element of the operator"]],
  ["08", ["可移动安全单元", "removable secure element"]],
  ["09", ["手机（内置安全单元）", "phone with a fixed secure element"]],
  ["14", ["手机（主机卡模拟）", "phone, payment application in the host processor"]],
  ["16", ["手机（TEE）", "phone, payment application in the TEE"]],
  ["20", ["卡片", "card"]],
  ["21", ["手机", "phone"]],
  ["22", ["平板或电子书", "tablet or e-reader"]],
  ["23", ["手表或腕带", "watch or wristband"]],
  ["24", ["贴纸", "sticker"]],
  ["25", ["电脑", "PC or laptop"]],
  ["26", ["设备外壳", "device peripheral"]],
  ["27", ["钥匙扣或标签", "tag"]],
  ["28", ["首饰", "jewellery"]],
  ["29", ["时尚配饰", "fashion accessory"]],
  ["30", ["服装", "garment"]],
  ["31", ["家用电器", "domestic appliance"]],
  ["32", ["车辆", "vehicle"]],
  ["33", ["媒体或游戏设备", "media or gaming device"]],
]);

/** 9F6E of Mastercard: country, identifier, device type when the identifier's highest bit is clear, proprietary data. */
export function explainThirdParty(value: Uint8Array, language: Language): Explanation[] {
  const id = numberOf(value.subarray(2, 4));
  const hasDevice = id < 0x8000;
  const shortest = hasDevice ? 7 : 5;
  if (value.length < shortest || value.length > 32) return [wrongLength(value.length, `${shortest}-32`, language)];
  const country = hex(value.subarray(0, 2)).replace(/^0/, "");
  const isExtension = PRODUCT_EXTENSION.includes(id);
  const lines: Explanation[] = [
    {
      text: pick(language, "国家：", "Country: ") + (countryName(country, language) ?? say(language, "unknown")),
      byte: 1,
    },
    { text: pick(language, "标识：", "Identifier: ") + identifierName(id, isExtension, language), byte: 3 },
  ];
  if (hasDevice) lines.push(deviceLine(value, language));
  const at = hasDevice ? 6 : 4;
  return isExtension ? [...lines, ...explainExtension(value, at, language)] : lines;
}

function identifierName(id: number, isExtension: boolean, language: Language): string {
  if (isExtension) return pick(language, "万事达产品扩展", "Mastercard product extension");
  return id === 0 ? pick(language, "未使用专有数据", "proprietary data not used") : id.toString(16).padStart(4, "0");
}

function deviceLine(value: Uint8Array, language: Language): Explanation {
  const type = Buffer.from(value.subarray(4, 6)).toString("latin1");
  const device = DEVICES.get(type);
  const label = pick(language, "设备类型：", "Device type: ");
  if (device !== undefined) return { text: `${label}${type} ${pick(language, device[0], device[1])}`, byte: 5 };
  return { text: label + say(language, "unknown"), byte: 5 };
}

function explainExtension(value: Uint8Array, at: number, language: Language): Explanation[] {
  const product = numberOf(value.subarray(at, at + 2));
  const label = pick(language, "产品：", "Product: ");
  if (product === TRANSIT) return [{ text: label + pick(language, "公交", "transit"), byte: at + 1 }];
  if (product !== FLEET) return [{ text: label + say(language, "unknown"), byte: at + 1 }];
  const fleet: Explanation = { text: label + pick(language, "车队卡", "fleet card"), byte: at + 1 };
  if (value.length - at !== FLEET_BYTES) return [fleet, wrongLength(value.length, `${at + FLEET_BYTES}`, language)];
  return [
    fleet,
    ...explainBits(
      [
        [
          1,
          0xff,
          "产品限制",
          "Product restriction",
          [
            [0x00, "无", "none"],
            [0x01, "可用于燃油和其它产品", "good for fuel and other products"],
            [0x02, "仅可用于燃油", "good for fuel only"],
          ],
        ],
        [2, 0xf0, "", ""],
        [2, 0x08, "提示输入里程", "Prompt for odometer"],
        [2, 0x04, "提示输入司机号", "Prompt for driver number"],
        [2, 0x02, "提示输入车辆号", "Prompt for vehicle number"],
        [2, 0x01, "提示输入证件号", "Prompt for ID number"],
        [
          3,
          0xff,
          "卡类型",
          "Card type",
          [
            [0x00, "未指明", "not given"],
            [0x40, "车辆卡", "vehicle card"],
            [0x80, "司机卡", "driver card"],
          ],
        ],
      ],
      value,
      at + 2,
      language,
    ),
  ];
}

/** 9F69: version of fDDA, the card's unpredictable number, the card transaction qualifiers (Books C-3 and C-7). */
export function explainCardAuthentication(
  value: Uint8Array,
  language: Language,
  options: ExplainOptions,
): Explanation[] {
  if (value.length < 5 || value.length > 16) return [wrongLength(value.length, "5-16", language)];
  const lines: Explanation[] = [
    { text: pick(language, "fDDA版本：", "fDDA version: ") + `${value[0] ?? 0}`, byte: 1 },
    { text: pick(language, "卡片不可预知数：", "Card unpredictable number: ") + hex(value.subarray(1, 5)), byte: 2 },
  ];
  if (value.length < 7) return lines;
  lines.push(...explainBits(CTQ, value, 5, language, options, "CTQ"));
  const rest = value.subarray(7);
  return rest.some((byte) => byte !== 0)
    ? [...lines, { text: `${say(language, "reservedSet")} ${hex(rest)}`, byte: 8, reserved: true }]
    : lines;
}

const PRODUCTS = [
  ["借记", "debit"],
  ["贷记", "credit"],
  ["商务", "commercial"],
  ["预付", "prepaid"],
] as const;

/** 9F0A: identifier of two bytes, length, data, repeated (EMV 4.4 Book 1, 12.5); 0001 is the EEA's product type. */
export function explainAsrpd(value: Uint8Array, language: Language): Explanation[] {
  const lines: Explanation[] = [];
  for (let at = 0; at < value.length;) {
    const length = value[at + 2];
    if (length === undefined || length > value.length - at - 3) {
      return [...lines, fault(language, "数据不完整", "the data are cut short")];
    }
    const id = hex(value.subarray(at, at + 2));
    const data = value.subarray(at + 3, at + 3 + length);
    const product = id === "0001" && length === 1 ? PRODUCTS[(data[0] ?? 0) - 1] : undefined;
    const text = product === undefined ? hex(data) : pick(language, product[0], product[1]);
    lines.push({ text: `${id}: ${text}`, byte: at + 1 });
    at += 3 + length;
  }
  return lines;
}
