/**
 * A question to the platform: network management (0800, 0820), F62 written and read by tags. The codes are in
 * abi_platform.ts. ASK (terminal/asking.ts) then sends it.
 */
import { Tag } from "../abi_platform";
import { putDigits } from "../base/bcd";
import { copyBytes } from "../base/bytes";
import { OK } from "../base/status";
import { findTlv, Tlv } from "../codec/ber_tlv";
import { durable } from "../journal/durable";
import { Terminal } from "../machine/terminal";
import { Desk, deskOf, PRIVATE_BYTES, Proof } from "./desk";
import { Exchange, exchangeOf, Request, wipeExchange } from "./region";

export const MTI_ASK: u32 = 0x0800;
export const MTI_TELL: u32 = 0x0820;
export const NONCE_BYTES: i32 = 8;
const SERIAL_BYTES: i32 = 8;
/** Behind its tag and its length, the first of F62. */
const NONCE_AT: usize = 3;
const NUMBER: usize = memory.data(8, 8);
const VALUE: usize = memory.data(8, 8);
const FOUND: Tlv = changetype<Tlv>(memory.data(offsetof<Tlv>(), 8));

/** One of UnionPay's own: no nonce, no F64. F62, if any, follows by `putPrivate` or `putTag`. */
export function beginQuestion(t: Terminal, mti: u32, network: i32): Desk {
  const x = exchangeOf(t);
  const desk = deskOf(t);
  wipeExchange(t);
  x.request = Request.MANAGEMENT;
  x.batch = durable(t).batch;
  x.cardSequence = -1;
  desk.mti = mti;
  desk.network = network;
  desk.privateLength = 0;
  desk.takesStan = 0;
  desk.proof = Proof.NONE;
  desk.isForeign = durable(t).bound !== 0 ? 0 : 1;
  desk.nonce = 0;
  return desk;
}

/**
 * One of this profile's own: with a nonce and with F64, under working keys where the terminal is bound and has some, else under
 * the device's own key.
 */
export function beginOwnQuestion(t: Terminal, mti: u32, network: i32): Desk {
  const desk = beginQuestion(t, mti, network);
  desk.proof = bestProof(t);
  // Differs at every boot, and at every question of one: a command's ticket grows with each.
  desk.nonce = ((<u64>t.epoch) << 32) | (<u64>t.ticket);
  putTag(t, Tag.NONCE, changetype<usize>(desk) + offsetof<Desk>("nonce"), NONCE_BYTES);
  return desk;
}

/** The proof that a terminal has whose keys are not erased. */
export function bestProof(t: Terminal): Proof {
  return durable(t).bound !== 0 && durable(t).signedOn !== 0 ? Proof.WORKING : Proof.DEVICE;
}

/** Bytes of F62 that are no tag. */
export function putPrivate(t: Terminal, from: usize, length: i32): void {
  const desk = deskOf(t);
  assert(desk.privateLength + length <= PRIVATE_BYTES);
  copyBytes(desk.content + desk.privateLength, from, length);
  desk.privateLength += length;
}

/** @param length bytes, at most what is left of PRIVATE_BYTES */
export function putTag(t: Terminal, tag: Tag, from: usize, length: i32): void {
  let head = 0;
  store<u8>(NUMBER + head++, <u8>(tag >> 8));
  store<u8>(NUMBER + head++, <u8>tag);
  // BER: one byte, or 81 and one, or 82 and two (ISO/IEC 8825-1, 8.1.3).
  if (length > 0x7f) store<u8>(NUMBER + head++, length > 0xff ? 0x82 : 0x81);
  if (length > 0xff) store<u8>(NUMBER + head++, <u8>(length >> 8));
  store<u8>(NUMBER + head++, <u8>length);
  putPrivate(t, NUMBER, head);
  putPrivate(t, from, length);
}

/**
 * A typed secret, in the envelope that the secure module has made. Its first bytes, which the module has drawn, become the
 * question's nonce: the envelope is good for this question alone.
 *
 * @param length at least NONCE_BYTES
 */
export function putEnvelope(t: Terminal, tag: Tag, from: usize, length: i32): void {
  const desk = deskOf(t);
  desk.nonce = load<u64>(from);
  copyBytes(desk.content + NONCE_AT, from, NONCE_BYTES);
  putTag(t, tag, from, length);
}

/** By what a device is known that is bound to nothing. */
export function putSerial(t: Terminal): void {
  if (durable(t).bound !== 0 || t.serial === 0) return;
  putTag(t, Tag.SERIAL, changetype<usize>(t) + offsetof<Terminal>("serial"), SERIAL_BYTES);
}

/** @param bytes 1 to 4, big-endian */
export function putTagNumber(t: Terminal, tag: Tag, value: u32, bytes: i32): void {
  for (let i = 0; i < bytes; i++) store<u8>(VALUE + i, <u8>(value >> (8 * (bytes - 1 - i))));
  putTag(t, tag, VALUE, bytes);
}

/** @returns the tag's value in F62 of the answer, valid until the next call; its `length` is -1 when it is not there */
export function tagOf(x: Exchange, tag: Tag): Tlv {
  FOUND.length = -1;
  if (!x.has(62)) return FOUND;
  const start = x.at(62);
  if (findTlv(start, start + x.bytes(62), tag, FOUND) !== OK) FOUND.length = -1;
  return FOUND;
}

/** @returns a big-endian number of at most 4 bytes; -1 when it is not there, or longer */
export function tagNumber(x: Exchange, tag: Tag): i64 {
  const found = tagOf(x, tag);
  if (found.length < 1 || found.length > 4) return -1;
  let value: u64 = 0;
  for (let i = 0; i < found.length; i++) value = (value << 8) | (<u64>load<u8>(found.value + i));
  return <i64>value;
}

/** Copies a text of the answer to `to`, zeros behind it. @returns false, and nothing changed, when it is not there or too long */
export function takeText(x: Exchange, tag: Tag, to: usize, bytesMax: i32): bool {
  const found = tagOf(x, tag);
  if (found.length < 0 || found.length > bytesMax) return false;
  memory.fill(to, 0, bytesMax);
  copyBytes(to, found.value, found.length);
  return true;
}

/** @returns whether the answer repeats the question's nonce, where it had one */
export function isNonceRepeated(t: Terminal): bool {
  const desk = deskOf(t);
  if (desk.nonce === 0) return true;
  const found = tagOf(exchangeOf(t), Tag.NONCE);
  return found.length === NONCE_BYTES && load<u64>(found.value) === desk.nonce;
}

/** F60: type 00, batch, network code. @returns address of its 11 digits */
export function managementType(t: Terminal, text: usize): usize {
  putDigits(text, 2, 0);
  putDigits(text + 2, 6, exchangeOf(t).batch);
  putDigits(text + 8, 3, deskOf(t).network);
  return text;
}
