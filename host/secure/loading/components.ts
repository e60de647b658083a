/**
 * Entry of a key in components, under dual control (ISO 11568, 4.3; PCI PIN, requirement 6 and 12): several holders give one
 * part each, none of them learns the key.
 *
 * Holds always: no holder gives two parts, no part is taken twice or is all zeros; the key is the XOR of the parts, whatever
 * their order; every way out (finished, cancelled, too late) leaves all parts zero and the entry over. Out comes nothing but
 * check values, and the key to the one who finishes. Time is passed in. Knows no slot.
 */
import { equalInConstantTime } from "../bytes.ts";
import { CIPHERS } from "../cipher/block_cipher.ts";
import type { CipherName } from "../cipher/block_cipher.ts";
import { keyCheckValue } from "../cipher/kcv.ts";
import type { KcvMethod } from "../cipher/kcv.ts";

export const HOLDERS_MIN = 2;
export const HOLDERS_MAX = 9;
/** Nobody leaves parts of a key in a machine over lunch. */
export const TIMEOUT_MS_MAX = 3_600_000;
/** A shorter one tells too little. */
export const EXPECTED_KCV_BYTES_MIN = 2;

export interface ComponentRequest {
  algorithm: CipherName;
  /** Bytes of the key, and of every component. */
  keyBytes: number;
  /** Components that are needed, from 2 on, and that are taken, up to 9; the same number when absent. */
  holders: number;
  holdersMax?: number;
  /** Longest pause before each component, and longest entry in all, ms; an hour at most. */
  componentTimeout_ms: number;
  totalTimeout_ms: number;
  /** True of a key that everybody knows, as those of test benches: the key itself must not be kept. */
  isWellKnown: (key: Uint8Array, algorithm: CipherName) => boolean;
  /** `cmac` for AES and `zeros` for others when absent. */
  kcvMethod?: KcvMethod;
}

/** Why nothing was taken, or that it was. After TIMED_OUT and WEAK_KEY the entry is over, as after DONE. */
export type ComponentOutcome =
  | "TAKEN"
  | "DONE"
  | "OVER"
  | "TIMED_OUT"
  | "HOLDER_TWICE"
  | "COMPONENT_TWICE"
  | "COMPONENT_ZERO"
  | "COMPONENT_WELL_KNOWN"
  | "COMPONENT_LENGTH"
  | "TOO_MANY"
  | "TOO_FEW"
  | "KCV_DIFFERS"
  | "WEAK_KEY";

export interface ComponentResult {
  outcome: ComponentOutcome;
  /** Of what was taken, to be shown; empty when nothing was. */
  kcv: Uint8Array;
}

export interface FinishResult<T> extends ComponentResult {
  /** What `use` gave; absent unless DONE. */
  value?: T;
}

const NOTHING = new Uint8Array(0);

export class ComponentEntry {
  private readonly request: Required<ComponentRequest>;
  private readonly startedAt_ms: number;
  private lastAt_ms: number;
  private readonly parts: Uint8Array[] = [];
  private readonly givenBy = new Set<string>();
  private isOver = false;

  /** @throws RangeError for a request that no key can be entered with: a fault of the caller's, no data */
  constructor(request: ComponentRequest, now_ms: number) {
    const { holders, holdersMax = holders, kcvMethod = request.algorithm === "aes" ? "cmac" : "zeros" } = request;
    this.request = { ...request, holdersMax, kcvMethod };
    if (!isPossible(this.request)) throw new RangeError("component entry: holders, key length or time-outs");
    this.startedAt_ms = now_ms;
    this.lastAt_ms = now_ms;
  }

  /** How many components were taken; 0 when it is over. */
  get count(): number {
    return this.parts.length;
  }

  /** Time at which `tick` ends the entry; undefined when it is over. */
  get nextDeadline_ms(): number | undefined {
    if (this.isOver) return undefined;
    const { componentTimeout_ms, totalTimeout_ms } = this.request;
    return Math.min(this.lastAt_ms + componentTimeout_ms, this.startedAt_ms + totalTimeout_ms);
  }

  /**
   * Takes the component of one holder, who may try again after any refusal that does not end the entry.
   *
   * @param holder who gives it, as the terminal knows its people
   * @param component in clear; it is copied, and stays the caller's to wipe
   * @param expectedKcv as printed on the holder's sheet, from 2 bytes on
   */
  add(holder: string, component: Uint8Array, now_ms: number, expectedKcv?: Uint8Array): ComponentResult {
    const refused = this.refusal(holder, component, now_ms);
    if (refused !== undefined) return { outcome: refused, kcv: NOTHING };
    if (!this.isExpected(component, expectedKcv)) return { outcome: "KCV_DIFFERS", kcv: NOTHING };
    this.parts.push(new Uint8Array(component));
    this.givenBy.add(holder);
    this.lastAt_ms = now_ms;
    return { outcome: "TAKEN", kcv: this.kcvOf(component) };
  }

  /**
   * Makes the key and gives it to `use`, then wipes it, whatever `use` does. TOO_FEW and KCV_DIFFERS leave the entry open.
   *
   * @param expectedKcv of the whole key, from 2 bytes on
   */
  finish<T>(now_ms: number, use: (key: Uint8Array) => T, expectedKcv?: Uint8Array): FinishResult<T> {
    const late = this.tick(now_ms);
    if (late !== undefined || this.isOver) return { outcome: late ?? "OVER", kcv: NOTHING };
    if (this.parts.length < this.request.holders) return { outcome: "TOO_FEW", kcv: NOTHING };
    const key = new Uint8Array(this.request.keyBytes);
    try {
      for (const part of this.parts) for (let i = 0; i < key.length; i++) key[i]! ^= part[i]!;
      if (this.isZero(key) || this.request.isWellKnown(key, this.request.algorithm)) {
        this.cancel();
        return { outcome: "WEAK_KEY", kcv: NOTHING };
      }
      if (!this.isExpected(key, expectedKcv)) return { outcome: "KCV_DIFFERS", kcv: NOTHING };
      this.cancel();
      return { outcome: "DONE", kcv: this.kcvOf(key), value: use(key) };
    } catch (error) {
      this.cancel();
      throw error;
    } finally {
      key.fill(0);
    }
  }

  /** Ends the entry once its deadline has come. */
  tick(now_ms: number): "TIMED_OUT" | undefined {
    const deadline_ms = this.nextDeadline_ms;
    if (deadline_ms === undefined || now_ms < deadline_ms) return undefined;
    this.cancel();
    return "TIMED_OUT";
  }

  /** Ends the entry without a key; wipes every component. */
  cancel(): void {
    for (const part of this.parts) part.fill(0);
    this.parts.length = 0;
    this.givenBy.clear();
    this.isOver = true;
  }

  private refusal(holder: string, component: Uint8Array, now_ms: number): ComponentOutcome | undefined {
    const late = this.tick(now_ms);
    if (late !== undefined) return late;
    if (this.isOver) return "OVER";
    if (this.givenBy.has(holder)) return "HOLDER_TWICE";
    if (this.parts.length >= this.request.holdersMax) return "TOO_MANY";
    if (component.length !== this.request.keyBytes) return "COMPONENT_LENGTH";
    // With zeros for a part, the others would hold the key between them.
    if (this.isZero(component)) return "COMPONENT_ZERO";
    // A part that everybody knows leaves the key to the others.
    if (this.request.isWellKnown(component, this.request.algorithm)) return "COMPONENT_WELL_KNOWN";
    return this.parts.some((part) => this.isZero(part, component)) ? "COMPONENT_TWICE" : undefined;
  }

  private isExpected(key: Uint8Array, expected: Uint8Array | undefined): boolean {
    if (expected === undefined) return true;
    const { blockBytes } = CIPHERS[this.request.algorithm];
    if (expected.length < EXPECTED_KCV_BYTES_MIN || expected.length > blockBytes) return false;
    return equalInConstantTime(this.kcvOf(key, expected.length), expected);
  }

  private kcvOf(key: Uint8Array, bytes?: number): Uint8Array {
    const { algorithm, kcvMethod } = this.request;
    return keyCheckValue(CIPHERS[algorithm], key, kcvMethod, bytes);
  }

  /** True when `a`, or `a` XOR `b`, is zero to the cipher, parity bits of DES left out. All bytes are looked at. */
  private isZero(a: Uint8Array, b?: Uint8Array): boolean {
    const mask = this.request.algorithm === "tdes" ? 0xfe : 0xff;
    let found = 0;
    for (let i = 0; i < a.length; i++) found |= (a[i]! ^ (b?.[i] ?? 0)) & mask;
    return found === 0;
  }
}

function isPossible(request: Required<ComponentRequest>): boolean {
  const { algorithm, keyBytes, holders, holdersMax, componentTimeout_ms, totalTimeout_ms } = request;
  const isCount = Number.isInteger(holders) && Number.isInteger(holdersMax);
  if (!isCount || holders < HOLDERS_MIN || holdersMax < holders || holdersMax > HOLDERS_MAX) return false;
  const isTimed = [componentTimeout_ms, totalTimeout_ms].every((ms) => ms > 0 && ms <= TIMEOUT_MS_MAX);
  return CIPHERS[algorithm].keyBytes.includes(keyBytes) && isTimed;
}
