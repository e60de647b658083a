/**
 * PASSWORD: the core names a user by its number, the secure module judges. Which of the module's passwords is whose stands
 * here and nowhere else.
 */
import { Done, Purpose } from "../../assembly/abi.ts";
import { PasswordAction, PasswordResult } from "../../assembly/abi_devices.ts";
import { word } from "../payloads.ts";
import type { SecureModule } from "../secure/module.ts";
import { SECRET_TRIES } from "../secure/secrets.ts";
import type { SecretId } from "../secure/secrets.ts";

/** UnionPay POS: operator 00 is the supervisor, 99 the system's manager; all others are cashiers. */
const SUPERVISORS: readonly number[] = [0, 99];

/** What a user's password is typed as, and judged as. */
export function secretIdOf(user: number): SecretId {
  return { purpose: SUPERVISORS.includes(user) ? Purpose.SUPERVISOR : Purpose.OPERATOR, user };
}

/** @param payload of PASSWORD; @returns a `PasswordResult` and the tries left */
export function obeyPassword(secure: SecureModule, payload: Uint8Array): [PasswordResult, number] {
  const action: PasswordAction = word(payload, 0);
  const id = secretIdOf(word(payload, 1));
  const [handle, other] = [word(payload, 2), word(payload, 3)];
  const hasHandle = secure.hasSecret(handle, id.purpose);
  switch (action) {
    case PasswordAction.CHECK: {
      const isRight = secure.verifySecret(handle, id) === Done.DONE;
      return judged(secure, id, isRight, hasHandle);
    }
    case PasswordAction.CHANGE: {
      const isWhole = hasHandle && secure.hasSecret(other, Purpose.NEW_PASSWORD);
      const isRight = secure.changePassword(id, { handle, newHandle: other }) === Done.DONE;
      // The old one was right, as all tries are there: it is the new one that is refused.
      const isNewOne = !isRight && secure.triesLeft(id) === SECRET_TRIES;
      return judged(secure, id, isRight, isWhole && !isNewOne);
    }
    case PasswordAction.SET:
      return done(secure, id, secure.setTypedPassword(id, other));
    case PasswordAction.REMOVE:
      return done(secure, id, secure.removePassword(id));
    default:
      return [PasswordResult.REFUSED, 0];
  }
}

/** A user without a password is as one who has no tries left: only SET opens either. */
function judged(secure: SecureModule, id: SecretId, isRight: boolean, isTry: boolean): [PasswordResult, number] {
  const tries = secure.triesLeft(id) ?? 0;
  if (isRight) return [PasswordResult.RIGHT, tries];
  if (!isTry || secure.condition !== "open") return [PasswordResult.REFUSED, tries];
  return [tries === 0 ? PasswordResult.LOCKED : PasswordResult.WRONG, tries];
}

function done(secure: SecureModule, id: SecretId, status: Done): [PasswordResult, number] {
  return [status === Done.DONE ? PasswordResult.RIGHT : PasswordResult.REFUSED, secure.triesLeft(id) ?? 0];
}
