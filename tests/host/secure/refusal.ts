/** What the tests of parsers in the secure module ask of a refusal: a code, and no value. */
import assert from "node:assert/strict";
import { CodecError } from "../../../host/codec/errors.ts";

/** Code of the CodecError that `work` throws, which tells no bytes; "taken" when it throws none. Anything else goes through. */
export function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    assert.doesNotMatch(error.message, /[0-9A-F]{8}/);
    return error.code;
  }
  return "taken";
}
