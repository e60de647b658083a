/**
 * The configuration that a terminal has until it is given another: UnionPay's contact applications (JR/T 0025), attended and
 * online only. A floor limit of 0 sends every payment online; electronic cash has 1000.00. No exception file.
 */
import type { ConfigurationPort } from "../ports.ts";

interface Application {
  aid: string;
  /** Minor units. */
  floorLimit: number;
  threshold: number;
  targetPercent: number;
  targetPercentMax: number;
}

const ONLINE = { floorLimit: 0, threshold: 0, targetPercent: 99, targetPercentMax: 99 };
const APPLICATIONS: readonly Application[] = [
  { aid: "A000000333010101", ...ONLINE },
  { aid: "A000000333010102", ...ONLINE },
  { aid: "A000000333010103", ...ONLINE },
  { aid: "A000000333010106", floorLimit: 100_000, threshold: 50_000, targetPercent: 20, targetPercentMax: 50 },
];

const RECORDS = APPLICATIONS.map(recordOf);

export const STANDARD: ConfigurationPort = {
  aid: (index) => RECORDS[index] ?? new Uint8Array(0),
  isListed: () => false,
};

/** Laid out as `AidRecord` in assembly/emv/aids.ts. */
function recordOf({ aid, floorLimit, threshold, targetPercent, targetPercentMax }: Application): Uint8Array {
  const number = (value: number): string => value.toString(16).padStart(8, "0");
  const list = (dol: string, bytes: number): string =>
    (dol.length / 2).toString(16).padStart(2, "0") + dol.padEnd(2 * bytes, "0");
  const text = [
    (aid.length / 2).toString(16).padStart(2, "0") + "00",
    targetPercent.toString(16).padStart(2, "0") + targetPercentMax.toString(16).padStart(2, "0"),
    aid.padEnd(32, "0"),
    "0030", // 9F09
    "E06800", // 9F33: online PIN, signature, no CVM; no offline data authentication
    "6000F0F001", // 9F40: goods, services; code table 1
    "2100", // 9F35: attended, online only
    number(floorLimit),
    number(threshold),
    "0010000000", // TAC denial
    "D84004F800", // TAC online
    "D84000A800", // TAC default
    list("9F3704", 20),
    list("", 31),
    "0156", // China
    "015602", // yuan
    "5999", // 9F15: miscellaneous shops
    "000000000001", // 9F01
  ].join("");
  return Uint8Array.from(Buffer.from(text.padEnd(256, "0"), "hex"));
}
