/** Dissectors made from dialects: what Wireshark shows is what our decoder gives, for every dialect, frame and cut. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { tagInfo } from "../../host/codec/emv/dictionary.ts";
import { Dialect } from "../../host/codec/iso8583/dialect.ts";
import { encodeFrame, encodeKeepAlive } from "../../host/codec/iso8583/frame.ts";
import { wiresharkLua } from "../../host/codec/iso8583/lua.ts";
import type { Message } from "../../host/codec/iso8583/message.ts";
import { maskedField, secretOf } from "../../host/codec/iso8583/shown.ts";
import type { DialectSpec, FieldSpec, FrameSpec } from "../../host/codec/iso8583/spec.ts";
import type { Part } from "../../host/codec/iso8583/part.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import { PcapWriter } from "../../host/codec/pcap.ts";
import type { Endpoint } from "../../host/codec/pcap.ts";
import { Random, randomMessage } from "./random_messages.ts";
import { dissect, hasTshark, MISSING_TSHARK } from "./tshark.ts";
import type { Shown } from "./tshark.ts";

const FIRST_PORT = 20_000;
const NEW_YEAR_MS = Date.UTC(2026, 0, 1);
const CLIENT: Endpoint = { address: [192, 0, 2, 1], port: 50_000 };
const TPDU = Uint8Array.of(0x60, 0, 3, 0, 0);

type Shows = Array<readonly [name: string, value: string]>;

/** Every axis that the built-in dialects do not have. */
const UNUSUAL: readonly DialectSpec[] = [
  {
    name: "unusual-bytes",
    frame: { length: { encoding: "bcd", digits: 3, inclusive: true }, tpdu: true },
    header: 3,
    mti: { encoding: "ebcdic" },
    bitmap: { encoding: "ebcdic-hex", continuation: "binary", count: 3 },
    codePage: "cp500",
    fields: {
      2: { content: "n", encoding: "bcd", length: 19, prefix: { digits: 1, encoding: "binary" }, align: "right" },
      3: { content: "x+n", encoding: "bcd", length: 9 },
      4: { content: "b", encoding: "ebcdic-hex", length: 8 },
      5: { content: "b", encoding: "hex", length: 20, prefix: { digits: 3, encoding: "ascii", counts: "characters" } },
      6: { content: "ans", encoding: "ebcdic", length: 40, prefix: { digits: 3, encoding: "ebcdic" } },
      7: { content: "h", encoding: "bcd", length: 30, prefix: { digits: 2, encoding: "bcd", counts: "bytes" } },
      8: { content: "ans", encoding: "ascii", length: 60, prefix: { digits: 2, encoding: "hex", inclusive: true } },
      9: { content: "b", encoding: "binary", length: 60, prefix: { digits: 2, encoding: "binary", inclusive: true } },
      39: { content: "an", encoding: "ebcdic", length: 2, codePage: "cp1047" },
      66: { content: "n", encoding: "bcd", length: 5, align: "right" },
      130: { content: "ns", encoding: "ascii", length: 12 },
    },
  },
  {
    name: "unusual-subfields",
    frame: { length: { encoding: "hex", digits: 4 }, header: 4 },
    mti: { encoding: "ascii" },
    bitmap: { encoding: "hex", count: 1 },
    fields: {
      48: {
        ...bytes(3, "binary"),
        subfields: {
          kind: "tagged",
          tag: { encoding: "ascii", length: 2 },
          prefix: { digits: 2, encoding: "ascii" },
          encoding: "ascii",
          fields: { "01": { name: "First" }, "02": { name: "Second", content: "ans" } },
        },
      },
      62: {
        ...bytes(3, "ascii"),
        subfields: {
          kind: "bitmap",
          header: 0,
          bitmap: { encoding: "binary", bytes: 2 },
          fields: {
            2: { name: "Two", content: "n", encoding: "bcd", length: 7, prefix: { digits: 1, encoding: "binary" } },
            9: { name: "Nine", content: "ans", encoding: "ascii", length: 5 },
            16: { name: "Sixteen", ...bytes(3, "bcd"), subfields: { kind: "ber-tlv" } },
          },
        },
      },
      63: {
        ...bytes(3, "ascii"),
        subfields: {
          kind: "positional",
          fields: {
            1: { content: "n", encoding: "bcd", length: 3, align: "right" },
            2: { content: "ans", encoding: "ascii", length: 9, prefix: { digits: 2, encoding: "ascii" } },
          },
        },
      },
    },
  },
];

function bytes(digits: number, encoding: "ascii" | "bcd" | "binary"): FieldSpec {
  return { content: "b", encoding: "binary", length: 255, prefix: { digits, encoding } };
}

const dialects = [
  ...Dialect.names().map((name) => Dialect.builtIn(name)),
  ...UNUSUAL.map((spec) => Dialect.from(spec)),
];

/** Frames of random messages, with keep-alives between them. */
function conversation(dialect: Dialect, count: number): { dialect: Dialect; messages: Message[]; stream: Buffer } {
  const random = new Random(4711);
  const { frame } = dialect.spec;
  const messages: Message[] = [];
  const parts: Uint8Array[] = [];
  for (let index = 0; index < count; index++) {
    const isThere = (): boolean => index === 0 || random.below(3) === 0;
    const body = randomMessage(dialect, random, index % 2 === 0 ? "0200" : "0210", isThere);
    messages.push(dialect.unpack(body));
    parts.push(framed(body, frame));
    if (index % 3 === 0) parts.push(encodeKeepAlive(frame));
  }
  return { dialect, messages, stream: Buffer.concat(parts) };
}

function framed(body: Uint8Array, frame: FrameSpec | undefined): Uint8Array {
  const tpdu = frame?.tpdu === true ? TPDU : new Uint8Array(0);
  return encodeFrame({ tpdu, header: new Uint8Array(frame?.header ?? 0), body }, frame);
}

/** What the dissector must show of a message itself. */
function expected(message: Message): Shows {
  const { fields } = message.dialect.spec;
  const shows = message
    .numbers()
    .flatMap((number) => [
      [`f${number}`, message.text(number)] as const,
      ...parts(message.parts(number), `f${number}`, fields[number]),
    ]);
  return [["mti", message.mti], ["bitmap", message.bitmap], ...shows];
}

function parts(all: readonly Part[], path: string, spec: FieldSpec | undefined): Shows {
  return all.flatMap((part) => {
    const { id, text, parts: inner = [] } = part;
    if (spec?.subfields?.kind === "ber-tlv") return object(part);
    if (spec?.subfields?.kind === "tagged" && spec.subfields.fields?.[id] === undefined) {
      return [["tag", id] as const, ["tag", text] as const];
    }
    const listed = spec?.subfields?.kind === "bitmap" ? spec.subfields.fields[id] : undefined;
    return [[`${path}.${id}`, text] as const, ...parts(inner, `${path}.${id}`, listed)];
  });
}

function object({ id, text, parts: inner }: Part): Shows {
  const known = tagInfo(Number.parseInt(id, 16)) !== undefined;
  if (inner !== undefined) return [known ? [`object.${id}`, ""] : ["object", id], ...inner.flatMap(object)];
  return [known ? [`object.${id}`, text] : ["object", `${id} ${text}`]];
}

function shownMessage({ fields }: Shown): Shows {
  return fields.filter(([name]) => /^(mti|bitmap|tag|f\d.*|object.*)$/.test(name));
}

describe("dissectors made from dialects", { skip: hasTshark() ? false : MISSING_TSHARK }, () => {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-lua-"));
  after(() => rmSync(folder, { recursive: true }));

  function write(name: string, content: string | Uint8Array): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** What each dialect's own dissector shows of its stream, which comes in pieces of such sizes. */
  function show(
    streams: ReadonlyArray<readonly [dialect: Dialect, stream: Uint8Array]>,
    pieceSize: () => number,
    secrets = false,
  ): Shown[][] {
    const writer = new PcapWriter();
    const options = streams.flatMap(([{ spec }, stream], index) => {
      const port = FIRST_PORT + index;
      const line = writer.connect(CLIENT, { address: [192, 0, 2, 2], port }, NEW_YEAR_MS);
      for (let at = 0, size = 0; at < stream.length; at += size) {
        size = pieceSize();
        line.send("client", stream.subarray(at, at + size), NEW_YEAR_MS);
      }
      const script = write(`${spec.name}.lua`, wiresharkLua(spec, { port }));
      return ["-X", `lua_script:${script}`, "-o", `${idOf(spec)}.secrets:${secrets ? "TRUE" : "FALSE"}`];
    });
    const ids = streams.map(([{ spec }]) => idOf(spec));
    const all = dissect(write("capture.pcap", writer.bytes()), ids, options);
    return ids.map((id) => all.filter(({ protocol }) => protocol === id));
  }

  function showOne(bodies: readonly Uint8Array[]): Shown[] {
    const stream = Buffer.concat(bodies.map((body) => framed(body, UNIONPAY.spec.frame)));
    return show([[UNIONPAY, stream]], () => 1000)[0] ?? [];
  }

  it("show every field as our decoder has it, in any cut of the stream", () => {
    const random = new Random(1);
    const talks = dialects.map((dialect) => conversation(dialect, 12));
    const all = show(
      talks.map(({ dialect, stream }) => [dialect, stream]),
      () => 1 + random.below(700),
      true,
    );
    talks.forEach(({ dialect: { name }, messages }, index) => {
      const shown = all[index] ?? [];
      assert.deepEqual(shown.filter(hasField("mti")).map(shownMessage), messages.map(expected), name);
      assert.equal(shown.filter(hasField("keep_alive")).length, 4, name);
      assert.equal(shown.length, messages.length + 4, name);
      assert.ok(!shown.some(hasField("malformed")), name);
    });
  });

  it("mask what is secret, and show nothing of what lies inside it", () => {
    const random = new Random(5);
    const talks = dialects.map((dialect) => conversation(dialect, 6));
    const all = show(
      talks.map(({ dialect, stream }) => [dialect, stream]),
      () => 1 + random.below(3000),
    );
    let secrets = 0;
    talks.forEach(({ dialect: { spec, name }, messages }, index) => {
      const shown = (all[index] ?? []).filter(hasField("mti"));
      messages.forEach((message, at) => {
        const fields = shown[at]?.fields ?? [];
        for (const number of message.numbers()) {
          const field = spec.fields[number];
          if (field === undefined || secretOf(number, field) === undefined) continue;
          const values = fields.filter(([id]) => id === `f${number}` || id.startsWith(`f${number}.`));
          assert.deepEqual(values, [[`f${number}`, maskedField(message, number)]], name);
          secrets++;
        }
        const objects = fields.filter(([id]) => id === "object.5A");
        assert.ok(objects.every(([, value]) => value === "411111******1111"));
      });
    });
    assert.ok(secrets > 100, `${secrets} secrets`);
  });

  it("show texts in GBK", () => {
    const text = Buffer.from("CUP\xbd\xbb\xd2\xd7\xb3\xc9\xb9\xa6", "latin1").toString("latin1");
    const [shown] = showOne([UNIONPAY.pack({ mti: "0210", fields: { 63: text } })]);
    assert.equal(new Map(shown?.fields).get("f63"), "CUP交易成功");
  });

  it("say where a message is malformed, and go on with the next", () => {
    const random = new Random(2);
    const whole = randomMessage(UNIONPAY, random, "0200", (number) => number < 56);
    const cuts = Array.from({ length: whole.length - 10 }, (_, cut) => whole.subarray(0, 10 + cut));
    const others = Array.from({ length: 100 }, () => {
      const bytes = Uint8Array.from(whole);
      for (let i = 0; i < 3; i++) bytes[2 + random.below(whole.length - 2)] = random.below(256);
      return bytes;
    });
    const trailing = Buffer.concat([whole, Buffer.of(0)]);
    const bodies = [...cuts, ...others, trailing, whole];
    const malformed = showOne(bodies).map(hasField("malformed"));
    assert.equal(malformed.length, bodies.length);
    assert.ok(!malformed.slice(0, cuts.length).includes(false));
    assert.deepEqual(malformed.slice(-2), [true, false]);
  });

  it("say that the inside of a field is malformed, and go on with the next field", () => {
    const fields = { 55: Uint8Array.of(0x9f, 0x26, 8, 1), 63: "001" };
    const [shown] = showOne([UNIONPAY.pack({ mti: "0200", fields })]);
    assert.ok(shown !== undefined && hasField("malformed")(shown));
    assert.deepEqual(shownMessage(shown).slice(-3), [
      ["f55", "4 bytes"],
      ["f63", "001"],
      ["f63.1", "001"],
    ]);
  });

  it("say that a stream is none, once for all that is left of a packet", () => {
    const random = new Random(3);
    const noise = Buffer.from(Array.from({ length: 300 }, () => 0x80 | random.below(64)));
    const all = show(
      dialects.map((dialect) => [dialect, noise]),
      () => noise.length,
    );
    for (const shown of all) assert.deepEqual(shown.map(hasField("malformed")), [true]);
  });
});

function idOf({ name }: DialectSpec): string {
  return name.replaceAll("-", "_");
}

function hasField(wanted: string): (shown: Shown) => boolean {
  return ({ fields }) => fields.some(([name]) => name === wanted);
}
