/** `tillcore iso8583 decode`: the fields of a message. */
import { CodecError } from "../../codec/errors.ts";
import { recordOf } from "../errors.ts";
import { hexOfBytes } from "../hex.ts";
import { bytesFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { judged } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";
import { frameLines, linesOf, trailingLines } from "./lines.ts";
import { dialectNamed } from "./named.ts";
import { placed, readMessage, requireParts, trailingBytes } from "./read.ts";
import type { Read, ReadOptions } from "./read.ts";
import { rowsOf } from "./rows.ts";

export interface DecodeOptions extends ReadOptions {
  expand?: boolean;
  partial?: boolean;
}

/** @throws Rejection, UsageError */
export async function decode(argument: string | undefined, options: DecodeOptions, io: Io): Promise<void> {
  await decodeWith(argument, options, io, show);
}

/** Shows a message that is accepted, or with `--partial` what was read of one that is not. @throws Rejection, UsageError */
export async function decodeWith(
  argument: string | undefined,
  options: DecodeOptions,
  io: Io,
  tell: (read: Read, options: DecodeOptions, io: Io) => void,
): Promise<void> {
  await judged(async () => {
    const dialect = dialectNamed(options.dialect);
    const read = readMessage(await bytesFrom({ ...options, argument }, io), dialect, options);
    if (read.refused === undefined || options.partial === true) tell(read, options, io);
    if (read.refused !== undefined) throw new CodecError(read.refused);
  });
}

function show(read: Read, options: DecodeOptions, io: Io): void {
  const { json, unmasked, expand, lang } = options;
  const masked = unmasked !== true;
  if (json === true) {
    if (expand === true) requireParts(read);
    tellJson(jsonOf(read, { masked, expand: expand === true }), io);
  } else {
    const rows = rowsOf(read, { masked, expand: expand === true, language: lang });
    tellLines([...frameLines(read, lang), ...linesOf(rows), ...trailingLines(read, lang, masked)], io);
  }
}

function jsonOf(read: Read, options: { masked: boolean; expand: boolean }): object {
  const { message, frame, at } = read;
  const { header, fault } = message;
  const trailing = hexOfBytes(trailingBytes(read));
  return {
    ...message.toJSON(options),
    ...(header.length === 0 ? {} : { header: hexOfBytes(header) }),
    ...(frame === undefined ? {} : { frame }),
    ...(trailing === "" ? {} : { trailing: options.masked ? "*".repeat(trailing.length) : trailing }),
    ...(fault === undefined ? {} : { fault: recordOf(placed(fault, at)) }),
  };
}
