/** A message that could not be unpacked, with the fields before the fault. */
import { CodecError } from "../errors.ts";
import type { CodecFault } from "../errors.ts";
import type { Message } from "./message.ts";

export class UnpackError extends CodecError {
  // Private, so that printing the error prints no value.
  readonly #partial: Message | undefined;

  constructor(fault: CodecFault, partial?: Message) {
    super(fault);
    this.name = "UnpackError";
    this.#partial = partial;
  }

  /** The fields before the fault. */
  get partial(): Message | undefined {
    return this.#partial;
  }
}
