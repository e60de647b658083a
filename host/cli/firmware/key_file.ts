/** The keys of whoever signs firmware, from files. */
import { createPrivateKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { publicKey } from "../../firmware/manifest.ts";
import { UsageError } from "../errors.ts";
import { readNamed } from "../input.ts";

/** PEM, or 32 bytes in hexadecimal. @throws UsageError */
export function publicKeyIn(file: string): KeyObject {
  return ed25519(() => publicKey(Buffer.from(readNamed(file)).toString("latin1").trim()), "public");
}

/** PEM. @throws UsageError, also when others may read the file */
export function signingKeyIn(file: string): KeyObject {
  const pem = Buffer.from(readNamed(file, "owner"));
  try {
    return ed25519(() => createPrivateKey(pem), "private");
  } finally {
    pem.fill(0);
  }
}

/** Without the words of the parser, which may quote what it read. */
function ed25519(read: () => KeyObject, kind: "public" | "private"): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = read();
  } catch {
    key = undefined;
  }
  if (key?.asymmetricKeyType === "ed25519" && key.type === kind) return key;
  throw new UsageError(`--key and --release-key name a file with an Ed25519 ${kind} key: this is none`);
}
