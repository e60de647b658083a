/**
 * MACs of messages, F64: made for what is sent and checked in what has come, each under a key of its slot. Gives no key and no MAC
 * that it would only have compared.
 */
import { Done, KeyUsage } from "../../assembly/abi.ts";
import { equalInConstantTime } from "./bytes.ts";
import { CIPHERS } from "./cipher/block_cipher.ts";
import type { CipherName } from "./cipher/block_cipher.ts";
import { deviceMac } from "./device_keys.ts";
import type { SecureProfile } from "./profile.ts";
import type { Vault } from "./vault.ts";
import { withKey } from "./working_key.ts";
import type { KeyPurpose } from "./working_key.ts";
import { macOf } from "./mac/algorithms.ts";

const MAC_BYTES = 8;
const MAKING: KeyPurpose = { operation: "generate-mac", usage: "mac-request" };
const VERIFYING: KeyPurpose = { operation: "verify-mac", usage: "mac-response" };
const PROVING: KeyPurpose = { operation: "prove-device", usage: undefined };

export class MessageMacs {
  readonly #vault: Vault;
  readonly #profile: SecureProfile;

  constructor(vault: Vault, profile: SecureProfile) {
    this.#vault = vault;
    this.#profile = profile;
  }

  /**
   * MAC of `data` under a slot for MACs, or under the transaction begun with it; under the device's secret key the one that
   * `deviceMac` makes; 8 bytes, zero when REFUSED.
   */
  make(slot: number, data: Uint8Array): { status: Done; mac: Uint8Array } {
    const mac = this.#macFor(slot, MAKING, data);
    return mac === undefined ? { status: Done.REFUSED, mac: new Uint8Array(MAC_BYTES) } : { status: Done.DONE, mac };
  }

  /** DONE when `mac` is right, REFUSED when it is wrong or the slot may not say. */
  verify(slot: number, mac: Uint8Array, data: Uint8Array): Done {
    const own = this.#macFor(slot, VERIFYING, data);
    return own !== undefined && equalInConstantTime(own, mac) ? Done.DONE : Done.REFUSED;
  }

  /** Undefined when the slot may not do this. */
  #macFor(slot: number, purpose: KeyPurpose, data: Uint8Array): Uint8Array | undefined {
    if (this.#vault.slots.usageOf(slot) === KeyUsage.SECRET) return this.#deviceMac(slot, data);
    return withKey(this.#vault, slot, purpose, (algorithm, key) => this.#macUnder(algorithm, key, data));
  }

  /** Under the device's secret key, which is not used as itself. */
  #deviceMac(slot: number, data: Uint8Array): Uint8Array | undefined {
    return withKey(this.#vault, slot, PROVING, (algorithm, key) => deviceMac(CIPHERS[algorithm], key, data));
  }

  #macUnder(algorithm: CipherName, key: Uint8Array, data: Uint8Array): Uint8Array {
    const { algorithm: name, options } = this.#profile.mac[algorithm];
    return macOf(name, key, data, options);
  }
}
