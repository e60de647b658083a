/** The file that `--record` names: known to be writable before the run, written whole at its end; and read again. */
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { loadCards } from "../cards/card_data.ts";
import { anonymise } from "../recording/anonymise.ts";
import { formatRecording, parseRecording, RecordingError } from "../recording/file.ts";
import type { Recording } from "../recording/file.ts";
import { Recorder } from "../recording/recorder.ts";
import type { CoreModule } from "../simulator/core_module.ts";
import { Rejection } from "./errors.ts";

const OWNER_ONLY = 0o600;

export class RecordFile {
  readonly recorder = new Recorder();
  private readonly path: string;

  /** @throws Error when the file cannot be written */
  constructor(path: string) {
    this.path = path;
    try {
      closeSync(openSync(this.half, "w", OWNER_ONLY));
    } catch (error) {
      throw new Error(`the recording cannot be written to ${path}: name a file in a folder you may write to`, {
        cause: error,
      });
    }
  }

  /** @throws RecordingRefused with the reason; no file is left then */
  save(core: CoreModule): void {
    try {
      const known = loadCards().map(({ pan }) => pan);
      const steps = anonymise(this.recorder.steps, core.newCore, known);
      writeFileSync(this.half, formatRecording({ core: core.hash, steps }));
      renameSync(this.half, this.path);
    } finally {
      rmSync(this.half, { force: true });
    }
  }

  private get half(): string {
    return `${this.path}.half`;
  }
}

/** @throws Rejection RECORDING_FILE when the file cannot be read, RECORDING_LINE when it is no recording */
export function readRecording(file: string): Recording {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const fault = { code: "RECORDING_FILE", path: "", offset: 0, expected: "a file that --record has written" };
    const words = `the recording ${file} cannot be read: name a file that --record has written`;
    throw new Rejection(fault, words, { cause: error });
  }
  try {
    return parseRecording(text);
  } catch (error) {
    throw error instanceof RecordingError ? rejected(error) : error;
  }
}

/** A line that is wrong is named by its number, and by what it lacks. */
function rejected(error: RecordingError): Rejection {
  const path = `line ${error.line}`;
  const actual = error.message.replace(`${path} of the recording `, "");
  const fault = { code: "RECORDING_LINE", path, offset: 0, expected: "a line of a recording", actual };
  return new Rejection(fault, error.message, { cause: error });
}
