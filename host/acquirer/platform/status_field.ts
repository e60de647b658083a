/**
 * F62 of a status upload (0820/362): codes of two digits and values, one after the other (UnionPay POS).
 *
 * 01 keyboard to 05 display: 1 ok, 0 bad. 51 line statistics: hours 4, dials 5, percent 3. The parameters 11 to 27 of a download
 * are known too. The standard has no list of faults: 60 is this profile's, number of faults u8, and for each number u32, time
 * 7 bytes BCD, part u8, code u16, state u8.
 */
import type { ToldFault, ToldStatus } from "./care.ts";

/** Characters of a value by its code (UnionPay POS, F62 of 0800/360 and 0820/362); 26 has a 0 or 1 for each transaction. */
const LENGTHS: Readonly<Record<string, number>> = {
  ...{ "01": 1, "02": 1, "03": 1, "04": 1, "05": 1 },
  ...{ "11": 2, "12": 2, "13": 1, "14": 14, "15": 14, "16": 14, "17": 14, "18": 1, "19": 2, "20": 1, "21": 1 },
  ...{ "22": 40, "23": 1, "24": 1, "25": 1, "26": 32, "27": 2, "51": 12 },
};
/** Of the parameters: UTF-8. */
const MERCHANT_NAME = "22";
const FAULTS = "60";
const FAULT_BYTES = 15;
const DIALS = /^\d{4}(\d{5})\d{3}$/;

/** @returns undefined when the bytes are no list of codes */
export function readStatus(bytes: Uint8Array): ToldStatus | undefined {
  const values: Record<string, string> = {};
  let faults: readonly ToldFault[] = [];
  for (let at = 0; at < bytes.length;) {
    const code = latin1(bytes, at, 2);
    at += 2;
    if (Object.hasOwn(values, code)) return undefined;
    if (code === FAULTS) {
      const count = bytes[at] ?? 0;
      const list = bytes.subarray(at + 1, at + 1 + count * FAULT_BYTES);
      if (at >= bytes.length || list.length !== count * FAULT_BYTES) return undefined;
      faults = Array.from({ length: count }, (_, i) =>
        readFault(list.subarray(i * FAULT_BYTES, (i + 1) * FAULT_BYTES)),
      );
      values[code] = String(count);
      at += 1 + list.length;
    } else {
      const length = Object.hasOwn(LENGTHS, code) ? LENGTHS[code]! : 0;
      const value = latin1(bytes, at, length);
      const allowed = code === MERCHANT_NAME ? /^[^\x00-\x1f\x7f]*$/ : /^[\x20-\x7e]*$/;
      if (length === 0 || value.length !== length || !allowed.test(value)) return undefined;
      values[code] = code === MERCHANT_NAME ? Buffer.from(value, "latin1").toString() : value;
      at += length;
    }
  }
  return { values, operations: Number(DIALS.exec(values["51"] ?? "")?.[1] ?? 0), faults };
}

function readFault(bytes: Uint8Array): ToldFault {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    number: view.getUint32(0),
    at: Buffer.from(bytes.subarray(4, 11)).toString("hex").replace(/\D/g, "0"),
    part: view.getUint8(11),
    code: view.getUint16(12),
    state: view.getUint8(14),
  };
}

function latin1(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.subarray(at, at + length)).toString("latin1");
}
