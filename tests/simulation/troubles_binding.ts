/** What goes wrong with a merchant's account: each function prepares a world for it, before the power comes on. */
import { Command, Done, Event } from "../../assembly/abi.ts";
import { NetworkCode } from "../../assembly/abi_platform.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { TEST_DEVICES } from "../../host/acquirer/devices.ts";
import { encodeFrame, Framer } from "../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import { word, words } from "../../host/payloads.ts";
import { TDES } from "../../host/secure/cipher/block_cipher.ts";
import { deviceMac } from "../../host/secure/device_keys.ts";
import { activationCode, activationTask, assign, bindingTask } from "./account.ts";
import { Kind, readJournal, writeRecord } from "./journal.ts";
import { replay } from "./replay.ts";
import { PowerCut } from "./world.ts";
import type { World } from "./world.ts";

/** Kinds of records. */
export const ASKED = 14;
export const OPERATOR_ADDED = 70;
export const UNBOUND = 13;
export const REGISTRATION_NOTED = 45;
export const BINDING_BEGUN = 46;
export const BINDING_AGREED = 47;
export const SERVICE_NOTED = 48;
export const KEYS_ERASED = 49;
export const ACTIVATED = 50;
export const UNBINDING_BEGUN = 51;
export const BINDING_GIVEN_UP = 52;
/** Payload of FLASH_APPEND: offset, length, then the record, whose kind is its third byte. */
const APPENDED_KIND_AT = 8 + 2;
/** In the durable state, and in the binding's zone. */
const DURABLE_SALES_AT = 16;
const DURABLE_SEQUENCE_AT = 20;
const DURABLE_BOUND_AT = 36;
const UNTIL_AT = 16;
const HAS_KEYS_AT = 28;
const ACT_HEAD_BYTES = 16;
const ZONE_BYTES = 256;
const ZONE_BINDING = 1;
const GENERATION = 99;
const MAC_BYTES = 8;
/** F39 of a platform that has no key of the device. */
const UNKNOWN = "97";
const SIGN_ONS_MAX = 60;

/** The flash does not take the `nth` record of this kind, nor anything after it. */
export function unwritten(world: World, kind: number, nth = 1): void {
  let seen = 0;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code === Command.FLASH_APPEND && payload[APPENDED_KIND_AT] === kind) seen++;
    },
  });
  meddle(world, Event.FLASH_DONE, (event) => (seen >= nth ? [{ ...event, payload: words(Done.REFUSED) }] : [event]));
}

/** No checkpoint is written straight after a record of this kind, nor anything behind it. */
export function uncompacted(world: World, after: number): void {
  let last = 0;
  let isWorn = false;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code !== Command.FLASH_APPEND) return;
      const kind = payload[APPENDED_KIND_AT]!;
      isWorn ||= last === after && (kind as Kind) === Kind.CHECKPOINT;
      last = kind;
    },
  });
  meddle(world, Event.FLASH_DONE, (event) => (isWorn ? [{ ...event, payload: words(Done.REFUSED) }] : [event]));
}

/** Signs on until the next sign-on leaves too little room for the check that is due then. */
export function crowdForCheck(world: World): void {
  for (let signOns = 0; signOns < SIGN_ONS_MAX; signOns++) {
    const trial = world.fork({ tasks: [{ kind: "sign-on" }] });
    giveTerm(trial);
    uncompacted(trial, Kind.SIGNED_ON);
    trial.powerOn();
    if (!trial.run()) break;
    world.addTask({ kind: "sign-on" });
    rest(world);
  }
  giveTerm(world);
  world.addTask({ kind: "sign-on" });
  uncompacted(world, Kind.SIGNED_ON);
}

/** Every question arrives twice, and only the answer to the second one comes back: it is refused as repeated, with a MAC. */
export function repeatQuestion(world: World, network: NetworkCode): void {
  world.network.copies = 2;
  answersTo(world, network, "lost");
}

/** While such a screen is the last one shown, no checkpoint is written, nor anything after it. */
export function unwrittenAt(world: World, screen: Screen): void {
  let isThere = false;
  let isWorn = false;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code === Command.SCREEN) isThere = (word(payload, 0) as Screen) === screen;
      isWorn ||= isThere && code === Command.FLASH_APPEND && (payload[APPENDED_KIND_AT] as Kind) === Kind.CHECKPOINT;
    },
  });
  meddle(world, Event.FLASH_DONE, (event) => (isWorn ? [{ ...event, payload: words(Done.REFUSED) }] : [event]));
}

type Happens = (event: Parameters<NonNullable<World["meddle"]>>[0]) => ReturnType<NonNullable<World["meddle"]>>;

/** Besides whatever happens to other events. */
export function meddle(world: World, code: Event, happens: Happens): void {
  const before = world.meddle;
  world.meddle = (event) => (event.code === code ? happens(event) : (before?.(event) ?? [event]));
}

/** Of the answers of this kind the first `times` after `after` never come. */
export function silence(world: World, code: Event, times = 1, after = 0): void {
  let seen = 0;
  meddle(world, code, (event) => (seen++ >= after && seen <= after + times ? [] : [event]));
}

/** The secure module refuses, `times` times. */
export function refuse(world: World, code: Event, times = 1): void {
  let left = times;
  meddle(world, code, (event) => (left-- > 0 ? [{ ...event, payload: words(Done.REFUSED, 0) }] : [event]));
}

/**
 * What becomes of answers with this network code, one after the other: another F39, "lost", "empty", or what it is. It is the
 * platform that says so where F64 is under the device's own key, and whoever has the line where it is under working keys.
 */
export function answersTo(world: World, network: NetworkCode, ...answers: readonly string[]): void {
  const before = world.network.reply;
  const left = [...answers];
  world.network.reply = (bytes) => {
    const frame = new Framer().push(bytes)[0]!;
    const message = UNIONPAY.unpack(frame.body);
    const isIt = message.mti === "0810" && message.text(60).slice(8, 11) === String(network).padStart(3, "0");
    const answer = isIt ? left.shift() : undefined;
    if (answer === undefined || answer === "as it is") return before === undefined ? bytes : before(bytes);
    if (answer === "lost") return undefined;
    const fields = new Map<number, string | Uint8Array>(message.fields);
    if (answer === "empty") {
      fields.set(62, nonceOf(fields.get(62) as Uint8Array));
      if (network === NetworkCode.SERIAL) fields.delete(41);
    } else {
      fields.set(39, answer);
      if (answer === UNKNOWN || !isProved(frame.body)) fields.delete(64);
    }
    const body = UNIONPAY.pack({ mti: message.mti, fields });
    return encodeFrame({ ...frame, body: fields.has(64) && isProved(frame.body) ? proved(body) : body });
  };
}

function isProved(body: Uint8Array): boolean {
  return Buffer.compare(proved(body), body) === 0;
}

/** With F64 under the device's own key. */
function proved(body: Uint8Array): Uint8Array {
  const key = new Uint8Array(Buffer.from(TEST_DEVICES[0]!.secretKey, "hex"));
  return Uint8Array.of(...body.subarray(0, -MAC_BYTES), ...deviceMac(TDES, key, body.subarray(0, -MAC_BYTES)));
}

/** Of F62 the nonce alone, which comes first. */
function nonceOf(tags: Uint8Array): Uint8Array {
  return tags.subarray(0, 3 + tags[2]!);
}

/** Bound under the number that an application has brought, and active if so; without power. */
export function bind(world: World, isActive = false): void {
  world.addTask(bindingTask(assign(world)));
  rest(world);
  if (!isActive) return;
  world.addTask(activationTask(activationCode(world)));
  rest(world);
}

export function rest(world: World): void {
  world.powerOn();
  if (!world.run()) throw new Error("the world does not come to rest");
  world.powerOff();
}

/** The power fails when the platform confirms a binding: there are keys, and no binding. */
export function cutBinding(world: World): void {
  world.addTask(bindingTask(assign(world)));
  const isConfirmation = (bytes: Uint8Array): boolean =>
    UNIONPAY.unpack(new Framer().push(bytes)[0]!.body).text(60).endsWith("812");
  world.network.reply = (bytes) => {
    if (isConfirmation(bytes)) throw new PowerCut();
    return bytes;
  };
  try {
    rest(world);
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    world.powerOff();
  }
  world.network.reply = undefined;
}

/** A journal that no terminal would write: a full one, of a terminal that is not bound and still has keys. */
export function unbindFull(world: World): void {
  const { cells } = world.flash;
  const kept = readJournal(cells).filter(({ kind }) => kind === Kind.APPROVED || kind === Kind.KEPT);
  const state = Buffer.from(replay(world.options.core(), world.flash.copy()).durable);
  state.writeInt32LE(kept.length, DURABLE_SALES_AT);
  state.writeInt32LE(0, DURABLE_BOUND_AT);
  let sequence = state.readUInt32LE(DURABLE_SEQUENCE_AT);
  const records = [writeRecord(Kind.CHECKPOINT, GENERATION, sequence, state)];
  for (const { payload } of kept) records.push(writeRecord(Kind.KEPT, GENERATION, ++sequence, payload));
  records.push(writeRecord(Kind.SEAL, GENERATION, ++sequence, Buffer.alloc(0)));
  records.push(writeRecord(BINDING_BEGUN as number, GENERATION, ++sequence, bindingAct(HAS_KEYS_AT, 1)));
  for (let at = 0; at < cells.length; at += world.flash.sectorBytes) world.flash.erase(at);
  world.flash.append(cells.length / 2, Buffer.concat(records));
}

/** The journal says one thing more: the binding ends in time to come, and nobody has asked today. */
export function giveTerm(world: World): void {
  const last = readJournal(world.flash.cells).at(-1)!;
  const record = writeRecord(
    SERVICE_NOTED as number,
    last.generation,
    last.sequence + 1,
    bindingAct(UNTIL_AT, 20_271_231),
  );
  world.flash.append(last.at + last.bytes, record);
}

/** An act in which one number of the binding's zone is not zero. */
function bindingAct(at: number, value: number): Buffer {
  const act = Buffer.alloc(ACT_HEAD_BYTES + ZONE_BYTES);
  act.writeInt32LE(ZONE_BINDING, 12);
  act.writeInt32LE(value, ACT_HEAD_BYTES + at);
  return act;
}
