/**
 * What is typed, and what becomes of it: PINs enciphered for the host or shown to the card, passwords verified here, other
 * secrets enciphered for whoever checks them.
 *
 * Holds always: a handle is spent whatever the answer; digits leave only enciphered, under a key that the slots allow or one
 * that this module recovered itself; after `wipe` nothing of the last transaction is left. No call throws for what its
 * arguments hold.
 */
import { Done, KeyUsage, Purpose, Secret } from "../../assembly/abi.ts";
import type { PinFormat } from "../codec/pin_block.ts";
import { copyBytes } from "./bytes.ts";
import { CIPHERS } from "./cipher/block_cipher.ts";
import type { CipherName } from "./cipher/block_cipher.ts";
import { ENTRY_RULES } from "./entry/rules.ts";
import type { EntryRule } from "./entry/rules.ts";
import { SecretEntry } from "./entry/secret_entry.ts";
import type { EntryKey, EntryRequest, EntryResult } from "./entry/secret_entry.ts";
import { encipherPinChange } from "./pin/change.ts";
import { encipherPin, randomFill } from "./pin/encipher.ts";
import type { PinKeyUse } from "./pin/encipher.ts";
import { OfflinePin } from "./pin/offline.ts";
import type { PinVerdict } from "./pin/offline.ts";
import { allowedFormats } from "./pin/policy.ts";
import type { PinKeyScheme } from "./pin/policy.ts";
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

/** What the module needs of a card reader. */
export interface CardPort {
  /** One APDU; `undefined` when the card does not answer. It keeps no command. */
  transmit(command: Uint8Array, reply: (bytes: Uint8Array | undefined) => void): void;
}

const BLOCK_BYTES = 8;

export class PinPad {
  readonly cardKeys: CardKeys;
  readonly #vault: Vault;
  readonly #profile: SecureProfile;
  readonly #random: (length: number) => Uint8Array;
  readonly #card: CardPort | undefined;
  readonly #entry: SecretEntry;
  #offline: OfflinePin | undefined;
  #lastHandle = 0;

  constructor(
    vault: Vault,
    options: { profile: SecureProfile; random: (length: number) => Uint8Array; card?: CardPort | undefined },
  ) {
    this.#card = options.card;
    this.#vault = vault;
    this.#profile = options.profile;
    this.#random = options.random;
    this.cardKeys = new CardKeys(vault.capks);
    this.#entry = new SecretEntry(() => this.#newHandle(), options.profile.pinRate);
  }

  begin(request: EntryRequest, now_ms: number): EntryResult | undefined {
    return this.#vault.isShut ? { status: Secret.REFUSED, handle: 0 } : this.#entry.begin(request, now_ms);
  }

  key(press: EntryKey, now_ms: number): EntryResult | undefined {
    return this.#entry.key(press, now_ms);
  }

  tick(now_ms: number): EntryResult | undefined {
    return this.#entry.tick(now_ms);
  }

  get entering(): { count: number; purpose: Purpose } | undefined {
    return this.#entry.entering;
  }

  get nextDeadline_ms(): number | undefined {
    return this.#entry.nextDeadline_ms;
  }

  /** The keypad is given back: what was typed, and every handle, is gone; the keys of the card stay. */
  cancel(): void {
    this.#entry.wipe();
  }

  /** A transaction begins or ends, or a tamper event: all that was typed, and the card's keys, are gone. */
  wipe(): void {
    this.#entry.wipe();
    this.#offline?.wipe();
    this.#offline = undefined;
    this.cardKeys.wipe();
  }

  /** PIN block of the format that the profile has for the key's cipher. */
  encipher({ slot, handle, pan }: PinRequest): BlockResult {
    const block = this.#entry.spend(handle, Purpose.ONLINE_PIN, (digits) =>
      this.#withPinKey(slot, pan, ({ format, cipher, key, pan: known }) =>
        // Named one by one: spread, they would cost as much as half a cipher.
        encipherPin({ format, cipher, key, pan: known, digits, fill: randomFill(format, this.#random) }),
      ),
    );
    return block === undefined
      ? { status: Done.REFUSED, block: new Uint8Array(BLOCK_BYTES) }
      : { status: Done.DONE, block };
  }

  /** The current PIN and the new one, each in a block of its own. */
  change({ slot, handle, pan, newHandle }: PinRequest & { newHandle: number }): {
    status: Done;
    current: Uint8Array;
    next: Uint8Array;
  } {
    const blocks = this.#entry.spend(newHandle, Purpose.NEW_PIN, (next) =>
      this.#entry.spend(handle, Purpose.ONLINE_PIN, (current) =>
        this.#withPinKey(slot, pan, (use) => encipherPinChange({ ...use, current, next }, this.#random)),
      ),
    );
    // Still live when there was no new PIN: spent all the same.
    this.#entry.spend(handle, Purpose.ONLINE_PIN, () => undefined);
    return blocks === undefined
      ? { status: Done.REFUSED, current: new Uint8Array(BLOCK_BYTES), next: new Uint8Array(BLOCK_BYTES) }
      : { status: Done.DONE, ...blocks };
  }

  /**
   * Shows an offline PIN to the card, in the module's own dialogue with it: nobody else sees a command.
   *
   * @param enciphered under the key of this card that `cardKeys` has recovered
   * @param verified called once; never after `wipe`
   * @returns REFUSED when the handle is none, or the module is shut or has no card reader: then `verified` is not called
   */
  verifyAtCard(handle: number, enciphered: boolean, verified: (verdict: PinVerdict) => void): Done {
    this.#offline?.wipe();
    this.#offline = this.#entry.spend(handle, Purpose.OFFLINE_PIN, (digits) => {
      if (this.#vault.isShut || this.#card === undefined) return undefined;
      return enciphered ? OfflinePin.enciphered(digits, this.cardKeys, this.#random) : OfflinePin.plaintext(digits);
    });
    if (this.#offline === undefined) return Done.REFUSED;
    this.#talk(this.#offline, verified);
    return Done.DONE;
  }

  #talk(dialogue: OfflinePin, verified: (verdict: PinVerdict) => void): void {
    const { command, verdict = "not shown" } = dialogue;
    if (command === undefined) return verified(verdict);
    this.#card?.transmit(command, (reply) => {
      if (this.#offline !== dialogue) return;
      dialogue.give(reply);
      this.#talk(dialogue, verified);
    });
  }

  /** Checks a password; a try is counted. */
  verify(handle: number, id: SecretId): Done {
    const verify = (digits: Uint8Array): Done =>
      this.#vault.isShut ? Done.REFUSED : this.#vault.secrets.verify(id, digits, this.#vault.save);
    return this.#entry.spend(handle, id.purpose, verify) ?? Done.REFUSED;
  }

  /** Another password in place of the one behind `handle`; a wrong one counts as a try. */
  changePassword(id: SecretId, { handle, newHandle }: { handle: number; newHandle: number }): Done {
    const change = (old: Uint8Array, next: Uint8Array): Done => {
      if (this.#vault.isShut || next.length < ENTRY_RULES[id.purpose].min) return Done.REFUSED;
      return this.#vault.secrets.change(id, old, next, this.#random(SECRET_SALT_BYTES), this.#vault.save);
    };
    const done = this.#entry.spend(newHandle, Purpose.NEW_PASSWORD, (next) =>
      this.#entry.spend(handle, id.purpose, (old) => change(old, next)),
    );
    this.#entry.spend(handle, id.purpose, () => undefined);
    return done ?? Done.REFUSED;
  }

  /** Takes a password away. */
  removePassword(id: SecretId): Done {
    return this.#vault.isShut ? Done.REFUSED : this.#vault.secrets.remove(id, this.#vault.save);
  }

  /** Gives a user all tries back, on the password of a supervisor behind `handle`. */
  unlock(id: SecretId, handle: number, supervisor: number): Done {
    const unlock = (digits: Uint8Array): Done => {
      if (this.#vault.isShut) return Done.REFUSED;
      return this.#vault.secrets.unlock(id, { user: supervisor, digits }, this.#vault.save);
    };
    return this.#entry.spend(handle, Purpose.SUPERVISOR, unlock) ?? Done.REFUSED;
  }

  /** Provisioning: sets a password, digits one per byte; the caller wipes its copy. */
  setPassword(id: SecretId, digits: Uint8Array): Done {
    const rule: EntryRule | undefined = ENTRY_RULES[id.purpose];
    if (this.#vault.isShut || rule === undefined || digits.length < rule.min || digits.length > rule.max)
      return Done.REFUSED;
    if (!digits.every((digit) => digit <= 9)) return Done.REFUSED;
    return this.#vault.secrets.set(id, digits, this.#random(SECRET_SALT_BYTES), this.#vault.save);
  }

  /** Sets the password that was typed twice: behind the handle of a new password, which is spent. */
  setTypedPassword(id: SecretId, handle: number): Done {
    const set = (digits: Uint8Array): Done => this.setPassword(id, digits);
    return this.#entry.spend(handle, Purpose.NEW_PASSWORD, set) ?? Done.REFUSED;
  }

  /** Whether a handle is live, and was typed for this. */
  holds(handle: number, purpose: Purpose): boolean {
    return !this.#vault.isShut && this.#entry.holds(handle, purpose);
  }

  /** The one secret that leaves in the clear: the radio computes with it by itself. A copy, which its user wipes. */
  takeWifiKey(handle: number): Uint8Array | undefined {
    return this.#entry.spend(handle, Purpose.WIFI_KEY, (key) => (this.#vault.isShut ? undefined : copyBytes(key)));
  }

  /**
   * A typed secret, enciphered for whoever checks it: see `encipherSecret`. Empty unless DONE.
   *
   * @param errand what the other side is to expect it for, u32
   */
  forward(slot: number, handle: number, purpose: Purpose, errand: number): { status: Done; data: Uint8Array } {
    const data = this.#entry.spend(handle, purpose, (secret) => {
      if (!FORWARDED.includes(purpose)) return undefined;
      return withKey(this.#vault, slot, { operation: "forward-secret" }, (algorithm, key) =>
        encipherSecret(CIPHERS[algorithm], key, secret, errand, this.#random),
      );
    });
    return data === undefined ? { status: Done.REFUSED, data: new Uint8Array(0) } : { status: Done.DONE, data };
  }

  #withPinKey<T>(slot: number, pan: Uint8Array, use: (key: PinKeyUse) => T): T | undefined {
    const isDukpt = this.#vault.slots.usageOf(slot) === KeyUsage.DUKPT;
    return withKey(this.#vault, slot, { operation: "encipher-pin", usage: "pin" }, (algorithm, key) => {
      const format = this.#formatFor(algorithm, isDukpt ? "dukpt" : "session", pan.length > 0);
      if (format === undefined) return undefined;
      return use({ format, cipher: CIPHERS[algorithm], key, pan: pan.length === 0 ? undefined : pan });
    });
  }

  #formatFor(algorithm: CipherName, scheme: PinKeyScheme, hasPan: boolean): PinFormat | undefined {
    const [preferred] = allowedFormats(algorithm, scheme, hasPan);
    return hasPan ? (this.#profile.pinFormat?.[algorithm] ?? preferred) : preferred;
  }

  /** A random handle: one that is left over from before a restart means nothing now. */
  #newHandle(): number {
    const bytes = this.#random(4);
    let handle = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
    if (handle === 0 || handle === this.#lastHandle) handle = (this.#lastHandle % 0xffffffff) + 1;
    this.#lastHandle = handle;
    return handle;
  }
}

/** Checked by others. A PIN is none of them. */
const FORWARDED: readonly Purpose[] = [Purpose.PAYMENT_PASSWORD, Purpose.ACTIVATION_CODE, Purpose.WIFI_KEY];
