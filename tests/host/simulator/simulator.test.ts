/** What the simulation keeps between runs, and what it sees of the messages. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Command, Event, Slot } from "../../../assembly/abi.ts";
import { loadCards } from "../../../host/cards/card_data.ts";
import { encodeFrame } from "../../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../../host/codec/iso8583/unionpay.ts";
import { bytesPayload } from "../../../host/payloads.ts";
import { FileStore } from "../../../host/secure/store/file_store.ts";
import { KeyOrigin } from "../../../host/secure/key.ts";
import { checkOpen, openSecureModule } from "../../../host/simulator/binding.ts";
import { Screen } from "../../../assembly/abi_shown.ts";
import { CardBox } from "../../../host/simulator/card_box.ts";
import { openDataFolder, userFolder } from "../../../host/simulator/data_folder.ts";
import { DemoPerson } from "../../../host/simulator/demo_person.ts";
import { MessageTap } from "../../../host/simulator/message_tap.ts";

const root = mkdtempSync(join(tmpdir(), "tillcore-simulator-"));
after(() => rmSync(root, { recursive: true }));

describe("the data folder", () => {
  it("is in the user's state folder", () => {
    assert.equal(userFolder({ XDG_STATE_HOME: "/state" }, "/h"), join("/state", "tillcore"));
    assert.equal(userFolder({ XDG_STATE_HOME: "relative" }, "/h"), join("/h", ".local", "state", "tillcore"));
    assert.equal(userFolder({}, "/h"), join("/h", ".local", "state", "tillcore"));
  });

  it("is made for its owner alone", () => {
    const folder = openDataFolder(join(root, "new", "data"));
    assert.equal(statSync(join(folder.root, "terminal")).mode & 0o077, 0);
  });
});

describe("the box of cards", () => {
  const cards = loadCards();

  it("remembers a card's counter over a restart", () => {
    const file = join(root, "cards.json");
    const box = new CardBox(file, cards);
    box.byName("debit").state.atc = 7;
    box.save();
    assert.equal(new CardBox(file, cards).byName("debit").state.atc, 7);
    assert.equal(new CardBox(file, cards).byName("credit").state.atc, 0);
  });

  it("says what to do with a file that cannot be read, and knows no other card", () => {
    const file = join(root, "broken.json");
    writeFileSync(file, "{");
    assert.throws(() => new CardBox(file, cards), /remove it/);
    assert.throws(() => new CardBox(join(root, "none.json"), cards).byName("gold"), /no card named gold/);
  });
});

describe("the secure module of the simulation", () => {
  it("gets the test terminal's master key once", () => {
    const file = join(root, "keys");
    for (const run of [1, 2]) {
      openSecureModule({ keys: file });
      const slots = new FileStore(file).load()?.slots ?? [];
      assert.deepEqual(
        slots.map(({ slot, origin }) => [slot, origin]),
        [[Slot.TMK, KeyOrigin.INJECTED]],
        `run ${run}`,
      );
    }
  });
});

describe("a secure module that is shut", () => {
  it("says that its keys are an older copy, or were erased, and gets no test key again by itself", () => {
    const keys = join(root, "shut");
    openSecureModule({ keys });
    const older = openSecureModule({ keys });
    checkOpen(older, keys);
    older.requireGeneration(older.generation + 1);
    assert.throws(() => checkOpen(older, keys), /is an older copy .*: put the newer one back, or remove the file/);
    const erased = openSecureModule({ keys });
    erased.tamper();
    const again = openSecureModule({ keys });
    assert.equal(again.keys.infoOf(Slot.TMK), undefined);
    assert.throws(() => checkOpen(again, keys), /erased by a tamper event: remove the file/);
  });

  it("opens with the passphrase that it was made with alone", () => {
    const keys = join(root, "passphrase");
    const passphrase = (): Uint8Array => new Uint8Array(Buffer.from("a test passphrase"));
    openSecureModule({ keys, passphrase });
    assert.notEqual(openSecureModule({ keys, passphrase }).keys.infoOf(Slot.TMK), undefined);
    assert.throws(() => openSecureModule({ keys }), /passphrase/);
    const wrong = (): Uint8Array => new Uint8Array(Buffer.from("another passphrase"));
    assert.throws(() => openSecureModule({ keys, passphrase: wrong }), /passphrase does not open/);
  });
});

describe("the tap on the line", () => {
  const frame = encodeFrame({
    tpdu: new Uint8Array(5),
    header: new Uint8Array(6),
    body: UNIONPAY.pack({ mti: "0810", fields: [[39, "00"]] }),
  });
  const data = (bytes: Uint8Array, number = 1) => ({
    code: Event.LINE_DATA,
    ticket: { epoch: 1, number },
    monotonic_ms: 0,
    wall_ms: 0,
    payload: bytesPayload(bytes),
  });

  it("sees whole messages in any cut, anew on each line, and passes over what is none", () => {
    const seen: string[] = [];
    const tap = new MessageTap((direction, { mti }) => seen.push(`${direction} ${mti}`));
    for (const byte of frame) tap.event(data(Uint8Array.of(byte)));
    tap.event(data(frame.subarray(0, 9), 2));
    tap.event(data(frame, 3));
    tap.event(data(Uint8Array.of(0, 1, 2), 3));
    tap.event(data(frame, 4));
    tap.before({ code: Command.LINE_SEND, ticket: { epoch: 1, number: 1 }, payload: bytesPayload(frame) });
    assert.deepEqual(seen, ["received 0810", "received 0810", "received 0810", "sent 0810"]);
  });
});

describe("the person of the demo", () => {
  it("fails at a screen that should not have come, naming it", async () => {
    const hands = { key: () => {}, text: () => {}, toggleCard: () => {} };
    const task = { amount: 1, card: "debit", pin: "", language: "en", isShort: true } as const;
    const person = new DemoPerson(task, () => hands);
    person.sees({ id: Screen.IDLE, fields: [] });
    person.sees({ id: Screen.DECLINED, fields: [] });
    await assert.rejects(person.done, /DECLINED came.* in the chapter signOn/);
  });
});
