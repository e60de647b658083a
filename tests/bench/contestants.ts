/**
 * Who is timed on the codecs, under which name, and against which floor. The order is that of the table; what is compared
 * stands together, so that it is timed at nearly the same moment.
 */
import { searchOf } from "./agreement.ts";
import { type Floors, NO_FLOOR } from "./floor.ts";
import { Ours, parseTree, walkCore } from "./ours.ts";
import type { Peers } from "./peers.ts";
import { Plain } from "./plain/codec.ts";
import { walkPlain } from "./plain/tlv.ts";
import { ASCII_DIALECT, BLOB, DIALECT, preparedFields, REFERENCE } from "./reference.ts";
import { type Contestant, looped } from "./rounds.ts";

/** A row that is timed, or one that cannot be here, with the reason. */
export type Entry = Contestant | { name: string; missing: string };

const UNPACK_FLOOR = "iso8583 unpack floor";
const PACK_FLOOR = "iso8583 pack floor";
const WALK_FLOOR = "tlv walk floor";
export const TLV_PEERS = ["@tomkp/ber-tlv", "node-emv", "ber-tlv"] as const;

/** @param missingPeers why there are no peers, where there are none */
export function codecEntries(floors: Floors | undefined, peers: Peers | undefined, missingPeers: string): Entry[] {
  return [
    ...unpacking(floors, peers, missingPeers),
    ...packing(floors, peers, missingPeers),
    ...walking(floors, peers, missingPeers),
  ];
}

function unpacking(floors: Floors | undefined, peers: Peers | undefined, missingPeers: string): Entry[] {
  const [bcd, ascii] = [new Ours(DIALECT), new Ours(ASCII_DIALECT)];
  const plain = new Plain(DIALECT);
  const message = bcd.pack(REFERENCE)!;
  const twin = ascii.pack(REFERENCE)!;
  const row = rowsAgainst(UNPACK_FLOOR);
  return [
    native(UNPACK_FLOOR, floors && ((ms) => floors.time("iso8583_unpack", message, ms))),
    row("iso8583 unpack strict core", bcd.unpackCore(message)),
    row("iso8583 unpack strict core ascii", ascii.unpackCore(twin)),
    row("iso8583 unpack plain typescript", plain.unpack(message)),
    row("iso8583 unpack api view", bcd.view(message)),
    row("iso8583 unpack api 3 fields", bcd.threeFields(message)),
    row("iso8583 unpack api 3 fields ascii", ascii.threeFields(twin)),
    row("iso8583 unpack api object", bcd.toObject(message)),
    row("iso8583 unpack api object ascii", ascii.toObject(twin)),
    row("iso8583 unpack plain typescript object", plain.toObject(message)),
    peers === undefined
      ? { name: "iso8583 unpack peer iso_8583", missing: missingPeers }
      : row("iso8583 unpack peer iso_8583", peers.iso.repeatUnpack(peers.iso.pack(REFERENCE))),
  ];
}

function packing(floors: Floors | undefined, peers: Peers | undefined, missingPeers: string): Entry[] {
  const ours = new Ours(DIALECT);
  const plain = new Plain(DIALECT);
  const prepared = preparedFields();
  const row = rowsAgainst(PACK_FLOOR);
  return [
    native(PACK_FLOOR, floors && ((ms) => floors.time("iso8583_pack", prepared, ms))),
    row("iso8583 pack core", ours.packCore(prepared)),
    row("iso8583 pack api object", ours.packObject(REFERENCE)),
    row("iso8583 pack plain typescript", plain.packObject(REFERENCE.mti, REFERENCE.fields)),
    peers === undefined
      ? { name: "iso8583 pack peer iso_8583", missing: missingPeers }
      : row("iso8583 pack peer iso_8583", peers.iso.repeatPack(REFERENCE)),
  ];
}

function walking(floors: Floors | undefined, peers: Peers | undefined, missingPeers: string): Entry[] {
  const row = rowsAgainst(WALK_FLOOR);
  const search = searchOf(0, BLOB);
  return [
    native(WALK_FLOOR, floors && ((ms) => floors.time("tlv_walk", search, ms))),
    row("tlv walk core", walkCore(BLOB)),
    row("tlv walk plain typescript", walkPlain(BLOB)),
    row("tlv parse api", parseTree(BLOB)),
    ...TLV_PEERS.map((name): Entry => {
      const peer = peers?.tlv.find((candidate) => candidate.name === name);
      if (peer === undefined) return { name: `tlv walk peer ${name}`, missing: missingPeers };
      return row(`tlv walk peer ${name}`, peer.repeat(BLOB));
    }),
  ];
}

function rowsAgainst(floor: string): (name: string, repeat: (times: number) => number) => Contestant {
  return (name, repeat) => ({ name, floor, measure: looped(repeat) });
}

function native(name: string, measure: ((ms: number) => number) | undefined): Entry {
  return measure === undefined ? { name, missing: NO_FLOOR } : { name, floor: name, measure };
}
