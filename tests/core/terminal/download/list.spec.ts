import { Download } from "../../../../assembly/abi_devices";
import { isEntry, Part, takePart } from "../../../../assembly/terminal/download/list";
import { askEntry, askList } from "../../../../assembly/terminal/download/questions";
import { deskOf } from "../../../../assembly/acquirer/desk";
import { Terminal } from "../../../../assembly/machine/terminal";
import { beginDownload, Work, workOf } from "../../../../assembly/terminal/download/work";
import { hexOf, textOf } from "../../base/support";
import { freshTerminal } from "../../machine/support";
import { answer } from "./support";

const KEY_9 = "9F0605A0000000039F220109DF05083230333031323331";
const KEY_A = "9F0605A0000003339F22010ADF050420301231";
const CREDIT = "9F0608A000000333010102";
const VISA = "9F0607A0000000031010";

let t: Terminal = freshTerminal();
let work: Work = workOf(t);

function begin(download: Download): void {
  t = freshTerminal();
  beginDownload(t, download);
  work = workOf(t);
  work.download = download;
}

/** One part of a list: first byte and entries. */
function part(kind: string, entries: string): Part {
  answer(t, kind, entries);
  return takePart(t);
}

function asked(): string {
  return textOf(deskOf(t).content, deskOf(t).privateLength);
}

describe("the list of a download", () => {
  it("is asked for part by part, with the number that has come", () => {
    begin(Download.CAPKS);
    askList(t);
    expect(asked()).toBe("100");
    expect(part("2", KEY_9 + KEY_A)).toBe(Part.MORE);
    askList(t);
    expect(asked()).toBe("102");
    expect(deskOf(t).network).toBe(372);
    expect(deskOf(t).mti).toBe(0x0820);
    expect(part("3", KEY_9)).toBe(Part.WHOLE);
    expect(work.count).toBe(3);
  });

  it("is none when the platform has none, and nothing changes then", () => {
    begin(Download.CAPKS);
    expect(part("0", "")).toBe(Part.NONE);
    expect(part("0", KEY_9)).toBe(Part.BAD);
    begin(Download.CAPKS);
    part("2", KEY_9);
    expect(part("0", "")).toBe(Part.BAD);
  });

  it("is refused where it is malformed", () => {
    const bad = [
      "",
      "9F06",
      "9F0605A000000003",
      "9F0604A00000009F220109",
      "9F0605A0000000039F2202090A",
      "9F220109",
      "9F068105A0000000039F220109",
      KEY_9.slice(0, -2),
      KEY_9 + "00",
      KEY_9 + "DF0204",
      "9F0605A0000000039F220109DF0512323033303132333132303330313233313233",
    ];
    for (let i = 0; i < bad.length; i++) {
      begin(Download.CAPKS);
      expect(part("1", bad[i])).toBe(Part.BAD, bad[i]);
    }
    begin(Download.AIDS);
    expect(part("1", "9F0604A0000000")).toBe(Part.BAD);
    expect(part("1", "9F0611A0000000031010000000000000000000000000")).toBe(Part.BAD);
    expect(part("4", VISA)).toBe(Part.BAD);
    expect(part("", "")).toBe(Part.BAD);
  });

  it("is refused when it is longer than two digits count", () => {
    begin(Download.AIDS);
    for (let i = 0; i < 99; i++) expect(part("2", VISA)).toBe(Part.MORE);
    expect(part("2", VISA)).toBe(Part.LONG);
    expect(work.count).toBe(99);
  });

  it("has another mark when anything of it is otherwise", () => {
    begin(Download.AIDS);
    part("1", VISA + CREDIT);
    const mark = work.mark;
    begin(Download.AIDS);
    part("1", CREDIT + VISA);
    expect(work.mark).not.toBe(mark);
    begin(Download.AIDS);
    part("1", VISA + "DF7F0401020304" + CREDIT);
    expect(work.count).toBe(2);
    expect(work.mark).not.toBe(mark);
    begin(Download.AIDS);
    part("2", VISA);
    part("3", CREDIT);
    expect(work.mark).toBe(mark);
  });
});

describe("an entry", () => {
  it("is asked for by its name alone", () => {
    begin(Download.CAPKS);
    part("1", KEY_9 + "DF7F0401020304");
    askEntry(t);
    expect(hexOf(deskOf(t).content, deskOf(t).privateLength)).toBe("9F0605A0000000039F220109");
    expect(deskOf(t).network).toBe(370);
    begin(Download.AIDS);
    part("1", CREDIT + "DF7F0401020304");
    askEntry(t);
    expect(hexOf(deskOf(t).content, deskOf(t).privateLength)).toBe(CREDIT);
    expect(deskOf(t).network).toBe(380);
  });

  it("is the one that was asked for, or none", () => {
    begin(Download.CAPKS);
    part("1", KEY_9);
    answer(t, "1", "DF0201009F0605A0000000039F220109");
    expect(isEntry(t)).toBe(true);
    answer(t, "1", "9F0605A0000000039F22010A");
    expect(isEntry(t)).toBe(false);
    answer(t, "1", "9F0605A0000003339F220109");
    expect(isEntry(t)).toBe(false);
    answer(t, "0", "9F0605A0000000039F220109");
    expect(isEntry(t)).toBe(false);
    answer(t, "1");
    expect(isEntry(t)).toBe(false);
    answer(t, "");
    expect(isEntry(t)).toBe(false);
  });

  it("of a firmware has its version, its number and as many bytes as it must", () => {
    begin(Download.FIRMWARE);
    work.version = 0x10203;
    work.blockBytes = 4;
    work.bytes = 6;
    work.count = 2;
    const head = "DF250400010203DF280400000000";
    answer(t, "", head + "DF2A0401020304");
    expect(isEntry(t)).toBe(true);
    answer(t, "", head + "DF2A03010203");
    expect(isEntry(t)).toBe(false);
    answer(t, "", "DF250400010204DF280400000000DF2A0401020304");
    expect(isEntry(t)).toBe(false);
    work.index = 1;
    answer(t, "", head + "DF2A0401020304");
    expect(isEntry(t)).toBe(false);
    answer(t, "", "DF250400010203DF280400000001DF2A020102");
    expect(isEntry(t)).toBe(true);
    answer(t, "", "DF250400010203DF280400000001DF2A0401020304");
    expect(isEntry(t)).toBe(false);
  });
});
