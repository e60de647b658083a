/**
 * Operators' passwords: scrypt hashes and a try limit for each.
 *
 * Holds always: a try is counted and durable before it is judged, so that cutting the power buys no tries; an operator who
 * does not exist costs as much work as one who does. Passwords arrive as digits that the caller wipes.
 */
import { scryptSync } from "node:crypto";
import { Done } from "../../assembly/abi.ts";
import { copyBytes, equalInConstantTime } from "./bytes.ts";
import type { StoredOperator } from "./stored_state.ts";

export const OPERATOR_TRIES = 5;
const OPERATORS_MAX = 100;
const USER_MAX = 0xffff;
export const SALT_BYTES = 16;
const HASH_BYTES = 32;
const COST = { N: 16384, r: 8, p: 1 };

export class Operators {
  private readonly operators = new Map<number, StoredOperator>();

  constructor(stored: readonly StoredOperator[]) {
    for (const operator of stored) this.operators.set(operator.user, { ...operator });
  }

  /**
   * Sets a password and gives all tries back.
   *
   * @param user 0..65535
   * @param salt 16 random bytes
   * @param commit makes the change durable; when it throws, nothing has changed and the answer is REFUSED
   */
  set(user: number, digits: Uint8Array, salt: Uint8Array, commit: () => void): Done {
    if (!Number.isInteger(user) || user < 0 || user > USER_MAX || digits.length === 0) return Done.REFUSED;
    const before = this.operators.get(user);
    if (before === undefined && this.operators.size >= OPERATORS_MAX) return Done.REFUSED;
    this.operators.set(user, { user, triesLeft: OPERATOR_TRIES, salt: copyBytes(salt), hash: hashOf(digits, salt) });
    try {
      commit();
      return Done.DONE;
    } catch {
      if (before === undefined) this.operators.delete(user);
      else this.operators.set(user, before);
      return Done.REFUSED;
    }
  }

  /** DONE when the password is right and tries were left; REFUSED otherwise, or when the try could not be made durable. */
  verify(user: number, digits: Uint8Array, commit: () => void): Done {
    const operator = this.operators.get(user);
    const hash = hashOf(digits, operator?.salt ?? new Uint8Array(SALT_BYTES));
    if (operator === undefined || operator.triesLeft === 0) return Done.REFUSED;
    try {
      operator.triesLeft--;
      commit();
      if (!equalInConstantTime(hash, operator.hash)) return Done.REFUSED;
      operator.triesLeft = OPERATOR_TRIES;
      commit();
      return Done.DONE;
    } catch {
      return Done.REFUSED;
    }
  }

  all(): StoredOperator[] {
    return [...this.operators.values()];
  }

  eraseAll(): void {
    for (const operator of this.operators.values()) operator.hash.fill(0);
    this.operators.clear();
  }
}

function hashOf(digits: Uint8Array, salt: Uint8Array): Uint8Array {
  return new Uint8Array(scryptSync(digits, salt, HASH_BYTES, COST));
}
