/**
 * One application of a configuration, with all that it takes from the defaults, and its record for the core.
 *
 * Owns the layout of an `AidRecord` (assembly/emv/aids.ts) as a board writes it: EMV data elements as they are, big-endian.
 */
import { AID_RECORD_BYTES } from "../../assembly/abi.ts";
import type { ApplicationSpec, ConfigurationSpec, Settings, Title } from "./spec.ts";

/** Everything said. */
export interface Application extends Required<Settings> {
  aid: string;
  title?: Title;
  source?: string;
  example: boolean;
}

/** What an application need not say. */
const UNSAID = {
  selection: "partial",
  threshold: 0,
  targetPercent: 0,
  targetPercentMax: 0,
  ddol: "",
  tdol: "",
  example: false,
} as const;

/** What it must, itself or through the defaults. */
export const NEEDED = [
  "version",
  "capabilities",
  "additionalCapabilities",
  "terminalType",
  "country",
  "currency",
  "currencyExponent",
  "merchantCategory",
  "acquirer",
  "floorLimit",
  "tacDenial",
  "tacOnline",
  "tacDefault",
] as const satisfies ReadonlyArray<keyof Settings>;

/** @param application of a configuration that was checked: nothing that is needed is missing */
export function wholeApplication({ defaults }: ConfigurationSpec, application: ApplicationSpec): Application {
  return { ...UNSAID, ...defaults, ...application } as Application;
}

const AID_LENGTH_AT = 0;
const SELECTION_AT = 1;
const TARGET_AT = 2;
const TARGET_MAX_AT = 3;
const AID_AT = 4;
const VERSION_AT = 20;
const CAPABILITIES_AT = 22;
const ADDITIONAL_CAPABILITIES_AT = 25;
const TERMINAL_TYPE_AT = 30;
const FLOOR_LIMIT_AT = 32;
const THRESHOLD_AT = 36;
const TAC_DENIAL_AT = 40;
const TAC_ONLINE_AT = 45;
const TAC_DEFAULT_AT = 50;
const DDOL_LENGTH_AT = 55;
const DDOL_AT = 56;
const TDOL_LENGTH_AT = 76;
const TDOL_AT = 77;
const COUNTRY_AT = 108;
const CURRENCY_AT = 110;
const CURRENCY_EXPONENT_AT = 112;
const MERCHANT_CATEGORY_AT = 113;
const ACQUIRER_AT = 115;
const ACQUIRER_DIGITS = 12;
const EXACT = 1;

/** @returns AID_RECORD_BYTES; what an element does not fill is zeros */
export function encodeApplication(application: Application): Uint8Array {
  const record = new Uint8Array(AID_RECORD_BYTES);
  const view = new DataView(record.buffer);
  const put = (at: number, hex: string): number => {
    const bytes = Buffer.from(hex, "hex");
    record.set(bytes, at);
    return bytes.length;
  };
  record[AID_LENGTH_AT] = put(AID_AT, application.aid);
  record[SELECTION_AT] = application.selection === "exact" ? EXACT : 0;
  record[TARGET_AT] = application.targetPercent;
  record[TARGET_MAX_AT] = application.targetPercentMax;
  put(VERSION_AT, application.version);
  put(CAPABILITIES_AT, application.capabilities);
  put(ADDITIONAL_CAPABILITIES_AT, application.additionalCapabilities);
  put(TERMINAL_TYPE_AT, application.terminalType);
  view.setUint32(FLOOR_LIMIT_AT, application.floorLimit);
  view.setUint32(THRESHOLD_AT, application.threshold);
  put(TAC_DENIAL_AT, application.tacDenial);
  put(TAC_ONLINE_AT, application.tacOnline);
  put(TAC_DEFAULT_AT, application.tacDefault);
  record[DDOL_LENGTH_AT] = put(DDOL_AT, application.ddol);
  record[TDOL_LENGTH_AT] = put(TDOL_AT, application.tdol);
  put(COUNTRY_AT, `0${application.country}`);
  put(CURRENCY_AT, `0${application.currency}`);
  record[CURRENCY_EXPONENT_AT] = application.currencyExponent;
  put(MERCHANT_CATEGORY_AT, application.merchantCategory);
  put(ACQUIRER_AT, application.acquirer.padStart(ACQUIRER_DIGITS, "0"));
  return record;
}
