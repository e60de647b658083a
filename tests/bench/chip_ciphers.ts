/**
 * The bare cipher calls of a chip sale: what one sale asks of node:crypto is written down, and asked again with nothing around it.
 *
 * The same calls with equal inputs in the same order: ciphers, hashes, HMACs, random numbers, RSA of terminal and card, and the
 * key objects that the sale makes of keys which it has just recovered; a key object that it makes anew is made anew here, since
 * its first use costs more than the next. Forming, comparing, copying and wiping are no part of it.
 */
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import type { CardData } from "../../host/cards/card_spec.ts";
import type { Core } from "../../host/core.ts";
import { ChipShop } from "./chip_shop.ts";

/** Gives something of its result, so that it cannot be left out. */
type Call = () => number;

/** The functions of node:crypto as this file replaces them. */
type Crypto = Record<string, (...given: never[]) => unknown>;

/** What a call gave the last time: another may be given it. */
interface Made {
  is: unknown;
}

interface Stream {
  update(data: Uint8Array | string): unknown;
  setAutoPadding?(isPadded: boolean): unknown;
  final?(): Uint8Array;
  digest?(encoding?: string): Uint8Array;
}

/** Before the sale that is written down: the first ones sign on, check keys and make what is made once. */
const SALES_BEFORE = 3;
/** With one update or more, and `final` or `digest` at the end. */
const STREAMS = ["createCipheriv", "createDecipheriv", "createHash", "createHmac"];
const AT_ONCE = ["publicEncrypt", "privateDecrypt", "createPublicKey", "createPrivateKey", "randomBytes"];

/** All of them once. */
export function bareCiphersOf(card: CardData, newCore: () => Core): Call {
  const shop = new ChipShop(card, newCore);
  for (let i = 0; i < SALES_BEFORE; i++) shop.sell();
  const calls: Call[] = [];
  watching(calls, () => shop.sell());
  return () => {
    let sum = 0;
    for (const call of calls) sum += call();
    return sum;
  };
}

/** Whatever imports node:crypto gets the watched functions while `work` runs. */
function watching(calls: Call[], work: () => void): void {
  const all = crypto as unknown as Crypto;
  const own = new Map([...STREAMS, ...AT_ONCE].map((name) => [name, all[name]!]));
  const call = (name: string, given: readonly unknown[]): unknown => own.get(name)!(...(given as never[]));
  for (const name of STREAMS) {
    all[name] = (...given: unknown[]) => {
      const kept = given.map(copied);
      return watchedStream(call(name, given) as Stream, () => call(name, kept) as Stream, calls);
    };
  }
  const made = new Map<unknown, Made>();
  for (const name of AT_ONCE) {
    all[name] = (...given: unknown[]) => {
      const result = { is: call(name, given) };
      made.set(result.is, result);
      const kept = given.map(copied);
      const key = made.get(keyOf(given[0]));
      if (key !== undefined) kept[0] = { ...(given[0] as object), key: key.is };
      calls.push(() => {
        if (key !== undefined) (kept[0] as { key: unknown }).key = key.is;
        result.is = call(name, kept);
        return result.is === undefined ? 0 : 1;
      });
      return result.is;
    };
  }
  syncBuiltinESMExports();
  try {
    work();
  } finally {
    for (const [name, one] of own) all[name] = one;
    syncBuiltinESMExports();
  }
}

function watchedStream(stream: Stream, again: () => Stream, calls: Call[]): Stream {
  const update = stream.update.bind(stream);
  const end = stream.final === undefined ? "digest" : "final";
  const finish = stream[end]!.bind(stream);
  const parts: Array<Uint8Array | string> = [];
  const isUnpadded = { is: false };
  if (stream.setAutoPadding !== undefined) {
    const set = stream.setAutoPadding.bind(stream);
    stream.setAutoPadding = (isPadded) => {
      isUnpadded.is = !isPadded;
      return set(isPadded);
    };
  }
  stream.update = (data) => {
    parts.push(copied(data) as Uint8Array | string);
    const result = update(data);
    return end === "digest" ? stream : result;
  };
  stream[end] = (encoding?: string) => {
    const isPlain = isUnpadded.is;
    calls.push(() => {
      const own = again();
      if (isPlain) own.setAutoPadding?.(false);
      for (const part of parts) own.update(part);
      return own[end]!().length;
    });
    return finish(encoding);
  };
  return stream;
}

/** The key object among what a call is given. */
function keyOf(given: unknown): unknown {
  return typeof given === "object" && given !== null && "key" in given ? given.key : undefined;
}

/** Its owner may wipe it; key objects and names stay as they are. */
function copied(given: unknown): unknown {
  return given instanceof Uint8Array ? Buffer.from(given) : given;
}
