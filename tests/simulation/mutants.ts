/**
 * Planted bugs: the core's sources with one promise broken, and acquirers with a bug of their own. Each must be caught, or
 * the tests would let such a bug pass.
 *
 * An edit replaces a text that stands exactly once in its file. Sources are read and changed in memory; nothing is written.
 */
import asc from "assemblyscript/asc";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readMachines } from "../../build/machines.ts";
import { checkMachines } from "../../build/machines/rules.ts";
import { ROOT } from "../../build/script.ts";
import type { AnswerRow, BookingRow, ReversalRow } from "../../host/acquirer/ledger.ts";
import { WorldLedger } from "./ledger.ts";
import { plant } from "./mutant.ts";
import type { Mutant } from "./mutant.ts";
import { ACCOUNT_MUTANTS } from "./mutants_account.ts";
import { KERNEL_MUTANTS } from "./mutants_kernel.ts";
import { OFFLINE_MUTANTS } from "./mutants_offline.ts";

export const MUTANTS: readonly Mutant[] = [
  plant("a stale answer is accepted", "terminal/engine.ts", "frame.ticket === header.ticket", "frame.ticket !== 0"),
  plant(
    "an answer of an earlier life is accepted",
    "terminal/engine.ts",
    "header.epoch !== t.epoch",
    "header.epoch === 0",
  ),
  plant(
    "the request leaves before the intent is durable",
    "terminal/authorisation.ts",
    "return Authorisation.INTENT;",
    "return Authorisation.ASKING;",
  ),
  plant(
    "the approval is not durable before it is shown",
    "terminal/authorisation.ts",
    "may2(ifScripted(t), Authorisation.NOTING, Authorisation.APPROVING);",
    "Event.APPROVED;",
  ),
  plant(
    "results of scripts are forgotten when the approval is recorded",
    "terminal/authorisation.ts",
    "? Authorisation.NOTING : Authorisation.APPROVING",
    "? Authorisation.APPROVING : Authorisation.APPROVING",
  ),
  plant(
    "results of scripts with a decline are forgotten",
    "terminal/authorisation.ts",
    "? Authorisation.NOTING_REFUSAL : Event.DECLINED",
    "? Event.DECLINED : Event.DECLINED",
  ),
  plant(
    "a script notice that nobody answers counts as told",
    "terminal/notice.ts",
    "case Event.NO_REPLY: return Noticing.COUNTING;",
    "case Event.NO_REPLY: return Noticing.CLOSING;",
  ),
  plant(
    "a script notice counts as told by a reply with a wrong MAC",
    "terminal/notice.ts",
    "case Event.BAD_MAC: return Noticing.COUNTING;",
    "case Event.BAD_MAC: return Noticing.CLOSING;",
  ),
  plant(
    "a script notice names another payment",
    "terminal/sale_records.ts",
    "notice.stan = x.stan;",
    "notice.stan = x.stan + 1;",
  ),
  plant(
    "a notice leaves its STAN to the next payment",
    "terminal/sale_records.ts",
    "notice.ownStan = durable(t).nextStan;",
    "notice.ownStan = x.stan;",
  ),
  plant(
    "a time-out is taken as a decline",
    "terminal/authorisation.ts",
    "case Event.NO_REPLY: writeReversal98(t);",
    "case Event.NO_REPLY: writeDeclined(t);",
  ),
  plant(
    "the card's removal is taken as a decline",
    "terminal/authorisation.ts",
    "noteGone(t); return STAY;",
    "writeDeclined(t); return Authorisation.TURNING_DOWN;",
  ),
  plant(
    "a card's AAC is taken as an approval",
    "terminal/authorisation.ts",
    "writeReversal06(t); return Authorisation.TURNING_DOWN;",
    "return Authorisation.APPROVING;",
  ),
  plant(
    "the stripe of a chip card is used though its chip has not failed",
    "terminal/stripe.ts",
    "if (chip && x.chipFailed === 0) return Swipe.CHIP;",
    "",
  ),
  plant(
    "an action code that denies is not looked at",
    "emv/action_analysis.ts",
    "own.tacDenial, Rule.IAC_DENIAL_HIT)) return AAC;",
    "own.tacDenial, Rule.IAC_DENIAL_HIT)) return ARQC;",
  ),
  plant(
    "a lost line is taken as nothing sent",
    "acquirer/exchange.ts",
    "case Event.LINE_DOWN: return Event.NO_REPLY;",
    "case Event.LINE_DOWN: return Event.NOT_SENT;",
  ),
  plant(
    "a wait without a time-out",
    "acquirer/exchange.ts",
    "      case Event.LINE_DOWN: return Event.NO_REPLY;\n      case Event.TIME: return Event.NO_REPLY;",
    "      case Event.LINE_DOWN: return Event.NO_REPLY;",
  ),
  plant(
    "a reply with a wrong MAC is believed",
    "acquirer/exchange.ts",
    "if (payload<Status>().status !== Done.DONE) return Event.BAD_MAC;",
    "",
  ),
  plant(
    "a reply without a MAC is believed",
    "acquirer/replies.ts",
    "? MacRule.MISSING : MacRule.NOT_NEEDED",
    "? MacRule.NOT_NEEDED : MacRule.NOT_NEEDED",
  ),
  plant("the reply to another STAN is accepted", "acquirer/replies.ts", "!sameNumber(x, 11, x.stan) || ", ""),
  plant(
    "a reversal is closed without an answer",
    "terminal/reversal.ts",
    "case Event.NO_REPLY: return may2(ifAgain(t), Reversal.ASKING, Event.UNRESOLVED);",
    "case Event.NO_REPLY: return may2(ifAgain(t), Reversal.ASKING, Reversal.CLOSING);",
    ["SENDS_MAX ? Reversal.ASKING : Event.UNRESOLVED", "SENDS_MAX ? Reversal.ASKING : Reversal.CLOSING"],
  ),
  plant(
    "any answer ends a reversal",
    "acquirer/profile.ts",
    "return code === CODE_00 || code === CODE_25;",
    "return code !== 0;",
  ),
  plant(
    "a record at every retry of a reversal",
    "terminal/reversal.ts",
    "case Event.SEALED: return Reversal.ASKING;",
    "case Event.SEALED: return Reversal.NOTING;",
    ["  CLOSING,\n}", "  CLOSING,\n  NOTING,\n}"],
    [
      "    case Reversal.ASKING: switch",
      "    case Reversal.NOTING: switch (event) {\n      case Event.ENTER: noteRetry(t); return run(Machine.APPEND);\n      case Event.STORED: return Reversal.ASKING;\n      case Event.NOT_STORED: return Event.FAULTED;\n    } break;\n    case Reversal.ASKING: switch",
    ],
    [
      "/** How often one attempt",
      "function noteRetry(t: Terminal): void {\n  const at = prepare(t, Kind.REVERSAL, REVERSAL_BYTES);\n  store<i32>(at, durable(t).intent.stan);\n  store<i32>(at, durable(t).intent.reason, 4);\n}\n\n/** How often one attempt",
    ],
    ["import { durable }", 'import { prepare } from "../journal/append";\nimport { durable }'],
    ["import { Kind } from", "import { Kind, REVERSAL_BYTES } from"],
  ),
  plant(
    "no recovery at the start",
    "terminal/lifecycle.ts",
    "  if (d.pending !== Kind.NONE) return Life.RECOVERING;",
    "",
  ),
  plant(
    "the generation of the keys is not told at the start",
    "terminal/lifecycle.ts",
    "case Event.ENTER: tellKeyGeneration(t); ",
    "case Event.ENTER: ",
  ),
  plant(
    "the generation of the keys is not kept",
    "journal/durable.ts",
    "d.keyGeneration = max(d.keyGeneration, signedOn.keyGeneration);",
    "",
  ),
  plant(
    "a check value is not checked",
    "terminal/sign_on.ts",
    "if (loaded.status === Done.DONE) return SignOn.PROVING;",
    "if (loaded.status !== Done.REFUSED) return SignOn.PROVING;",
  ),
  plant(
    "new keys are used before that is durable",
    "journal/durable.ts",
    "case Kind.SIGN_ON_BEGUN: {\n      d.signedOn = 0;",
    "case Kind.SIGN_ON_BEGUN: {",
  ),
  plant(
    "the card is not wiped",
    "terminal/lifecycle.ts",
    "function tidy(t: Terminal): void {\n  wipeCard(t);",
    "function tidy(t: Terminal): void {",
  ),
  plant("the exchange is not wiped", "terminal/lifecycle.ts", "  wipeExchange(t);\n  giveBack(t);", "  giveBack(t);"),
  plant(
    "the PIN block is kept",
    "acquirer/region.ts",
    "  clearBytes(changetype<usize>(exchangeOf(t)), <i32>EXCHANGE_BYTES);",
    "  const block = load<u64>(exchangeOf(t).pinBlock);\n  clearBytes(changetype<usize>(exchangeOf(t)), <i32>EXCHANGE_BYTES);\n  store<u64>(exchangeOf(t).pinBlock, block);",
  ),
  plant(
    "the PAN is not masked in the journal",
    "terminal/sale_records.ts",
    "maskPan(x.pan, x.panLength, maskedPan)",
    "copyBytes(maskedPan, x.pan, x.panLength)",
  ),
  plant(
    "a record's CRC is not checked",
    "journal/records.ts",
    "return load<u32>(at + HEAD_BYTES + length) === crc32(at, HEAD_BYTES + <i32>length);",
    "return length >= 0;",
  ),
  plant(
    "a torn record is not stepped over",
    "journal/replay.ts",
    "  j.torn += 1;\n  j.end = where + RECORD_UNIT;",
    "  j.torn += 1;",
  ),
  plant(
    "a half without its seal is taken for the journal",
    "journal/replay.ts",
    "if (j.sealed !== 0) return Replay.CHECKING_CLOSED;",
    "if (j.sealed >= 0) return Replay.CHECKING_CLOSED;",
  ),
  plant(
    "compaction seals before it has copied",
    "journal/compact.ts",
    "return j.generation === 0 ? Compact.SEALING : Compact.READING;",
    "return Compact.SEALING;",
  ),
  plant(
    "the closing mark is missing",
    "journal/compact.ts",
    "return first ? Event.STORED : Compact.CLOSING;",
    "return Event.STORED;",
  ),
  plant(
    "no room is made before a payment",
    "journal/room.ts",
    "return isRoom(t, batchOf(t).offline.count > 0 ? offlineBytes() : 0) ? Event.ROOM : Room.COMPACTING;",
    "return Event.ROOM;",
  ),
  plant(
    "settlement: the batch moves on before it is settled",
    "journal/durable.ts",
    "case Kind.SETTLING: {\n      takeStan(d);",
    "case Kind.SETTLING: {\n      d.batch = batchAfter(d.batch);\n      takeStan(d);",
  ),
  plant("settlement: totals are not reset", "journal/durable.ts", "  d.sales = 0;\n  d.salesAmount = 0;\n", ""),
  plant(
    "settlement: a payment begins before it is finished",
    "terminal/batch/gate.ts",
    "if (isSettling(t)) return Reason.SETTLEMENT_UNFINISHED;",
    "",
  ),
  plant(
    "settlement: no answer counts as one",
    "terminal/batch/settlement.ts",
    "case Event.NO_REPLY: stopNoReply(t); return Settling.FAILING;",
    "case Event.NO_REPLY: closeAnyhow(t); return Settling.CLOSING;",
    [
      "function ifPrinted",
      "function closeAnyhow(t: Terminal): void {\n  const next = beginAct<Batch>(t, Kind.SETTLED, Zone.BATCH);\n  next.result = 1;\n  next.stan = 0;\n}\n\nfunction ifPrinted",
    ],
    [
      'import { Event } from "../../abi";',
      'import { Event } from "../../abi";\nimport { beginAct } from "../../journal/act";\nimport { Batch } from "../../journal/batch";\nimport { Kind } from "../../journal/records";\nimport { Zone } from "../../journal/zones";',
    ],
  ),
  plant(
    "settlement: a test payment counts",
    "journal/durable.ts",
    "if (approved.isTest) {",
    "if (approved.isTest) {\n        d.sales += 1;\n        d.salesAmount += approved.amount;",
  ),
  plant(
    "zones: an act counts before it is stored",
    "journal/act.ts",
    "return changetype<T>(putZone(t, zone, prepare(t, kind, actBytes(zone)), t.operator));",
    "const content = putZone(t, zone, prepare(t, kind, actBytes(zone)), t.operator);\n  return zone === Zone.BATCH ? changetype<T>(content) : zoneOf<T>(t, zone);",
    ["import { actBytes, putZone, Zone }", "import { actBytes, putZone, Zone, zoneOf }"],
  ),
  plant(
    "zones: the last settlement is forgotten when the journal is compacted",
    "journal/compact.ts",
    "while (j.zone < ZONES && isZoneBlank(t, j.zone));",
    "while (j.zone < ZONES && (j.zone === 5 || isZoneBlank(t, j.zone)));",
  ),
  plant(
    "downloads: they take effect before the last entry has come",
    "terminal/download/download_acts.ts",
    "return work.index < work.count ? Downloading.ASKING : Downloading.COMMITTING;",
    "return work.index + 1 < work.count ? Downloading.ASKING : Downloading.COMMITTING;",
  ),
  plant(
    "the journal's state runs ahead of the flash",
    "journal/append.ts",
    "writeRecord(t); return hold",
    "writeRecord(t); runAhead(t); return hold",
    [
      "function ifFits",
      "function runAhead(t: Terminal): void {\n  const j = journal(t);\n  apply(durable(t), j.kind, j.record.payload, j.length);\n}\n\nfunction ifFits",
    ],
    ["  assert(applied);\n", ""],
    ["const applied = apply", "apply"],
  ),
  ...ACCOUNT_MUTANTS,
  ...KERNEL_MUTANTS,
  ...OFFLINE_MUTANTS,
];

/** Acquirers with a bug, as ledgers that forget. */
export const FORGETFUL_LEDGERS: ReadonlyArray<{ name: string; newLedger: () => WorldLedger }> = [
  { name: "a repeated request is booked again", newLedger: () => new AnswersForgotten() },
  { name: "an original is booked after its reversal", newLedger: () => new ReversalsForgotten() },
];

class AnswersForgotten extends WorldLedger {
  override answered(_key: string): AnswerRow | undefined {
    return undefined;
  }
  override putAnswer(_row: AnswerRow): void {}
  override booking(_key: string): BookingRow | undefined {
    return undefined;
  }
}

class ReversalsForgotten extends WorldLedger {
  override reversal(_key: string): ReversalRow | undefined {
    return undefined;
  }
}

/** The changed source. @throws Error when an edit does not fit exactly once */
function mutate({ name, file, edits }: Mutant): string {
  return edits.reduce(
    (source, [from, to]) => {
      if (source.split(from).length !== 2) throw new Error(`${name}: the edit of ${file} does not fit: ${from}`);
      return source.replace(from, () => to);
    },
    readFileSync(join(ROOT, "assembly", file), "utf8"),
  );
}

/** Compiled without optimisation, in memory. @throws Error with what the compiler says */
export async function compileMutant(mutant: Mutant): Promise<Uint8Array> {
  const changed = join(ROOT, "assembly", mutant.file);
  const source = mutate(mutant);
  let bytes: Uint8Array | undefined;
  const stderr = asc.createMemoryStream();
  const options = ["--config", "asconfig.json", "--baseDir", ROOT, "--target", "debug", "--optimizeLevel", "0"];
  const args = ["assembly/index.ts", ...options, "--use", "abort=assembly/base/fail/fail", "--outFile", "m.wasm"];
  const { error } = await asc.main(args, {
    stderr,
    readFile(name: string, baseDir: string) {
      const path = join(baseDir, name);
      if (path === changed) return source;
      return existsSync(path) ? readFileSync(path, "utf8") : null;
    },
    writeFile(name: string, content: string | Uint8Array) {
      if (name === "m.wasm" && typeof content !== "string") bytes = content;
    },
  });
  if (error !== null || bytes === undefined) throw new Error(`${mutant.name}: ${stderr.toString()}`);
  return bytes;
}

/** What the table check says against the changed machines. */
export function complaintsOf(mutant: Mutant): string[] {
  const root = mkdtempSync(join(tmpdir(), "tillcore-mutant-"));
  try {
    cpSync(join(ROOT, "assembly"), join(root, "assembly"), { recursive: true });
    writeFileSync(join(root, "assembly", mutant.file), mutate(mutant));
    return checkMachines(readMachines(root)).map(({ text }) => text);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
