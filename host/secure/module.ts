/**
 * A synchronous software model of a terminal's secure processor.
 *
 * Owns the key slots, the storage key, the operators' passwords, and every digit of a PIN or password between the keypad
 * and its use. Holds always: no call gives out a key or a digit; each operation names a slot and is checked against the
 * slot's usage; what counts (keys, tries, tamper) is durable before the answer leaves; a call never throws for what its
 * arguments hold, and what fails fails closed with REFUSED. Knows nothing of messages, cards or screens.
 *
 * A model, not a certified device: its keys are as safe as the process and the files they live in.
 */
import { createHash } from "node:crypto";
import { Done, KeyUsage, Purpose, Secret } from "../../assembly/abi.ts";
import { encodePinBlock0 } from "../codec/pin_block.ts";
import { SecretEntry } from "./entry.ts";
import type { EntryKey, EntryRequest, EntryResult } from "./entry.ts";
import { copyBytes, equalInConstantTime } from "./bytes.ts";
import { MAC_BYTES, iso9797Algorithm3, unionpayEcbMac } from "./mac.ts";
import { Operators, SALT_BYTES } from "./operators.ts";
import { rsaRecover } from "./rsa.ts";
import { selfTest } from "./self_test.ts";
import { KeySlots } from "./slots.ts";
import { NONCE_BYTES, STORAGE_KEY_BYTES, openRecord, sealRecord } from "./storage.ts";
import { MemoryStore } from "./store.ts";
import type { SlotStore } from "./store.ts";
import { KeyOrigin } from "./stored_state.ts";
import { DES_BLOCK, keyCheckValue, tdesDecrypt, tdesEncrypt } from "./tdes.ts";

export const RANDOM_BYTES_MAX = 32;
const MASTER_KEY_BYTES = 16;

export type MacAlgorithm = "unionpay-ecb" | "iso9797-3";

export interface SecureModuleOptions {
  /** Gives `length` random bytes; only a test or a simulation may pass anything but a cryptographic generator. */
  random: (length: number) => Uint8Array;
  /** Where slots outlive the power; memory when absent. */
  store?: SlotStore;
  /** True admits well-known test keys. */
  keyTests?: boolean;
  /** The acquirer's MAC; UnionPay ECB when absent. */
  macAlgorithm?: MacAlgorithm;
}

/** An answer with bytes; they are empty, or zeros where the length is fixed, unless the status is DONE. */
export interface DataResult {
  status: Done;
  data: Uint8Array;
}

export class SecureModule {
  private readonly generator: (length: number) => Uint8Array;
  private readonly store: SlotStore;
  private readonly macOf: (key: Uint8Array, data: Uint8Array) => Uint8Array;
  private readonly slots: KeySlots;
  private readonly operators: Operators;
  private readonly entry: SecretEntry;
  private readonly storageKey: Uint8Array;
  private isTampered: boolean;
  private lastHandle = 0;

  /**
   * Runs the self-test and loads the store.
   *
   * @throws Error when the self-test fails; StoreError when the store cannot be trusted
   */
  constructor(options: SecureModuleOptions) {
    selfTest();
    this.generator = options.random;
    this.store = options.store ?? new MemoryStore();
    this.macOf = options.macAlgorithm === "iso9797-3" ? iso9797Algorithm3 : unionpayEcbMac;
    const stored = this.store.load();
    this.slots = new KeySlots(stored?.slots ?? [], options.keyTests === true);
    this.operators = new Operators(stored?.operators ?? []);
    this.storageKey = stored?.storageKey ?? copyBytes(this.generator(STORAGE_KEY_BYTES));
    this.isTampered = stored?.tampered ?? false;
    this.entry = new SecretEntry(() => this.newHandle());
    if (stored === undefined) this.save();
  }

  /** True after `tamper`, until a master key is injected. */
  get tampered(): boolean {
    return this.isTampered;
  }

  // Keys

  /**
   * Provisioning: puts a clear terminal master key into a slot, and ends a tamper latch. The caller wipes its copy.
   *
   * @param key 16 bytes
   * @param kcv 4 bytes to check against; computed when absent
   */
  injectMasterKey(slot: number, key: Uint8Array, kcv?: Uint8Array): Done {
    if (key.length !== MASTER_KEY_BYTES) return Done.REFUSED;
    const wasTampered = this.isTampered;
    const entry = { slot, usage: KeyUsage.MASTER, origin: KeyOrigin.INJECTED, key, kcv: kcv ?? keyCheckValue(key) };
    return this.slots.load(entry, () => {
      if (wasTampered) this.storageKey.set(this.generator(STORAGE_KEY_BYTES));
      this.isTampered = false;
      try {
        this.save();
      } catch (error) {
        this.isTampered = wasTampered;
        throw error;
      }
    });
  }

  /**
   * Deciphers a key under a master key (TDES-ECB, UnionPay POS sign-on) and puts it into a slot.
   *
   * @param request wrapped: 16 bytes, or 8 for a single-length MAC key; kcv: 4 bytes; parent: a MASTER slot
   * @returns DONE, KCV_DIFFERS (the slot keeps what it had) or REFUSED
   */
  unwrapKey(request: { slot: number; usage: KeyUsage; parent: number; wrapped: Uint8Array; kcv: Uint8Array }): Done {
    const { slot, usage, parent, wrapped, kcv } = request;
    const master = this.isTampered ? undefined : this.slots.keyFor(parent, KeyUsage.MASTER);
    if (master === undefined || slot === parent) return Done.REFUSED;
    if (wrapped.length !== 8 && wrapped.length !== 16) return Done.REFUSED;
    const key = tdesDecrypt(master, wrapped);
    try {
      return this.slots.load({ slot, usage, origin: KeyOrigin.UNWRAPPED, key, kcv }, () => this.save());
    } finally {
      key.fill(0);
    }
  }

  // Secret entry

  /** The module takes the keypad. Undefined, or REFUSED at once; an entry under way is dropped without a result. */
  beginEntry(request: EntryRequest, now_ms: number): EntryResult | undefined {
    if (this.isTampered) return { status: Secret.REFUSED, handle: 0 };
    return this.entry.begin(request, now_ms);
  }

  /** One key while the module has the keypad; the result when the entry has ended with it. */
  key(press: EntryKey, now_ms: number): EntryResult | undefined {
    return this.entry.key(press, now_ms);
  }

  /** Time goes on; TIMED_OUT when `nextDeadline_ms` has come. */
  tick(now_ms: number): EntryResult | undefined {
    return this.entry.tick(now_ms);
  }

  /** Gives the keypad back without a result, and wipes what was typed. */
  cancelEntry(): void {
    this.entry.wipe();
  }

  /** How many mask characters to show, and for what; undefined while the keypad is not the module's. */
  get entering(): { count: number; purpose: Purpose } | undefined {
    return this.entry.entering;
  }

  /** Monotonic ms, undefined when nothing is being entered. */
  get nextDeadline_ms(): number | undefined {
    return this.entry.nextDeadline_ms;
  }

  /** A transaction begins or ends: every handle, and what was typed, is gone. */
  wipe(): void {
    this.entry.wipe();
  }

  // What secrets are for

  /**
   * ISO 9564-1 format 0 block of the PIN behind `handle`, under a double-length PIN key. The handle is spent, whatever
   * the answer.
   *
   * @param request pan: digits only
   */
  encipherPin(request: { slot: number; handle: number; pan: string }): { status: Done; block: Uint8Array } {
    const key = this.isTampered ? undefined : this.slots.keyFor(request.slot, KeyUsage.PIN);
    const block = this.entry.spend(request.handle, Purpose.ONLINE_PIN, (digits) =>
      key === undefined ? undefined : encipherBlock(key, digits, request.pan),
    );
    return block === undefined
      ? { status: Done.REFUSED, block: new Uint8Array(DES_BLOCK) }
      : { status: Done.DONE, block };
  }

  /** Checks the password behind `handle` for operator `user`; the handle is spent, a try is counted. */
  verifySecret(handle: number, user: number): Done {
    if (this.isTampered) return Done.REFUSED;
    const verify = (digits: Uint8Array): Done => this.operators.verify(user, digits, () => this.save());
    return this.entry.spend(handle, Purpose.OPERATOR, verify) ?? Done.REFUSED;
  }

  /** Provisioning: sets an operator's password, digits one per byte; the caller wipes its copy. */
  setOperator(user: number, digits: Uint8Array): Done {
    if (this.isTampered) return Done.REFUSED;
    return this.operators.set(user, digits, this.generator(SALT_BYTES), () => this.save());
  }

  // MAC

  /** MAC of `data` under a slot with usage MAC; 8 bytes. */
  mac(slot: number, data: Uint8Array): { status: Done; mac: Uint8Array } {
    const mac = this.macUnder(slot, data);
    return mac === undefined ? { status: Done.REFUSED, mac: new Uint8Array(MAC_BYTES) } : { status: Done.DONE, mac };
  }

  /** DONE when `mac` is right, REFUSED when it is wrong or the slot may not say. */
  verifyMac(slot: number, mac: Uint8Array, data: Uint8Array): Done {
    const expected = this.macUnder(slot, data);
    return expected !== undefined && equalInConstantTime(expected, mac) ? Done.DONE : Done.REFUSED;
  }

  // Records, randomness, public-key and hash primitives

  /** Enciphers a record under the storage key; 28 bytes longer than the record. */
  protect(record: Uint8Array): DataResult {
    if (this.isTampered) return refused();
    return { status: Done.DONE, data: sealRecord(this.storageKey, this.generator(NONCE_BYTES), record) };
  }

  /** The record again; REFUSED when it was changed or is another module's. */
  unprotect(sealed: Uint8Array): DataResult {
    const data = this.isTampered ? undefined : openRecord(this.storageKey, sealed);
    return data === undefined ? refused() : { status: Done.DONE, data };
  }

  /** @param length 1..32 */
  random(length: number): DataResult {
    if (this.isTampered || !Number.isInteger(length) || length < 1 || length > RANDOM_BYTES_MAX) return refused();
    return { status: Done.DONE, data: copyBytes(this.generator(length)) };
  }

  hash(algorithm: "sha1" | "sha256", data: Uint8Array): DataResult {
    if (this.isTampered) return refused();
    return { status: Done.DONE, data: new Uint8Array(createHash(algorithm).update(data).digest()) };
  }

  /** Raw RSA with a public key (EMV Book 2, B2.1); `data` is as long as the modulus. */
  rsaRecover(request: { modulus: Uint8Array; exponent: Uint8Array; data: Uint8Array }): DataResult {
    const data = this.isTampered ? undefined : rsaRecover(request.modulus, request.exponent, request.data);
    return data === undefined ? refused() : { status: Done.DONE, data };
  }

  // Tamper

  /**
   * Erases every key, password and digit and latches: all calls are REFUSED until a master key is injected.
   *
   * @throws what the store throws; memory is erased by then
   */
  tamper(): void {
    this.isTampered = true;
    this.entry.wipe();
    this.slots.eraseAll();
    this.operators.eraseAll();
    this.storageKey.fill(0);
    this.save();
  }

  private macUnder(slot: number, data: Uint8Array): Uint8Array | undefined {
    const key = this.isTampered ? undefined : this.slots.keyFor(slot, KeyUsage.MAC);
    if (key === undefined || (this.macOf === iso9797Algorithm3 && key.length !== 16)) return undefined;
    return this.macOf(key, data);
  }

  private save(): void {
    this.store.save({
      tampered: this.isTampered,
      storageKey: this.storageKey,
      slots: this.slots.all(),
      operators: this.operators.all(),
    });
  }

  /** A random handle: one that is left over from before a restart means nothing now. */
  private newHandle(): number {
    const bytes = this.generator(4);
    let handle = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
    if (handle === 0 || handle === this.lastHandle) handle = (this.lastHandle % 0xffffffff) + 1;
    this.lastHandle = handle;
    return handle;
  }
}

function encipherBlock(key: Uint8Array, digits: Uint8Array, pan: string): Uint8Array | undefined {
  let clear: Uint8Array;
  try {
    clear = encodePinBlock0(digits, pan);
  } catch {
    return undefined;
  }
  try {
    return tdesEncrypt(key, clear);
  } finally {
    clear.fill(0);
  }
}

function refused(): DataResult {
  return { status: Done.REFUSED, data: new Uint8Array(0) };
}
