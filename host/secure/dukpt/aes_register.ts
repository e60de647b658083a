/** The future key register of a device under AES DUKPT: 32 keys as long as the initial key (ANSI X9.24-3:2017, 6.5). */
import { CodecError } from "../../codec/errors.ts";
import { aesKeyType, aesWorkingKey, deriveAes, UPDATE_COUNTER } from "./aes.ts";
import type { AesKeyType } from "./aes.ts";
import { AES_KSN, checkInitialKeyId } from "./ksn.ts";
import { DukptRegister, loadedParts, restoredParts } from "./register.ts";
import type { DukptScheme, RegisterParts } from "./register.ts";
import type { DukptKeyType } from "./usage.ts";

const SCHEME: DukptScheme = {
  format: AES_KSN,
  keyBytes: [16, 24, 32],
  derive: deriveAes,
  workingKey: aesWorkingKey,
};

export class AesDukptRegister extends DukptRegister {
  private constructor({ initialKeyId, keys }: RegisterParts) {
    super(SCHEME, initialKeyId, keys);
  }

  /**
   * @param initialKey 16, 24 or 32 bytes; its owner wipes it
   * @param type what the initial key was loaded as, which its length must bear out
   * @param initialKeyId 8 bytes, the first of the KSN
   * @throws CodecError KEY_LENGTH, KSN_ID
   */
  static load(initialKey: Uint8Array, type: AesKeyType, initialKeyId: Uint8Array): AesDukptRegister {
    if (aesKeyType(initialKey, "ik") !== type) {
      const actual = `${initialKey.length} bytes`;
      throw new CodecError({ code: "KEY_LENGTH", path: "ik", offset: 0, expected: `a key of ${type}`, actual });
    }
    checkInitialKeyId(AES_KSN, initialKeyId);
    return new AesDukptRegister(loadedParts(SCHEME, initialKey, initialKeyId));
  }

  /** @param state what `state()` gave; its owner wipes it. @throws CodecError DUKPT_STATE */
  static restore(state: Uint8Array): AesDukptRegister {
    return new AesDukptRegister(restoredParts(SCHEME, state));
  }

  /**
   * The key under which a new initial key comes; it takes no transaction. Its owner wipes it.
   *
   * @param type that of the initial key when absent
   * @returns undefined when all keys are used
   * @throws CodecError DUKPT_KEY_TYPE
   */
  updateKey(type?: DukptKeyType): Uint8Array | undefined {
    const key = this.keyOfAllOnes();
    if (key === undefined) return undefined;
    try {
      return aesWorkingKey(key, this.initialKeyId, UPDATE_COUNTER, "key-encryption", type);
    } finally {
      key.fill(0);
    }
  }
}
