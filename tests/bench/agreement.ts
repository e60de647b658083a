/**
 * Before anything is timed: all who are timed on the same bytes must give the same results, and refuse the same damage.
 */
import assert from "node:assert/strict";
import { replaced, resized } from "./damage.ts";
import type { Program } from "./floor.ts";
import { flat, Ours, whereCore } from "./ours.ts";
import type { Peers } from "./peers.ts";
import { Plain } from "./plain/codec.ts";
import { wherePlain } from "./plain/tlv.ts";
import { ASCII_DIALECT, BLOB, DIALECT, preparedFields, REFERENCE, toHex } from "./reference.ts";

const TAG_BYTES = 4;
/** Bytes of a record before its value; the floor exits on records that are cut off, so only values are damaged. */
const RECORD_HEAD = 4;

/** Says of each input what a floor makes of it. */
export interface Judge {
  judge(program: Program, inputs: readonly Uint8Array[]): string[];
}

/** @throws AssertionError with what differs */
export function checkAgreement(floors: Judge | undefined, peers: Peers | undefined): void {
  checkMessages(floors);
  checkPacking(floors);
  checkObjects(floors);
  if (peers !== undefined) checkPeers(peers);
}

function checkMessages(floors: Judge | undefined): void {
  const ours = new Ours(DIALECT);
  const plain = new Plain(DIALECT);
  const message = ours.pack(REFERENCE)!;
  const { bitmap } = ours.object(message);
  assert.deepEqual(ours.object(message), { ...REFERENCE, bitmap });
  assert.deepEqual(plain.object(message), { ...REFERENCE, bitmap });
  assert.equal(toHex(plain.pack(REFERENCE.mti, REFERENCE.fields)!), toHex(message));

  const inputs = [message, ...replaced(message), ...resized(message)];
  const verdicts = floors?.judge("iso8583_unpack", inputs);
  inputs.forEach((input, i) => {
    const places = ours.places(input);
    assert.equal(plain.places(input), places, `plain TypeScript and we differ on ${toHex(input)}`);
    if (verdicts === undefined) return;
    const floor = verdicts[i]!.startsWith("ok ") ? verdicts[i]!.slice("ok ".length) : undefined;
    assert.equal(floor, places, `the floor and we differ on ${toHex(input)}`);
  });

  const asciiOurs = new Ours(ASCII_DIALECT);
  const asciiPlain = new Plain(ASCII_DIALECT);
  const ascii = asciiOurs.pack(REFERENCE)!;
  assert.equal(toHex(asciiPlain.pack(REFERENCE.mti, REFERENCE.fields)!), toHex(ascii));
  assert.deepEqual(asciiOurs.object(ascii), { ...REFERENCE, bitmap });
  assert.deepEqual(asciiPlain.object(ascii), { ...REFERENCE, bitmap });
}

function checkPacking(floors: Judge | undefined): void {
  const ours = new Ours(DIALECT);
  const plain = new Plain(DIALECT);
  const message = toHex(ours.pack(REFERENCE)!);
  const values = valuesIn(preparedFields());
  const inputs = [preparedFields(), ...replaced(preparedFields()).filter((input) => sameHeads(input, values))];
  const verdicts = floors?.judge("iso8583_pack", inputs);
  inputs.forEach((input, i) => {
    const packed = ours.packPrepared(input);
    if (i === 0) assert.equal(toHex(packed!), message);
    if (verdicts === undefined) return;
    const floor = verdicts[i]!.startsWith("ok ") ? verdicts[i]!.slice("ok ".length) : undefined;
    assert.equal(floor, packed && toHex(packed), `the floor and we pack another message from ${toHex(input)}`);
  });
  for (const [field, text] of Object.entries(REFERENCE.fields)) {
    for (const wrong of [text.slice(1), `${text}0`, `${text.slice(1)}G`, `${text.slice(1)}é`, `${text.slice(1)}\n`]) {
      const fields = { ...REFERENCE.fields, [field]: wrong };
      const packed = ours.pack({ ...REFERENCE, fields });
      const alike = plain.pack(REFERENCE.mti, fields);
      // We fill a short text up, plain TypeScript wants it whole.
      if (alike === undefined && packed !== undefined && wrong.length < text.length) continue;
      assert.equal(
        alike && toHex(alike),
        packed && toHex(packed),
        `packing differs with another value of field ${field}`,
      );
    }
  }
}

/** The ranges that hold values, not heads of records. */
function valuesIn(prepared: Uint8Array): Array<[number, number]> {
  const ranges: Array<[number, number]> = [];
  for (let at = 0; at < prepared.length;) {
    const from = at + RECORD_HEAD;
    at = from + Buffer.from(prepared).readUInt16LE(at + 2);
    ranges.push([from, at]);
  }
  return ranges;
}

function sameHeads(input: Uint8Array, values: ReadonlyArray<[number, number]>): boolean {
  const original = preparedFields();
  return input.every((byte, at) => byte === original[at] || values.some(([from, to]) => at >= from && at < to));
}

function checkObjects(floors: Judge | undefined): void {
  const tags = [0, ...new Set(flat(BLOB).map(([tag]) => Number.parseInt(tag, 16)))];
  const blobs = [BLOB, ...replaced(BLOB), ...resized(BLOB)];
  const inputs: Array<[number, Uint8Array]> = [
    ...tags.map((tag): [number, Uint8Array] => [tag, BLOB]),
    ...blobs.map((blob): [number, Uint8Array] => [0, blob]),
  ];
  const verdicts = floors?.judge(
    "tlv_walk",
    inputs.map(([tag, blob]) => searchOf(tag, blob)),
  );
  inputs.forEach(([tag, blob], i) => {
    const where = whereCore(blob, tag);
    assert.equal(wherePlain(blob, tag), where, `plain TypeScript and we differ on ${toHex(blob)}`);
    if (verdicts === undefined) return;
    const floor = verdicts[i]!.startsWith("refused") ? "refused" : verdicts[i]!;
    assert.equal(floor, where, `the floor and we differ on ${toHex(blob)}`);
  });
}

/** What the floor's walk takes: a tag and where to look for it. */
export function searchOf(tag: number, blob: Uint8Array): Uint8Array {
  const search = new Uint8Array(TAG_BYTES + blob.length);
  new DataView(search.buffer).setUint32(0, tag);
  search.set(blob, TAG_BYTES);
  return search;
}

function checkPeers({ iso, tlv }: Peers): void {
  assert.deepEqual(iso.unpack(iso.pack(REFERENCE)), REFERENCE);
  for (const peer of tlv) assert.deepEqual(peer.flat(BLOB), flat(BLOB), `${peer.name} gives other objects`);
}
