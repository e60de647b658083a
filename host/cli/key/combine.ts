/** `tillcore key combine`: a test key from its components. */
import type { Command } from "commander";
import { Option } from "commander";
import { UsageError } from "../errors.ts";
import { hexOfBytes } from "../hex.ts";
import type { Io } from "../io.ts";
import { judged, notes } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";
import { checkValueOf, withCheckValue } from "./kcv.ts";
import type { KcvOptions } from "./kcv.ts";
import { keyOfHex } from "./read.ts";

interface CombineOptions extends KcvOptions {
  parity: "keep" | "odd";
}

/** What the command prints, all in hexadecimal. */
interface Combined {
  key: string;
  kcv: string;
  components: string[];
}

export function addCombine(parent: Command, io: Io): void {
  const combine = parent.command("combine").argument("<component...>", "two or more, in hexadecimal");
  notes(
    withCheckValue(combine, "tdes")
      .description("The key whose components these are: their XOR. Prints a key: test keys only.")
      .addOption(
        new Option("--parity <how>", "of a tdes key: as it comes out, or made odd")
          .choices(["keep", "odd"])
          .default("keep"),
      )
      .action(async (components: string[], options: CombineOptions) => {
        await tellCombined(components, options, io);
      }),
    HELP,
  );
}

const HELP = `
The order does not matter, and the check values show each holder that theirs was typed right.

With --json: {"key","kcv","components":[check value of each]}, upper-case hexadecimal.

  $ tillcore key combine 0123456789ABCDEFFEDCBA9876543210 FEDCBA98765432100123456789ABCDEF
  component 1 check value 08D7B4
  component 2 check value 7B8358
  key FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF
  check value CAAAAF
`;

async function tellCombined(texts: readonly string[], options: CombineOptions, io: Io): Promise<void> {
  if (texts.length < 2) throw new UsageError("one component is no secret of two people: give two or more");
  if (options.parity === "odd" && options.algorithm !== "tdes")
    throw new UsageError("only keys of tdes have a parity: leave --parity out");
  const combined = await judged(async () => combine(texts, options));
  if (options.json === true) {
    tellJson(combined, io);
    return;
  }
  const { key, kcv, components } = combined;
  const lines = components.map((value, i) => `component ${i + 1} check value ${value}`);
  tellLines([...lines, `key ${key}`, `check value ${kcv}`], io);
}

/** @throws CodecError HEX_DIGIT, KEY_LENGTH, COMPONENT_LENGTH, KCV_LENGTH */
async function combine(texts: readonly string[], options: CombineOptions): Promise<Combined> {
  const { CodecError } = await import("../../codec/errors.ts");
  const parts = texts.map((text, i) => keyOfHex(text, pathOf(i)));
  const length = parts[0]!.length;
  const key = new Uint8Array(length);
  try {
    const components: string[] = [];
    for (const [i, part] of parts.entries()) {
      components.push(await checkValueOf(part, options, pathOf(i)));
      if (part.length !== length) {
        const found = { expected: `${length} bytes as the first`, actual: `${part.length} bytes` };
        throw new CodecError({ code: "COMPONENT_LENGTH", path: pathOf(i), offset: 0, ...found });
      }
      for (let at = 0; at < length; at++) key[at]! ^= part[at]!;
    }
    if (options.parity === "odd") await makeParityOdd(key);
    return { key: hexOfBytes(key), kcv: await checkValueOf(key, options), components };
  } finally {
    for (const secret of [...parts, key]) secret.fill(0);
  }
}

function pathOf(index: number): string {
  return `component ${index + 1}`;
}

async function makeParityOdd(key: Uint8Array): Promise<void> {
  const { withOddParity } = await import("../../secure/cipher/parity.ts");
  const odd = withOddParity(key);
  key.set(odd);
  odd.fill(0);
}
