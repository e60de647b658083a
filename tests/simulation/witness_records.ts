/**
 * Sees each record before it is written, and knows what must have happened elsewhere by then: what the journal says of a download
 * the board has, a binding is one that the platform has confirmed, and whoever binds a terminal has given it a manager and a
 * supervisor before.
 */
import { Command, Event } from "../../assembly/abi.ts";
import { Download, Role } from "../../assembly/abi_devices.ts";
import type { CoreCommand, CoreEvent } from "../../host/core.ts";
import { DEVICE } from "../../host/simulator/binding.ts";
import { Kind, readJournal, zoneIn } from "./journal.ts";
import type { World } from "./world.ts";

const DOWNLOADED = 56;
/** Payload of FLASH_APPEND: offset, length, then the record's head, its kind the third byte; an act has a head of its own. */
const RECORD_AT = 8;
const KIND_AT = RECORD_AT + 2;
const PAYLOAD_AT = RECORD_AT + 16;
const ACT_BYTES = 16;
const ZONE_DOWNLOADS = 3;
const ZONE_PEOPLE = 6;
const FIRMWARE_TRIED_AT = 4;
const FETCHED_AT = 8;
const FETCHED_BYTES = 8;
const PLACES = 12;
const PLACES_AT = 32;
const PLACE_BYTES = 8;
const TERMINAL_NUMBER_BYTES = 8;

export class RecordWitness {
  private readonly world: World;
  /** A maker's parameters have come, and are not written yet. */
  private isProvisioned = false;

  constructor(world: World) {
    this.world = world;
  }

  event({ code }: CoreEvent): void {
    if (code === Event.BOOT) this.isProvisioned = false;
    if (code === Event.PROVISION) this.isProvisioned = true;
  }

  /** @returns what is violated by the record that this command writes */
  wrongIn({ code, payload }: CoreCommand): string[] {
    if (code !== Command.FLASH_APPEND) return [];
    const kind = payload[KIND_AT];
    const record = Buffer.from(payload.subarray(PAYLOAD_AT));
    if (kind === DOWNLOADED) return this.wrongDownloads(record.subarray(ACT_BYTES));
    if ((kind as Kind) !== Kind.BOUND) return [];
    const wrong = this.isProvisioned ? [] : this.wrongBinding(record);
    this.isProvisioned = false;
    return wrong;
  }

  /** Only what this record changes: after an unbinding the board keeps what the journal has forgotten. */
  private wrongDownloads(zone: Buffer): string[] {
    const { kept, slots } = this.world.belongings;
    const before = zoneIn(readJournal(this.world.flash.cells), ZONE_DOWNLOADS);
    const wrong: string[] = [];
    for (const download of [Download.CAPKS, Download.AIDS]) {
      const at = FETCHED_AT + FETCHED_BYTES * download;
      const count = zone.readUInt32LE(at + 4);
      const isSame = zone.compare(before, at, at + FETCHED_BYTES, at, at + FETCHED_BYTES) === 0;
      if (!isSame && count !== 0 && kept.entries(download)?.length !== count)
        wrong.push(`${Download[download]}: recorded, and the board has not taken them`);
    }
    const tried = zone.readUInt32LE(FIRMWARE_TRIED_AT);
    if (tried !== 0 && tried !== before.readUInt32LE(FIRMWARE_TRIED_AT) && !slots.versions.has(tried))
      wrong.push("a firmware recorded that the board has not taken");
    return wrong;
  }

  private wrongBinding(parameters: Buffer): string[] {
    const wrong: string[] = [];
    const device = this.world.ledger.tables.get("device", DEVICE.serial);
    const isConfirmed = device?.pending === null && (device.state === "bound" || device.state === "active");
    const terminal = parameters.subarray(0, TERMINAL_NUMBER_BYTES).toString("latin1");
    if (!isConfirmed || device.terminal !== terminal) wrong.push("bound before the platform has confirmed it");
    const people = zoneIn(readJournal(this.world.flash.cells), ZONE_PEOPLE);
    const roles = Array.from({ length: PLACES }, (_, place) => people[PLACES_AT + PLACE_BYTES * place + 1] as Role);
    if (!roles.includes(Role.MANAGER) || !roles.includes(Role.SUPERVISOR))
      wrong.push("bound without a manager and a supervisor");
    return wrong;
  }
}
