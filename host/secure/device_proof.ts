/** The MAC by which a device shows whose a message is, made in its secure module. */
import { CIPHERS } from "./cipher/block_cipher.ts";
import { deviceMac } from "./device_keys.ts";
import type { Vault } from "./vault.ts";
import { withKey } from "./working_key.ts";

/** @returns undefined unless the slot holds the device's secret key */
export function proofOf(vault: Vault, slot: number, data: Uint8Array): Uint8Array | undefined {
  return withKey(vault, slot, { operation: "prove-device" }, (algorithm, key) =>
    deviceMac(CIPHERS[algorithm], key, data),
  );
}
