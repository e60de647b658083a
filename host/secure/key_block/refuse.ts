/** How a key block is refused: a code and a place, never what stands there. */
import { CodecError } from "../../codec/errors.ts";

/** @param offset characters from the beginning of the block */
export function refuse(code: string, path: string, offset: number, expected?: string, actual?: string): CodecError {
  return new CodecError({
    code,
    path,
    offset,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  });
}
