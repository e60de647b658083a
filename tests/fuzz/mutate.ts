/**
 * Hostile bytes made of real ones: any bytes, TLV of a card, frames of an acquirer.
 *
 * What keeps its outer form (lengths that add up, fields that pack) gets deep into the core; what does not tries the gates.
 */
import { encodeFrame, Framer } from "../../host/codec/iso8583/frame.ts";
import type { Frame } from "../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import type { FieldValue } from "../../host/codec/iso8583/message.ts";
import { encodeTlv } from "../../host/codec/tlv/encode.ts";
import { parseTlv } from "../../host/codec/tlv/parse.ts";
import type { TlvNode } from "../../host/codec/tlv/parse.ts";
import type { Dice } from "./dice.ts";

const EDGES = [0, 1, 0x7f, 0x80, 0x81, 0xff];
/** Tags that the terminal looks for, and lists that it fills. */
const TAGS = [0x4f, 0x57, 0x5a, 0x61, 0x6f, 0x70, 0x77, 0x80, 0x82, 0x84, 0x87, 0x88, 0x8e, 0x91, 0x94, 0xa5].concat([
  0x50, 0x5f24, 0x5f34, 0x9f10, 0x9f26, 0x9f27, 0x9f36,
]);
const LOCATOR = 0x94;
const CVM_LIST = 0x8e;
const LISTS = [0x8c, 0x8d, 0x9f38];
const LISTED = [
  0x9f02, 0x9f03, 0x9f1a, 0x95, 0x5f2a, 0x9a, 0x9c, 0x9f37, 0x9f4e, 0x9f16, 0x5a, 0x57, 0x8a, 0x91, 0x9f7f,
];
const TEMPLATES = [0x6f, 0x70, 0x77, 0xa5, 0x61];
const CODES = ["00", "11", "51", "55", "A0", "25", "12", "  ", "\x00\x00"];

/** Flips, overwrites, removes, repeats or adds a few bytes. */
export function mutateBytes(dice: Dice, bytes: Uint8Array): Uint8Array {
  let changed = Uint8Array.from(bytes);
  for (let rounds = 1 + dice.below(4); rounds > 0; rounds--) changed = mutateOnce(dice, changed);
  return changed;
}

function mutateOnce(dice: Dice, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = dice.below(bytes.length + 1);
  const some = dice.below(9);
  const changed = Uint8Array.from(bytes);
  switch (dice.below(6)) {
    case 0:
      if (at < bytes.length) changed[at]! ^= 1 << dice.below(8);
      return changed;
    case 1:
      if (at < bytes.length) changed[at] = dice.pick(EDGES);
      return changed;
    case 2:
      return join(bytes.subarray(0, at), bytes.subarray(at + some));
    case 3:
      return join(bytes.subarray(0, at), dice.bytes(some), bytes.subarray(at));
    case 4:
      return join(bytes.subarray(0, at), bytes.subarray(Math.max(0, at - some)));
    default:
      return Uint8Array.from(bytes.subarray(0, at));
  }
}

/** A card's answer: its data as TLV changed, then SW1 SW2, which is mostly left alone. */
export function mutateReply(dice: Dice, reply: Uint8Array): Uint8Array {
  const data = reply.subarray(0, Math.max(0, reply.length - 2));
  const status = dice.chance(10) ? dice.pick(["6985", "6a81", "6a82", "6a83", "6110", "6c10", "6300", "0000"]) : "9000";
  const changed = dice.chance(70) ? mutateTlv(dice, data) : mutateBytes(dice, data);
  return join(changed.subarray(0, 253), Buffer.from(status, "hex"));
}

/** Well-formed TLV that says something else, or the bytes changed anyhow when they are no TLV. */
export function mutateTlv(dice: Dice, bytes: Uint8Array): Uint8Array {
  try {
    const nodes = parseTlv(bytes);
    for (let rounds = 1 + dice.below(3); rounds > 0; rounds--) mutateNodes(dice, nodes);
    return encodeNodes(nodes);
  } catch {
    return mutateBytes(dice, bytes);
  }
}

function mutateNodes(dice: Dice, nodes: TlvNode[]): void {
  const index = dice.below(nodes.length + 1);
  const node = nodes[index];
  if (node?.children !== undefined && dice.chance(85)) return mutateNodes(dice, node.children);
  switch (dice.below(5)) {
    case 0:
      nodes.splice(index, 1);
      return;
    case 1:
      nodes.splice(index, 0, ...(node === undefined ? [] : [node]), leaf(dice));
      return;
    case 2:
      nodes.splice(index, 1, {
        tag: dice.pick(TEMPLATES),
        value: new Uint8Array(0),
        children: [leaf(dice), leaf(dice)],
      });
      return;
    case 3:
      if (node !== undefined) node.tag = dice.pick(TAGS);
      return;
    default:
      if (node !== undefined && node.children === undefined) node.value = valueOf(dice, node.tag);
  }
}

function leaf(dice: Dice): TlvNode {
  const kind = dice.below(100);
  const tag = kind < 30 ? dice.pick(LISTS) : kind < 40 ? LOCATOR : kind < 50 ? CVM_LIST : dice.pick(TAGS);
  return { tag, value: valueOf(dice, tag) };
}

/** A value of the form that the tag has, but none that a card should give. */
function valueOf(dice: Dice, tag: number): Uint8Array {
  if (dice.chance(80)) {
    if (LISTS.includes(tag)) return list(dice);
    if (tag === LOCATOR) return locator(dice);
    if (tag === CVM_LIST) return join(new Uint8Array(8), rules(dice));
  }
  return dice.bytes(dice.pick([0, 1, 2, 3, 4, 5, 8, 10, 16, 17, 32, 33, 40, 41, 120]));
}

/** A data object list that asks for what there is, and for more of it than there is. */
function list(dice: Dice): Uint8Array {
  const entries = Array.from({ length: dice.below(12) }, () => {
    const tag = dice.pick(LISTED);
    const head = encodeTlv(tag, new Uint8Array(0));
    return join(head.subarray(0, head.length - 1), [dice.pick([0, 1, 2, 4, 6, 20, 40, 48, 127, 128, 252, 255])]);
  });
  return join(...entries);
}

function locator(dice: Dice): Uint8Array {
  const entry = (): number[] => [8 * dice.below(32), dice.below(4), dice.pick([1, 2, 3, 30, 64, 255]), dice.below(2)];
  return Uint8Array.from(Array.from({ length: 1 + dice.below(6) }, entry).flat());
}

function rules(dice: Dice): Uint8Array {
  return Uint8Array.from({ length: dice.below(12) }, (_, index) =>
    index % 2 === 0 ? dice.pick([0x42, 0x02, 0x1e, 0x1f, 0x5e, 0x5f, 0x03, 0x41, 0x00, 0xff]) : dice.below(10),
  );
}

function encodeNodes(nodes: readonly TlvNode[]): Uint8Array {
  return join(...nodes.map(({ tag, value, children }) => encodeTlv(tag, children ? encodeNodes(children) : value)));
}

/** A framed reply of the acquirer: its fields, its bytes or its announced length changed. */
export function mutateFrame(dice: Dice, bytes: Uint8Array): Uint8Array {
  if (dice.chance(25)) return mutateBytes(dice, bytes);
  if (dice.chance(20))
    return join(dice.pick(["0000", "0001", "0400", "0401", "7fff", "ffff"].map(fromHex)), bytes.subarray(2));
  try {
    return join(...new Framer().push(bytes).map((frame) => encodeFrame({ ...frame, body: mutateBody(dice, frame) })));
  } catch {
    return mutateBytes(dice, bytes);
  }
}

function mutateBody(dice: Dice, { body }: Frame): Uint8Array {
  const message = UNIONPAY.unpack(body);
  const fields = new Map<number, FieldValue>(message.fields);
  const field = dice.pick([38, 39, 39, 55, 55, 60, 62, 62, 64, ...fields.keys()]);
  const value = fields.get(field);
  if (field === 39 && dice.chance(80)) fields.set(39, dice.pick(CODES));
  else if (field === 55 && value instanceof Uint8Array) fields.set(55, mutateTlv(dice, value).subarray(0, 255));
  else if (field === 62) fields.set(62, dice.bytes(dice.pick([0, 1, 24, 39, 40, 41, 56, 60, 84, 255])));
  else if (field === 60) fields.set(60, "0".repeat(dice.below(18)));
  else if (dice.chance(50)) fields.delete(field);
  else if (value instanceof Uint8Array) fields.set(field, dice.bytes(value.length));
  else if (value !== undefined)
    fields.set(
      field,
      value.replace(/[0-9]/, (digit) => String((Number(digit) + 1) % 10)),
    );
  return UNIONPAY.pack({ mti: message.mti, fields });
}

export function join(...parts: Array<ArrayLike<number>>): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "hex"));
}
