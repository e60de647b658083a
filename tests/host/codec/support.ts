/** What the codec's tests share. */
import { readFileSync } from "node:fs";
import { CodecError } from "../../../host/codec/errors.ts";

export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

/** The cases of a file in tests/vectors. */
export function cases<Case>(name: string): Case[] {
  const text = readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), "utf8");
  return (JSON.parse(text) as { cases: Case[] }).cases;
}

/** The CodecError that `run` throws; undefined when it throws nothing; anything else that it throws goes on. */
export function refusal(run: () => unknown): CodecError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CodecError) return error;
    throw error;
  }
}

/** Xorshift32: the same numbers at every run. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
