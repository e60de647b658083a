/**
 * Passwords that the module verifies itself: of operators, supervisors and payments, as scrypt hashes with a try limit each.
 *
 * Holds always: a try is counted and durable before it is judged, so that cutting the power buys no tries; a user who does
 * not exist costs as much work as one who does, and gets the same answer; a PIN is never kept. Passwords arrive as digits
 * that the caller wipes. Six digits fall to whoever has the hashes and a day's time: the store enciphers them.
 */
import { scryptSync } from "node:crypto";
import { Done, Purpose } from "../../assembly/abi.ts";
import { copyBytes, equalInConstantTime } from "./bytes.ts";
import type { StoredSecret } from "./store/state.ts";

export const SECRET_TRIES = 5;
export const SECRETS_MAX = 100;
const USER_MAX = 0xffff;
export const SECRET_SALT_BYTES = 16;
const HASH_BYTES = 32;
/**
 * Behind the last digit of what is hashed. scrypt fills a password with zeros (RFC 7914 by way of RFC 2104, 2), so that
 * without it 1, 10 and 100 would be the same password. Hashes of form 1 are without it, until they are set anew.
 */
const END_MARK = 0x80;
const COST = { N: 16384, r: 8, p: 1 };

/** What is verified here; PINs are for the card or the issuer, codes and keys are forwarded. */
const VERIFIED: readonly Purpose[] = [Purpose.OPERATOR, Purpose.SUPERVISOR, Purpose.PAYMENT_PASSWORD];

/** Whose password, and for what: each purpose has its own users. */
export interface SecretId {
  purpose: Purpose;
  /** 0..65535. */
  user: number;
}

/** Slow on purpose. @param salt 16 bytes; @returns 32 bytes */
export type SecretHash = (digits: Uint8Array, salt: Uint8Array) => Uint8Array;

export class Secrets {
  private readonly secrets = new Map<number, StoredSecret>();
  private readonly hash: SecretHash;

  /** @param hash scrypt; only a test passes another */
  constructor(stored: readonly StoredSecret[], hash: SecretHash = scryptHash) {
    this.hash = hash;
    for (const secret of stored) this.secrets.set(keyOf(secret), copyOf(secret));
  }

  /**
   * Sets a password and gives all tries back.
   *
   * @param digits at least one
   * @param salt 16 random bytes
   * @param commit makes the change durable; when it throws, nothing has changed and the answer is REFUSED
   */
  set(id: SecretId, digits: Uint8Array, salt: Uint8Array, commit: () => void): Done {
    if (!isId(id) || digits.length === 0 || salt.length !== SECRET_SALT_BYTES) return Done.REFUSED;
    if (!this.secrets.has(keyOf(id)) && this.secrets.size >= SECRETS_MAX) return Done.REFUSED;
    const { purpose, user } = id;
    const hash = this.hashOf(digits, salt, 2);
    return this.replace({ purpose, user, triesLeft: SECRET_TRIES, form: 2, salt: copyBytes(salt), hash }, commit);
  }

  /** DONE when the password is right and tries were left; REFUSED otherwise, or when the try could not be made durable. */
  verify(id: SecretId, digits: Uint8Array, commit: () => void): Done {
    const secret = this.judged(id, digits, commit);
    return secret !== undefined && this.giveBack(secret, commit) ? Done.DONE : Done.REFUSED;
  }

  /**
   * Another password for one who knows the old; a wrong old one counts as a try. REFUSED too when both are the same.
   *
   * @param salt 16 random bytes
   */
  change(id: SecretId, old: Uint8Array, digits: Uint8Array, salt: Uint8Array, commit: () => void): Done {
    const isSame = equalInConstantTime(old, digits);
    if (this.verify(id, old, commit) !== Done.DONE || isSame) return Done.REFUSED;
    return this.set(id, digits, salt, commit);
  }

  /**
   * Gives a user all tries back, on the password of a supervisor, which counts as a try of theirs. No supervisor unlocks
   * themselves.
   */
  unlock(id: SecretId, supervisor: { user: number; digits: Uint8Array }, commit: () => void): Done {
    const by: SecretId = { purpose: Purpose.SUPERVISOR, user: supervisor.user };
    if (this.verify(by, supervisor.digits, commit) !== Done.DONE) return Done.REFUSED;
    const secret = this.find(id);
    if (secret === undefined || keyOf(id) === keyOf(by)) return Done.REFUSED;
    return this.giveBack(secret, commit) ? Done.DONE : Done.REFUSED;
  }

  /** Takes a password away: DONE, or REFUSED when there is none or this cannot be made durable. */
  remove(id: SecretId, commit: () => void): Done {
    const before = this.find(id);
    if (before === undefined) return Done.REFUSED;
    this.secrets.delete(keyOf(id));
    try {
      commit();
    } catch {
      this.secrets.set(keyOf(id), before);
      return Done.REFUSED;
    }
    before.hash.fill(0);
    return Done.DONE;
  }

  /** Undefined when there is no such password. */
  triesLeft(id: SecretId): number | undefined {
    return this.find(id)?.triesLeft;
  }

  /** For the store; hashes and salts are the object's own arrays. */
  all(): StoredSecret[] {
    return [...this.secrets.values()];
  }

  eraseAll(): void {
    for (const secret of this.secrets.values()) secret.hash.fill(0);
    this.secrets.clear();
  }

  /** The secret, when `digits` are right and a try was left: counted, durable, then hashed and compared, whoever it is. */
  private judged(id: SecretId, digits: Uint8Array, commit: () => void): StoredSecret | undefined {
    const secret = this.find(id);
    const mayTry = secret !== undefined && secret.triesLeft > 0;
    if (mayTry) secret.triesLeft--;
    let isDurable = true;
    try {
      commit();
    } catch {
      isDurable = false;
    }
    const hash = this.hashOf(digits, secret?.salt ?? new Uint8Array(SECRET_SALT_BYTES), secret?.form ?? 2);
    const isRight = equalInConstantTime(hash, secret?.hash ?? new Uint8Array(HASH_BYTES));
    hash.fill(0);
    return isDurable && mayTry && isRight ? secret : undefined;
  }

  private hashOf(digits: Uint8Array, salt: Uint8Array, form: 1 | 2): Uint8Array {
    if (form === 1) return this.hash(digits, salt);
    const marked = new Uint8Array(digits.length + 1);
    marked.set(digits);
    marked[digits.length] = END_MARK;
    try {
      return this.hash(marked, salt);
    } finally {
      marked.fill(0);
    }
  }

  private find(id: SecretId): StoredSecret | undefined {
    return isId(id) ? this.secrets.get(keyOf(id)) : undefined;
  }

  private giveBack(secret: StoredSecret, commit: () => void): boolean {
    const { triesLeft } = secret;
    secret.triesLeft = SECRET_TRIES;
    try {
      commit();
      return true;
    } catch {
      secret.triesLeft = triesLeft;
      return false;
    }
  }

  private replace(secret: StoredSecret, commit: () => void): Done {
    const key = keyOf(secret);
    const before = this.secrets.get(key);
    this.secrets.set(key, secret);
    try {
      commit();
    } catch {
      secret.hash.fill(0);
      if (before === undefined) this.secrets.delete(key);
      else this.secrets.set(key, before);
      return Done.REFUSED;
    }
    before?.hash.fill(0);
    return Done.DONE;
  }
}

function scryptHash(digits: Uint8Array, salt: Uint8Array): Uint8Array {
  const hash = scryptSync(digits, salt, HASH_BYTES, COST);
  return new Uint8Array(hash.buffer, hash.byteOffset, hash.length);
}

function isId({ purpose, user }: SecretId): boolean {
  return VERIFIED.includes(purpose) && Number.isInteger(user) && user >= 0 && user <= USER_MAX;
}

function keyOf({ purpose, user }: SecretId): number {
  return purpose * (USER_MAX + 1) + user;
}

function copyOf(secret: StoredSecret): StoredSecret {
  return { ...secret, salt: copyBytes(secret.salt), hash: copyBytes(secret.hash) };
}
