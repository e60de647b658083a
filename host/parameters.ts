/** What a terminal is bound to, as the record that PROVISION takes (layout: assembly/abi.ts). */
import {
  PARAMETERS_BYTES,
  PARAMETERS_HEADER,
  PARAMETERS_MERCHANT_NAME,
  PARAMETERS_MERCHANT_NUMBER,
  PARAMETERS_OPERATOR,
  PARAMETERS_SERIAL,
  PARAMETERS_TERMINAL_NUMBER,
  PARAMETERS_TPDU,
} from "../assembly/abi.ts";

export interface Parameters {
  /** F41, 8 characters. */
  terminal: string;
  /** F42, 15 characters. */
  merchant: string;
  /** At most 40 bytes of UTF-8. */
  merchantName: string;
  /** Two digits. */
  operator: string;
  /** IFD serial number 9F1E, 8 characters. */
  serial: string;
  /** Ten hexadecimal digits. */
  tpdu: string;
  /** Twelve hexadecimal digits. */
  header: string;
}

/** @throws RangeError naming the parameter that has a wrong length */
export function encodeParameters(parameters: Parameters): Uint8Array {
  const record = new Uint8Array(PARAMETERS_BYTES);
  const put = (name: keyof Parameters, at: number, bytes: Uint8Array, least: number, most: number): void => {
    if (bytes.length < least || bytes.length > most) {
      throw new RangeError(
        `${name} must have ${least === most ? "" : `${least} to `}${most} bytes, not ${bytes.length}`,
      );
    }
    record.set(bytes, at);
  };
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  const hex = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, "hex"));
  put("terminal", PARAMETERS_TERMINAL_NUMBER, text(parameters.terminal), 8, 8);
  put("merchant", PARAMETERS_MERCHANT_NUMBER, text(parameters.merchant), 15, 15);
  put("tpdu", PARAMETERS_TPDU, hex(parameters.tpdu), 5, 5);
  put("header", PARAMETERS_HEADER, hex(parameters.header), 6, 6);
  put("operator", PARAMETERS_OPERATOR, text(parameters.operator), 2, 2);
  put("serial", PARAMETERS_SERIAL, text(parameters.serial), 8, 8);
  put("merchantName", PARAMETERS_MERCHANT_NAME, text(parameters.merchantName), 1, 40);
  return record;
}
