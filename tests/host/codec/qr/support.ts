/** What the tests of QR codes share: a sound code, and a CRC that is computed apart from the codec. */

/** CRC-16/CCITT-FALSE by its definition, bit after bit, as four digits. */
export function crcOf(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ ((crc & 0x8000) === 0 ? 0 : 0x1021)) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, "0");
}

/** A body with its CRC behind it. */
export function sealed(body: string): string {
  return `${body}6304${crcOf(`${body}6304`)}`;
}

/** ID, length in characters, value. */
export function object(id: string, value: string): string {
  return `${id}${String(Array.from(value).length).padStart(2, "0")}${value}`;
}

/** All but the CRC of a sound code: a UnionPay account, an amount, names in Chinese, two templates. Its own numbers. */
export const FIELDS = [
  object("00", "01"),
  object("01", "12"),
  object("15", "2116370116012345678900000ABCDEF"),
  object("52", "4131"),
  object("53", "156"),
  object("59", "北京烤鸭店"),
  object("60", "BEIJING"),
  object("54", "10.00"),
  object("58", "CN"),
  object("62", object("07", "T001") + object("08", "***")),
  object("64", object("00", "zh") + object("01", "最佳运输") + object("02", "北京")),
].join("");

export const MERCHANT = sealed(FIELDS);
