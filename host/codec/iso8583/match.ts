/**
 * Which request a reply answers, by what the reply repeats of it: terminal, STAN, batch, whatever the dialect names.
 *
 * Every request that was added ends exactly once: matched by `take`, given by `expire`, or given back by `cancel`; every
 * message that is taken is told for what it is, so nothing is dropped in silence. There is no clock in here: each call is
 * told the time, in milliseconds that never go back. Requests and memories of them are bounded in number.
 */
import { CodecError } from "../errors.ts";
import type { DialectSpec } from "./spec.ts";

/** What is read of a message. */
export interface Matchable {
  /** Four digits. */
  readonly mti: string;
  /** Value of a field or a subfield (`"60.2"`), "" when absent. */
  text(path: string | number): string;
}

export interface MatchOptions {
  /** How long a reply is waited for. */
  timeout_ms: number;
  /** Most requests that wait at one time; 1024 unless given. */
  outstandingMax?: number;
  /** Requests that have ended and are still known, so that a late reply has a name; the oldest is forgotten first. */
  rememberedMax?: number;
}

/**
 * added: it waits for its reply. repeated: a repeat (0201, 0401) of a request that waits; it takes its place, waits anew,
 * and `data` is what was kept for the former. Not added: duplicate, one that is no repeat has the key of a request that
 * waits; full, as many wait as may; unanswered, the message is one that gets no reply (a reply, a notification).
 */
export type Added<T> =
  | { kind: "added" }
  | { kind: "repeated"; data: T; age_ms: number }
  | { kind: "duplicate"; data: T; age_ms: number }
  | { kind: "full" }
  | { kind: "unanswered" };

/** How a request ended before this reply came. */
export type Ending = "answered" | "timeout" | "cancelled";

/**
 * reply: the request of `data` has its answer. late: the request had timed out or was cancelled. duplicate: it had its
 * answer already. unknown: a reply to nothing that is known. request: no reply at all, but a message that asks for one or
 * tells something. Ages count from when the request was added, or repeated.
 */
export type Taken<T> =
  | { kind: "reply"; data: T; age_ms: number }
  | { kind: "late"; data: T; age_ms: number; ending: "timeout" | "cancelled" }
  | { kind: "duplicate"; data: T; age_ms: number }
  | { kind: "unknown" }
  | { kind: "request" };

interface Exchange<T> {
  data: T;
  added_ms: number;
  /** What its reply repeats of it. */
  identity: Identity;
  /** Undefined while it waits. */
  ending?: Ending;
}

interface Identity {
  /** The same for a request, its repeats and their replies, and different for all others. */
  key: string;
  mti: string;
  values: readonly string[];
}

const MATCH_DEFAULT = ["41", "11"] as const;
const OUTSTANDING_MAX = 1024;
const REMEMBERED_MAX = 1024;

// The second digit of an MTI is its class. The third is its function: even asks, the odd one after it answers; but a
// notification (4) has no answer before ISO 8583:2003, where the first digit is 2. In the fourth, odd is a repeat.
const NETWORK_MANAGEMENT = 8;
const NOTIFICATION = 4;
const VERSION_2003 = 2;

export class ReplyMatcher<T> {
  readonly #paths: readonly string[];
  readonly #managementPaths: readonly string[];
  readonly #timeout_ms: number;
  readonly #outstandingMax: number;
  readonly #rememberedMax: number;
  /** In the order of their time-outs, which all have the same length. */
  readonly #outstanding = new Map<string, Exchange<T>>();
  /** In the order in which they ended. */
  readonly #remembered = new Map<string, Exchange<T>>();

  /**
   * Network management (class 8) is matched by whole fields alone: the reply to a sign-on names the batch from now on, and
   * repeats no old one. A value that a request lacks may be anything in its reply.
   *
   * @param spec what is matched by is its `match`; terminal and STAN (41, 11) where it has none
   */
  constructor(spec: Pick<DialectSpec, "match">, options: MatchOptions) {
    const { timeout_ms, outstandingMax = OUTSTANDING_MAX, rememberedMax = REMEMBERED_MAX } = options;
    this.#paths = spec.match ?? MATCH_DEFAULT;
    this.#managementPaths = this.#paths.filter((path) => !path.includes("."));
    this.#timeout_ms = timeout_ms;
    this.#outstandingMax = outstandingMax;
    this.#rememberedMax = rememberedMax;
  }

  /** Requests that wait for a reply. */
  get outstanding(): number {
    return this.#outstanding.size;
  }

  /** When `expire` has something to give, if nothing comes before; undefined while nothing waits. */
  get deadline_ms(): number | undefined {
    for (const { added_ms } of this.#outstanding.values()) return added_ms + this.#timeout_ms;
    return undefined;
  }

  /** @param data what `take`, `expire` and `cancel` give back */
  add(request: Matchable, data: T, now_ms: number): Added<T> {
    const { isReply, getsReply, isRepeat } = mtiKind(request.mti);
    if (isReply || !getsReply) return { kind: "unanswered" };
    const identity = this.#identity(request);
    const { key } = identity;
    const former = this.#outstanding.get(key);
    if (former !== undefined && !isRepeat) {
      return { kind: "duplicate", data: former.data, age_ms: now_ms - former.added_ms };
    }
    if (former === undefined && this.#outstanding.size >= this.#outstandingMax) return { kind: "full" };
    this.#outstanding.delete(key); // so that it stands last
    this.#outstanding.set(key, { data, added_ms: now_ms, identity });
    if (former === undefined) return { kind: "added" };
    return { kind: "repeated", data: former.data, age_ms: now_ms - former.added_ms };
  }

  /** A reply whose request has passed its time is late, though `expire` has not given it yet; it still will. */
  take(reply: Matchable, now_ms: number): Taken<T> {
    if (!mtiKind(reply.mti).isReply) return { kind: "request" };
    const identity = this.#identity(reply);
    const exact = this.#outstanding.get(identity.key) ?? this.#remembered.get(identity.key);
    const found = exact ?? answeredBy(this.#outstanding, identity) ?? answeredBy(this.#remembered, identity);
    if (found === undefined) return { kind: "unknown" };
    const { data, added_ms, ending } = found;
    const age_ms = now_ms - added_ms;
    if (ending === "answered") return { kind: "duplicate", data, age_ms };
    if (ending !== undefined) return { kind: "late", data, age_ms, ending };
    if (age_ms >= this.#timeout_ms) return { kind: "late", data, age_ms, ending: "timeout" };
    this.#end(found, "answered");
    return { kind: "reply", data, age_ms };
  }

  /** Ends the requests whose time has passed. @returns what was kept for them, the oldest first */
  expire(now_ms: number): T[] {
    const expired: T[] = [];
    for (const exchange of this.#outstanding.values()) {
      if (now_ms - exchange.added_ms < this.#timeout_ms) break;
      this.#end(exchange, "timeout");
      expired.push(exchange.data);
    }
    return expired;
  }

  /** Ends a request whose reply nobody wants any more. @returns what was kept for it, undefined when none waits */
  cancel(request: Matchable): T | undefined {
    const exchange = this.#outstanding.get(this.#identity(request).key);
    if (exchange !== undefined) this.#end(exchange, "cancelled");
    return exchange?.data;
  }

  #end(exchange: Exchange<T>, ending: Ending): void {
    const { key } = exchange.identity;
    this.#outstanding.delete(key);
    this.#remembered.delete(key);
    this.#remembered.set(key, { ...exchange, ending });
    if (this.#remembered.size <= this.#rememberedMax) return;
    for (const oldest of this.#remembered.keys()) {
      this.#remembered.delete(oldest);
      return;
    }
  }

  #identity(message: Matchable): Identity {
    const { exchange: mti, isManagement } = mtiKind(message.mti);
    const values = (isManagement ? this.#managementPaths : this.#paths).map((path) => message.text(path));
    // Each with its length, since a value may hold any character.
    return { key: values.reduce((key, value) => `${key} ${value.length}:${value}`, mti), mti, values };
  }
}

/** The oldest request that lacks some of the values, and has the others of a reply: a terminal that asks for its number. */
function answeredBy<T>(exchanges: ReadonlyMap<string, Exchange<T>>, reply: Identity): Exchange<T> | undefined {
  for (const exchange of exchanges.values()) {
    const { mti, values } = exchange.identity;
    if (mti === reply.mti && values.every((value, index) => value === "" || value === reply.values[index])) {
      return exchange;
    }
  }
  return undefined;
}

/** What an MTI says about requests and replies. */
export interface MtiKind {
  /** The same for a request, its repeats and their replies. */
  exchange: string;
  isManagement: boolean;
  isReply: boolean;
  /** Of a request or an advice, not of a notification before 2003. */
  getsReply: boolean;
  /** The message was sent before. */
  isRepeat: boolean;
}

type Digits = [version: number, kind: number, role: number, origin: number];

/** @throws CodecError ISO_DIGIT when it has not four hexadecimal digits */
export function mtiKind(mti: string): MtiKind {
  if (!/^[0-9A-Fa-f]{4}$/.test(mti)) {
    throw new CodecError({ code: "ISO_DIGIT", path: "mti", offset: 0, expected: "four digits" });
  }
  const [version, kind, role, origin] = [0, 1, 2, 3].map((at) => Number.parseInt(mti.charAt(at), 16)) as Digits;
  const isReply = role % 2 === 1;
  return {
    exchange: [version, kind, role - (role % 2), origin - (origin % 2)].map((digit) => digit.toString(16)).join(""),
    isManagement: kind === NETWORK_MANAGEMENT,
    isReply,
    getsReply: !isReply && (role !== NOTIFICATION || version >= VERSION_2003),
    isRepeat: origin % 2 === 1,
  };
}
