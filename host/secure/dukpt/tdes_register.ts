/** The future key register of a device under TDES DUKPT: 21 keys of 16 bytes (ANSI X9.24-1:2009, A.2). */
import { CodecError } from "../../codec/errors.ts";
import { counterOf, initialKeyIdOf, TDES_KSN } from "./ksn.ts";
import { DukptRegister, loadedParts, restoredParts } from "./register.ts";
import type { DukptScheme, RegisterParts } from "./register.ts";
import { checkTdesDukptKey, deriveTdes, TDES_DUKPT_KEY_BYTES, tdesWorkingKey } from "./tdes.ts";

const SCHEME: DukptScheme = {
  format: TDES_KSN,
  keyBytes: [TDES_DUKPT_KEY_BYTES],
  derive: deriveTdes,
  workingKey: (key, _id, _counter, usage, type) => tdesWorkingKey(key, usage, type),
};

export class TdesDukptRegister extends DukptRegister {
  private constructor({ initialKeyId, keys }: RegisterParts) {
    super(SCHEME, initialKeyId, keys);
  }

  /**
   * @param initialKey 16 bytes; its owner wipes it
   * @param ksn 10 bytes, whose counter is 0: a device that has begun to count is restored, never loaded again
   * @throws CodecError KEY_LENGTH, KSN_LENGTH, KSN_COUNTER
   */
  static load(initialKey: Uint8Array, ksn: Uint8Array): TdesDukptRegister {
    checkTdesDukptKey(initialKey, "ik");
    if (counterOf(TDES_KSN, ksn) !== 0)
      throw new CodecError({ code: "KSN_COUNTER", path: "ksn", offset: 7, expected: "a counter of 0 to begin with" });
    return new TdesDukptRegister(loadedParts(SCHEME, initialKey, initialKeyIdOf(TDES_KSN, ksn)));
  }

  /** @param state what `state()` gave; its owner wipes it. @throws CodecError DUKPT_STATE */
  static restore(state: Uint8Array): TdesDukptRegister {
    return new TdesDukptRegister(restoredParts(SCHEME, state));
  }
}
