/** `tillcore replay`: feeds a recording to a fresh core and says where its commands first differ, if they do. */
import { writeFileSync } from "node:fs";
import type { Recording } from "../recording/file.ts";
import { replay } from "../recording/replay.ts";
import { tracesOf } from "../recording/trace.ts";
import { loadCore } from "../simulator/core_module.ts";
import { Rejection } from "./errors.ts";
import { readRecording } from "./record_file.ts";

export interface ReplayCommand {
  file: string;
  json: boolean;
  /** Also writes the trace that the core without JavaScript replays. */
  trace?: string;
}

/**
 * @throws Rejection when the file is no recording or a command differs: the number, the command and the offset, no value
 */
export function runReplay({ file, json, trace }: ReplayCommand): void {
  const recording = readRecording(file);
  const core = loadCore();
  const difference = replay(recording.steps, core.newCore);
  if (difference !== undefined) {
    if (json) process.stdout.write(`${JSON.stringify(difference)}\n`);
    const { path, offset, expected, actual } = difference;
    const other = recording.core === core.hash ? "" : "; it was recorded with another build of the core";
    const words = `${path} differs at byte ${offset}: expected ${expected}, got ${actual}${other}`;
    throw new Rejection(difference, words);
  }
  if (trace !== undefined) writeTrace(trace, recording);
  const events = recording.steps.length;
  const commands = recording.steps.reduce((sum, step) => sum + step.commands.length, 0);
  if (json) process.stdout.write(`${JSON.stringify({ events, commands, sameCore: recording.core === core.hash })}\n`);
  else process.stdout.write(`${events} events, ${commands} commands, all equal\n`);
}

function writeTrace(path: string, { steps }: Recording): void {
  const [first, ...others] = tracesOf(steps);
  if (first === undefined || others.length > 0) {
    throw new Error(`a trace holds one power-on, the recording has ${others.length + (first === undefined ? 0 : 1)}`);
  }
  writeFileSync(path, first);
}
