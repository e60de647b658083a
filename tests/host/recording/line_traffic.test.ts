/** What went over the line: from the steps of a run, and from steps that no run has. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Command, Event } from "../../../assembly/abi.ts";
import { encodeFrame, Framer } from "../../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../../host/codec/iso8583/unionpay.ts";
import { bytesPayload } from "../../../host/payloads.ts";
import { pansOnLine } from "../../../host/recording/card_objects.ts";
import { RecordingError } from "../../../host/recording/file.ts";
import { lineTraffic } from "../../../host/recording/line_traffic.ts";
import type { Step } from "../../../host/recording/recorder.ts";
import { cardNamed, recordSale } from "./support.ts";

const NOTHING: Uint8Array = new Uint8Array(0);

type Given = readonly [command: Command, number: number, payload?: Uint8Array];

function step(code: Event, number: number, wall_ms: number, payload = NOTHING, commands: Given[] = []): Step {
  return {
    event: { code, ticket: { epoch: 1, number }, monotonic_ms: wall_ms, wall_ms, payload },
    commands: commands.map(([command, ticket, bytes = NOTHING]) => ({
      code: command,
      ticket: { epoch: 1, number: ticket },
      payload: bytes,
    })),
    trapped: false,
  };
}

function acts(steps: readonly Step[]): string[] {
  return lineTraffic(steps).map(
    ({ kind, connection, wall_ms, bytes }) => `${wall_ms} ${connection} ${kind} ${Buffer.from(bytes).toString("hex")}`,
  );
}

const ask = bytesPayload(Uint8Array.of(0xaa));
const answer = bytesPayload(Uint8Array.of(0xbb, 0xcc));

describe("line traffic", () => {
  it("of a sign-on and a sale is two connections of a request and its reply", () => {
    const traffic = lineTraffic(recordSale("debit"));
    const types = traffic.map(({ kind, bytes }) => {
      const [frame] = new Framer().push(bytes);
      return frame === undefined ? kind : `${kind} ${UNIONPAY.unpack(frame.body).mti}`;
    });
    const sale = ["up", "sent 0200", "received 0210", "closed"];
    assert.deepEqual(types, ["up", "sent 0800", "received 0810", "closed", ...sale]);
    assert.deepEqual(
      traffic.map(({ connection }) => connection),
      [0, 0, 0, 0, 1, 1, 1, 1],
    );
    assert.ok(traffic.every(({ wall_ms }, index) => index === 0 || wall_ms >= traffic[index - 1]!.wall_ms));
  });

  it("tells who ended a connection, and keeps what came in pieces apart", () => {
    const steps = [
      step(Event.TIME, 0, 1, NOTHING, [[Command.LINE_OPEN, 5]]),
      step(Event.LINE_UP, 5, 2, NOTHING, [[Command.LINE_SEND, 5, ask]]),
      step(Event.LINE_DATA, 5, 3, answer),
      step(Event.LINE_DATA, 5, 4, answer),
      step(Event.LINE_DOWN, 5, 5),
    ];
    assert.deepEqual(acts(steps), ["2 0 up ", "2 0 sent aa", "3 0 received bbcc", "4 0 received bbcc", "5 0 down "]);
  });

  it("has nothing of a connection that was never up, nor of one that has ended", () => {
    const steps = [
      step(Event.TIME, 0, 1, NOTHING, [[Command.LINE_OPEN, 5]]),
      step(Event.LINE_DATA, 5, 2, answer, [[Command.LINE_SEND, 5, ask]]),
      step(Event.LINE_DOWN, 5, 3),
      step(Event.LINE_UP, 6, 4, NOTHING, [[Command.LINE_CLOSE, 0]]),
      step(Event.LINE_DATA, 6, 5, answer),
      step(Event.LINE_DOWN, 6, 6),
    ];
    assert.deepEqual(acts(steps), ["4 0 up ", "4 0 closed "]);
  });

  it("ends a connection where another is opened, and leaves one open at a power cut", () => {
    const steps = [
      step(Event.LINE_UP, 5, 1, NOTHING, [[Command.LINE_OPEN, 6]]),
      step(Event.LINE_UP, 6, 2),
      step(Event.BOOT, 0, 3),
      step(Event.LINE_DATA, 6, 4, answer),
      step(Event.LINE_UP, 7, 5),
    ];
    assert.deepEqual(acts(steps), ["1 0 up ", "1 0 closed ", "2 1 up ", "5 2 up "]);
  });

  it("refuses a payload of another length than it says, with its line in the file", () => {
    for (const payload of [NOTHING, answer.subarray(0, 9), Buffer.concat([answer, answer])]) {
      assert.throws(
        () => lineTraffic([step(Event.LINE_UP, 5, 1), step(Event.LINE_DATA, 5, 2, payload)]),
        (error) => error instanceof RecordingError && error.line === 3,
      );
    }
  });
});

describe("card numbers on a line", () => {
  it("are found before and after what is no message, and before what is no frame", () => {
    const { pan } = cardNamed("debit");
    const frameOf = (body: Uint8Array): Uint8Array =>
      encodeFrame({ tpdu: new Uint8Array(5), header: new Uint8Array(6), body });
    const message = frameOf(UNIONPAY.pack({ mti: "0200", fields: { 2: pan } }));
    const noMessage = frameOf(new Uint8Array(10).fill(0xff));
    assert.deepEqual(pansOnLine(Buffer.concat([message, noMessage, message, Buffer.of(0xff, 0xff)])), [pan, pan]);
  });
});
