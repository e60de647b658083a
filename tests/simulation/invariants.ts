/**
 * What must hold of a world that has come to rest, whatever happened on the way: money, journal, secrets, and that another
 * start changes nothing. Each function gives what is violated, one text each.
 */
import { Command } from "../../assembly/abi.ts";
import { Document, Line, Screen } from "../../assembly/abi_shown.ts";
import { FaultCode } from "../../assembly/abi_devices.ts";
import { Field } from "../../assembly/abi_fields.ts";
import { messageKey } from "../../host/acquirer/ledger.ts";
import type { BookingRow } from "../../host/acquirer/ledger.ts";
import { parseTlv } from "../../host/codec/tlv/parse.ts";
import type { Core } from "../../host/core.ts";
import type { View } from "../../host/ports.ts";
import {
  amountOf,
  batchOf,
  isTest,
  keyGenerationOf,
  Kind,
  readJournal,
  settlementOf,
  stanOf,
  zoneOf,
  ZONE_FAULTS,
} from "./journal.ts";
import type { JournalRecord } from "./journal.ts";
import { replay, zonesIn } from "./replay.ts";
import type { Witness } from "./witness.ts";
import { numberIn, screenOf, TERMINAL } from "./world.ts";
import type { World } from "./world.ts";

/** Commands that a start over a journal with nothing pending has no reason to give. */
const RESTLESS: ReadonlySet<Command> = new Set([Command.LINE_OPEN, Command.PRINT, Command.CARD_ARM]);

/**
 * @param spare makes a second core, for the start that changes nothing
 * @returns everything that was violated, on the way or at rest
 */
export function violations(world: World, witness: Witness, spare: () => Core): string[] {
  if (!world.isAtRest) return [...witness.violations, `no rest: screen ${Screen[world.board?.screen ?? 0] ?? "none"}`];
  const records = readJournal(world.flash.cells);
  return [
    ...witness.violations,
    ...checkMoney(world, records),
    ...checkBatches(world, records),
    ...checkTests(world, records),
    ...checkBalances(world),
    ...checkJournal(records),
    ...checkNotices(world, records),
    ...checkResults(world, false, records),
    ...checkWords(world, records),
    ...checkKeys(world, records),
    ...checkFlash(world, witness),
    ...checkNextStart(world, spare),
  ];
}

/** What a world at rest has lost of scripts' results, its power never having been cut while it was watched. */
export function resultsLost(world: World): string[] {
  return world.traps.length > 0 ? [] : checkResults(world, true, readJournal(world.flash.cells));
}

/** For every STAN: one booking that stands and an approved outcome, or neither. */
function checkMoney(world: World, records: readonly JournalRecord[]): string[] {
  const wrong: string[] = [];
  const approved = approvals(records);
  for (const booking of world.ledger.bookings()) {
    const { stan, batch } = identityOf(booking);
    const record = approved.get(stan);
    approved.delete(stan);
    if (booking.reversed) {
      if (record !== undefined) wrong.push(`STAN ${stan}: approved here, reversed at the acquirer`);
      continue;
    }
    if (record === undefined) {
      // A batch that both sides have settled with the same totals need not be kept here.
      if (!isSettled(world, booking)) wrong.push(`STAN ${stan}: booked at the acquirer, not approved here`);
    } else if (amountOf(record) !== booking.amount) wrong.push(`STAN ${stan}: another amount is booked`);
    else if (batchOf(record) !== batch) wrong.push(`STAN ${stan}: another batch is booked`);
  }
  for (const stan of approved.keys()) wrong.push(`STAN ${stan}: approved here, never booked`);
  return wrong;
}

/** What left the accounts is what is booked. */
function checkBalances(world: World): string[] {
  const outstanding = new Map<string, number>();
  for (const { account, amount, reversed } of world.ledger.bookings()) {
    if (!reversed) outstanding.set(account, (outstanding.get(account) ?? 0) + amount);
  }
  return world.ledger.accounts().flatMap(({ name, balance }) => {
    const data = world.options.cards?.find((card) => card.name === name);
    const opened = data?.account.kind === "debit" ? data.account.balance : 0;
    const isRight = data === undefined || balance === opened - (outstanding.get(name) ?? 0);
    return isRight ? [] : [`the balance of ${name} is not what is booked`];
  });
}

/** One intent and one outcome a payment, nothing pending, and no record for a mere retry. */
function checkJournal(records: readonly JournalRecord[]): string[] {
  const wrong: string[] = [];
  const count = (kinds: readonly Kind[], stan: number): number =>
    records.filter((record) => kinds.includes(record.kind) && stanOf(record) === stan).length;
  for (const record of records) {
    if (record.kind !== Kind.INTENT) continue;
    const stan = stanOf(record);
    const outcomes = count([Kind.APPROVED, Kind.DECLINED, Kind.ABANDONED, Kind.REVERSED], stan);
    if (outcomes !== 1) wrong.push(`STAN ${stan}: ${outcomes} outcomes`);
    if (count([Kind.INTENT], stan) !== 1) wrong.push(`STAN ${stan}: two intents`);
    if (count([Kind.REVERSAL], stan) > 1) wrong.push(`STAN ${stan}: a record for a retry`);
  }
  return wrong;
}

/**
 * A notice stands in the journal for a sale whose answer brought scripts, with a result for each; and what the journal says
 * has been told is what the acquirer holds. One that was not told was tried to its last try, or gave way to a newer one, and the
 * list of faults tells of it.
 */
function checkNotices(world: World, records: readonly JournalRecord[]): string[] {
  const wrong: string[] = [];
  const notices = records.filter(({ kind }) => kind === Kind.NOTICE);
  for (const [index, record] of notices.entries()) {
    const stan = stanOf(record);
    const key = saleKeyOf(record);
    const results = resultsOf(record);
    if (!records.some(({ kind, payload }) => kind === Kind.INTENT && payload.readInt32LE(8) === stan))
      wrong.push(`STAN ${stan}: a notice without its payment`);
    if (results.length !== 10 * scriptsIn(world, key)) wrong.push(`STAN ${stan}: not a result for each script`);
    const isTold = records.some(
      ({ kind, payload }) => kind === Kind.NOTICED && payload.readInt32LE(0) === noticeOf(record),
    );
    const told = world.ledger.notice(key)?.results;
    if (isTold && told !== results) wrong.push(`STAN ${stan}: the acquirer was told something else of its scripts`);
    const tries = records.filter(
      ({ kind, payload }) => kind === Kind.NOTICE_TRIED && payload.readInt32LE(0) === noticeOf(record),
    ).length;
    const isLast = index === notices.length - 1;
    if (tries > NOTICE_TRIES_MAX) wrong.push(`STAN ${stan}: a notice tried without an end`);
    if (!isTold && isLast && tries < NOTICE_TRIES_MAX)
      wrong.push(`STAN ${stan}: the acquirer was never told of its scripts`);
    if (!isTold && !records.some((other) => other.sequence > record.sequence && tellsOfNotice(other)))
      wrong.push(`STAN ${stan}: a notice was put aside, and no fault tells of it`);
    if (records.filter((other) => other.kind === Kind.NOTICE && stanOf(other) === stan).length > 1)
      wrong.push(`STAN ${stan}: two notices`);
  }
  for (const { key } of world.ledger.notices())
    if (scriptsIn(world, key) === 0) wrong.push(`${key}: a notice about a sale without scripts`);
  return wrong;
}

/**
 * A sale that was approved, and whose answer brought scripts, has a notice before it; one that was declined has one too, but
 * for a cut before its scripts had ended.
 */
function checkResults(world: World, isUncut: boolean, records: readonly JournalRecord[]): string[] {
  const ended = records.filter(({ kind }) => kind === Kind.APPROVED || (isUncut && kind === Kind.DECLINED));
  return ended.flatMap((record) => {
    const intent = records.find(
      ({ kind, payload }) => kind === Kind.INTENT && payload.readInt32LE(8) === stanOf(record),
    );
    if (intent === undefined || scriptsIn(world, saleKeyOf(intent)) === 0) return [];
    const isNoted = records.some((other) => other.kind === Kind.NOTICE && stanOf(other) === stanOf(record));
    return isNoted ? [] : [`STAN ${stanOf(record)}: results of scripts are nowhere`];
  });
}

function saleKeyOf(record: JournalRecord): string {
  const { merchant, terminal } = TERMINAL;
  const [batch, stan] = [six(batchOf(record)), six(stanOf(record))];
  return messageKey({ merchant, terminal, batch, stan, mti: "0200", processingCode: "000000" });
}

/** Among the faults of the zone that a record repeats or changes (assembly/terminal/care/zone.ts) is one of a notice put aside. */
function tellsOfNotice(record: JournalRecord): boolean {
  if (zoneOf(record) !== ZONE_FAULTS) return false;
  const faults = record.payload.subarray(FAULTS_AT);
  for (let at = 0; at + FAULT_BYTES <= faults.length; at += FAULT_BYTES)
    if (faults.readUInt16LE(at + FAULT_CODE_AT) === (FaultCode.NOTICE_ASIDE as number)) return true;
  return false;
}

const NOTICE_TRIES_MAX = 10;
/** The list of faults behind the head of an act; one fault, and its code in it. */
const FAULTS_AT = 16 + 128;
const FAULT_BYTES = 16;
const FAULT_CODE_AT = 8;

/** DF31 in the notice's F55, hexadecimal. */
function resultsOf({ payload }: JournalRecord): string {
  const chip = payload.subarray(128, 128 + payload.readInt32LE(32));
  const value = parseTlv(chip).find(({ tag }) => tag === 0xdf31)?.value ?? new Uint8Array(0);
  return Buffer.from(value).toString("hex").toUpperCase();
}

function noticeOf({ payload }: JournalRecord): number {
  return payload.readInt32LE(36);
}

/** Templates 71 and 72 in the answer that the acquirer gave. */
function scriptsIn(world: World, key: string): number {
  const chip = world.ledger.answered(key)?.fields.find(([field]) => field === 55)?.[1];
  return chip instanceof Uint8Array ? parseTlv(chip).filter(({ tag }) => tag === 0x71 || tag === 0x72).length : 0;
}

/** What people were told is what became of it. */
function checkWords(world: World, records: readonly JournalRecord[]): string[] {
  const wrong: string[] = [];
  const approved = new Map([...settledAmounts(world), ...amounts(approvals(records))]);
  const says = (view: View, stan: number | undefined, how: string): void => {
    const amount = stan === undefined ? undefined : approved.get(stan);
    if (amount === undefined) wrong.push(`STAN ${stan}: an approval was ${how} that does not stand`);
    else if (numberIn(view, how === "printed" ? Line.AMOUNT : Field.AMOUNT) !== amount) {
      wrong.push(`STAN ${stan}: another amount was ${how}`);
    }
  };
  for (const view of world.printed) {
    if ((view.id as Document) === Document.SALE_SLIP && !isTestSlip(view))
      says(view, numberIn(view, Line.STAN), "printed");
  }
  for (const view of world.shown) {
    const stan = numberIn(view, Field.STAN);
    if (screenOf(view) === Screen.APPROVED) says(view, stan, "shown");
    const denied = screenOf(view) === Screen.DECLINED || screenOf(view) === Screen.REVERSED;
    if (denied && stan !== undefined && approved.has(stan))
      wrong.push(`STAN ${stan}: denied on the screen, but approved`);
  }
  return wrong;
}

/** The key store is durable before the journal tells of it; what an old copy would be known by is never lost. */
function checkKeys(world: World, records: readonly JournalRecord[]): string[] {
  const journal = Math.max(0, ...records.map((record) => keyGenerationOf(record)));
  const store = world.store.load()?.generation ?? 0;
  return journal <= store ? [] : ["the journal is ahead of the key store"];
}

function checkFlash(world: World, witness: Witness): string[] {
  return witness.secrets.in(world.flash.cells).map((kind) => `${kind} in the flash`);
}

/** Another start finds the same state and changes neither flash nor anything else. */
function checkNextStart(world: World, spare: () => Core): string[] {
  const wrong: string[] = [];
  const flash = world.flash.copy();
  flash.step = undefined;
  const { durable, zones, commands } = replay(spare(), flash);
  const live = world.board?.runtime.terminal.durable() ?? new Uint8Array(0);
  if (Buffer.compare(durable, live) !== 0) wrong.push("the replay of the journal is not the live state");
  const memory = world.board?.runtime.terminal.snapshot() ?? new Uint8Array(0);
  if (Buffer.compare(zones, zonesIn(memory)) !== 0) wrong.push("the replay of the journal has other zones");
  if (Buffer.compare(flash.cells, world.flash.cells) !== 0) wrong.push("another start changes the flash");
  if (commands.some(({ code }) => RESTLESS.has(code))) wrong.push("another start does something");
  return wrong;
}

/**
 * What a batch was settled with is what is booked in it, at both ends, and what stands in the open batch is what the terminal has
 * counted: nothing is lost or doubled over a settlement.
 */
function checkBatches(world: World, records: readonly JournalRecord[]): string[] {
  const wrong: string[] = [];
  for (const row of world.ledger.tables.list("settlement")) {
    const booked = standing(world, row.batch);
    if (row.debitAmount !== booked.amount || row.debitCount !== booked.sales)
      wrong.push(`batch ${row.batch}: settled with other totals than are booked`);
  }
  for (const record of records.filter(({ kind }) => kind === Kind.SETTLED)) {
    const { batch, amount, sales, stan } = settlementOf(record);
    const row = world.ledger.tables.get("settlement", `${TERMINAL.terminal}/${six(batch)}`);
    if (stan !== 0) wrong.push(`batch ${batch}: settled, and still being settled`);
    if (row !== undefined && (row.debitAmount !== amount || row.debitCount !== sales))
      wrong.push(`batch ${batch}: settled with other totals here`);
    if (row === undefined && sales > 0) wrong.push(`batch ${batch}: settled here, not at the acquirer`);
  }
  const durable = Buffer.from(world.board?.runtime.terminal.durable() ?? []);
  if (durable.length === 0) return wrong;
  const open = standing(world, six(durable.readInt32LE(BATCH_AT)));
  if (open.sales !== durable.readInt32LE(SALES_AT) || open.amount !== Number(durable.readBigUInt64LE(SALES_AMOUNT_AT)))
    wrong.push("the open batch has other totals than are booked in it");
  return wrong;
}

/** In the durable state (assembly/journal/durable.ts). */
const SALES_AMOUNT_AT = 8;
const SALES_AT = 16;
const BATCH_AT = 28;

/** No test is ever booked. */
function checkTests(world: World, records: readonly JournalRecord[]): string[] {
  const tests = records.filter((record) => record.kind === Kind.INTENT && isTest(record)).map(saleKeyOf);
  return world.ledger
    .bookings()
    .filter(({ key }) => tests.includes(key))
    .map(({ key }) => `${key}: a test is booked`);
}

function isTestSlip(view: View): boolean {
  return view.fields.some(({ kind }) => (kind as Line) === Line.TESTING);
}

function standing(world: World, batch: string): { sales: number; amount: number } {
  const front = `${TERMINAL.merchant}/${TERMINAL.terminal}/${batch}/`;
  const rows = world.ledger.bookings().filter(({ key, reversed }) => !reversed && key.startsWith(front));
  return { sales: rows.length, amount: rows.reduce((sum, { amount }) => sum + amount, 0) };
}

function isSettled(world: World, booking: BookingRow): boolean {
  const batch = six(identityOf(booking).batch);
  return world.ledger.tables.get("settlement", `${TERMINAL.terminal}/${batch}`) !== undefined;
}

/** By STAN, of bookings that stand in settled batches. */
function settledAmounts(world: World): Map<number, number> {
  const settled = world.ledger.bookings().filter((row) => !row.reversed && isSettled(world, row));
  return new Map(settled.map((row) => [identityOf(row).stan, row.amount]));
}

function amounts(records: ReadonlyMap<number, JournalRecord>): Map<number, number> {
  return new Map([...records].map(([stan, record]) => [stan, amountOf(record)]));
}

function six(number: number): string {
  return String(number).padStart(6, "0");
}

function approvals(records: readonly JournalRecord[]): Map<number, JournalRecord> {
  const approved = records.filter(
    (record) => (record.kind === Kind.APPROVED || record.kind === Kind.KEPT) && !isTest(record),
  );
  return new Map(approved.map((record) => [stanOf(record), record]));
}

/** @see messageKey of the ledger */
function identityOf({ key }: BookingRow): { stan: number; batch: number } {
  const [, , batch, stan] = key.split("/");
  return { stan: Number(stan), batch: Number(batch) };
}
