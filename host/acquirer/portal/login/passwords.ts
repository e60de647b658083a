/**
 * Passwords as they are kept: scrypt with a salt of its own for each user. No password is kept, logged or compared in clear.
 *
 * A check takes the same time whether the user exists or not, and only a few run at once, so that signing in cannot be
 * used to take the machine's memory or processor from the terminals.
 */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { PortalError } from "../errors.ts";

export const PASSWORD_LENGTH_MIN = 12;
export const PASSWORD_LENGTH_MAX = 128;

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** RFC 7914, 2: about 16 MiB and 30 ms. */
const COST = { N: 2 ** 14, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const AT_ONCE_MAX = 2;
const WAITING_MAX = 16;

export interface PasswordHash {
  /** Hexadecimal. */
  salt: string;
  hash: string;
}

/** Of no password: what a sign-in of an unknown user is checked against. */
const NOBODY: PasswordHash = { salt: "00".repeat(SALT_BYTES), hash: "00".repeat(HASH_BYTES) };

let running = 0;
const waiting: Array<() => void> = [];

/** @throws PortalError BUSY when too many wait already */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt);
  return { salt: salt.toString("hex"), hash: hash.toString("hex") };
}

/** @throws PortalError BUSY when too many wait already */
export async function isPassword(password: string, kept: PasswordHash | undefined): Promise<boolean> {
  const { salt, hash } = kept ?? NOBODY;
  const derived = await derive(password, Buffer.from(salt, "hex"));
  return timingSafeEqual(derived, Buffer.from(hash, "hex")) && kept !== undefined;
}

async function derive(password: string, salt: Uint8Array): Promise<Buffer> {
  await turn();
  try {
    return await new Promise((resolve, reject) => {
      scrypt(password.normalize("NFC"), salt, HASH_BYTES, COST, (error, key) => {
        if (error) reject(error);
        else resolve(key);
      });
    });
  } finally {
    running--;
    waiting.shift()?.();
  }
}

async function turn(): Promise<void> {
  if (running >= AT_ONCE_MAX) {
    if (waiting.length >= WAITING_MAX) throw new PortalError("BUSY", { retryAfter: 2 });
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  running++;
}
