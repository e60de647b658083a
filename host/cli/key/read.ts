/** Keys on the command line: test keys alone, since a shell keeps what was typed. */
import { InvalidArgumentError } from "commander";
import { CodecError } from "../../codec/errors.ts";
import { bytesOfHex } from "../hex.ts";

/** @param path of the argument or option, for the error. @throws CodecError HEX_DIGIT; never a digit of the key */
export function keyOfHex(text: string, path = "key"): Uint8Array {
  try {
    return bytesOfHex(text);
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    const { code, offset, expected } = error;
    throw new CodecError({ code, path, offset, ...(expected === undefined ? {} : { expected }) });
  }
}

/** Reads an option that counts bytes. */
export function byteCount(text: string): number {
  if (/^[1-9][0-9]?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number of bytes, 1 or more.");
}
