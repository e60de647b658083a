/** Recordings as files: read back as written, replayed to the byte, and told where they were changed. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Event } from "../../../assembly/abi.ts";
import { anonymise } from "../../../host/recording/anonymise.ts";
import { formatRecording, parseRecording, RecordingError } from "../../../host/recording/file.ts";
import { replay } from "../../../host/recording/replay.ts";
import { tracesOf } from "../../../host/recording/trace.ts";
import { CORE, recordSale } from "./support.ts";

const STEPS = anonymise(recordSale("debit"), CORE.newCore);
const TEXT = formatRecording({ core: CORE.hash, steps: STEPS });
const LINES = TEXT.trimEnd().split("\n");

interface StepRecord {
  event: string;
  payload: string;
  commands: Array<{ command: string; ticket: number; payload: string }>;
}

/** The recording with one step changed. */
function withStep(index: number, change: (record: StepRecord) => void): string {
  const record = JSON.parse(LINES[index + 1]!) as StepRecord;
  change(record);
  return [...LINES.slice(0, index + 1), JSON.stringify(record), ...LINES.slice(index + 2)].join("\n");
}

describe("a recording file", () => {
  it("is read back as it was written", () => {
    const { core, steps } = parseRecording(TEXT);
    assert.equal(core, CORE.hash);
    assert.equal(steps.length, STEPS.length);
    assert.equal(formatRecording({ core, steps }), TEXT);
    assert.equal(replay(steps, CORE.newCore), undefined);
  });

  const broken: Array<[string, string, RegExp]> = [
    ["that is empty", "", /line 1 of the recording is no JSON/],
    ["of another kind", '{"format":"x"}\n', /line 1 .* is not the header/],
    ["of another version", TEXT.replace('"version":1', '"version":2'), /another version/],
    ["that was cut", LINES.slice(0, -1).join("\n"), /it was cut/],
    ["with a broken line", withStep(3, (step) => (step.payload = "0g")), /line 5 .* hexadecimal bytes in payload/],
    ["with an unknown event", withStep(3, (step) => (step.event = "NO_SUCH")), /line 5 .* names an unknown event/],
    ["with an unknown command", withStep(3, (step) => (step.commands[0]!.command = "1")), /unknown command/],
  ];
  for (const [what, text, why] of broken) {
    it(`${what} is refused`, () => {
      assert.throws(
        () => parseRecording(text),
        (error) => error instanceof RecordingError && why.test(error.message),
      );
    });
  }
});

describe("a replay", () => {
  const index = STEPS.findIndex(({ commands }) => commands.some(({ payload }) => payload.length > 40));
  const command = STEPS[index]!.commands.findIndex(({ payload }) => payload.length > 40);
  const changes: Array<[string, (record: StepRecord) => void, string, number]> = [
    [
      "a byte of a command",
      ({ commands }) => {
        const { payload } = commands[command]!;
        commands[command]!.payload =
          `${payload.slice(0, 62)}${payload.slice(62, 64) === "aa" ? "bb" : "aa"}${payload.slice(64)}`;
      },
      "COMMAND_BYTES",
      31,
    ],
    [
      "a shorter command",
      ({ commands }) => (commands[command]!.payload = commands[command]!.payload.slice(0, -2)),
      "COMMAND_BYTES",
      -1,
    ],
    ["a ticket", ({ commands }) => commands[command]!.ticket++, "COMMAND_TICKET", 0],
    ["another kind of command", ({ commands }) => (commands[command]!.command = "WIPE"), "COMMAND_KIND", 0],
    ["a command that is missing", ({ commands }) => commands.pop(), "COMMAND_COUNT", 0],
  ];
  for (const [what, change, code, offset] of changes) {
    it(`fails at the event with ${what} that was changed`, () => {
      const difference = replay(parseRecording(withStep(index, change)).steps, CORE.newCore);
      assert.equal(difference?.code, code);
      assert.ok(difference.path.startsWith(`event ${index} ${Event[STEPS[index]!.event.code] ?? ""}`), difference.path);
      if (offset >= 0) assert.equal(difference.offset, offset);
      assert.doesNotMatch(JSON.stringify(difference), /[0-9a-f]{12}/);
    });
  }

  it("fails at the first event whose bytes lead elsewhere", () => {
    const digit = STEPS.findIndex(({ event }) => event.code === Event.KEY_DIGIT);
    const text = withStep(digit, (record) => (record.payload = record.payload.replace(/^0./, "09")));
    const difference = replay(parseRecording(text).steps, CORE.newCore);
    assert.ok(difference !== undefined && Number(/event ([0-9]+)/.exec(difference.path)?.[1]) >= digit);
  });
});

describe("a trace", () => {
  it("has each step's input and output as they lay in memory", () => {
    const [trace, ...others] = tracesOf(STEPS);
    assert.equal(others.length, 0);
    const view = new DataView(trace!.buffer, trace!.byteOffset);
    let at = 0;
    for (const { event, commands } of STEPS) {
      const [code, input, output] = [0, 4, 8].map((offset) => view.getUint32(at + offset, true));
      assert.equal(code, event.code);
      assert.equal(input, 24 + event.payload.length);
      assert.equal(view.getBigUint64(at + 12, true), BigInt(event.monotonic_ms));
      const padded = commands.reduce((sum, { payload }) => sum + 16 + Math.ceil(payload.length / 8) * 8, 0);
      assert.equal(output, padded);
      at += 12 + input + output;
    }
    assert.equal(at, trace!.length);
  });
});
