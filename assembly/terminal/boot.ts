/**
 * What a board says of itself at the start, and what its secure module is told then. Owns the payload of BOOT.
 *
 * Nothing is kept of a flash in which no journal can be. Knows no state: LIFECYCLE decides where a start leads.
 */
import { Command, RECORD_UNIT } from "../abi";
import { durable } from "../journal/durable";
import { journal } from "../journal/region";
import { payload, tell } from "../machine/io";
import { Terminal } from "../machine/terminal";

/** Two halves of whole sectors, each with room for a checkpoint and a payment; a unit that divides a record's. */
const HALF_BYTES_MIN: u32 = 8192;
const HALF_BYTES_MAX: u32 = 1 << 28;

@unmanaged
class Boot {
  epoch: u32;
  flashBytes: u32;
  sectorBytes: u32;
  unitBytes: u32;
  serial: u64;
  firmware: u32;
  onTrial: u32;
  cause: u32;
  reserved: u32;
  model: u64;
}

/** Whether a journal can be in a flash of this shape. */
export function takesBoot(t: Terminal): bool {
  const geometry = payload<Boot>();
  const half = geometry.flashBytes >> 1;
  const sector = geometry.sectorBytes;
  const unit = geometry.unitBytes;
  if (half < HALF_BYTES_MIN || half > HALF_BYTES_MAX || (geometry.flashBytes & 1) !== 0) return false;
  if (sector === 0 || sector % RECORD_UNIT !== 0 || half % sector !== 0) return false;
  if (unit === 0 || unit > <u32>RECORD_UNIT || <u32>RECORD_UNIT % unit !== 0) return false;
  t.epoch = geometry.epoch;
  t.serial = geometry.serial;
  t.firmware = geometry.firmware;
  t.onTrial = geometry.onTrial;
  t.model = geometry.model;
  const j = journal(t);
  j.half = half;
  j.sector = sector;
  return true;
}

/** Payload of KEY_GENERATION. */
@unmanaged
class KeyGeneration {
  generation: u32;
}

/** An older copy of the key store, put back, would bring back keys and counters that are used up. */
export function tellKeyGeneration(t: Terminal): void {
  tell<KeyGeneration>(t, Command.KEY_GENERATION).generation = durable(t).keyGeneration;
}
