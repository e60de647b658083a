/** The one way in which sense is refused. */
import { CodecError } from "../codec/errors.ts";

/** @param actual a count or a place, never what stands in a list of cards. @throws CodecError CONFIGURATION_SENSE */
export function nonsense(path: string, expected: string, actual?: string): never {
  const found = actual === undefined ? {} : { actual };
  throw new CodecError({ code: "CONFIGURATION_SENSE", path, offset: 0, expected, ...found });
}
