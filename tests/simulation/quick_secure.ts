/** What a secure module of the simulation need not do as slowly as a real one: thousands of them are started. */
import { createHash } from "node:crypto";
import type { SecretHash } from "../../host/secure/secrets.ts";
import { KNOWN_ANSWERS } from "../../host/secure/self_test/known_answers.ts";
import { PRIMITIVES } from "../../host/secure/self_test/primitives.ts";
import { SelfTest } from "../../host/secure/self_test/self_test.ts";

/** The primitives are those of the process: its first module proves them, the later ones need not. */
let isSelfTested = false;

function selfTest(): SelfTest {
  const answers = isSelfTested ? [] : KNOWN_ANSWERS;
  isSelfTested = true;
  return new SelfTest(PRIMITIVES, answers);
}

/** In place of scrypt, which is slow on purpose: nobody tries to find these passwords. */
const passwordHash: SecretHash = (digits, salt) =>
  new Uint8Array(createHash("sha256").update(salt).update(digits).digest());

/** Options of one module more. */
export function quickSecure(): { selfTest: SelfTest; passwordHash: SecretHash } {
  return { selfTest: selfTest(), passwordHash };
}
