/** What anybody may read in a recording: no card number, no name, no PIN; and it is refused where that is not certain. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Command, Event } from "../../../assembly/abi.ts";
import { TextKind, TextResult } from "../../../assembly/abi_devices.ts";
import { NO_TICKET } from "../../../host/core.ts";
import { isLuhn } from "../../../host/codec/mask.ts";
import { loadCards } from "../../../host/cards/card_data.ts";
import { bytesAt, bytesPayload } from "../../../host/payloads.ts";
import { anonymise, RecordingRefused } from "../../../host/recording/anonymise.ts";
import { holdsPan, Replacements } from "../../../host/recording/card_forms.ts";
import { formatRecording } from "../../../host/recording/file.ts";
import { replay } from "../../../host/recording/replay.ts";
import type { Step } from "../../../host/recording/recorder.ts";
import { cardObjects } from "../../../host/recording/card_objects.ts";
import { CDA, DDA, debitChanged, SDA } from "../../simulation/cards.ts";
import type { World } from "../../simulation/world.ts";
import { cardNamed, CORE, recordSale, recordWorld, saleWith } from "./support.ts";

const NAMES = loadCards().map(({ name }) => name);

function textOf(steps: Step[]): string {
  return formatRecording({ core: CORE.hash, steps });
}

function copyOf(steps: Step[]): Step[] {
  return steps.map((step) => ({ ...step, event: { ...step.event, payload: step.event.payload.slice() } }));
}

/** Answers without their status words that carry this tag's bytes. */
function stepWith(steps: Step[], code: Event, hex: string): Step {
  return steps.find(({ event }) => event.code === code && Buffer.from(event.payload).toString("hex").includes(hex))!;
}

describe("replacement of card numbers", () => {
  it("keeps first six, last four, length and check digit, and changes every digit between", () => {
    const replacements = new Replacements();
    const pans = [...loadCards().map(({ pan }) => pan), "4000000000006", "4000000000000000000"];
    for (const pan of pans) assert.equal(replacements.add(pan), true);
    assert.equal(new Set(replacements.substitutes).size, pans.length);
    for (const [index, substitute] of replacements.substitutes.entries()) {
      const pan = pans[index]!;
      assert.equal(substitute.length, pan.length);
      assert.equal(substitute.slice(0, 6), pan.slice(0, 6));
      assert.equal(substitute.slice(-4), pan.slice(-4));
      assert.equal(isLuhn(substitute), isLuhn(pan));
      for (let at = 6; at < pan.length - 4; at++) assert.notEqual(substitute[at], pan[at]);
    }
    assert.equal(replacements.add("400000000006"), false);
  });

  it("finds every form of a number, and parts of it", () => {
    const { pan } = cardNamed("debit");
    const hex = (text: string): string => Buffer.from(text, "latin1").toString("hex");
    const digits = (before: string): string => Array.from(pan, (digit) => before + digit).join("");
    const forms = [pan, `5${pan}d`, hex(pan), digits("0"), digits("00") /* four nibbles a digit */];
    for (const form of forms.slice(0, 4)) assert.ok(holdsPan(`00ff${form}00`, pan), form);
    assert.ok(holdsPan(Buffer.from(pan, "utf16le").toString("hex"), pan));
    assert.ok(holdsPan(`aa${pan.slice(0, 10)}aa`, pan));
    assert.ok(!holdsPan(`aa${pan.slice(0, 6)}aaa${pan.slice(-4)}`, pan));
    assert.ok(!holdsPan("0100000000000000".repeat(8), pan));
  });

  it("takes no time, length or amount for a part of a number", () => {
    const words = Buffer.alloc(8 * 100_000);
    for (let value = 0; value < 100_000; value++) words.writeBigUInt64LE(BigInt(value), 8 * value);
    const amounts = Array.from({ length: 100_000 }, (_, value) => String(value).padStart(12, "0")).join("");
    for (const name of NAMES) {
      assert.ok(!holdsPan(words.toString("hex"), cardNamed(name).pan), name);
      assert.ok(!holdsPan(amounts, cardNamed(name).pan), name);
    }
  });
});

describe("a recording of a simulated run", () => {
  for (const name of NAMES) {
    it(`of a sale with the card ${name} holds nothing of the card and replays`, () => {
      const steps = anonymise(recordSale(name), CORE.newCore);
      const text = textOf(steps);
      const { pan, holder, pin } = cardNamed(name);
      assert.ok(!holdsPan(text, pan));
      for (const form of [pan, Buffer.from(pan).toString("hex"), Buffer.from(holder).toString("hex")]) {
        assert.ok(!text.includes(form));
      }
      const pinBytes = [Buffer.from(pin).toString("hex"), Array.from(pin, (digit) => `0${digit}`).join("")];
      for (const form of pinBytes) assert.ok(!text.includes(form));
      assert.ok(steps.every(({ event }) => event.code !== Event.KEY_DIGIT || event.payload.length === 4));
      assert.equal(replay(steps, CORE.newCore), undefined);
      assert.ok(text.includes(pan.slice(0, 6)));
    });
  }

  for (const [method, changes] of Object.entries({ SDA, DDA, CDA })) {
    it(`of a sale with ${method} holds no certificate to read the number from, and no signature to try it with`, () => {
      const tasks = [{ kind: "sign-on" } as const, saleWith("debit")];
      const steps = recordWorld(tasks, undefined, debitChanged(changes, loadCards()));
      const signed = steps
        .filter(({ event }) => event.code === Event.CARD_REPLY)
        .flatMap(({ event }) => cardObjects(bytesAt(event.payload)).map((object) => ({ object, event })))
        .filter(({ object }) => [0x90, 0x93, 0x9f46, 0x9f4b].includes(object.tag))
        .map(({ object: { at, length }, event }) => Buffer.from(bytesAt(event.payload).slice(at, at + length)));
      assert.ok(signed.length >= 2);
      const parts = signed.map((bytes) => bytes.toString("hex").slice(0, 40));
      const clean = anonymise(steps, CORE.newCore);
      const text = textOf(clean);
      for (const part of parts) assert.ok(!text.includes(part));
      assert.ok(!holdsPan(text, cardNamed("debit").pan));
      assert.equal(replay(clean, CORE.newCore), undefined);
    });
  }

  it("of a card that answers in parts is refused", () => {
    const steps = copyOf(recordSale("debit"));
    const { event } = steps.find((step) => step.event.code === Event.CARD_REPLY)!;
    event.payload = bytesPayload(Uint8Array.of(0x6f, 0x61, 0x10));
    assert.throws(() => anonymise(steps, CORE.newCore), RecordingRefused);
  });

  it("gives the same number the same place everywhere, from the card to the wire", () => {
    const steps = anonymise(recordSale("debit"), CORE.newCore);
    const sent = steps.flatMap(({ commands }) => commands).filter(({ code }) => code === Command.ENCIPHER_PIN);
    const substitute = Buffer.from(bytesAt(sent[0]!.payload, 8)).toString("latin1");
    assert.notEqual(substitute, cardNamed("debit").pan);
    for (const [event, form] of [
      [Event.CARD_REPLY, `5a0a${substitute}f`],
      [Event.CARD_REPLY, `${substitute}d3312220`],
      [Event.LINE_DATA, substitute],
    ] as const) {
      assert.ok(stepWith(steps, event, form), form);
    }
  });

  it("blanks what follows the service code of a track", () => {
    const track = `${cardNamed("debit").pan}d331222012345`;
    const steps = copyOf(recordSale("debit"));
    const { event } = stepWith(steps, Event.CARD_REPLY, "d3312220");
    const hex = Buffer.from(event.payload)
      .toString("hex")
      .replace(/[0-9]{19}d3312220...../, track);
    event.payload = new Uint8Array(Buffer.from(hex, "hex"));
    const clean = anonymise(steps, CORE.newCore);
    const { payload } = stepWith(clean, Event.CARD_REPLY, "d3312220").event;
    assert.match(Buffer.from(payload).toString("hex"), /57116216[0-9]{15}d33122200{7}5f20/);
  });

  it("may arrive a byte at a time", () => {
    const steps = anonymise(
      recordSale("debit", (world: World) => (world.network.chunk = 1)),
      CORE.newCore,
    );
    assert.ok(steps.filter(({ event }) => event.code === Event.LINE_DATA).length > 100);
    const line = steps.filter(({ event }) => event.code === Event.LINE_DATA).map(({ event }) => bytesAt(event.payload));
    assert.ok(!holdsPan(Buffer.concat(line).toString("hex"), cardNamed("debit").pan));
    assert.equal(replay(steps, CORE.newCore), undefined);
  });

  it("may hold a reversal, whose card number comes back from the secure module", () => {
    let lost = 0;
    const steps = recordWorld([{ kind: "sign-on" }, saleWith("debit"), saleWith("credit")], (world) => {
      world.network.reply = (bytes) => (bytes[13] === 0x02 && lost++ === 0 ? undefined : bytes);
    });
    const given = steps.filter(({ event }) => event.code === Event.RECORD_DONE && event.payload.length === 16 + 24);
    assert.equal(given.length, 1);
    const clean = anonymise(steps, CORE.newCore);
    assert.equal(replay(clean, CORE.newCore), undefined);
    for (const name of ["debit", "credit"]) assert.ok(!holdsPan(textOf(clean), cardNamed(name).pan));
  });

  it("may hold several lives of the terminal", () => {
    const steps = recordWorld([{ kind: "sign-on" }, saleWith("debit")], (world) => {
      world.powerOn();
      world.run(3_000);
      world.powerOff();
    });
    assert.equal(steps.filter(({ event }) => event.code === Event.BOOT).length, 2);
    assert.equal(replay(anonymise(steps, CORE.newCore), CORE.newCore), undefined);
  });

  it("leaves what was recorded as it was", () => {
    const steps = recordSale("debit");
    const before = textOf(steps);
    anonymise(steps, CORE.newCore);
    assert.equal(textOf(steps), before);
  });
});

describe("a recording is refused", () => {
  const refused = (why: RegExp) => (error: unknown) => error instanceof RecordingRefused && why.test(error.message);
  const { pan } = cardNamed("debit");
  const packed = `${pan}f`;

  /** Changes one payload of a copy, to bytes of any length. */
  function changed(steps: Step[], code: Event, mark: string, change: (hex: string) => string): Step[] {
    const copy = copyOf(steps);
    const { event } = stepWith(copy, code, mark);
    event.payload = new Uint8Array(Buffer.from(change(Buffer.from(event.payload).toString("hex")), "hex"));
    return copy;
  }

  it("when the core would have acted otherwise", () => {
    const steps = copyOf(recordSale("debit"));
    const sale = steps.findIndex(({ commands }) => commands.some(({ code }) => code === Command.LINE_SEND));
    steps[sale] = { ...steps[sale]!, commands: steps[sale]!.commands.slice(1) };
    assert.throws(() => anonymise(steps, CORE.newCore), refused(new RegExp(`acts otherwise at event ${sale} `)));
  });

  it("when a number hides in a form or a place that is not replaced", () => {
    const steps = recordSale("debit");
    // Its last digit is another: no known number, but most of one.
    const nearly = changed(steps, Event.FLASH_DATA, "ffffffffffffffff", (hex) => {
      const hidden = Buffer.from(pan.slice(0, -1)).toString("hex");
      return hex.slice(0, 32) + hidden + hex.slice(32 + hidden.length);
    });
    assert.throws(() => anonymise(nearly, CORE.newCore), refused(/still holds part of a card number|acts otherwise/));
  });

  it("when track data stand outside of their tag", () => {
    // 5A becomes an object that nobody knows, and what it holds a track.
    const steps = changed(recordSale("debit"), Event.CARD_REPLY, `5a0a${packed}`, (hex) =>
      hex.replace(`5a0a${packed}`, `c30a${pan}d`),
    );
    assert.throws(() => anonymise(steps, CORE.newCore), refused(/track data outside of tag 57/));
  });

  it("when a card has a number that cannot be masked", () => {
    const steps = changed(recordSale("debit"), Event.CARD_REPLY, `5a0a${packed}`, (hex) =>
      hex.replace(packed, `${pan.slice(0, 12)}ffffffff`),
    );
    assert.throws(() => anonymise(steps, CORE.newCore), refused(/cannot be masked/));
  });

  it("when the secure module gave back a record of an unknown shape", () => {
    let lost = 0;
    const steps = copyOf(
      recordWorld([{ kind: "sign-on" }, saleWith("debit"), saleWith("credit")], (world) => {
        world.network.reply = (bytes) => (bytes[13] === 0x02 && lost++ === 0 ? undefined : bytes);
      }),
    );
    const given = steps.find(({ event }) => event.code === Event.RECORD_DONE && event.payload.length === 16 + 24)!;
    given.event.payload = bytesPayload(new Uint8Array(24), 0, 0);
    assert.throws(() => anonymise(steps, CORE.newCore), refused(/unknown shape/));
  });

  it("when somebody typed the number of an account or an identity card, and for no other text", () => {
    const typed = (kind: TextKind, result: TextResult): Step[] => {
      const ticket = { epoch: 1, number: 2 };
      const event = {
        code: Event.KEY_ENTER,
        ticket: NO_TICKET,
        monotonic_ms: 0,
        wall_ms: 0,
        payload: new Uint8Array(0),
      };
      const asked = { code: Command.ENTER_TEXT, ticket, payload: bytesPayload(new Uint8Array(0), kind, 1, 40, 1) };
      const done = { ...event, code: Event.TEXT_DONE, ticket, payload: bytesPayload(Buffer.from("4711"), result, 0) };
      return [
        { event, commands: [asked], trapped: false },
        { event: done, commands: [], trapped: false },
      ];
    };
    const personal = /number of an account or an identity card$/;
    for (const kind of [TextKind.ACCOUNT, TextKind.IDENTITY]) {
      assert.throws(() => anonymise(typed(kind, TextResult.ENTERED), CORE.newCore), personal);
    }
    const others = [typed(TextKind.TEXT, TextResult.ENTERED), typed(TextKind.ACCOUNT, TextResult.CANCELLED)];
    for (const steps of others) assert.throws(() => anonymise(steps, CORE.newCore), /acts otherwise/);
  });

  it("with no value of the card in the reason", () => {
    const steps = changed(recordSale("debit"), Event.CARD_REPLY, `5a0a${packed}`, (hex) => hex.replace("5a0a", "c30a"));
    try {
      anonymise(steps, CORE.newCore);
    } catch (error) {
      assert.ok(error instanceof RecordingRefused);
      assert.doesNotMatch(error.message, /[0-9]{5}/);
      return;
    }
  });
});
