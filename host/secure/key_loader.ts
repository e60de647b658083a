/**
 * Every way in which a key comes into the module: injected, in components, in a key block, in an acquirer's download, under
 * the terminal's own RSA key.
 *
 * Holds always: a key that came enciphered was carried by a slot that may carry it, and is no stronger than that slot's; what
 * comes together is loaded together or not at all; clear copies are wiped on every path. Only what needs a secure room opens
 * a module that was shut: injection, and components. No call throws for what its arguments hold.
 */
import { Done, KeyUsage } from "../../assembly/abi.ts";
import { CodecError } from "../codec/errors.ts";
import { CIPHERS } from "./cipher/block_cipher.ts";
import { aesKeyType } from "./dukpt/aes.ts";
import { AesDukptRegister } from "./dukpt/aes_register.ts";
import type { DukptRegister } from "./dukpt/register.ts";
import { TdesDukptRegister } from "./dukpt/tdes_register.ts";
import { KeyOrigin, plainAttributes } from "./key.ts";
import type { KeyAttributes } from "./key.ts";
import { attributesOf, dukptIdentity } from "./key_block/attributes.ts";
import { unwrapKeyBlock } from "./key_block/unwrap.ts";
import { ComponentEntry } from "./loading/components.ts";
import type { ComponentRequest, ComponentResult } from "./loading/components.ts";
import { RemoteLoad, generateTerminalKey } from "./loading/remote.ts";
import type { RemoteLoadRequest } from "./loading/remote.ts";
import { readDownload } from "./loading/unionpay_download.ts";
import type { DownloadedKey } from "./loading/unionpay_download.ts";
import type { SecureProfile } from "./profile.ts";
import { mayCarry, strengthBits } from "./slots/rules.ts";
import type { HeldKey, KeyToLoad, SlotInfo } from "./slots/slots.ts";
import { isWellKnown } from "./slots/well_known.ts";
import type { CheckValue } from "./store/state.ts";
import type { Vault } from "./vault.ts";

export interface KeyToInject {
  slot: number;
  attributes: KeyAttributes;
  /** In clear; copied, the caller wipes its own. */
  key: Uint8Array;
  kcv?: CheckValue;
}

export interface ComponentsToLoad extends Omit<ComponentRequest, "algorithm" | "isWellKnown"> {
  slot: number;
  attributes: KeyAttributes;
}

interface Components {
  slot: number;
  attributes: KeyAttributes;
  entry: ComponentEntry;
}

/** What became of the last component. */
export interface ComponentsResult extends ComponentResult {
  /** Whether the key went into its slot; absent before the components are complete. */
  loaded?: Done;
}

/** The master key, and what it deciphers. */
const ACQUIRER_KEYS: readonly KeyUsage[] = [KeyUsage.MASTER, KeyUsage.PIN, KeyUsage.MAC, KeyUsage.TRACK];

export class KeyLoader {
  readonly #vault: Vault;
  readonly #profile: SecureProfile;
  readonly #random: (length: number) => Uint8Array;
  readonly #testKeys: boolean;
  readonly #onChange: () => void;
  #components: Components | undefined;
  #remote: RemoteLoad | undefined;

  constructor(
    vault: Vault,
    options: {
      profile: SecureProfile;
      random: (length: number) => Uint8Array;
      testKeys: boolean;
      /** Ends the transaction under way: what was typed for one key is never enciphered under another. */
      onChange: () => void;
    },
  ) {
    this.#vault = vault;
    this.#profile = options.profile;
    this.#random = options.random;
    this.#testKeys = options.testKeys;
    this.#onChange = options.onChange;
  }

  /** What may be told of a slot: attributes and check value; undefined when it is empty. */
  infoOf(slot: number): SlotInfo | undefined {
    return this.#vault.slots.infoOf(slot);
  }

  /** Empties a slot, which may then take another usage. */
  erase(slot: number): Done {
    this.#onChange();
    if (this.#vault.isShut) return Done.REFUSED;
    return this.#vault.slots.erase(slot, () => this.#vault.registers.erase(slot, this.#vault.save));
  }

  /** Erases what a binding has brought; the device's own keys stay. DONE also when there is nothing. */
  eraseAcquirerKeys(): Done {
    if (this.#vault.isShut) return Done.REFUSED;
    const slots = ACQUIRER_KEYS.map((usage) => this.#profile.slots[usage] ?? 0);
    const filled = slots.filter((slot) => this.infoOf(slot) !== undefined);
    return filled.every((slot) => this.erase(slot) === Done.DONE) ? Done.DONE : Done.REFUSED;
  }

  // In a secure room

  /** A key in clear; ends a tamper latch. DONE, KCV_DIFFERS or REFUSED, as for all loads. */
  inject({ slot, attributes, key, kcv }: KeyToInject): Done {
    this.#onChange();
    if (attributes.usage === KeyUsage.DUKPT) return Done.REFUSED;
    const entry = { slot, attributes, key, origin: KeyOrigin.INJECTED, ...(kcv === undefined ? {} : { kcv }) };
    return this.#loadInSecureRoom(entry);
  }

  /**
   * The initial key of a DUKPT register; ends a tamper latch.
   *
   * @param identity TDES: KSN, 10 bytes, with a counter of 0; AES: initial key identifier, 8 bytes
   */
  injectDukpt({ slot, attributes, key, kcv }: KeyToInject, identity: Uint8Array): Done {
    this.#onChange();
    if (attributes.usage !== KeyUsage.DUKPT) return Done.REFUSED;
    const entry = { slot, attributes, key, origin: KeyOrigin.INJECTED, ...(kcv === undefined ? {} : { kcv }) };
    return this.#vault.reopening((commit) => this.#loadRegister(entry, identity, commit));
  }

  /** Begins the entry of a key in components under dual control; one under way is cancelled. */
  beginComponents({ slot, attributes, ...request }: ComponentsToLoad, now_ms: number): Done {
    this.cancelComponents();
    if (attributes.usage === KeyUsage.DUKPT || this.#vault.hasFailed) return Done.REFUSED;
    const isWeak = (key: Uint8Array): boolean => !this.#testKeys && isWellKnown(key, attributes.algorithm);
    try {
      const whole = { ...request, algorithm: attributes.algorithm, isWellKnown: isWeak };
      this.#components = { slot, attributes: { ...attributes }, entry: new ComponentEntry(whole, now_ms) };
      return Done.DONE;
    } catch {
      return Done.REFUSED;
    }
  }

  /** @see ComponentEntry.add */
  addComponent(holder: string, component: Uint8Array, now_ms: number, expectedKcv?: Uint8Array): ComponentsResult {
    if (this.#components === undefined) return { outcome: "OVER", kcv: new Uint8Array(0) };
    return this.#components.entry.add(holder, component, now_ms, expectedKcv);
  }

  /** Puts the key into its slot; ends a tamper latch. @see ComponentEntry.finish */
  finishComponents(now_ms: number, expectedKcv?: Uint8Array): ComponentsResult {
    if (this.#components === undefined) return { outcome: "OVER", kcv: new Uint8Array(0) };
    this.#onChange();
    const { slot, attributes, entry } = this.#components;
    const origin = KeyOrigin.COMPONENTS;
    const load = (key: Uint8Array): Done => this.#loadInSecureRoom({ slot, attributes, key, origin });
    const { outcome, kcv, value } = entry.finish(now_ms, load, expectedKcv);
    return { outcome, kcv, ...(value === undefined ? {} : { loaded: value }) };
  }

  cancelComponents(): void {
    this.#components?.entry.cancel();
    this.#components = undefined;
  }

  /** When the entry of components ends by itself, monotonic ms; undefined when there is none. */
  get nextDeadline_ms(): number | undefined {
    return this.#components?.entry.nextDeadline_ms;
  }

  /** Time goes on: components that nobody completes do not stay. */
  tick(now_ms: number): void {
    this.#components?.entry.tick(now_ms);
  }

  // Under a key that is there

  /**
   * The keys of an acquirer's download (UnionPay F62): all of them, or none.
   *
   * @param request parent: a MASTER slot for working keys, a TRANSPORT slot for a master key; working keys that come with
   *   a master key are enciphered under it, whichever stands first
   */
  loadDownload({ parent, download }: { parent: number; download: Uint8Array }): Done {
    this.#onChange();
    if (this.#vault.isShut) return Done.REFUSED;
    const held = this.#carrierOf(parent);
    const keys = held && this.#read(held, download);
    if (held === undefined || keys === undefined) return Done.REFUSED;
    const entries: KeyToLoad[] = [];
    let carrier = held;
    try {
      for (const downloaded of masterFirst(keys)) {
        const entry = this.#unwrapped(carrier, downloaded);
        if (entry === undefined) return Done.REFUSED;
        entries.push(entry);
        if (downloaded.usage === KeyUsage.MASTER) carrier = entry;
      }
      return this.#vault.slots.loadAll(entries, this.#vault.save);
    } finally {
      for (const { key } of entries) key.fill(0);
    }
  }

  /**
   * A key in a key block (ANSI X9.143), versions B and D, and E of ISO 20038.
   *
   * @param request parent: a KEY_BLOCK slot; usage: what the slot is for, which the block's header must allow
   */
  loadKeyBlock(request: { slot: number; usage: KeyUsage; parent: number; block: string | Uint8Array }): Done {
    this.#onChange();
    const { slot, usage, parent, block } = request;
    const held = this.#vault.isShut ? undefined : this.#vault.slots.keyFor(parent, "open-key-block");
    if (held === undefined || slot === parent) return Done.REFUSED;
    let key: Uint8Array | undefined;
    try {
      const opened = unwrapKeyBlock(held.key, block);
      key = opened.key;
      const attributes = attributesOf(opened, usage);
      if (!carries("open-key-block", held, attributes, key)) return Done.REFUSED;
      // A version that has been replaced does not come back (ANSI X9.143, 5.3.4).
      if (attributes.version < (this.infoOf(slot)?.attributes.version ?? "")) return Done.REFUSED;
      const entry = { slot, attributes, key, origin: KeyOrigin.KEY_BLOCK };
      if (usage !== KeyUsage.DUKPT) return this.#vault.slots.load(entry, this.#vault.save);
      return this.#loadRegister(entry, dukptIdentity(opened), this.#vault.save);
    } catch (error) {
      return refusedBy(error);
    } finally {
      key?.fill(0);
    }
  }

  // Under the terminal's own RSA key

  /** Makes a new key pair; the old one is gone. Takes some tenths of a second. */
  makeTerminalKey(bits: 2048 | 3072 = 2048): Done {
    if (this.#vault.isShut) return Done.REFUSED;
    this.#remote = undefined;
    return done(() => this.#vault.keepTerminalKey(generateTerminalKey(bits).privateKey));
  }

  /** In a secure room: whose remote loads are believed. @param publicKey DER SubjectPublicKeyInfo */
  trustAcquirer(publicKey: Uint8Array): Done {
    if (this.#vault.isShut) return Done.REFUSED;
    this.#remote = undefined;
    return done(() => this.#vault.keepAcquirerKey(publicKey));
  }

  /** What goes to the acquirer; undefined without a key pair, an acquirer's key, or a right terminal id. */
  beginRemote(terminalId: string): RemoteLoadRequest | undefined {
    if (this.#vault.isShut) return undefined;
    try {
      this.#remote = new RemoteLoad(terminalId, this.#vault.terminalKey, this.#vault.acquirerKey);
      return this.#remote.begin(this.#random);
    } catch (error) {
      refusedBy(error);
      return undefined;
    }
  }

  /** The acquirer's answer to the last `beginRemote`, once. @param slot of a MASTER key */
  finishRemote(slot: number, envelope: Uint8Array): Done {
    this.#onChange();
    const remote = this.#remote;
    this.#remote = undefined;
    if (this.#vault.isShut || remote === undefined) return Done.REFUSED;
    try {
      const { attributes, key } = remote.open(envelope);
      try {
        if (strengthBits({ attributes, keyBytes: key.length }) > remote.strengthBits) return Done.REFUSED;
        return this.#vault.slots.load({ slot, attributes, key, origin: KeyOrigin.REMOTE }, this.#vault.save);
      } finally {
        key.fill(0);
      }
    } catch (error) {
      return refusedBy(error);
    }
  }

  /** A tamper event: what is under way here ends. */
  wipe(): void {
    this.cancelComponents();
    this.#remote = undefined;
  }

  #loadInSecureRoom(entry: KeyToLoad): Done {
    return this.#vault.reopening((commit) => this.#vault.slots.load(entry, commit));
  }

  #loadRegister(entry: KeyToLoad, identity: Uint8Array, commit: () => void): Done {
    const register = registerOf(entry.attributes, entry.key, identity);
    if (register === undefined) return Done.REFUSED;
    const { slots, registers, used } = this.#vault;
    // However it comes, again and after whatever else: a register that has counted never begins anew.
    const id = register.initialKeyId;
    const mayCount = !used.hasCounted(entry, id);
    const loaded = mayCount
      ? slots.load({ ...entry, keep: false }, () => {
          used.count(entry, id);
          registers.load(entry.slot, register, commit);
        })
      : Done.REFUSED;
    if (loaded !== Done.DONE) register.wipe();
    return loaded;
  }

  #carrierOf(slot: number): HeldKey | undefined {
    const { slots } = this.#vault;
    return slots.keyFor(slot, "unwrap-working-key") ?? slots.keyFor(slot, "unwrap-master-key");
  }

  #read({ attributes }: HeldKey, download: Uint8Array): DownloadedKey[] | undefined {
    const { download: layout } = this.#profile;
    const isMaster = attributes.usage === KeyUsage.TRANSPORT && layout.form === "working";
    try {
      return readDownload(download, isMaster ? { ...layout, form: "master" } : layout);
    } catch (error) {
      refusedBy(error);
      return undefined;
    }
  }

  #unwrapped(held: HeldKey, { usage, algorithm, wrapped, kcv }: DownloadedKey): KeyToLoad | undefined {
    const slot = this.#profile.slots[usage];
    if (slot === undefined || held.attributes.algorithm !== algorithm) return undefined;
    const clear = CIPHERS[algorithm].decrypt(held.key, wrapped);
    const isSinglePin = usage === KeyUsage.PIN && clear.length === 8 && this.#profile.singleLengthPinKey === true;
    const key = isSinglePin ? twice(clear) : clear;
    const attributes = plainAttributes(usage, algorithm);
    const operation = held.attributes.usage === KeyUsage.MASTER ? "unwrap-working-key" : "unwrap-master-key";
    if (carries(operation, held, attributes, key)) {
      const check: CheckValue = { method: "zeros", value: kcv };
      return {
        slot,
        attributes,
        key,
        kcv: check,
        origin: KeyOrigin.UNWRAPPED,
        ...(isSinglePin ? { isSingle: true } : {}),
      };
    }
    key.fill(0);
    return undefined;
  }
}

/** What deciphers the others comes first. */
function masterFirst(keys: readonly DownloadedKey[]): DownloadedKey[] {
  const isMaster = ({ usage }: DownloadedKey): boolean => usage === KeyUsage.MASTER;
  return [...keys.filter(isMaster), ...keys.filter((key) => !isMaster(key))];
}

function carries(
  operation: "unwrap-working-key" | "unwrap-master-key" | "open-key-block",
  parent: HeldKey,
  attributes: KeyAttributes,
  key: Uint8Array,
): boolean {
  return mayCarry(
    operation,
    { attributes: parent.attributes, keyBytes: parent.key.length },
    { attributes, keyBytes: key.length },
  );
}

function registerOf(attributes: KeyAttributes, key: Uint8Array, identity: Uint8Array): DukptRegister | undefined {
  try {
    if (attributes.algorithm === "tdes") return TdesDukptRegister.load(key, identity);
    return attributes.algorithm === "aes" ? AesDukptRegister.load(key, aesKeyType(key, "key"), identity) : undefined;
  } catch (error) {
    refusedBy(error);
    return undefined;
  }
}

/** A single-length key as one of double length: the same cipher. */
function twice(single: Uint8Array): Uint8Array {
  const key = new Uint8Array(2 * single.length);
  key.set(single);
  key.set(single, single.length);
  single.fill(0);
  return key;
}

function done(work: () => void): Done {
  try {
    work();
    return Done.DONE;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return Done.REFUSED;
  }
}

/** What the world brought is REFUSED; what is wrong with the module itself goes on. */
function refusedBy(error: unknown): Done {
  if (error instanceof CodecError) return error.code === "KCV" ? Done.KCV_DIFFERS : Done.REFUSED;
  throw error;
}
