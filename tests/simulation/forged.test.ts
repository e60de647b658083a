/**
 * Cards that nobody has issued, and cards whose data are not those that were signed: each sets the bits of the TVR that it must
 * (EMV Book 3, 10.3 and C5), the issuer or an action code decides, and the terminal goes on.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CardData } from "../../host/cards/card_spec.ts";
import type { Misbehaviour } from "../../host/cards/misbehaving/misbehaving_card.ts";
import { edited, nth } from "../../host/cards/misbehaving/deeds.ts";
import { afl, format2 } from "../../host/cards/misbehaving/emv_edits.ts";
import { encodeTlv } from "../../host/codec/tlv/encode.ts";
import { bytes, join, replaced, retagged, withByte, without } from "../../host/cards/misbehaving/tlv_edits.ts";
import { CDA, DDA, debitChanged, SDA } from "./cards.ts";
import { builtCore } from "./core.ts";
import { isLastApproved, LAST, sale } from "./cuts.ts";
import { bent, dressed } from "./forgeries.ts";
import { violations } from "./invariants.ts";
import { signedOn } from "./stages.ts";
import { Witness } from "./witness.ts";

const core = builtCore();
const spare = builtCore();

const GENERATE_AC = 0xae;
const APPLICATION_SELECTED = 0xa8;
/** In the usual CDOL1 behind both amounts and the country: offset of the TVR in the command. */
const TVR_AT = 5 + 6 + 6 + 2;
const TVR_AT_SECOND = TVR_AT + 2;

interface Seen {
  /** Of the debit card's GENERATE AC commands: P1 and TVR. */
  generated: string[];
  sold: boolean;
}

/** Plays one sale of the debit card as these changes make it, then one that must be approved. */
function play(card: Partial<CardData>, at: Misbehaviour["at"], capks?: false): Seen {
  const generated: string[] = [];
  let cards = 0;
  const world = signedOn(core, { cards: debitChanged(card), ...(capks === false && { capks }) }).fork({
    tasks: [sale("debit", 1234), LAST],
    dress: dressed(at),
    apdu: (command) => {
      if (command[1] === APPLICATION_SELECTED) cards++;
      if (command[1] !== GENERATE_AC || cards > 1) return;
      const from = generated.length === 0 ? TVR_AT : TVR_AT_SECOND;
      generated.push(
        Buffer.from([command[2]!, ...command.subarray(from, from + 5)])
          .toString("hex")
          .toUpperCase(),
      );
    },
  });
  const witness = new Witness(world);
  world.powerOn();
  world.run();
  assert.deepEqual(violations(world, witness, spare), []);
  assert.ok(isLastApproved(world));
  const sold = world.ledger.bookings().some(({ amount, reversed }) => amount === 1234 && !reversed);
  return { generated, sold };
}

function records(edit: (data: Uint8Array) => Uint8Array): Misbehaviour["at"] {
  return { "READ RECORD": edited(edit) };
}

/** Bits beside those of authentication: online PIN, floor limit. */
const REST = "00048000";
const sda = (byte1: string): string[] => [`80${byte1}${REST}`, `40${byte1}${REST}`];
const cda = (byte1: string): string[] => sda(byte1);

/** Record by record, what SDA, DDA and CDA say of it; a card without the object is as good. */
const TABLE: ReadonlyArray<readonly [name: string, at: Misbehaviour["at"], sda: string, dda: string, cda: string]> = [
  ["no issuer certificate", records(without(0x90)), "62", "28", "24"],
  ["no exponent of the issuer", records(without(0x9f32)), "62", "28", "24"],
  ["no index of the authority", records(without(0x8f)), "62", "28", "24"],
  ["an index of two bytes", records(replaced(0x8f, () => bytes(1, 1))), "62", "28", "24"],
  ["an index of no authority", records(replaced(0x8f, () => bytes(0x77))), "42", "08", "04"],
  ["a bent issuer certificate", records(replaced(0x90, bent)), "42", "08", "04"],
  ["a short issuer certificate", records(replaced(0x90, (value) => value.slice(1))), "42", "08", "04"],
  ["another exponent", records(replaced(0x9f32, () => bytes(5))), "42", "08", "04"],
  ["other static data", records(replaced(0x9f08, bent)), "42", "08", "04"],
  ["a list that names another tag than 82", records(replaced(0x9f4a, () => bytes(0x95))), "42", "08", "04"],
  ["a list that names a tag more", records(replaced(0x9f4a, (list) => join(list, bytes(0x5a)))), "42", "08", "04"],
  ["an empty list", records(replaced(0x9f4a, () => bytes())), "42", "08", "04"],
  ["fewer records that take part", { "GET PROCESSING OPTIONS": edited(afl(fewer)) }, "42", "08", "04"],
];

/** The second entry of the locator has the records that take part. */
function fewer(list: Uint8Array): Uint8Array {
  return withByte(list, 7, 1);
}

describe("a card that is not authentic", () => {
  for (const [name, at, ofSda, ofDda, ofCda] of TABLE) {
    it(`with ${name}: SDA ${ofSda}, DDA ${ofDda}, CDA ${ofCda} in byte 1 of the TVR`, () => {
      // What is wrong with the version is a matter of the restrictions, too.
      const byte1 = (seen: Seen): string[] => seen.generated.map((text) => text.slice(0, 4));
      assert.deepEqual(byte1(play(SDA, at)), [`80${ofSda}`, `40${ofSda}`]);
      assert.deepEqual(byte1(play(DDA, at)), [`80${ofDda}`, `40${ofDda}`]);
      assert.deepEqual(byte1(play(CDA, at)), [`80${ofCda}`, `40${ofCda}`], "and no signature is asked for");
    });
  }

  it("without its own certificate, or with a bent one, fails DDA and CDA, not SDA", () => {
    for (const tag of [0x9f46, 0x9f47]) {
      assert.deepEqual(play(DDA, records(without(tag))).generated, sda("28"));
      assert.deepEqual(play(CDA, records(without(tag))).generated, cda("24"));
      assert.deepEqual(play(DDA, records(replaced(tag, bent))).generated, sda("08"));
      assert.deepEqual(play(CDA, records(replaced(tag, bent))).generated, cda("04"));
    }
  });

  it("without its issuer's signature, or with a bent one, fails SDA, not DDA", () => {
    assert.deepEqual(play(SDA, records(without(0x93))).generated, sda("62"));
    assert.deepEqual(play(SDA, records(replaced(0x93, bent))).generated, sda("42"));
    assert.deepEqual(play(DDA, records(without(0x93))).generated, sda("00"));
  });

  it("with a list for DDA that does not ask for the unpredictable number fails it (EMV Book 2, 6.5.1)", () => {
    for (const list of [bytes(0x9a, 3), bytes(), bytes(0x9f, 0x37), bytes(0x9f, 0x37, 4, 0x95, 0xff)])
      assert.deepEqual(play(DDA, records(replaced(0x9f49, () => list))).generated, sda("08"));
    assert.deepEqual(play(DDA, records(without(0x9f49))).generated, sda("00"), "the terminal has a list of its own");
  });

  it("whose record is no template ends the payment in a file of EMV, and fails authentication in another", () => {
    assert.deepEqual(play(DDA, { "READ RECORD": nth(2, edited(retagged(0x71))) }), { generated: [], sold: false });
    const plan = [
      { sfi: 2, tags: ["5A", "5F34", "5F24", "8C", "8D", "8E"] },
      { sfi: 11, tags: ["5F28", "9F4A"], authenticated: true },
      { sfi: 12, tags: ["8F", "92", "9F32"] },
      { sfi: 12, tags: ["90"] },
      { sfi: 12, tags: ["93"] },
    ];
    assert.deepEqual(play({ ...SDA, records: plan }, {}).generated, sda("02"));
    const other = { "READ RECORD": nth(2, edited(retagged(0x71))) };
    assert.deepEqual(play({ ...SDA, records: plan }, other).generated, sda("42"));
  });
});

describe("INTERNAL AUTHENTICATE", () => {
  const at = (edit: (data: Uint8Array) => Uint8Array): Misbehaviour["at"] => ({
    "INTERNAL AUTHENTICATE": edited(edit),
  });

  it("with a signature of something else fails DDA, and the issuer decides", () => {
    assert.deepEqual(play(DDA, at(replaced(0x9f4b, bent))), { generated: sda("08"), sold: true });
    assert.deepEqual(play(DDA, at(replaced(0x9f4b, (value) => value.slice(1)))), { generated: sda("08"), sold: true });
    assert.deepEqual(play(DDA, at(replaced(0x9f4b, () => bytes()))), { generated: sda("08"), sold: true });
  });

  it("answered in neither format, or refused, ends the payment (EMV Book 3, 6.5.9.4 and 6.3.5)", () => {
    const none = { generated: [], sold: false };
    assert.deepEqual(play(DDA, at(without(0x9f4b))), none);
    assert.deepEqual(play(DDA, at(retagged(0x71))), none);
    assert.deepEqual(play(DDA, { "INTERNAL AUTHENTICATE": () => Uint8Array.of(0x69, 0x85) }), none);
  });

  it("is good in both formats", () => {
    for (const format of [1, 2] as const) assert.deepEqual(play({ ...DDA, format }, {}).generated, sda("00"));
  });
});

describe("a signed cryptogram", () => {
  const first = (edit: (data: Uint8Array) => Uint8Array): Seen => play(CDA, { "GENERATE AC 1": edited(edit) });
  const second = (edit: (data: Uint8Array) => Uint8Array): Seen => play(CDA, { "GENERATE AC 2": edited(edit) });
  const refused = { generated: [`9000${REST}`, `0004${REST}`], sold: false };
  const reversed = { generated: [`9000${REST}`, `5000${REST}`], sold: false };
  const withoutSignature = (data: Uint8Array): Uint8Array =>
    join(
      ...[without(0x9f4b)(data)].map((rest) =>
        encodeTlv(0x77, join(rest.slice(2), encodeTlv(0x9f26, new Uint8Array(8)))),
      ),
    );

  it("is asked for and believed at both", () => {
    assert.deepEqual(play(CDA, {}), { generated: [`9000${REST}`, `5000${REST}`], sold: true });
  });

  it("that is forged at the first is refused at once with an AAC, and nobody is asked (EMV Book 2, 6.6.2)", () => {
    assert.deepEqual(first(replaced(0x9f4b, bent)), refused, "signature");
    assert.deepEqual(first(replaced(0x9f10, bent)), refused, "issuer application data");
    assert.deepEqual(first(replaced(0x9f36, bent)), refused, "counter");
    assert.deepEqual(first(replaced(0x9f27, () => bytes(0x88))), refused, "advice");
    assert.deepEqual(first(withoutSignature), refused, "no signature");
  });

  it("that is forged at the second is declined, and the approval reversed", () => {
    assert.deepEqual(second(replaced(0x9f4b, bent)), reversed);
    assert.deepEqual(second(replaced(0x9f10, bent)), reversed);
    assert.deepEqual(second(withoutSignature), reversed);
  });

  it("is none that is neither: a card error", () => {
    assert.deepEqual(first(without(0x9f4b)), { generated: [`9000${REST}`], sold: false });
  });

  it("is not asked for by a terminal without the payment system's key", () => {
    assert.deepEqual(play(CDA, {}, false), { generated: sda("04"), sold: true });
    assert.deepEqual(play(DDA, {}, false), { generated: sda("08"), sold: true });
    assert.deepEqual(play(SDA, {}, false), { generated: sda("42"), sold: true });
  });
});

describe("methods", () => {
  it("are chosen by AIP: CDA, then DDA, then SDA; XDA is passed over", () => {
    const aip = (byte1: string): string => play({ ...CDA, aip: `${byte1}00` }, {}).generated[0]!.slice(0, 4);
    assert.equal(aip("7D"), "9000");
    assert.equal(aip("7C"), "8000");
    assert.equal(aip("5C"), "8002");
    assert.equal(aip("1C"), "8080");
    assert.equal(aip("FC"), "8000", "XDA and DDA");
    assert.equal(aip("9C"), "8080", "XDA alone");
  });

  it("take an AIP from both formats of GET PROCESSING OPTIONS", () => {
    const formatted = edited(format2((aip, list) => [[0x94, list], [0x82, aip]])); // prettier-ignore
    assert.deepEqual(play({ ...CDA, format: 1 }, {}).generated[0], `9000${REST}`);
    assert.deepEqual(play(CDA, { "GET PROCESSING OPTIONS": formatted }).generated[0], `9000${REST}`);
  });
});
