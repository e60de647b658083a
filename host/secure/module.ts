/**
 * A synchronous software model of a terminal's secure processor.
 *
 * Owns the keys, the storage key, the passwords, and every digit of a PIN or password between the keypad and its use. Holds
 * always: no call gives out a key, a PIN or a deciphered PIN block; each operation names a slot and is checked against what the
 * slot is for; what counts (keys, counters, tries, tamper) is durable before the answer leaves; a call never throws for what its
 * arguments hold, and what fails fails closed with REFUSED. Knows nothing of messages or screens.
 *
 * Its parts: `KeyLoader` brings keys in, `PinPad` has what is typed, `Vault` keeps it all; here is what a transaction asks for.
 * A model, not a certified device: its keys are as safe as the process and the files they live in.
 */
import { createHash } from "node:crypto";
import { Done, Secret } from "../../assembly/abi.ts";
import { Authenticity } from "../../assembly/abi_devices.ts";
import type { Purpose } from "../../assembly/abi.ts";
import { copyBytes, equalInConstantTime } from "./bytes.ts";
import { CIPHERS } from "./cipher/block_cipher.ts";
import type { CipherName } from "./cipher/block_cipher.ts";
import type { EntryKey, EntryRequest, EntryResult } from "./entry/secret_entry.ts";
import { proofOf } from "./device_proof.ts";
import { KeyLoader } from "./key_loader.ts";
import { macOf } from "./mac/algorithms.ts";
import { PinPad } from "./pin_pad.ts";
import type { PinVerdict } from "./pin/offline.ts";
import type { BlockResult, CardPort, PinRequest } from "./pin_pad.ts";
import { UNIONPAY } from "./profile.ts";
import type { SecureProfile } from "./profile.ts";
import type { Capk } from "./recovery/capk.ts";
import { CardAuthentication, failed } from "./recovery/card_authentication.ts";
import type { CardKeyRequest, SignatureRequest, SignatureResult } from "./recovery/card_authentication.ts";
import type { CardKeys } from "./recovery/card_keys.ts";
import type { Revoked } from "./recovery/revoked.ts";
import { rsaRecover } from "./rsa.ts";
import type { SecretId } from "./secrets.ts";
import { SelfTest } from "./self_test/self_test.ts";
import { NONCE_BYTES, openRecord, sealRecord } from "./store/records.ts";
import { MemoryStore } from "./store/store.ts";
import type { StateStore } from "./store/store.ts";
import { encipherTrack } from "./track.ts";
import { Vault } from "./vault.ts";
import type { Condition, VaultOptions } from "./vault.ts";
import { withKey } from "./working_key.ts";

export const RANDOM_BYTES_MAX = 32;
const HASHES = ["sha1", "sha256", "sm3"];
/** Of a MAC in a message, F64. */
const MAC_BYTES = 8;

export interface SecureModuleOptions extends Pick<VaultOptions, "passwordHash"> {
  /** Gives `length` random bytes; only a test or a simulation may pass anything but a cryptographic generator. */
  random: (length: number) => Uint8Array;
  /** Where keys outlive the power; memory when absent. */
  store?: StateStore;
  /** True admits well-known test keys. */
  testKeys?: boolean;
  /** The acquirer's; UnionPay POS when absent. */
  profile?: SecureProfile;
  /** The card reader, which the module itself shows offline PINs to; without it there are none. */
  card?: CardPort;
  /** Known answers; those of the product when absent. */
  selfTest?: SelfTest;
}

/** An answer with bytes; they are empty unless the status is DONE. */
export interface DataResult {
  status: Done;
  data: Uint8Array;
}

export class SecureModule {
  /** Everything that brings a key in. */
  readonly keys: KeyLoader;
  readonly #generator: (length: number) => Uint8Array;
  readonly #profile: SecureProfile;
  readonly #vault: Vault;
  readonly #pad: PinPad;
  readonly #authentication: CardAuthentication;
  readonly #selfTest: SelfTest;

  /**
   * Loads the store and runs the self-test; when that fails, the module is shut.
   *
   * @throws StoreError when the store cannot be trusted
   */
  constructor(options: SecureModuleOptions) {
    const { random, store = new MemoryStore(), testKeys = false, profile = UNIONPAY } = options;
    this.#generator = random;
    this.#profile = profile;
    this.#vault = new Vault({ ...options, store, testKeys });
    this.keys = new KeyLoader(this.#vault, { profile, random, testKeys, onChange: () => this.wipe() });
    this.#pad = new PinPad(this.#vault, { profile, random, card: options.card });
    this.#authentication = new CardAuthentication(this.#pad.cardKeys);
    this.#selfTest = options.selfTest ?? new SelfTest();
    if (!this.#selfTest.run(0)) this.#fail();
  }

  /** Whether it works, and if not, why. */
  get condition(): Condition {
    return this.#vault.condition;
  }

  /** Of the key store: u32, greater with every save. */
  get generation(): number {
    return this.#vault.generation;
  }

  /**
   * The terminal's journal has seen this generation of the store: an older one is a copy that was put back, and the module is
   * shut until a key is loaded in a secure room.
   */
  requireGeneration(generation: number): void {
    if (generation <= this.#vault.generation) return;
    this.wipe();
    this.keys.wipe();
    this.#vault.requireGeneration(generation);
  }

  /** @see KeyLoader.loadDownload */
  loadKeys(request: { parent: number; download: Uint8Array }): Done {
    return this.keys.loadDownload(request);
  }

  // Secret entry

  /**
   * The module takes the keypad. Undefined, or REFUSED at once; an entry under way is dropped without a result. A self-test
   * that is due comes first.
   */
  beginEntry(request: EntryRequest, now_ms: number): EntryResult | undefined {
    if (!this.#selfTest.isPassed(now_ms)) this.#fail();
    return this.#pad.begin(request, now_ms);
  }

  /** One key while the module has the keypad; the result when the entry has ended with it. */
  key(press: EntryKey, now_ms: number): EntryResult | undefined {
    return this.#pad.key(press, now_ms);
  }

  /** Time goes on: TIMED_OUT when that of an entry has come; that of key components ends with them, without a word. */
  tick(now_ms: number): EntryResult | undefined {
    this.keys.tick(now_ms);
    const wasEntering = this.#pad.entering !== undefined;
    if (!this.#selfTest.isPassed(now_ms)) {
      this.#fail();
      return wasEntering ? { status: Secret.REFUSED, handle: 0 } : undefined;
    }
    return this.#pad.tick(now_ms);
  }

  /** Gives the keypad back without a result, and wipes what was typed. */
  cancelEntry(): void {
    this.#pad.cancel();
  }

  /** How many mask characters to show, and for what; undefined while the keypad is not the module's. */
  get entering(): { count: number; purpose: Purpose } | undefined {
    return this.#pad.entering;
  }

  /** When `tick` is due, monotonic ms; undefined when neither a secret nor a key is being entered. */
  get nextDeadline_ms(): number | undefined {
    const pad = this.#pad.nextDeadline_ms ?? Infinity;
    const first = Math.min(pad, this.keys.nextDeadline_ms ?? Infinity, this.#selfTestDue_ms ?? Infinity);
    return first === Infinity ? undefined : first;
  }

  /** A transaction begins or ends: every handle, what was typed, the keys of the transaction and of the card are gone. */
  wipe(): void {
    this.#pad.wipe();
    this.#authentication.wipe();
    this.#vault.registers.end();
    this.#vault.settle();
  }

  // What secrets are for

  /** PIN block of the PIN behind `handle`, which is spent, whatever the answer. */
  encipherPin(request: PinRequest): BlockResult {
    return this.#pad.encipher(request);
  }

  /** Blocks of the current PIN and of the new one, whose handles are spent. */
  changePin(request: PinRequest & { newHandle: number }): { status: Done; current: Uint8Array; next: Uint8Array } {
    return this.#pad.change(request);
  }

  /** @see PinPad.verifyAtCard */
  verifyPinAtCard(handle: number, enciphered: boolean, verified: (verdict: PinVerdict) => void): Done {
    return this.#pad.verifyAtCard(handle, enciphered, verified);
  }

  /** Checks the password behind `handle`; the handle is spent, a try is counted. */
  verifySecret(handle: number, id: SecretId): Done {
    return this.#pad.verify(handle, id);
  }

  /** Another password in place of the one behind `handle`; both handles are spent, a wrong password counts as a try. */
  changePassword(id: SecretId, handles: { handle: number; newHandle: number }): Done {
    return this.#pad.changePassword(id, handles);
  }

  /** Takes a password away: REFUSED when there is none. */
  removePassword(id: SecretId): Done {
    return this.#pad.removePassword(id);
  }

  /** Gives a user all tries back, on the password of a supervisor behind `handle`, which is spent. */
  unlockPassword(id: SecretId, handle: number, supervisor: number): Done {
    return this.#pad.unlock(id, handle, supervisor);
  }

  /** Provisioning: sets a password, digits one per byte; the caller wipes its copy. */
  setPassword(id: SecretId, digits: Uint8Array): Done {
    return this.#pad.setPassword(id, digits);
  }

  /** Sets the password that was typed twice, whose handle is spent; all tries are given back. */
  setTypedPassword(id: SecretId, handle: number): Done {
    return this.#pad.setTypedPassword(id, handle);
  }

  /** How often a user may still try; undefined for one without a password, or of a module that is shut. */
  triesLeft(id: SecretId): number | undefined {
    return this.#vault.isShut ? undefined : this.#vault.secrets.triesLeft(id);
  }

  /** Whether a secret was typed for this and is not spent. */
  hasSecret(handle: number, purpose: Purpose): boolean {
    return this.#pad.holds(handle, purpose);
  }

  /** The Wi-Fi key behind `handle`, which is spent, for the radio alone: it wipes it. */
  takeWifiKey(handle: number): Uint8Array | undefined {
    return this.#pad.takeWifiKey(handle);
  }

  /** The secret behind `handle`, enciphered for whoever checks it. @see PinPad.forward */
  forwardSecret(slot: number, handle: number, purpose: Purpose, errand: number): DataResult {
    return this.#pad.forward(slot, handle, purpose, errand);
  }

  // Cards

  /** Puts a payment system's public key into its slot. @param checksum SHA-1 (EMV Book 2, 11.2.2) */
  loadCapk(capk: Capk, checksum: Uint8Array): Done {
    return this.#vault.isShut ? Done.REFUSED : this.#vault.capks.load(capk, checksum, this.#vault.save);
  }

  /** Several at once, or none of them; those that are there already cost nothing. @see CapkSlots.loadAll */
  loadCapks(capks: ReadonlyArray<Capk & { checksum: Uint8Array }>): Done {
    return this.#vault.isShut ? Done.REFUSED : this.#vault.capks.loadAll(capks, this.#vault.save);
  }

  /** These and no others, or all stays as it was. @see CapkSlots.replaceAll */
  replaceCapks(capks: ReadonlyArray<Capk & { checksum: Uint8Array }>): Done {
    return this.#vault.isShut ? Done.REFUSED : this.#vault.capks.replaceAll(capks, this.#vault.save);
  }

  /** Whether there is a key in this slot, expired or not. */
  hasCapk(rid: Uint8Array, index: number): boolean {
    return !this.#vault.isShut && this.#vault.capks.has(rid, index);
  }

  removeCapk(rid: Uint8Array, index: number): Done {
    return this.#vault.isShut ? Done.REFUSED : this.#vault.capks.remove(rid, index, this.#vault.save);
  }

  /**
   * Certificates of issuers that are not to be believed, in place of the list before. In memory: the terminal's configuration
   * gives it at every start. REFUSED, and the list before stays, when an entry is none.
   */
  loadRevoked(list: readonly Revoked[]): Done {
    return !this.#vault.isShut && this.#pad.cardKeys.revoked.load(list) ? Done.DONE : Done.REFUSED;
  }

  /** Recovers a key of the card, each from the one before it (EMV Book 2, 5.3, 6.3, 6.4, 7.1). */
  recoverCardKey(request: CardKeyRequest): Authenticity {
    return this.#vault.isShut ? Authenticity.REFUSED : this.#authentication.recover(request);
  }

  /** Static data that the card's certificate or its issuer's signature covers (EMV Book 3, 10.3), piece by piece. */
  addStaticData(data: Uint8Array): Authenticity {
    return this.#vault.isShut ? Authenticity.REFUSED : this.#authentication.add(data);
  }

  /** Checks a signature of the card or of its issuer (EMV Book 2, 5.4, 6.5.2, 6.6.2). */
  verifySignature(request: SignatureRequest): SignatureResult {
    return this.#vault.isShut ? failed(Authenticity.REFUSED) : this.#authentication.verify(request);
  }

  /** Public keys of the card that is being served, recovered from its certificates; gone with `wipe`. */
  get cardKeys(): CardKeys {
    return this.#pad.cardKeys;
  }

  // Transactions

  /** The next DUKPT transaction of a slot; the data is its KSN. */
  beginTransaction(slot: number): DataResult {
    const held = this.#vault.isShut ? undefined : this.#vault.slots.keyFor(slot, "begin-dukpt");
    if (held === undefined) return refused();
    try {
      const ksn = this.#vault.registers.begin(slot, this.#vault.save)?.ksn;
      return ksn === undefined ? refused() : { status: Done.DONE, data: copyBytes(ksn) };
    } catch (error) {
      if (error instanceof Error) return refused();
      throw error;
    }
  }

  /** MAC of `data` under a slot for MACs, under the transaction begun with it, or as `deviceMac` makes it; 8 bytes. */
  mac(slot: number, data: Uint8Array): { status: Done; mac: Uint8Array } {
    const mac = this.#macIn(slot, { operation: "generate-mac", usage: "mac-request" }, data);
    return mac === undefined ? { status: Done.REFUSED, mac: new Uint8Array(MAC_BYTES) } : { status: Done.DONE, mac };
  }

  /** DONE when `mac` is right, REFUSED when it is wrong or the slot may not say. */
  verifyMac(slot: number, mac: Uint8Array, data: Uint8Array): Done {
    const own = this.#macIn(slot, { operation: "verify-mac", usage: "mac-response" }, data);
    return own !== undefined && equalInConstantTime(own, mac) ? Done.DONE : Done.REFUSED;
  }

  /** Track data for the host: see `encipherTrack`. @param track packed, two characters a byte */
  encipherTrack(slot: number, track: Uint8Array, characters?: number): DataResult {
    const data = withKey(this.#vault, slot, { operation: "encipher-track", usage: "data-request" }, (algorithm, key) =>
      encipherTrack(CIPHERS[algorithm], key, track, characters),
    );
    return data === undefined ? refused() : { status: Done.DONE, data };
  }

  // Records, randomness, public-key and hash primitives
  /** Enciphers a record under the storage key; 28 bytes longer than the record. */
  protect(record: Uint8Array): DataResult {
    if (this.#vault.isShut) return refused();
    return { status: Done.DONE, data: sealRecord(this.#vault.storageKey, this.#generator(NONCE_BYTES), record) };
  }

  /** The record again; REFUSED when it was changed or is another module's. */
  unprotect(sealed: Uint8Array): DataResult {
    const data = this.#vault.isShut ? undefined : openRecord(this.#vault.storageKey, sealed);
    return data === undefined ? refused() : { status: Done.DONE, data };
  }

  /** @param length 1..32 */
  random(length: number): DataResult {
    if (this.#vault.isShut || !Number.isInteger(length) || length < 1 || length > RANDOM_BYTES_MAX) return refused();
    return { status: Done.DONE, data: copyBytes(this.#generator(length)) };
  }

  hash(algorithm: "sha1" | "sha256" | "sm3", data: Uint8Array): DataResult {
    if (this.#vault.isShut || !HASHES.includes(algorithm)) return refused();
    return { status: Done.DONE, data: new Uint8Array(createHash(algorithm).update(data).digest()) };
  }

  /** Raw RSA with a public key (EMV Book 2, B2.1); `data` is as long as the modulus. */
  rsaRecover(request: { modulus: Uint8Array; exponent: Uint8Array; data: Uint8Array }): DataResult {
    const data = this.#vault.isShut ? undefined : rsaRecover(request.modulus, request.exponent, request.data);
    return data === undefined ? refused() : { status: Done.DONE, data };
  }

  // Tamper

  /**
   * Erases every key, password and digit and latches: all calls are REFUSED until a key is loaded in a secure room.
   *
   * @returns how the entry that was under way has ended; undefined when there was none
   */
  tamper(): EntryResult | undefined {
    const wasEntering = this.#pad.entering !== undefined;
    this.wipe();
    this.keys.wipe();
    this.#vault.tamper();
    return wasEntering ? { status: Secret.REFUSED, handle: 0 } : undefined;
  }

  /** Once it has failed there is nothing to come. */
  get #selfTestDue_ms(): number | undefined {
    return this.#selfTest.hasFailed ? undefined : this.#selfTest.nextDue_ms;
  }

  #fail(): void {
    this.wipe();
    this.keys.wipe();
    this.#vault.fail();
  }

  #macIn(slot: number, use: Parameters<typeof withKey>[2], data: Uint8Array): Uint8Array | undefined {
    const made = withKey(this.#vault, slot, use, (algorithm, key) => this.#macUnder(algorithm, key, data));
    return made ?? proofOf(this.#vault, slot, data);
  }

  #macUnder(algorithm: CipherName, key: Uint8Array, data: Uint8Array): Uint8Array {
    const { algorithm: name, options } = this.#profile.mac[algorithm];
    return macOf(name, key, data, options);
  }
}

function refused(): DataResult {
  return { status: Done.REFUSED, data: new Uint8Array(0) };
}
