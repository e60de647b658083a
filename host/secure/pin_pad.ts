/**
 * What is typed, and what becomes of it: PINs enciphered for the host or shown to the card, passwords verified here, other
 * secrets enciphered for whoever checks them.
 *
 * Holds always: a handle is spent whatever the answer; digits leave only enciphered, under a key that the slots allow or one
 * that this module recovered itself; after `wipe` nothing of the last transaction is left. No call throws for what its
 * arguments hold.
 */
import { Done, Purpose, Secret } from "../../assembly/abi.ts";
import { CIPHERS } from "./cipher/block_cipher.ts";
import type { CipherName } from "./cipher/block_cipher.ts";
import { SecretEntry } from "./entry/secret_entry.ts";
import type { EntryKey, EntryRequest, EntryResult } from "./entry/secret_entry.ts";
import { encipherPinChange } from "./pin/change.ts";
import { encipherPin, randomFill } from "./pin/encipher.ts";
import type { PinKeyUse } from "./pin/encipher.ts";
import { OfflinePin } from "./pin/offline.ts";
import type { SecureProfile } from "./profile.ts";
import { CardKeys } from "./recovery/card_keys.ts";
import { encipherSecret } from "./secret_envelope.ts";
import { SECRET_SALT_BYTES } from "./secrets.ts";
import type { SecretId } from "./secrets.ts";
import type { Vault } from "./vault.ts";
import { withKey } from "./working_key.ts";

export interface PinRequest {
  slot: number;
  handle: number;
  /** ASCII digits; none where there is no card number. */
  pan: Uint8Array;
}

export interface BlockResult {
  status: Done;
  /** 8 bytes under TDES, else 16; 8 zeros unless DONE. */
  block: Uint8Array;
}

const NOTHING: BlockResult["block"] = new Uint8Array(8);

export class PinPad {
  readonly cardKeys: CardKeys;
  private readonly vault: Vault;
  private readonly profile: SecureProfile;
  private readonly random: (length: number) => Uint8Array;
  private readonly entry: SecretEntry;
  private offline: OfflinePin | undefined;
  private lastHandle = 0;

  constructor(vault: Vault, options: { profile: SecureProfile; random: (length: number) => Uint8Array }) {
    this.vault = vault;
    this.profile = options.profile;
    this.random = options.random;
    this.cardKeys = new CardKeys(vault.capks);
    this.entry = new SecretEntry(() => this.newHandle(), options.profile.pinRate);
  }

  begin(request: EntryRequest, now_ms: number): EntryResult | undefined {
    return this.vault.isShut ? { status: Secret.REFUSED, handle: 0 } : this.entry.begin(request, now_ms);
  }

  key(press: EntryKey, now_ms: number): EntryResult | undefined {
    return this.entry.key(press, now_ms);
  }

  tick(now_ms: number): EntryResult | undefined {
    return this.entry.tick(now_ms);
  }

  get entering(): { count: number; purpose: Purpose } | undefined {
    return this.entry.entering;
  }

  get nextDeadline_ms(): number | undefined {
    return this.entry.nextDeadline_ms;
  }

  /** The keypad is given back: what was typed, and every handle, is gone; the keys of the card stay. */
  cancel(): void {
    this.entry.wipe();
  }

  /** A transaction begins or ends, or a tamper event: all that was typed, and the card's keys, are gone. */
  wipe(): void {
    this.entry.wipe();
    this.offline?.wipe();
    this.offline = undefined;
    this.cardKeys.wipe();
  }

  /** PIN block of the format that the profile has for the key's cipher. */
  encipher({ slot, handle, pan }: PinRequest): BlockResult {
    const block = this.entry.spend(handle, Purpose.ONLINE_PIN, (digits) =>
      this.withPinKey(slot, pan, (use) => encipherPin({ ...use, digits, fill: randomFill(use.format, this.random) })),
    );
    return block === undefined ? { status: Done.REFUSED, block: NOTHING } : { status: Done.DONE, block };
  }

  /** The current PIN and the new one, each in a block of its own. */
  change({ slot, handle, pan, newHandle }: PinRequest & { newHandle: number }): {
    status: Done;
    current: Uint8Array;
    next: Uint8Array;
  } {
    const blocks = this.entry.spend(newHandle, Purpose.NEW_PIN, (next) =>
      this.entry.spend(handle, Purpose.ONLINE_PIN, (current) =>
        this.withPinKey(slot, pan, (use) => encipherPinChange({ ...use, current, next }, this.random)),
      ),
    );
    return blocks === undefined
      ? { status: Done.REFUSED, current: NOTHING, next: NOTHING }
      : { status: Done.DONE, ...blocks };
  }

  /**
   * Begins the module's own dialogue with the card about an offline PIN; the caller carries commands and replies.
   *
   * @param enciphered under the key of this card that `cardKeys` has recovered
   * @returns undefined when the handle is none, or the module is shut
   */
  verifyAtCard(handle: number, enciphered: boolean): OfflinePin | undefined {
    this.offline?.wipe();
    this.offline = this.entry.spend(handle, Purpose.OFFLINE_PIN, (digits) => {
      if (this.vault.isShut) return undefined;
      return enciphered ? OfflinePin.enciphered(digits, this.cardKeys, this.random) : OfflinePin.plaintext(digits);
    });
    return this.offline;
  }

  /** Checks a password; a try is counted. */
  verify(handle: number, id: SecretId): Done {
    const verify = (digits: Uint8Array): Done =>
      this.vault.isShut ? Done.REFUSED : this.vault.secrets.verify(id, digits, this.vault.save);
    return this.entry.spend(handle, id.purpose, verify) ?? Done.REFUSED;
  }

  /** Provisioning: sets a password, digits one per byte; the caller wipes its copy. */
  setPassword(id: SecretId, digits: Uint8Array): Done {
    if (this.vault.isShut) return Done.REFUSED;
    return this.vault.secrets.set(id, digits, this.random(SECRET_SALT_BYTES), this.vault.save);
  }

  /** A typed secret, enciphered for whoever checks it: see `encipherSecret`. Empty unless DONE. */
  forward(slot: number, handle: number, purpose: Purpose): { status: Done; data: Uint8Array } {
    const data = this.entry.spend(handle, purpose, (secret) => {
      if (!FORWARDED.includes(purpose)) return undefined;
      return withKey(this.vault, slot, { operation: "forward-secret" }, (algorithm, key) =>
        encipherSecret(CIPHERS[algorithm], key, secret, this.random),
      );
    });
    return data === undefined ? { status: Done.REFUSED, data: new Uint8Array(0) } : { status: Done.DONE, data };
  }

  private withPinKey<T>(slot: number, pan: Uint8Array, use: (key: PinKeyUse) => T): T | undefined {
    return withKey(this.vault, slot, { operation: "encipher-pin", usage: "pin" }, (algorithm, key) =>
      use(this.pinKeyUse(algorithm, key, pan)),
    );
  }

  private pinKeyUse(algorithm: CipherName, key: Uint8Array, pan: Uint8Array): PinKeyUse {
    const use = { cipher: CIPHERS[algorithm], key };
    return pan.length === 0 ? { ...use, format: 1 } : { ...use, format: this.profile.pinFormat[algorithm], pan };
  }

  /** A random handle: one that is left over from before a restart means nothing now. */
  private newHandle(): number {
    const bytes = this.random(4);
    let handle = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
    if (handle === 0 || handle === this.lastHandle) handle = (this.lastHandle % 0xffffffff) + 1;
    this.lastHandle = handle;
    return handle;
  }
}

/** Checked by others. A PIN is none of them. */
const FORWARDED: readonly Purpose[] = [Purpose.PAYMENT_PASSWORD, Purpose.ACTIVATION_CODE, Purpose.WIFI_KEY];
