/**
 * Sees each record before it is written, and knows what must have happened elsewhere by then: what the journal says of a download
 * the board has, a binding is one that the platform has confirmed, whoever binds a terminal has given it a manager and a
 * supervisor before, a batch is closed by an answer, what an act says does not count yet. And a download is committed whole.
 */
import { Command, Event } from "../../assembly/abi.ts";
import { Download, Role, StageAction } from "../../assembly/abi_devices.ts";
import type { CoreCommand, CoreEvent } from "../../host/core.ts";
import { word } from "../../host/payloads.ts";
import { DEVICE } from "../../host/simulator/binding.ts";
import { Kind, readJournal, ZONE_SIZES, zoneIn } from "./journal.ts";
import { zonesIn } from "./replay.ts";
import type { World } from "./world.ts";

const DOWNLOADED = 56;
const PEOPLE_ACTS = { first: 70, last: 75 };
/** Of a whole message: length, TPDU and header come before its MTI. */
const MTI_AT = 13;
const LINE_DATA_BYTES_AT = 8;
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
  /** An answer to a settlement (0510) has come. */
  private isSettlementAnswered = false;

  constructor(world: World) {
    this.world = world;
  }

  event({ code, payload }: CoreEvent): void {
    if (code === Event.BOOT) this.isProvisioned = this.isSettlementAnswered = false;
    if (code === Event.PROVISION) this.isProvisioned = true;
    const mtiAt = LINE_DATA_BYTES_AT + MTI_AT;
    if (code === Event.LINE_DATA && payload[mtiAt] === 0x05 && payload[mtiAt + 1] === 0x10)
      this.isSettlementAnswered = true;
  }

  /** @returns what is violated by the record that this command writes, or by the commit that it is */
  wrongIn({ code, payload }: CoreCommand): string[] {
    if (code === Command.STAGE) return this.wrongCommit(payload);
    if (code !== Command.FLASH_APPEND) return [];
    const kind = payload[KIND_AT];
    const record = Buffer.from(payload.subarray(PAYLOAD_AT));
    if (kind === DOWNLOADED) return this.wrongDownloads(record.subarray(ACT_BYTES));
    if (kind! >= PEOPLE_ACTS.first && kind! <= PEOPLE_ACTS.last) return this.wrongPeople();
    if ((kind as Kind) === Kind.SETTLED) return this.wrongSettlement();
    if ((kind as Kind) !== Kind.BOUND) return [];
    const wrong = this.isProvisioned ? [] : this.wrongBinding(record);
    this.isProvisioned = false;
    return wrong;
  }

  /** Who may do what is in memory as the journal has it. */
  private wrongPeople(): string[] {
    const zones = zonesIn(this.world.board!.runtime.terminal.snapshot());
    const at = ZONE_SIZES.slice(0, ZONE_PEOPLE).reduce<number>((sum, bytes) => sum + bytes, 0);
    const live = zones.subarray(at, at + ZONE_SIZES[ZONE_PEOPLE]);
    const isSame = Buffer.compare(live, zoneIn(readJournal(this.world.flash.cells), ZONE_PEOPLE)) === 0;
    return isSame ? [] : ["people changed before that is durable"];
  }

  private wrongSettlement(): string[] {
    const isAnswered = this.isSettlementAnswered;
    this.isSettlementAnswered = false;
    return isAnswered ? [] : ["a batch closed that nobody has answered for"];
  }

  private wrongCommit(payload: Uint8Array): string[] {
    const [action, download, count] = [word(payload, 0), word(payload, 1), word(payload, 2)];
    if ((action as StageAction) !== StageAction.COMMIT) return [];
    return this.world.belongings.stage.count(download) === count ? [] : ["committed before all of a download is there"];
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
