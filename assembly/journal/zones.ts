/**
 * The zones: durable bytes beside the money, which acts change. Each zone belongs to one folder, whose class lies over it; the
 * journal knows where it begins and how long it is, and nothing of what it says. All zero is the state of a new machine.
 *
 * An act is a record that names what was done and by whom, with the whole zone as it is from then on (act.ts).
 */
import { copyBytes, fillBytes } from "../base/bytes";
import { DURABLE_BYTES, MAP_ZONES, ZONES_BYTES } from "../base/map";
import { Terminal } from "../machine/terminal";
import { Kind } from "./records";

/** The zones by number; a new one goes to the end. */
export enum Zone {
  /** Language, network, servers (terminal/setup). */
  SETUP,
  /** Registration, binding, activation (terminal/binding). */
  BINDING,
  /** Texts of the platform: support, receipt head and foot (terminal/download). */
  TEXTS,
  /** Downloads and firmware (terminal/download). */
  DOWNLOADS,
  /** Limits, and what was taken today (terminal/batch). */
  LIMITS,
  /** Settlement (terminal/batch). */
  BATCH,
  /** Operators (terminal/people). */
  PEOPLE,
  /** Latches of tamper and fraud (terminal/care). */
  SECURITY,
  /** Counters and the latest faults (terminal/care). */
  FAULTS,
  /** Maintenance and backups (terminal/care). */
  CARE,
}
export const ZONES: i32 = 10;

/** Bytes of each zone, in their order. */
const SIZES: usize = memory.data<u16>([256, 256, 256, 128, 96, 128, 128, 32, 448, 96]);

@unmanaged
export class Act {
  /** Local civil time, ms since 1970. */
  wall_ms: u64;
  /** Number of the operator who was logged on; 0 for nobody. */
  operator: i32;
  /** A `Zone`. */
  zone: i32;

  get content(): usize {
    return changetype<usize>(this) + offsetof<Act>();
  }
}

/** Kinds of records that are acts. */
export function isAct(kind: i32): bool {
  return kind >= Kind.ACT_FIRST && kind <= Kind.ACT_LAST;
}

export function zoneBytes(zone: i32): i32 {
  return load<u16>(SIZES + 2 * <usize>zone);
}

/** Offset of a zone in all of them. */
function zoneOffset(zone: i32): usize {
  let offset: usize = 0;
  for (let i = 0; i < zone; i++) offset += zoneBytes(i);
  return offset;
}

/** What the zone says, to be read; only acts write. */
export function zoneOf<T>(t: Terminal, zone: Zone): T {
  assert(offsetof<T>() <= <usize>zoneBytes(zone));
  return changetype<T>(changetype<usize>(t) + MAP_ZONES + zoneOffset(zone));
}

/** Those of a new machine. */
export function resetZones(t: Terminal): void {
  fillBytes(changetype<usize>(t) + MAP_ZONES, 0, <i32>ZONES_BYTES);
}

/** @param durable address of the durable state, which the zones follow */
export function applyAct(durable: usize, payload: usize): void {
  const act = changetype<Act>(payload);
  copyBytes(zoneAt(durable, act.zone), act.content, zoneBytes(act.zone));
}

/** @param durable address of the durable state, which the zones follow */
export function blankZone(durable: usize, zone: i32): void {
  fillBytes(zoneAt(durable, zone), 0, zoneBytes(zone));
}

export function isActSound(payload: usize, length: i32): bool {
  if (length < <i32>offsetof<Act>()) return false;
  const zone = changetype<Act>(payload).zone;
  return <u32>zone < <u32>ZONES && length === actBytes(zone);
}

/** Address of a zone beside the durable state at `durable`. */
export function zoneAt(durable: usize, zone: i32): usize {
  return durable + DURABLE_BYTES + zoneOffset(zone);
}

/** @returns whether the zone is as in a new machine: a checkpoint need not repeat it */
export function isZoneBlank(t: Terminal, zone: i32): bool {
  const at = changetype<usize>(t) + MAP_ZONES + zoneOffset(zone);
  for (let i = 0; i < zoneBytes(zone); i += 8) if (load<u64>(at + i) !== 0) return false;
  return true;
}

/** Bytes of payload of a record that repeats or changes a zone. */
export function actBytes(zone: i32): i32 {
  return <i32>offsetof<Act>() + zoneBytes(zone);
}

/** Fills in the payload of such a record. @returns the address of the zone's content in it */
export function putZone(t: Terminal, zone: i32, payload: usize, operator: i32): usize {
  const act = changetype<Act>(payload);
  act.wall_ms = t.wall_ms;
  act.operator = operator;
  act.zone = zone;
  copyBytes(act.content, changetype<usize>(t) + MAP_ZONES + zoneOffset(zone), zoneBytes(zone));
  return act.content;
}

assert(ZONES_BYTES >= 256 + 256 + 256 + 128 + 96 + 128 + 128 + 32 + 448 + 96 + 224);
