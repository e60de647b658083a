/** What one application must not say, with all that it takes from the defaults. */
import { Dol } from "../codec/tlv/dol.ts";
import { CodecError } from "../codec/errors.ts";
import type { Application } from "./application.ts";
import { nonsense } from "./nonsense.ts";

/** Where a setting stands: with the application, or in the defaults. */
type PlaceOf = (key: keyof Application) => string;

/** Bits that are reserved (EMV Book 4, A2 and A3). */
const RESERVED_CAPABILITIES = "1F0717";
const RESERVED_ADDITIONAL = "007F0F0C00";
/** Of 9F40, code tables 6 and 8: the screens set characters from the left to the right (assembly/codec/code_tables.ts). */
const RIGHT_TO_LEFT = "00000000A0";
/** Of 9F33, byte 3. */
const DDA = 0x40;
/** F49 of every message, and what screens and slips show: a card must not be told another. */
const CURRENCY = "156";
/** A command's data, EMV Book 3, 5.4: the list's values must fit into one. */
const VALUES_BYTES_MAX = 252;
const UNPREDICTABLE_NUMBER = 0x9f37;
const UNPREDICTABLE_NUMBER_BYTES = 4;

/** @throws CodecError CONFIGURATION_SENSE */
export function checkApplication(application: Application, at: PlaceOf): void {
  const { floorLimit, threshold, targetPercent, targetPercentMax, capabilities, additionalCapabilities } = application;
  if (threshold !== 0 && threshold >= floorLimit) {
    nonsense(at("threshold"), `below the floor limit of ${floorLimit}, or 0`, `${threshold}`);
  }
  if (targetPercentMax < targetPercent) {
    nonsense(at("targetPercentMax"), `at least targetPercent, ${targetPercent}`, `${targetPercentMax}`);
  }
  if (application.currency !== CURRENCY) {
    nonsense(at("currency"), `${CURRENCY}, as F49 of the messages`, application.currency);
  }
  checkUnset(capabilities, RESERVED_CAPABILITIES, "reserved bits 0", at("capabilities"));
  checkUnset(additionalCapabilities, RESERVED_ADDITIONAL, "reserved bits 0", at("additionalCapabilities"));
  checkUnset(additionalCapabilities, RIGHT_TO_LEFT, "no Arabic or Hebrew letters", at("additionalCapabilities"));
  const ddol = dolAt(application.ddol, at("ddol"));
  dolAt(application.tdol, at("tdol"));
  // EMV Book 2, 6.5.1: without the number in its list, each DDA of a card without a list of its own would fail.
  const offersDda = (Number.parseInt(capabilities.slice(4, 6), 16) & DDA) !== 0;
  const hasNumber = ddol.entries.some(
    ({ tag, length }) => tag === UNPREDICTABLE_NUMBER && length === UNPREDICTABLE_NUMBER_BYTES,
  );
  if ((offersDda || ddol.entries.length > 0) && !hasNumber) nonsense(at("ddol"), "9F3704 in it");
}

function checkUnset(hex: string, mask: string, expected: string, path: string): void {
  for (let byte = 0; 2 * byte < mask.length; byte++) {
    const found = byteAt(hex, byte) & byteAt(mask, byte);
    if (found !== 0) nonsense(path, expected, `bit ${32 - Math.clz32(found)} of byte ${byte + 1} set`);
  }
}

function byteAt(hex: string, index: number): number {
  return Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16);
}

function dolAt(hex: string, path: string): Dol {
  const dol = parsed(hex, path);
  if (dol.length > VALUES_BYTES_MAX) {
    nonsense(path, `at most ${VALUES_BYTES_MAX} bytes of values`, `${dol.length}`);
  }
  return dol;
}

function parsed(hex: string, path: string): Dol {
  try {
    return Dol.parse(new Uint8Array(Buffer.from(hex, "hex")));
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return nonsense(path, "tags, each with one length byte", `${error.code} at byte ${error.offset}`);
  }
}
