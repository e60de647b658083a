/** The dialect that a command is told to use: a built-in one, or a file. */
import { existsSync } from "node:fs";
import { Dialect } from "../../codec/iso8583/dialect.ts";
import { UsageError } from "../errors.ts";
import { decoded, parseJson, readNamed } from "../input.ts";

/** @throws UsageError when there is no such dialect or file; CodecError for what is wrong with the file */
export function dialectNamed(name: string): Dialect {
  const names = Dialect.names();
  if (names.includes(name)) return Dialect.builtIn(name);
  if (!existsSync(name)) throw new UsageError(`unknown dialect: name a file, or one of ${names.join(", ")}`);
  return Dialect.from(parseJson(decoded(readNamed(name))));
}
