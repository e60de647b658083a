/** One application of a terminal's configuration as the core takes it: the 128 bytes of an `AidRecord` (assembly/emv/aids.ts). */

/** Values in hexadecimal, as EMV has them; what is left out is the ordinary value. */
export interface AidSettings {
  aid: string;
  /** Partial unless told. */
  exact?: boolean;
  version?: string;
  capabilities?: string;
  additionalCapabilities?: string;
  terminalType?: string;
  /** 4 bytes each. */
  floorLimit?: string;
  threshold?: string;
  targetPercent?: number;
  targetPercentMax?: number;
  /** Action codes, 5 bytes each. */
  denial?: string;
  online?: string;
  default?: string;
  ddol?: string;
  tdol?: string;
  country?: string;
  currency?: string;
  exponent?: string;
  mcc?: string;
  acquirer?: string;
}

export const AID_RECORD_BYTES = 128;
const FLOOR_LIMIT = "00000000";
const NO_CODE = "0000000000";

export function aidRecord(settings: AidSettings): Uint8Array {
  const record = new Uint8Array(AID_RECORD_BYTES);
  const put = (at: number, text: string, bytes?: number): void => {
    const value = Buffer.from(text, "hex");
    if (2 * value.length !== text.length || value.length !== (bytes ?? value.length))
      throw new RangeError(`${text} is not ${bytes ?? "whole"} bytes`);
    record.set(value, at);
  };
  const { aid, ddol = "9F3704", tdol = "" } = settings;
  record[0] = aid.length / 2;
  record[1] = settings.exact === true ? 1 : 0;
  record[2] = settings.targetPercent ?? 0;
  record[3] = settings.targetPercentMax ?? 0;
  put(4, aid);
  put(20, settings.version ?? "0030", 2);
  put(22, settings.capabilities ?? "E0F8C8", 3);
  put(25, settings.additionalCapabilities ?? "6000F0A001", 5);
  put(30, settings.terminalType ?? "21", 1);
  put(32, settings.floorLimit ?? FLOOR_LIMIT, 4);
  put(36, settings.threshold ?? FLOOR_LIMIT, 4);
  put(40, settings.denial ?? NO_CODE, 5);
  put(45, settings.online ?? NO_CODE, 5);
  put(50, settings.default ?? NO_CODE, 5);
  record[55] = ddol.length / 2;
  put(56, ddol);
  record[76] = tdol.length / 2;
  put(77, tdol);
  put(108, settings.country ?? "0156", 2);
  put(110, settings.currency ?? "0156", 2);
  put(112, settings.exponent ?? "02", 1);
  put(113, settings.mcc ?? "5999", 2);
  put(115, settings.acquirer ?? "000000000000", 6);
  return record;
}
