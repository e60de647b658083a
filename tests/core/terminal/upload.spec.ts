import { Command, Event } from "../../../assembly/abi";
import { Screen } from "../../../assembly/abi_shown";
import { Field } from "../../../assembly/abi_fields";
import { exchangeOf, Request } from "../../../assembly/acquirer/region";
import { batchOf } from "../../../assembly/journal/batch";
import { durable } from "../../../assembly/journal/durable";
import { OFFLINE_BYTES, Uploaded, uploadOf } from "../../../assembly/journal/offline";
import { Approved, Kind } from "../../../assembly/journal/records";
import { journal } from "../../../assembly/journal/region";
import { Machine, RUN, WAIT } from "../../../assembly/machine/row";
import { PAYLOAD } from "../../../assembly/machine/io";
import { Terminal } from "../../../assembly/machine/terminal";
import { hasUploads, upload, Uploading } from "../../../assembly/terminal/upload";
import { textAt } from "../base/support";
import { beginStep, freshTerminal, lastCommand } from "../machine/support";
import { firstPayload, numberIn, textIn } from "./views";

const PAN_BYTES: i32 = 16;

let t: Terminal = freshTerminal();

/** Approval 7 has been found in the journal; `below` runs UPLOAD. */
function begin(below: Machine = Machine.SALE): void {
  t = freshTerminal();
  t.depth = 2;
  t.frame(0).machine = below;
  journal(t).half = 65_536;
  const d = durable(t);
  d.sales = 1;
  d.salesAmount = 1234;
  batchOf(t).offline.count = 1;
  const approved = changetype<Approved>(journal(t).record.payload);
  memory.fill(changetype<usize>(approved), 0, OFFLINE_BYTES);
  approved.isOffline = true;
  approved.stan = 7;
  approved.amount = 1234;
  approved.batch = 3;
  approved.panLength = PAN_BYTES;
  approved.cardSequence = 1;
  uploadOf(approved).entryMode = 52;
  uploadOf(approved).chipLength = 5;
}

/** The secure module answers UNPROTECT with 24 bytes, or refuses. */
function fetched(status: u32, length: u32 = 24): i32 {
  memory.fill(PAYLOAD, 0, 64);
  store<u32>(PAYLOAD, status);
  store<u32>(PAYLOAD, length, 8);
  textAt(PAYLOAD + 16, "6250940000000014");
  return upload(t, Uploading.FETCHING, Event.RECORD_DONE);
}

/** @param code two ASCII characters, low byte first */
function replied(code: i32): i32 {
  exchangeOf(t).responseCode = code;
  return upload(t, Uploading.ASKING, Event.REPLIED);
}

describe("UPLOAD", () => {
  it("has something to do while an offline approval waits, and room for the record that ends it", () => {
    begin();
    expect(hasUploads(t)).toBe(true);
    expect(upload(t, Uploading.BEGINNING, Event.ENTER)).toBe(Uploading.SEEKING);
    expect(journal(t).copied).toBe(0);
    journal(t).half = 64;
    expect(upload(t, Uploading.BEGINNING, Event.ENTER)).toBe(Event.UNRESOLVED);
    journal(t).half = 65_536;
    batchOf(t).offline.told = 1;
    expect(hasUploads(t)).toBe(false);
  });

  it("shows the payment, asks for its card, and repeats the STAN of the approval", () => {
    begin();
    beginStep();
    expect(upload(t, Uploading.FETCHING, Event.ENTER)).toBe(WAIT | 3_000);
    expect(load<u32>(firstPayload())).toBe(Screen.UPLOADING);
    expect(numberIn(Field.AMOUNT)).toBe(1234);
    expect(lastCommand()).toBe(Command.UNPROTECT);
    expect(fetched(0)).toBe(Uploading.SEALING);
    const x = exchangeOf(t);
    expect(x.request).toBe(Request.UPLOAD);
    expect(x.stan).toBe(7);
    expect(x.batch).toBe(3);
    expect(x.amount).toBe(1234);
    expect(x.entryMode).toBe(52);
    expect(x.chipLength).toBe(5);
    expect(x.panLength).toBe(PAN_BYTES);
  });

  it("waits on without the card, unless a settlement waits for it", () => {
    begin();
    expect(fetched(1, 0)).toBe(Event.UNRESOLVED);
    expect(fetched(0, 23)).toBe(Event.UNRESOLVED);
    expect(upload(t, Uploading.FETCHING, Event.TIME)).toBe(Event.UNRESOLVED);
    begin(Machine.SETTLEMENT);
    expect(fetched(1, 0)).toBe(Uploading.SEALING);
    expect(exchangeOf(t).panLength).toBe(0);
    expect(fetched(0, 23)).toBe(Event.UNRESOLVED);
  });

  it("waits on after anything but a genuine reply, and after one that says nothing of the approval", () => {
    begin();
    expect(upload(t, Uploading.SEALING, Event.ENTER)).toBe(RUN | Machine.SEAL);
    expect(upload(t, Uploading.SEALING, Event.SEALED)).toBe(Uploading.ASKING);
    expect(upload(t, Uploading.SEALING, Event.NOT_SEALED)).toBe(Event.UNRESOLVED);
    expect(upload(t, Uploading.ASKING, Event.ENTER)).toBe(RUN | Machine.EXCHANGE);
    expect(upload(t, Uploading.ASKING, Event.NO_REPLY)).toBe(Event.UNRESOLVED);
    expect(upload(t, Uploading.ASKING, Event.BAD_MAC)).toBe(Event.UNRESOLVED);
    expect(upload(t, Uploading.ASKING, Event.NOT_SENT)).toBe(Event.UNRESOLVED);
    expect(replied(0x3041)).toBe(Event.UNRESOLVED); // A0
    expect(replied(0x3639)).toBe(Event.UNRESOLVED); // 96
    expect(replied(0x3839)).toBe(Event.UNRESOLVED); // 98
    expect(replied(0x3737)).toBe(Event.UNRESOLVED); // 77
    expect(replied(0x3139)).toBe(Event.UNRESOLVED); // 91
  });

  it("records that the acquirer has it: 00, or 94 when it had it before", () => {
    for (let i = 0; i < 2; i++) {
      begin();
      fetched(0);
      expect(replied(i === 0 ? 0x3030 : 0x3439)).toBe(Uploading.CLOSING);
      expect(upload(t, Uploading.CLOSING, Event.ENTER)).toBe(RUN | Machine.APPEND);
      expect(journal(t).kind).toBe(Kind.UPLOADED);
      const uploaded = changetype<Uploaded>(journal(t).record.payload);
      expect(uploaded.stan).toBe(7);
      expect(uploaded.amount).toBe(1234);
      expect(uploaded.isRefused).toBe(0);
      expect(upload(t, Uploading.CLOSING, Event.STORED)).toBe(Event.NOTIFIED);
      expect(upload(t, Uploading.CLOSING, Event.NOT_STORED)).toBe(Event.FAULTED);
    }
  });

  it("records a refusal, and tells people", () => {
    begin();
    fetched(0);
    expect(replied(0x3530)).toBe(Uploading.CLOSING); // 05
    upload(t, Uploading.CLOSING, Event.ENTER);
    expect(changetype<Uploaded>(journal(t).record.payload).isRefused).toBe(1);
    expect(upload(t, Uploading.CLOSING, Event.STORED)).toBe(Uploading.TELLING);
    beginStep();
    expect(upload(t, Uploading.TELLING, Event.ENTER)).toBe(WAIT | 10_000);
    expect(load<u32>(firstPayload())).toBe(Screen.UPLOAD_REFUSED);
    expect(textIn(Field.RESPONSE_CODE)).toBe("05");
    expect(upload(t, Uploading.TELLING, Event.KEY_ENTER)).toBe(Event.NOTIFIED);
    expect(upload(t, Uploading.TELLING, Event.TIME)).toBe(Event.NOTIFIED);
  });
});
