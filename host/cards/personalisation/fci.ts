/** What SELECT gives: FCI of the PSE and of an application, and the PSE's directory (EMV Book 1, 11.3.4 and 12.2.3). */
import { encodeTlv, tlv } from "../../codec/tlv/encode.ts";
import { CardFault } from "../card_checks.ts";
import { ascii, hex, tagNumber } from "./bytes.ts";
import type { Objects } from "./objects.ts";

export const PSE_NAME = ascii("1PAY.SYS.DDF01");

const FCI_TAGS: readonly string[] = ["50", "87", "9F38", "5F2D", "9F11", "9F12"];
const PSE_LANGUAGES = ascii("zhen");

/** EMV Book 1, 11.3.4, table 43. @param codeTable of the preferred names in the directory */
export function pseFci(codeTable: number): Uint8Array {
  const proprietary = tlv([
    [0x88, hex("01")],
    [0x5f2d, PSE_LANGUAGES],
    [0x9f11, Uint8Array.of(codeTable)],
  ]);
  return fci(PSE_NAME, proprietary);
}

/** EMV Book 1, 11.3.4, table 45. @throws CardFault CARD_RECORD for an object that the card does not have */
export function applicationFci(objects: Objects, tags: readonly string[] | undefined, path: string): Uint8Array {
  const given = tags ?? FCI_TAGS.filter((tag) => objects.has(tagNumber(tag)));
  const proprietary = given.map((tag, index) => {
    const value = objects.get(tagNumber(tag));
    if (value === undefined) throw new CardFault("CARD_RECORD", `${path}fci[${index}]`, "an object that the card has");
    return [tagNumber(tag), value] as const;
  });
  return fci(objects.get(0x84)!, tlv(proprietary));
}

/** EMV Book 1, 12.2.3: one application template to a record. @param isNamed its preferred name is in the directory's code table */
export function directoryRecord(objects: Objects, isNamed: boolean): Uint8Array {
  const application = tlv([
    [0x4f, objects.get(0x84)!],
    [0x50, objects.get(0x50)!],
    ...(isNamed ? [[0x9f12, objects.get(0x9f12)!] as const] : []),
    [0x87, objects.get(0x87)!],
  ]);
  return encodeTlv(0x70, encodeTlv(0x61, application));
}

function fci(name: Uint8Array, proprietary: Uint8Array): Uint8Array {
  return encodeTlv(
    0x6f,
    tlv([
      [0x84, name],
      [0xa5, proprietary],
    ]),
  );
}
