/** The AID records that specs configure a terminal with, one a test may change: three without a floor limit, electronic cash. */
import { AID_RECORD_BYTES } from "../../../assembly/abi";
import { AidRecord } from "../../../assembly/emv/aids";
import { Card } from "../../../assembly/emv/region";
import { hexAt } from "../base/support";

export const AID_RECORDS: i32 = 4;

const RECORDS: usize = memory.data(512, 8);
assert(AID_RECORDS * AID_RECORD_BYTES === 512);

/** One record in hexadecimal, laid out as abi.ts says. @param limits floor limit and threshold */
export function aidRecordText(head: string, aid: string, limits: string): string {
  const codes = "0010000000" + "D84004F800" + "D84000A800";
  const lists = "03" + "9F3704".padEnd(40, "0") + "00".padEnd(64, "0");
  const place = "0156" + "015602" + "5999" + "000000000001";
  const versions = "0030" + "E0F8C8" + "6000F0F3FF" + "2100";
  return (head + aid.padEnd(32, "0") + versions + limits + codes + lists + place).padEnd(256, "0");
}

function build(): void {
  const online = "0000000000000000";
  hexAt(RECORDS, aidRecordText("08006363", "A000000333010101", online));
  hexAt(RECORDS + 128, aidRecordText("08006363", "A000000333010102", online));
  hexAt(RECORDS + 256, aidRecordText("08006363", "A000000333010103", online));
  hexAt(RECORDS + 384, aidRecordText("08001432", "A000000333010106", "000186A00000C350"));
}

/** Record `index`; what is changed in it stays until it is changed back. */
export function aidRecord(index: i32): AidRecord {
  if (load<u8>(RECORDS) === 0) build();
  return changetype<AidRecord>(RECORDS + <usize>(index * AID_RECORD_BYTES));
}

/** The card's application in use is configured by record `index`. */
export function configure(card: Card, index: i32): void {
  memory.copy(card.configuration, changetype<usize>(aidRecord(index)), AID_RECORD_BYTES);
  card.aidIndex = index;
  card.configured = index + 1;
}
