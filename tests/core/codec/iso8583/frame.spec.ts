import { allBytes, fillBytes } from "../../../../assembly/base/bytes";
import { FRAME_LENGTH, FRAME_MORE, OK } from "../../../../assembly/base/status";
import {
  FRAME_BYTES_MIN,
  Frame,
  frameState,
  putFrameHead,
  resetFrame,
  takeFrame,
} from "../../../../assembly/codec/iso8583/frame";
import { below, hexAt, hexOf, seed } from "../../base/support";

const FRAME: usize = memory.data(8, 8);
const STREAM: usize = memory.data(1024, 8);
const BUFFER: usize = memory.data(256, 8);
const ROOM: i32 = 128;

// github yangyongzhen/go8583: a sign-on with its length, TPDU and header.
const SIGN_ON =
  "003C600601000060310031181208000020000000C00012000000323230303336303031303435313235343131313030303100110000000000300003" +
  "303030";

function frame(): Frame {
  return changetype<Frame>(FRAME);
}

describe("frame", () => {
  it("takes a published frame, whole or byte by byte", () => {
    const length = hexAt(STREAM, SIGN_ON);
    resetFrame(frame());
    expect(takeFrame(frame(), BUFFER, ROOM, STREAM, length)).toBe(length);
    expect(frameState(frame())).toBe(OK);
    expect(hexOf(BUFFER, 60)).toBe(SIGN_ON.substr(4));

    resetFrame(frame());
    fillBytes(BUFFER, 0, ROOM);
    for (let i = 0; i < length; i++) {
      expect(frameState(frame())).toBe(FRAME_MORE);
      expect(takeFrame(frame(), BUFFER, ROOM, STREAM + i, 1)).toBe(1);
    }
    expect(frameState(frame())).toBe(OK);
    expect(hexOf(BUFFER, 60)).toBe(SIGN_ON.substr(4));
  });

  it("takes nothing more once it is complete", () => {
    const length = hexAt(STREAM, SIGN_ON + SIGN_ON);
    resetFrame(frame());
    expect(takeFrame(frame(), BUFFER, ROOM, STREAM, length)).toBe(62);
    expect(takeFrame(frame(), BUFFER, ROOM, STREAM + 62, length - 62)).toBe(0);
    expect(frameState(frame())).toBe(OK);
    resetFrame(frame());
    expect(takeFrame(frame(), BUFFER, ROOM, STREAM + 62, length - 62)).toBe(62);
    expect(frameState(frame())).toBe(OK);
  });

  it("passes over lengths of zero, in any cut", () => {
    for (let cut = 1; cut <= 5; cut++) {
      const length = hexAt(STREAM, "00000000" + SIGN_ON);
      resetFrame(frame());
      for (let at = 0; at < length;) {
        expect(frameState(frame())).toBe(FRAME_MORE);
        at += takeFrame(frame(), BUFFER, ROOM, STREAM + at, min(cut, length - at));
      }
      expect(frameState(frame())).toBe(OK);
      expect(hexOf(BUFFER, 60)).toBe(SIGN_ON.substr(4));
    }
  });

  it("refuses lengths that no frame has, and then takes nothing", () => {
    const lengths: i32[] = [1, FRAME_BYTES_MIN - 1, ROOM + 1, 0x8000, 0xffff];
    for (let i = 0; i < lengths.length; i++) {
      store<u8>(STREAM, <u8>(lengths[i] >> 8));
      store<u8>(STREAM + 1, <u8>lengths[i]);
      fillBytes(BUFFER, 0xee, 256);
      resetFrame(frame());
      expect(takeFrame(frame(), BUFFER, ROOM, STREAM, 1)).toBe(1);
      expect(frameState(frame())).toBe(FRAME_MORE);
      expect(takeFrame(frame(), BUFFER, ROOM, STREAM + 1, 100)).toBe(1);
      expect(frameState(frame())).toBe(FRAME_LENGTH);
      expect(takeFrame(frame(), BUFFER, ROOM, STREAM + 2, 100)).toBe(0);
      expect(frameState(frame())).toBe(FRAME_LENGTH);
      expect(allBytes(BUFFER, 256, 0xee)).toBe(true);
    }
  });

  it("takes the shortest and the longest frame", () => {
    const lengths: i32[] = [FRAME_BYTES_MIN, ROOM];
    for (let i = 0; i < 2; i++) {
      store<u8>(STREAM, 0);
      store<u8>(STREAM + 1, <u8>lengths[i]);
      fillBytes(BUFFER, 0xee, 256);
      resetFrame(frame());
      expect(takeFrame(frame(), BUFFER, ROOM, STREAM, 500)).toBe(2 + lengths[i]);
      expect(frameState(frame())).toBe(OK);
      expect(load<u8>(BUFFER + lengths[i])).toBe(0xee);
    }
  });

  it("gives the same frames for any cut of a stream", () => {
    seed(91);
    const one = hexAt(STREAM, SIGN_ON);
    for (let copy = 1; copy < 8; copy++) hexAt(STREAM + copy * one, SIGN_ON);
    const total = 8 * one;
    for (let round = 0; round < 200; round++) {
      resetFrame(frame());
      let frames = 0;
      for (let at = 0; at < total;) {
        const chunk = min(1 + below(100), total - at);
        const taken = takeFrame(frame(), BUFFER, ROOM, STREAM + at, chunk);
        at += taken;
        if (frameState(frame()) !== OK) continue;
        frames++;
        if (hexOf(BUFFER, 60) !== SIGN_ON.substr(4)) frames = -100;
        resetFrame(frame());
      }
      expect(frames).toBe(8);
    }
  });

  it("writes the head of a frame", () => {
    hexAt(STREAM, "6006010000" + "603100311812");
    expect(putFrameHead(BUFFER, STREAM, STREAM + 5, 49)).toBe(13);
    expect(hexOf(BUFFER, 13)).toBe(SIGN_ON.substr(0, 26));
  });
});
