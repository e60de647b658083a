/** `tillcore key combine`: a test key from its components. */
import type { Command } from "commander";
import { Option } from "commander";
import { CodecError } from "../../codec/errors.ts";
import type { CipherName } from "../../secure/cipher/block_cipher.ts";
import { makeParityOdd } from "../../secure/cipher/parity.ts";
import type { ComponentOutcome } from "../../secure/loading/components.ts";
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
Refused are a component of zeros (COMPONENT_ZERO), the same one again (COMPONENT_TWICE), and
components whose key is zeros (WEAK_KEY).

With --json: {"key","kcv","components":[check value of each]}, upper-case hexadecimal.

  $ tillcore key combine 0123456789ABCDEFFEDCBA9876543210 FEDCBA98765432100123456789ABCDEF
  component 1 check value 08D7B4
  component 2 check value 7B8358
  key FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF
  check value CAAAAF
`;

async function tellCombined(texts: readonly string[], options: CombineOptions, io: Io): Promise<void> {
  const { HOLDERS_MAX } = await import("../../secure/loading/components.ts");
  if (texts.length < 2) throw new UsageError("one component is no secret of two people: give two or more");
  if (texts.length > HOLDERS_MAX) throw new UsageError(`give ${HOLDERS_MAX} components at most`);
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

/** @throws CodecError HEX_DIGIT, KEY_LENGTH, COMPONENT_LENGTH, COMPONENT_ZERO, COMPONENT_TWICE, WEAK_KEY, KCV_LENGTH */
async function combine(texts: readonly string[], options: CombineOptions): Promise<Combined> {
  const parts: Uint8Array[] = [];
  let key: Uint8Array | undefined;
  try {
    for (const [i, text] of texts.entries()) parts.push(keyOfHex(text, pathOf(i)));
    const components: string[] = [];
    for (const [i, part] of parts.entries()) components.push(await checkValueOf(part, options, pathOf(i)));
    key = await keyOf(parts, options.algorithm);
    if (options.parity === "odd") makeParityOdd(key);
    return { key: hexOfBytes(key), kcv: await checkValueOf(key, options), components };
  } finally {
    for (const secret of [...parts, ...(key === undefined ? [] : [key])]) secret.fill(0);
  }
}

/** By the rules of the secure module's own entry, but that test keys are taken. @param parts as long as a key each */
async function keyOf(parts: readonly Uint8Array[], algorithm: CipherName): Promise<Uint8Array> {
  const { ComponentEntry, TIMEOUT_MS_MAX } = await import("../../secure/loading/components.ts");
  const keyBytes = parts[0]!.length;
  const request = { algorithm, keyBytes, holders: parts.length, isWellKnown: () => false };
  const timeouts = { componentTimeout_ms: TIMEOUT_MS_MAX, totalTimeout_ms: TIMEOUT_MS_MAX };
  const entry = new ComponentEntry({ ...request, ...timeouts }, 0);
  try {
    for (const [i, part] of parts.entries()) {
      const { outcome } = entry.add(pathOf(i), part, 0);
      if (outcome !== "TAKEN") throw refusal(outcome, pathOf(i), keyBytes, part.length);
    }
    const { outcome, value } = entry.finish(0, (key) => new Uint8Array(key));
    if (value === undefined) throw refusal(outcome, "key", keyBytes);
    return value;
  } finally {
    entry.cancel();
  }
}

function refusal(code: ComponentOutcome, path: string, keyBytes: number, found = keyBytes): CodecError {
  const expected = EXPECTED[code] ?? `${keyBytes} bytes as the first`;
  const actual = code === "COMPONENT_LENGTH" ? { actual: `${found} bytes` } : {};
  return new CodecError({ code, path, offset: 0, expected, ...actual });
}

const EXPECTED: Readonly<Partial<Record<ComponentOutcome, string>>> = {
  COMPONENT_ZERO: "a component that is not zeros",
  COMPONENT_TWICE: "another component than those before",
  WEAK_KEY: "components whose key is not zeros",
};

function pathOf(index: number): string {
  return `component ${index + 1}`;
}
