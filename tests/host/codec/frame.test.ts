import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Framer, encodeFrame } from "../../../host/codec/frame.ts";
import type { Frame } from "../../../host/codec/frame.ts";
import { fromHex, randomNumbers, refusal } from "./support.ts";

const TPDU = fromHex("6000030000");
const HEADER = fromHex("603100311312");

function frameOf(body: Uint8Array): Frame {
  return { tpdu: TPDU, header: HEADER, body };
}

describe("framer", () => {
  it("gives the same frames for any cut of a stream", () => {
    const bodies = fc.array(fc.uint8Array({ minLength: 10, maxLength: 300 }), { maxLength: 6 });
    fc.assert(
      fc.property(bodies, fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), (all, cuts) => {
        const stream = Buffer.concat(all.map((body) => encodeFrame(frameOf(body))));
        const framer = new Framer();
        const frames: Frame[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = cuts[i % cuts.length] ?? 1;
          frames.push(...framer.push(stream.subarray(at, at + size)));
          at += size;
        }
        assert.deepEqual(frames, all.map(frameOf));
        assert.equal(framer.partial, false);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it("gives several frames of one chunk, and keeps what follows them", () => {
    const one = encodeFrame(frameOf(new Uint8Array(10)));
    const framer = new Framer();
    assert.equal(framer.push(Buffer.concat([one, one, one.subarray(0, 5)])).length, 2);
    assert.equal(framer.partial, true);
    assert.equal(framer.push(one.subarray(5)).length, 1);
  });

  it("gives frames that do not change with later bytes", () => {
    const framer = new Framer();
    const [first] = framer.push(encodeFrame(frameOf(new Uint8Array(10).fill(1))));
    framer.push(encodeFrame(frameOf(new Uint8Array(10).fill(2))));
    assert.deepEqual(first?.body, new Uint8Array(10).fill(1));
  });

  it("refuses lengths that no frame has, as soon as they are complete", () => {
    for (const length of ["0000", "0001", "0014", "0801", "FFFF"]) {
      const fault = refusal(() => new Framer().push(fromHex(length)));
      assert.equal(fault?.code, "FRAME_LENGTH");
    }
    assert.deepEqual(new Framer().push(fromHex("0015")), []);
    assert.deepEqual(new Framer().push(fromHex("0800")), []);
    assert.equal(refusal(() => new Framer(100).push(fromHex("0065")))?.code, "FRAME_LENGTH");
  });

  it("throws nothing but CodecError for 20,000 random chunks, and never keeps more than one frame", () => {
    const random = randomNumbers(362436069);
    let framer = new Framer(64);
    let frames = 0;
    for (let round = 0; round < 20_000; round++) {
      const chunk = Uint8Array.from({ length: random(40) }, () => (random(4) > 0 ? 0 : random(64)));
      const fault = refusal(() => {
        for (const { body } of framer.push(chunk)) {
          frames++;
          assert.ok(body.length >= 10 && body.length <= 64 - 11);
        }
      });
      if (fault !== undefined) framer = new Framer(64);
    }
    assert.ok(frames > 100, `${frames} frames`);
  });

  it("refuses to encode parts of wrong length", () => {
    const body = new Uint8Array(10);
    assert.equal(refusal(() => encodeFrame({ tpdu: HEADER, header: HEADER, body }))?.path, "tpdu");
    assert.equal(refusal(() => encodeFrame({ tpdu: TPDU, header: TPDU, body }))?.path, "header");
    assert.equal(refusal(() => encodeFrame(frameOf(new Uint8Array(9))))?.path, "body");
    assert.equal(refusal(() => encodeFrame(frameOf(new Uint8Array(65_536))))?.path, "body");
  });
});
