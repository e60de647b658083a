import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CodecError } from "../../../../host/codec/errors.ts";
import { Dialect } from "../../../../host/codec/iso8583/dialect.ts";
import { UnpackError } from "../../../../host/codec/iso8583/unpack_error.ts";
import { encodeFrame, Framer } from "../../../../host/codec/iso8583/frame.ts";
import type { Message } from "../../../../host/codec/iso8583/message.ts";
import type { Policy } from "../../../../host/codec/iso8583/policy.ts";
import type { FrameSpec } from "../../../../host/codec/iso8583/spec.ts";
import { cases, fromHex, refusal, toHex } from "../support.ts";
import { LONE_FIELD, LONE_HEAD, specOf } from "./vector_specs.ts";
import type { Expected, VectorCase } from "./vector_specs.ts";

const FOREIGN = cases<VectorCase>("iso8583-dialects");
const UNIONPAY = cases<VectorCase & { expect: { bitmap?: string } }>("iso8583");

/** jPOS let a digit stand for the sign of its amounts. */
const NO_SIGN = ["jpos-iso87-binary"];
const LOWER_CASE_BITMAP = ["py-hexbitmap-case-1"];
/** Lengths of frames as the samples name them. */
const FRAMES: Readonly<Record<string, FrameSpec>> = {
  bcd2: { length: { encoding: "bcd", digits: 4 } },
  uint16be: { length: { encoding: "binary", digits: 2 } },
  ascii4: { length: { encoding: "ascii", digits: 4 } },
};
/** How the samples name what comes before the fields. */
const PLACES: Readonly<Record<string, string>> = { h: "header", t: "mti", p: "bitmap", "1": "bitmap" };

describe("published messages of other dialects", () => {
  const messages = FOREIGN.filter(({ kind }) => kind === "message");

  for (const sample of messages) {
    const { id, hex, expect } = sample;
    it(`reads ${id}`, () => {
      const message = Dialect.from(specOf(sample)).unpack(fromHex(hex), policyFor(id));
      // Packed digits read a nibble D as the separator of tracks.
      assert.equal(message.mti.replace("=", "D"), expect.mti);
      if (expect.header !== undefined) assert.equal(Buffer.from(message.header).toString("latin1"), expect.header);
      assert.deepEqual(message.numbers().map(String), Object.keys(expect.fields ?? {}));
      for (const [path, value] of leaves(expect.fields ?? {})) assert.equal(textAt(message, path), value, path);
    });

    it(`packs ${id} byte for byte again`, () => {
      const dialect = Dialect.from(specOf(sample));
      const message = dialect.unpack(fromHex(hex), policyFor(id));
      assert.equal(toHex(message.pack()), hex);
      if (NO_SIGN.includes(id)) return;
      const fields = Object.fromEntries(message.numbers().map((number) => [number, message.text(number)]));
      const { mti, bitmap, header } = message;
      const packed = toHex(dialect.pack({ mti, bitmap, header, fields }));
      if (LOWER_CASE_BITMAP.includes(id)) assert.equal(fromHexText(packed), fromHexText(hex).toUpperCase());
      else assert.equal(packed, hex);
    });
  }

  it("are all there", () => assert.equal(messages.length, 31));
});

describe("malformed messages of other dialects", () => {
  const malformed = FOREIGN.filter(({ kind, spec }) => kind === "malformed" && spec.length === undefined);

  for (const sample of malformed) {
    const { id, hex, expect, spec } = sample;
    const lone = spec.enc === "BER-TLV";
    it(`refuses ${id} where it is wrong`, () => {
      const dialect = Dialect.from(specOf(sample));
      const fault = refusal(() => {
        const message = dialect.unpack(fromHex(lone ? LONE_HEAD + hex : hex));
        for (const number of message.numbers()) message.parts(number);
      });
      assert.ok(fault);
      if (expect.field === undefined) assert.ok(lone);
      else requirePlace(fault, expect.field, expect.pos);
      if (expect.partial !== undefined) requirePartial(fault, expect.partial);
    });
  }

  it("are all there", () => assert.equal(malformed.length, 28));
});

describe("published values of one field", () => {
  const lone = FOREIGN.filter(({ kind }) => kind === "field");

  for (const sample of lone) {
    const { id, hex, expect } = sample;
    it(`reads and packs ${id}`, () => {
      const dialect = Dialect.from(specOf(sample));
      const message = dialect.unpack(fromHex(LONE_HEAD + hex));
      const value = message.text(LONE_FIELD);
      assert.equal(value, expect.value?.replace("hex:", ""));
      assert.equal(toHex(dialect.pack({ mti: "0200", fields: { [LONE_FIELD]: value } })), LONE_HEAD + hex);
    });
  }

  it("are all there", () => assert.equal(lone.length, 6));

  const tagged = FOREIGN.filter(({ kind }) => kind === "tlv");
  for (const sample of tagged) {
    const { id, hex, expect } = sample;
    it(`keeps the tags that nobody knows in ${id}`, () => {
      const message = Dialect.from(specOf(sample)).unpack(fromHex(LONE_HEAD + hex));
      const parts = message.parts(LONE_FIELD).map((part) => [part.id, part.text]);
      assert.deepEqual(parts, expect.tags);
      assert.equal(toHex(message.pack()), LONE_HEAD + hex);
    });
  }

  it("with tags are all there", () => assert.equal(tagged.length, 1));
});

describe("published lengths of frames", () => {
  const frames = FOREIGN.filter(({ spec }) => spec.length !== undefined);

  for (const { id, hex, kind, spec, expect } of frames) {
    const form = FRAMES[spec.length ?? ""];
    assert.ok(form);
    it(`reads and writes ${id}`, () => {
      const framer = new Framer(form);
      assert.deepEqual(framer.push(fromHex(hex)), []);
      assert.ok(framer.partial);
      if (kind === "malformed") return; // Nothing more came: no frame, and the stream says that it ended in one.
      const body = new Uint8Array(expect.length ?? 0).fill(7);
      assert.deepEqual(
        framer.push(body).map((frame) => frame.body),
        [body],
      );
      const none = new Uint8Array(0);
      assert.equal(toHex(encodeFrame({ tpdu: none, header: none, body }, form)).slice(0, hex.length), hex);
    });
  }

  it("are all there", () => assert.equal(frames.length, 3));
});

describe("published messages of UnionPay in its built-in dialect", () => {
  const dialect = Dialect.builtIn("unionpay-pos");

  for (const { id, hex, kind, expect } of UNIONPAY) {
    if (kind === "message") {
      it(`reads ${id} and packs it byte for byte again`, () => {
        const body = hex.slice(hex.indexOf(`${expect.mti}${expect.bitmap}`));
        const message = dialect.unpack(fromHex(body));
        assert.deepEqual(message.numbers().map(String), Object.keys(expect.fields ?? {}));
        for (const [path, value] of leaves(expect.fields ?? {})) assert.equal(textAt(message, path), value, path);
        const fields = Object.fromEntries(message.numbers().map((number) => [number, message.text(number)]));
        assert.equal(toHex(dialect.pack({ mti: message.mti, fields })), body);
      });
    } else {
      it(`refuses ${id} where it is wrong`, () => {
        const fault = refusal(() => dialect.unpack(fromHex(hex)));
        assert.ok(fault);
        requirePlace(fault, expect.field ?? "", expect.pos);
      });
    }
  }

  interface Terminal {
    id: string;
    hex: string;
    expected: { mti: string; bitmap: string; fields: Record<string, string>; mab?: string };
  }
  const terminal = cases<Terminal>("unionpay");
  for (const { id, hex, expected } of terminal) {
    it(`reads ${id} and packs it byte for byte again`, () => {
      const body = hex.slice(hex.indexOf(expected.mti + expected.bitmap));
      const message = dialect.unpack(fromHex(body));
      assert.equal(message.bitmap, expected.bitmap);
      assert.deepEqual(message.numbers().map(String), Object.keys(expected.fields));
      for (const [path, value] of leaves(expected.fields)) assert.equal(textAt(message, path), value, path);
      const fields = Object.fromEntries(message.numbers().map((number) => [number, message.text(number)]));
      assert.equal(toHex(dialect.pack({ mti: message.mti, fields })), body);
    });
  }

  it("are all there", () => {
    assert.equal(UNIONPAY.length, 17);
    assert.equal(terminal.length, 24);
    // 31 messages, 28 malformed, 6 fields, 1 of tags, 3 frames.
    assert.equal(FOREIGN.length, 69);
  });
});

function policyFor(id: string): Partial<Policy> {
  return NO_SIGN.includes(id) ? { content: "accept" } : {};
}

function fromHexText(hex: string): string {
  return Buffer.from(hex, "hex").toString("latin1");
}

/** Values by path; track data with `=`. */
function leaves(fields: Readonly<Record<string, Expected>>, prefix = ""): Array<[path: string, value: string]> {
  return Object.entries(fields).flatMap(([id, value]): Array<[string, string]> => {
    const path = `${prefix}${id}`;
    if (value === "") return [];
    if (typeof value === "string") return [[path, isTrack(path) ? value.replaceAll("D", "=") : value]];
    return typeof value["hex"] === "string" ? [[path, value["hex"]]] : leaves({ ...value }, `${path}.`);
  });
}

function isTrack(path: string): boolean {
  return path === "35" || path === "36";
}

function textAt(message: Message, path: string): string {
  const text = message.text(path);
  return isTrack(path) ? text.replaceAll("D", "=") : text;
}

/** At the field that the sample names, or at or before the byte. */
function requirePlace(fault: CodecError, field: string, pos: number | undefined): void {
  const isThere = fault.path === (PLACES[field] ?? field);
  const isBefore = pos !== undefined && fault.offset <= pos;
  assert.ok(isThere || isBefore, `${fault.message}, not in ${field} at ${String(pos)}`);
}

/** What was read before the fault; the sample has numbers without zeros in front, texts without spaces, objects as text. */
function requirePartial(fault: CodecError, partial: Readonly<Record<string, Expected>>): void {
  assert.ok(fault instanceof UnpackError);
  const message: Message | undefined = fault.partial;
  assert.ok(message);
  for (const [path, value] of leaves(partial)) {
    const isObject = path.startsWith("55.");
    const text: string = isObject ? Buffer.from(message.bytes(path)).toString("latin1") : textAt(message, path);
    assert.equal(text.replace(/^[0 ]+(?=.)/, ""), value.replace(/^[0 ]+(?=.)/, ""), path);
  }
}
