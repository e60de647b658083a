/** Frames of a stream: the same for any cut, of every form of length, and nothing kept for what is no frame. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  encodeFrame,
  encodeKeepAlive,
  FrameError,
  Framer,
  replyFrame,
  UNIONPAY_FRAME,
} from "../../../../host/codec/iso8583/frame.ts";
import type { Frame } from "../../../../host/codec/iso8583/frame.ts";
import type { FrameSpec } from "../../../../host/codec/iso8583/spec.ts";
import { fromHex, randomNumbers, refusal, toHex } from "../support.ts";

const TPDU = fromHex("6000030000");
const HEADER = fromHex("603100311312");
const NOTHING = { tpdu: new Uint8Array(0), header: new Uint8Array(0) };

type Length = FrameSpec["length"];
const LENGTHS: Length[] = [
  ...[2, 3, 4].map((digits): Length => ({ encoding: "binary", digits })),
  ...[3, 4, 5, 6].map((digits): Length => ({ encoding: "bcd", digits })),
  ...[3, 4, 8].map((digits): Length => ({ encoding: "ascii", digits })),
  ...[3, 4, 8].map((digits): Length => ({ encoding: "hex", digits })),
];
const SPECS: FrameSpec[] = LENGTHS.flatMap((length) =>
  [false, true].flatMap((inclusive): FrameSpec[] => [
    { length: { ...length, inclusive } },
    { length: { ...length, inclusive }, tpdu: true, header: 6 },
    { length: { ...length, inclusive }, header: 12, maximum: 900 },
  ]),
);

function frameOf(body: Uint8Array, { tpdu, header = 0 }: FrameSpec = UNIONPAY_FRAME): Frame {
  return {
    tpdu: tpdu === true ? TPDU : new Uint8Array(0),
    header: header === 6 ? HEADER : new Uint8Array(header).fill(0x21),
    body,
  };
}

function name({ length: { encoding, digits, inclusive } }: FrameSpec): string {
  return `${digits} ${encoding}${inclusive === true ? " inclusive" : ""}`;
}

/** What a stream comes to when it is cut into pieces of these sizes. */
function cut(stream: Uint8Array, sizes: readonly number[], spec?: FrameSpec) {
  const framer = new Framer(spec);
  const frames: Frame[] = [];
  let fault: FrameError | undefined;
  for (let at = 0, i = 0; at < stream.length && fault === undefined; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    try {
      frames.push(...framer.push(stream.subarray(at, at + size)));
    } catch (error) {
      assert.ok(error instanceof FrameError);
      frames.push(...error.frames);
      fault = error;
    }
    at += size;
  }
  return { frames, fault: fault?.message, keepAlives: framer.keepAlives, partial: framer.partial };
}

describe("a frame", () => {
  it("has the length in front that its form says", () => {
    const body = new Uint8Array(300);
    const heads: Array<[FrameSpec, head: string]> = [
      [UNIONPAY_FRAME, `0137${toHex(TPDU)}${toHex(HEADER)}`],
      [{ length: { encoding: "binary", digits: 2 } }, "012C"],
      [{ length: { encoding: "binary", digits: 2, inclusive: true } }, "012E"],
      [{ length: { encoding: "binary", digits: 4 } }, "0000012C"],
      [{ length: { encoding: "bcd", digits: 4 } }, "0300"],
      [{ length: { encoding: "bcd", digits: 3, inclusive: true } }, "0302"],
      [{ length: { encoding: "ascii", digits: 4 } }, "30333030"],
      [{ length: { encoding: "ascii", digits: 4, inclusive: true } }, "30333034"],
      [{ length: { encoding: "hex", digits: 4 } }, "30313243"],
    ];
    for (const [spec, head] of heads) {
      assert.equal(toHex(encodeFrame(frameOf(body, spec), spec)), head + "00".repeat(300), name(spec));
    }
  });

  it("is refused when a part has a length that the spec does not have", () => {
    const body = new Uint8Array(10);
    const faults: Array<[path: string, frame: Frame, spec?: FrameSpec]> = [
      ["tpdu", { tpdu: HEADER, header: HEADER, body }],
      ["header", { tpdu: TPDU, header: TPDU, body }],
      ["body", frameOf(new Uint8Array(9))],
      ["body", frameOf(new Uint8Array(4086))],
      ["body", { ...NOTHING, body: new Uint8Array(256) }, { length: { encoding: "binary", digits: 1 } }],
      ["tpdu", frameOf(body), { length: { encoding: "binary", digits: 2 } }],
    ];
    for (const [path, frame, spec] of faults) {
      const fault = refusal(() => encodeFrame(frame, spec));
      assert.deepEqual([fault?.code, fault?.path], ["FRAME_LENGTH", path]);
    }
    assert.equal(encodeFrame(frameOf(new Uint8Array(4085))).length, 2 + 4096);
  });

  it("of a reply goes back where the request came from", () => {
    const reply = fromHex("0810");
    const request = frameOf(new Uint8Array(10));
    assert.deepEqual(replyFrame(request, reply), { tpdu: fromHex("6000000003"), header: HEADER, body: reply });
    assert.deepEqual(replyFrame(replyFrame(request)), request);
    assert.deepEqual(request.tpdu, fromHex("6000030000"), "the request's own is untouched");
    const bare = frameOf(new Uint8Array(10), { length: { encoding: "binary", digits: 2 } });
    assert.deepEqual(replyFrame(bare), bare);
  });
});

describe("a spec of frames", () => {
  const impossible: Array<[path: string, spec: FrameSpec]> = [
    ["frame.length.digits", { length: { encoding: "binary", digits: 5 } }],
    ["frame.length.digits", { length: { encoding: "ascii", digits: 0 } }],
    ["frame.length.digits", { length: { encoding: "hex", digits: 2.5 } }],
    ["frame.length.digits", { length: { encoding: "ascii", digits: 1 } }],
    ["frame.length.digits", { length: { encoding: "bcd", digits: 2 }, header: 90 }],
    ["frame.header", { length: { encoding: "binary", digits: 2 }, header: -1 }],
    ["frame.maximum", { length: { encoding: "binary", digits: 2 }, maximum: 65_536 }],
    ["frame.maximum", { length: { encoding: "binary", digits: 2 }, tpdu: true, maximum: 14 }],
  ];
  for (const [path, spec] of impossible) {
    it(`is refused where no message could pass: ${JSON.stringify(spec)}`, () => {
      const fault = refusal(() => new Framer(spec));
      assert.deepEqual([fault?.code, fault?.path], ["FRAME_SPEC", path]);
    });
  }
});

describe("framer", () => {
  for (const spec of SPECS) {
    const head = (spec.tpdu === true ? 5 : 0) + (spec.header ?? 0);
    it(`gives the same frames for any cut: ${name(spec)}, ${head} bytes before the message`, () => {
      const body = fc.uint8Array({ minLength: 10, maxLength: 300 });
      const parts = fc.array(fc.option(body, { nil: undefined, freq: 5 }), { maxLength: 6 });
      const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 });
      fc.assert(
        fc.property(parts, sizes, (all, cuts) => {
          const bodies = all.filter((part) => part !== undefined);
          const stream = Buffer.concat(
            all.map((part) => (part === undefined ? encodeKeepAlive(spec) : encodeFrame(frameOf(part, spec), spec))),
          );
          assert.deepEqual(cut(stream, cuts, spec), {
            frames: bodies.map((part) => frameOf(part, spec)),
            fault: undefined,
            keepAlives: all.length - bodies.length,
            partial: false,
          });
        }),
        { numRuns: 25, seed: 1 },
      );
    });
  }

  it("gives the same frames and the same fault for any cut of hostile bytes", () => {
    const spec: FrameSpec = { length: { encoding: "bcd", digits: 4 }, maximum: 40 };
    const good = encodeFrame(frameOf(new Uint8Array(12), spec), spec);
    const piece = fc.oneof(fc.constant(good), fc.uint8Array({ maxLength: 5 }), fc.constant(fromHex("0000")));
    const pieces = fc.array(piece, { maxLength: 8 });
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
    fc.assert(
      fc.property(pieces, sizes, (parts, cuts) => {
        const stream = Buffer.concat(parts);
        assert.deepEqual(cut(stream, cuts, spec), cut(stream, [stream.length + 1], spec));
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  it("gives several frames of one chunk, and keeps what follows them", () => {
    const one = encodeFrame(frameOf(new Uint8Array(10)));
    const framer = new Framer();
    assert.equal(framer.push(Buffer.concat([one, one, one.subarray(0, 5)])).length, 2);
    assert.equal(framer.partial, true);
    assert.equal(framer.push(one.subarray(5)).length, 1);
    assert.equal(framer.partial, false);
    assert.equal(framer.completed, 3);
  });

  it("copies no frame that lies whole in a chunk, and one that does not only once", () => {
    const chunk = Buffer.from(encodeFrame(frameOf(new Uint8Array(10).fill(1))));
    const [whole] = new Framer().push(chunk);
    assert.equal(whole?.body.buffer, chunk.buffer);
    assert.equal(whole?.body.constructor, Uint8Array, "a Buffer's slice() would share");
    const framer = new Framer();
    framer.push(chunk.subarray(0, 20));
    const [cut] = framer.push(chunk.subarray(20));
    chunk.fill(9);
    framer.push(encodeFrame(frameOf(new Uint8Array(10).fill(2))));
    assert.deepEqual(cut, frameOf(new Uint8Array(10).fill(1)));
    assert.equal(cut?.body.buffer, cut?.tpdu.buffer);
    assert.equal(cut?.body.buffer.byteLength, 21);
  });

  it("refuses lengths that no frame has, as soon as they are complete", () => {
    const inclusive: FrameSpec = { length: { encoding: "binary", digits: 2, inclusive: true } };
    const ascii: FrameSpec = { length: { encoding: "ascii", digits: 4 } };
    const large: FrameSpec = { length: { encoding: "binary", digits: 4 } };
    const refused: Array<[length: string, spec: FrameSpec]> = [
      ...["0001", "0014", "1001", "FFFF"].map((hex): [string, FrameSpec] => [hex, UNIONPAY_FRAME]),
      ...["0001", "0003", "000B", "1003"].map((hex): [string, FrameSpec] => [hex, inclusive]),
      ...["30303031", "30303039", "34303937", "39393939"].map((hex): [string, FrameSpec] => [hex, ascii]),
      ...["80000000", "FFFFFFFF", "00010000"].map((hex): [string, FrameSpec] => [hex, large]),
    ];
    for (const [hex, spec] of refused) {
      const fault = refusal(() => new Framer(spec).push(fromHex(hex)));
      assert.deepEqual(
        [fault?.code, fault?.path, fault?.offset],
        ["FRAME_LENGTH", "length", 0],
        `${hex} ${name(spec)}`,
      );
    }
    const accepted: Array<[length: string, spec: FrameSpec]> = [
      ["0015", UNIONPAY_FRAME],
      ["1000", UNIONPAY_FRAME],
      ["000C", inclusive],
      ["1002", inclusive],
      ["30303130", ascii],
      ["34303936", ascii],
    ];
    for (const [hex, spec] of accepted) assert.deepEqual(new Framer(spec).push(fromHex(hex)), [], hex);
  });

  it("refuses what is no digit at its byte, before the length is complete", () => {
    const refused: Array<[bytes: string, offset: number, encoding: Length["encoding"], digits: number]> = [
      ["0A", 0, "bcd", 4],
      ["00A0", 1, "bcd", 4],
      ["10", 0, "bcd", 3],
      ["2F", 0, "ascii", 4],
      ["303A", 1, "ascii", 4],
      ["30303041", 3, "ascii", 4],
      ["47", 0, "hex", 4],
      ["3067", 1, "hex", 4],
      ["3040", 1, "hex", 4],
      ["30C1", 1, "hex", 4],
    ];
    for (const [hex, offset, encoding, digits] of refused) {
      const fault = refusal(() => new Framer({ length: { encoding, digits } }).push(fromHex(hex)));
      assert.deepEqual(
        [fault?.code, fault?.path, fault?.offset],
        ["FRAME_DIGIT", "length", offset],
        `${hex} ${encoding}`,
      );
    }
  });

  it("reads hexadecimal lengths in both cases", () => {
    const spec: FrameSpec = { length: { encoding: "hex", digits: 4 } };
    for (const length of ["000a", "000A"]) {
      assert.equal(new Framer(spec).push(Buffer.concat([Buffer.from(length), new Uint8Array(10)])).length, 1);
    }
  });

  it("counts the place of a fault from the beginning of the stream, and tells what came before it", () => {
    const one = encodeFrame(frameOf(new Uint8Array(10)));
    const framer = new Framer();
    framer.push(one);
    assert.throws(
      () => framer.push(Buffer.concat([encodeKeepAlive(), one, fromHex("FFFF")])),
      (error) => error instanceof FrameError && error.offset === 23 + 2 + 23 && error.frames.length === 1,
    );
    assert.throws(
      () => framer.push(one),
      (error) => error instanceof FrameError && error.offset === 23 + 2 + 23 && error.frames.length === 0,
    );
  });

  it("takes the own length of an inclusive number, and zero, for a keep-alive", () => {
    const framer = new Framer({ length: { encoding: "ascii", digits: 4, inclusive: true } });
    assert.deepEqual(framer.push(Buffer.from("00040000")), []);
    assert.deepEqual([framer.keepAlives, framer.completed, framer.partial], [2, 2, false]);
  });

  it("throws nothing but CodecError for 20,000 random chunks, and never keeps more than one frame", () => {
    const random = randomNumbers(362436069);
    const spec = { ...UNIONPAY_FRAME, maximum: 64 };
    let framer = new Framer(spec);
    let frames = 0;
    for (let round = 0; round < 20_000; round++) {
      const chunk = Uint8Array.from({ length: random(40) }, () => (random(4) > 0 ? 0 : random(64)));
      const fault = refusal(() => {
        for (const { body } of framer.push(chunk)) {
          frames++;
          assert.ok(body.length >= 10 && body.length <= 64 - 11);
        }
      });
      if (fault !== undefined) framer = new Framer(spec);
    }
    assert.ok(frames > 100, `${frames} frames`);
  });
});
