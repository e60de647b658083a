/**
 * The TC hash value, tag 98 (EMV Book 3, 9.2.2): SHA-1 over the values of the TDOL, made by the secure module before a GENERATE
 * AC whose list asks for it. A card without a TDOL (97) gets the terminal's default one, and the TVR says so.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { Command, Done, HASH_SHA1 } from "../abi";
import { copyBytes, fillBytes } from "../base/bytes";
import { OK } from "../base/status";
import { DolEntry, dolLength, readDol } from "../codec/dol";
import { askWith, Bytes, payload, putBytes } from "../machine/io";
import { Terminal } from "../machine/terminal";
import { configurationOf } from "./aids";
import { putDol } from "./data";
import { cardGave } from "./arena";
import { Card, cardOf, FOUND, TC_HASH_BYTES } from "./region";
import { TAG_97_TDOL, TAG_98_TC_HASH } from "./tags";
import { setTvr, TVR_DEFAULT_TDOL } from "./tvr";

const VALUES_BYTES: i32 = 256;
/** A TDOL is no longer than a command's data. */
const TDOL_VALUES_BYTES_MAX: i32 = 252;
const VALUES: usize = memory.data(VALUES_BYTES, 8);
const ENTRY: DolEntry = changetype<DolEntry>(memory.data(16, 8));

/** Payload of HASH before the bytes. */
@unmanaged
class Hash {
  algorithm: u32;
  reserved: u32;
  get data(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<Hash>());
  }
}

/** Payload of HASH_DONE. */
@unmanaged
class Hashed {
  status: u32;
  reserved: u32;
  get data(): Bytes {
    return changetype<Bytes>(changetype<usize>(this) + offsetof<Hashed>());
  }
}

/** @returns whether the card's list `cdol` asks for the hash */
export function asksForHash(card: Card, cdol: u32): bool {
  if (!cardGave(card, cdol)) return false;
  const end = FOUND.value + FOUND.length;
  let at = FOUND.value;
  while (readDol(at, end, ENTRY) === OK) {
    if (ENTRY.tag === TAG_98_TC_HASH) return true;
    at = ENTRY.next;
  }
  return false;
}

/** @returns whether the TDOL is a list that can be filled: the card's own, or the default one when the card has none */
export function isTdolFormed(card: Card): bool {
  findTdol(card);
  const bytes = dolLength(FOUND.value, FOUND.value + FOUND.length);
  return bytes >= 0 && bytes <= TDOL_VALUES_BYTES_MAX;
}

export function askHash(t: Terminal): void {
  const card = cardOf(t);
  if (!findTdol(card)) {
    decide(Rule.DEFAULT_TDOL, 0);
    setTvr(card, TVR_DEFAULT_TDOL);
  }
  const length = putDol(t, FOUND.value, FOUND.value + FOUND.length, VALUES, TDOL_VALUES_BYTES_MAX);
  assert(length >= 0); // it was looked at before
  const command = askWith<Hash>(t, Command.HASH, <i32>offsetof<Bytes>() + length);
  command.algorithm = HASH_SHA1;
  putBytes(command.data, VALUES, length);
  fillBytes(VALUES, 0, VALUES_BYTES);
}

/**
 * `FOUND` is the card's TDOL, or the configured one for cards without; a terminal that has none assumes one without data
 * objects (EMV Book 3, 9.2.2).
 *
 * @returns whether it is the card's
 */
function findTdol(card: Card): bool {
  if (cardGave(card, TAG_97_TDOL)) return true;
  const own = configurationOf(card);
  FOUND.value = own.defaultTdol;
  FOUND.length = own.defaultTdolLength;
  return false;
}

/** @returns false when the secure module has given none */
export function keepHash(t: Terminal): bool {
  const hashed = payload<Hashed>();
  if (hashed.status !== Done.DONE || hashed.data.length !== TC_HASH_BYTES) return false;
  const card = cardOf(t);
  card.hasTcHash = 1;
  copyBytes(card.tcHash, hashed.data.start, TC_HASH_BYTES);
  return true;
}
