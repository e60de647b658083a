import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Done, Purpose } from "../../../assembly/abi.ts";
import { SECRETS_MAX, SECRET_TRIES, Secrets } from "../../../host/secure/secrets.ts";
import type { SecretId } from "../../../host/secure/secrets.ts";
import type { StoredSecret } from "../../../host/secure/store/state.ts";
import { seeded } from "./support.ts";

const digitsOf = (text: string): Uint8Array => Uint8Array.from(text, Number);
const DURABLE = (): void => {};
const FAILING = (): never => {
  throw new Error("disk full");
};
const OPERATOR: SecretId = { purpose: Purpose.OPERATOR, user: 1 };
const SUPERVISOR: SecretId = { purpose: Purpose.SUPERVISOR, user: 9 };
const salt = (): Uint8Array => seeded("salt")(16);

/** Stands in for scrypt where the time would be too long; counts. */
let hashes = 0;
function quick(digits: Uint8Array, salted: Uint8Array): Uint8Array {
  hashes++;
  return new Uint8Array(createHash("sha256").update(salted).update(digits).digest());
}

function secretsWith(...ids: SecretId[]): Secrets {
  const secrets = new Secrets([], quick);
  for (const id of ids) assert.equal(secrets.set(id, digitsOf("246802"), salt(), DURABLE), Done.DONE);
  return secrets;
}

function triesLeft(secrets: Secrets, id = OPERATOR): number | undefined {
  return secrets.all().find(({ purpose, user }) => purpose === id.purpose && user === id.user)?.triesLeft;
}

/** As a cut would leave it: what the last commit made durable. */
function recorder(secrets: () => Secrets): { commit: () => void; durable: () => StoredSecret[] } {
  let kept: StoredSecret[] = [];
  return {
    commit: () =>
      (kept = secrets()
        .all()
        .map((secret) => ({ ...secret }))),
    durable: () => kept,
  };
}

test("a password is right or wrong, by scrypt", () => {
  const secrets = new Secrets([]);
  assert.equal(secrets.set(OPERATOR, digitsOf("0000"), salt(), DURABLE), Done.DONE);
  assert.equal(secrets.verify(OPERATOR, digitsOf("0000"), DURABLE), Done.DONE);
  // HMAC, which scrypt is made of, fills a key with zeros: digits of nothing else must not be the same for that.
  for (const wrong of ["0001", "000", "00000", ""]) {
    assert.equal(secrets.verify(OPERATOR, digitsOf(wrong), DURABLE), Done.REFUSED);
  }
  const again = new Secrets(secrets.all());
  assert.equal(again.verify(OPERATOR, digitsOf("0000"), DURABLE), Done.DONE);
});

test("each purpose has its own users, and a PIN or a forwarded secret is never kept", () => {
  const kept = [Purpose.OPERATOR, Purpose.SUPERVISOR, Purpose.PAYMENT_PASSWORD];
  const purposes = Object.values(Purpose).filter((purpose) => typeof purpose === "number");
  for (const purpose of purposes) {
    const secrets = new Secrets([], quick);
    const expected = kept.includes(purpose) ? Done.DONE : Done.REFUSED;
    assert.equal(secrets.set({ purpose, user: 1 }, digitsOf("1357"), salt(), DURABLE), expected, Purpose[purpose]);
    for (const other of purposes) {
      const status = secrets.verify({ purpose: other, user: 1 }, digitsOf("1357"), DURABLE);
      assert.equal(status, other === purpose ? expected : Done.REFUSED);
    }
  }
});

test("users out of range are nobody, also where their number would be another's", () => {
  const secrets = secretsWith({ purpose: Purpose.SUPERVISOR, user: 1 });
  const steps = Purpose.SUPERVISOR - Purpose.OPERATOR;
  for (const user of [-1, 0x10000, steps * 0x10000 + 1, 0.5, NaN]) {
    const id = { purpose: Purpose.OPERATOR, user };
    assert.equal(secrets.set(id, digitsOf("1"), salt(), DURABLE), Done.REFUSED);
    assert.equal(secrets.verify(id, digitsOf("246802"), DURABLE), Done.REFUSED);
    assert.equal(secrets.remove(id, DURABLE), Done.REFUSED);
  }
  assert.equal(secrets.set(OPERATOR, new Uint8Array(0), salt(), DURABLE), Done.REFUSED);
  assert.equal(secrets.set(OPERATOR, digitsOf("1"), new Uint8Array(15), DURABLE), Done.REFUSED);
  assert.equal(secrets.all().length, 1);
});

test("no more than a hundred users, who may still change", () => {
  const secrets = new Secrets([], quick);
  for (let user = 0; user < SECRETS_MAX; user++) {
    assert.equal(secrets.set({ ...OPERATOR, user }, digitsOf("1"), salt(), DURABLE), Done.DONE);
  }
  assert.equal(secrets.set({ ...OPERATOR, user: SECRETS_MAX }, digitsOf("1"), salt(), DURABLE), Done.REFUSED);
  assert.equal(secrets.set({ ...OPERATOR, user: 5 }, digitsOf("2"), salt(), DURABLE), Done.DONE);
});

test("tries are used up, over restarts too, and then the right password is refused", () => {
  let secrets = secretsWith(OPERATOR);
  const { commit, durable } = recorder(() => secrets);
  for (let left = SECRET_TRIES - 1; left >= 0; left--) {
    assert.equal(secrets.verify(OPERATOR, digitsOf("111111"), commit), Done.REFUSED);
    secrets = new Secrets(durable(), quick);
    assert.equal(triesLeft(secrets), left);
  }
  assert.equal(secrets.verify(OPERATOR, digitsOf("246802"), commit), Done.REFUSED);
  assert.equal(triesLeft(secrets), 0);
  assert.equal(secrets.set(OPERATOR, digitsOf("246802"), salt(), commit), Done.DONE);
  assert.equal(secrets.verify(OPERATOR, digitsOf("246802"), commit), Done.DONE);
});

test("a right password gives the tries back", () => {
  const secrets = secretsWith(OPERATOR);
  secrets.verify(OPERATOR, digitsOf("1"), DURABLE);
  assert.equal(triesLeft(secrets), SECRET_TRIES - 1);
  secrets.verify(OPERATOR, digitsOf("246802"), DURABLE);
  assert.equal(triesLeft(secrets), SECRET_TRIES);
});

test("a try is durable before anything is hashed", () => {
  const secrets = secretsWith(OPERATOR);
  const order: string[] = [];
  const watched = new Secrets(secrets.all(), (digits, salted) => {
    order.push("hash");
    return quick(digits, salted);
  });
  const verify = (digits: string): Done =>
    watched.verify(OPERATOR, digitsOf(digits), () => order.push(`commit ${triesLeft(watched) ?? ""}`));
  assert.equal(verify("246802"), Done.DONE);
  assert.equal(verify("1"), Done.REFUSED);
  assert.deepEqual(order, ["commit 4", "hash", "commit 5", "commit 4", "hash"]);
});

test("nobody, somebody locked and somebody wrong cost the same work", () => {
  const locked = { ...OPERATOR, user: 2 };
  const secrets = secretsWith(OPERATOR, locked);
  for (let i = 0; i < SECRET_TRIES; i++) secrets.verify(locked, digitsOf("1"), DURABLE);
  for (const id of [OPERATOR, locked, { ...OPERATOR, user: 3 }, { purpose: Purpose.ONLINE_PIN, user: 1 }]) {
    hashes = 0;
    let commits = 0;
    assert.equal(
      secrets.verify(id, digitsOf("1"), () => commits++),
      Done.REFUSED,
    );
    assert.deepEqual([hashes, commits], [1, 1]);
  }
});

test("what cannot be made durable is refused and changes nothing", () => {
  const secrets = secretsWith(OPERATOR, SUPERVISOR);
  assert.equal(secrets.set(OPERATOR, digitsOf("999999"), salt(), FAILING), Done.REFUSED);
  assert.equal(secrets.set({ ...OPERATOR, user: 2 }, digitsOf("1"), salt(), FAILING), Done.REFUSED);
  assert.equal(secrets.remove(OPERATOR, FAILING), Done.REFUSED);
  assert.equal(secrets.all().length, 2);
  assert.equal(secrets.verify(OPERATOR, digitsOf("246802"), FAILING), Done.REFUSED);
  assert.equal(triesLeft(secrets), SECRET_TRIES - 1, "the try counts all the same");
  const failsAt = (which: number): (() => void) => {
    let commits = 0;
    return () => {
      if (++commits === which) FAILING();
    };
  };
  assert.equal(secrets.verify(OPERATOR, digitsOf("246802"), failsAt(1)), Done.REFUSED, "right, but not counted");
  assert.equal(triesLeft(secrets), SECRET_TRIES - 2);
  assert.equal(secrets.verify(OPERATOR, digitsOf("246802"), failsAt(2)), Done.REFUSED);
  assert.equal(triesLeft(secrets), SECRET_TRIES - 3, "as the durable state has it");
  assert.equal(secrets.verify(OPERATOR, digitsOf("246802"), DURABLE), Done.DONE);
});

test("a password is changed by who knows the old one, to another one", () => {
  const secrets = secretsWith(OPERATOR);
  const change = (old: string, digits: string): Done =>
    secrets.change(OPERATOR, digitsOf(old), digitsOf(digits), seeded("new")(16), DURABLE);
  assert.equal(change("111111", "135791"), Done.REFUSED);
  assert.equal(triesLeft(secrets), SECRET_TRIES - 1, "a wrong old one is a try");
  assert.equal(change("246802", "246802"), Done.REFUSED, "the same again");
  assert.equal(change("246802", ""), Done.REFUSED);
  assert.equal(secrets.verify(OPERATOR, digitsOf("246802"), DURABLE), Done.DONE);
  assert.equal(change("246802", "135791"), Done.DONE);
  assert.equal(secrets.verify(OPERATOR, digitsOf("246802"), DURABLE), Done.REFUSED);
  assert.equal(secrets.verify(OPERATOR, digitsOf("135791"), DURABLE), Done.DONE);
  const nobody = { ...OPERATOR, user: 77 };
  assert.equal(secrets.change(nobody, digitsOf("1"), digitsOf("2"), salt(), DURABLE), Done.REFUSED);
  assert.equal(secrets.all().length, 1);
});

test("a supervisor gives the tries back", () => {
  const secrets = secretsWith(OPERATOR, SUPERVISOR);
  for (let i = 0; i < SECRET_TRIES; i++) secrets.verify(OPERATOR, digitsOf("1"), DURABLE);
  const unlock = (id: SecretId, digits: string, user = SUPERVISOR.user): Done =>
    secrets.unlock(id, { user, digits: digitsOf(digits) }, DURABLE);
  assert.equal(unlock(OPERATOR, "111111"), Done.REFUSED);
  assert.equal(triesLeft(secrets, SUPERVISOR), SECRET_TRIES - 1, "a wrong one is a try of the supervisor");
  assert.equal(unlock(OPERATOR, "246802", 1), Done.REFUSED, "an operator is no supervisor");
  assert.equal(triesLeft(secrets), 0);
  assert.equal(unlock(OPERATOR, "246802"), Done.DONE);
  assert.equal(triesLeft(secrets), SECRET_TRIES);
  assert.equal(secrets.verify(OPERATOR, digitsOf("246802"), DURABLE), Done.DONE);
  assert.equal(unlock({ ...OPERATOR, user: 77 }, "246802"), Done.REFUSED, "nobody");
  assert.equal(unlock(SUPERVISOR, "246802"), Done.REFUSED, "themselves");
});

test("a password can be taken away", () => {
  const secrets = secretsWith(OPERATOR);
  const [{ hash } = { hash: salt() }] = secrets.all();
  assert.equal(secrets.remove(OPERATOR, DURABLE), Done.DONE);
  assert.deepEqual(hash, new Uint8Array(32));
  assert.equal(secrets.remove(OPERATOR, DURABLE), Done.REFUSED);
  assert.equal(secrets.verify(OPERATOR, digitsOf("246802"), DURABLE), Done.REFUSED);
});

test("hashes are wiped when they are replaced or erased; the caller may wipe what it gave", () => {
  const given = salt();
  const digits = digitsOf("246802");
  const secrets = new Secrets([], quick);
  secrets.set(OPERATOR, digits, given, DURABLE);
  given.fill(0);
  digits.fill(0);
  assert.equal(secrets.verify(OPERATOR, digitsOf("246802"), DURABLE), Done.DONE);
  const [first] = secrets.all();
  secrets.set(OPERATOR, digitsOf("1"), salt(), DURABLE);
  const [second] = secrets.all();
  secrets.eraseAll();
  for (const secret of [first, second]) assert.deepEqual(secret?.hash, new Uint8Array(32));
  assert.deepEqual(secrets.all(), []);
});
