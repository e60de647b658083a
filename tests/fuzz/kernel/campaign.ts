/**
 * Chip sales by the thousand with cards that lie: a good card or one of the misbehaving catalogue, some of its answers
 * changed, and around the terminal two others that may not change by a byte. A sale's number is its seed.
 *
 * What must hold: no trap, the terminal comes to rest, nothing outside it is written to.
 */
import { Command } from "../../../assembly/abi.ts";
import type { Core, CoreCommand } from "../../../host/core.ts";
import { aidRecord } from "../../simulation/aid_record.ts";
import { record } from "../../simulation/transcript_recording.ts";
import { SMALL_FLASH } from "../../simulation/world.ts";
import { Cell } from "../cell.ts";
import { Dice } from "../dice.ts";
import { KernelBoard } from "./board.ts";
import type { Conduct, Idle, Transaction } from "./board.ts";
import { RecordedCard, ScriptedCard } from "./cards.ts";
import type { Answer, CardKind, Talker } from "./cards.ts";
import { mutateBytes } from "../mutate.ts";
import { lie } from "./lies.ts";

export interface KernelTally {
  transactions: number;
  events: number;
  apdus: number;
  /** Different rows of machines taken, while they were counted. */
  rows: number;
  /** How often each screen was shown. */
  screens: ReadonlyMap<number, number>;
}

const CONDUCTS: readonly Conduct[] = ["approve", "approve", "approve", "decline", "down", "silent"];
/** F55. */
const ISSUER_DATA_BYTES_MAX = 255;
const RIDS = ["A000000333", "A000000003"];
/** Rows are counted in every so-many-th sale: to read them costs as much as the sale. */
const COUNTED_EVERY = 16;

/** A terminal to begin with, a neighbour, and what cards say. */
export interface Prepared {
  idle: Idle;
  busy: Uint8Array;
  scripts: readonly Script[];
}

/** @param sound makes the core that plays the histories, and with the cards as they are, with room for so many terminals */
export function prepare(sound: (terminals?: number) => Core, kinds: readonly CardKind[]): Prepared {
  const { idle, busy } = historyOf(sound);
  const calm = new KernelBoard(new Cell(sound, busy, []), idle);
  return { idle, busy, scripts: kinds.map((kind) => scriptOf(kind, calm)) };
}

export class KernelCampaign {
  private readonly cell: Cell;
  private readonly board: KernelBoard;
  private readonly scripts: readonly Script[];

  /** @param fuzzed makes the core that is tested, with room for so many terminals */
  constructor({ idle, busy, scripts }: Prepared, fuzzed: (terminals: number) => Core) {
    this.cell = new Cell(fuzzed, busy, []);
    this.board = new KernelBoard(this.cell, idle);
    this.scripts = scripts;
  }

  /** Sales `first` to `first + count - 1`. @throws Error that names the seed */
  run(first: number, count: number): KernelTally {
    const rows = new Set<number>();
    const screens = new Map<number, number>();
    let [events, apdus] = [0, 0];
    for (let seed = first; seed < first + count; seed++) {
      const dice = new Dice(seed);
      const base = this.choose(dice);
      try {
        this.board.rows = seed % COUNTED_EVERY === 0 ? rows : undefined;
        const played = this.board.play(transactionOf(new LyingCard(base, dice), dice), dice);
        events += played.events;
        apdus += played.apdus;
        for (const screen of played.screens) screens.set(screen, (screens.get(screen) ?? 0) + 1);
        const damage = this.cell.damage();
        if (damage !== undefined) throw new Error(damage);
      } catch (error) {
        const what = error instanceof Error ? error.message : String(error);
        throw new Error(`sale ${seed} with ${base.name}: ${what}`, { cause: error });
      }
    }
    return { transactions: count, events, apdus, rows: rows.size, screens };
  }

  /** As often a good card as one that misbehaves. */
  private choose(dice: Dice): Script {
    const isGood = dice.chance(50);
    const kind = this.scripts.filter((script) => script.isGood === isGood);
    return dice.pick(kind.length > 0 ? kind : this.scripts);
  }
}

/** What a card says, by command. */
interface Script {
  name: string;
  isGood: boolean;
  atr: Uint8Array;
  script: ReadonlyMap<string, readonly Answer[]>;
}

/** Some of a card's answers, changed. */
class LyingCard implements Talker {
  readonly name: string;
  readonly atr: Uint8Array;
  private readonly card: ScriptedCard;
  private readonly dice: Dice;
  /** Percent of the answers that are lies; at times one alone, at its place. */
  private readonly share: number;
  private countdown: number;

  constructor(base: Script, dice: Dice) {
    this.card = new ScriptedCard(base.name, base.atr, base.script);
    this.name = base.name;
    this.atr = base.atr;
    this.dice = dice;
    const isSingle = dice.chance(60);
    this.share = isSingle ? 0 : dice.pick([5, 15, 40]);
    this.countdown = isSingle ? dice.below(14) : -1;
  }

  answer(command: Uint8Array): Answer {
    const answer = this.card.answer(command);
    if (!(answer instanceof Uint8Array)) return answer;
    const isLie = this.countdown-- === 0 || (this.share > 0 && this.dice.chance(this.share));
    return isLie ? lie(this.dice, answer) : answer;
  }
}

function transactionOf(card: Talker, dice: Dice): Transaction {
  return {
    card,
    amount: dice.pick([1, 1234, 50_000, 99_999, 100_000, 99_999_999]),
    conduct: dice.pick(CONDUCTS),
    issuerData: dice.chance(70) ? issuerData(dice) : undefined,
    aid: configuration(dice),
    moody: dice.chance(50),
  };
}

/** 91, and scripts where the acquirer sends them, at times not in the form that they must have. */
function issuerData(dice: Dice): Uint8Array {
  const authentication = [0x91, 10, ...dice.bytes(8), 0x30, 0x30];
  const command = [0x86, 6, 0x84, 0x1e, 0, 0, 1, 0];
  const script = (tag: number): number[] => {
    const commands = Array.from({ length: 1 + dice.below(3) }, () => command).flat();
    return [tag, 7 + commands.length, 0x9f, 0x18, 4, 1, 2, 3, 4, ...commands];
  };
  const wanted = dice.below(4);
  const all = Uint8Array.from([
    ...authentication,
    ...((wanted & 1) !== 0 ? script(0x71) : []),
    ...((wanted & 2) !== 0 ? script(0x72) : []),
    ...(dice.chance(20) ? [...script(0x72), ...script(0x71), ...script(0x71), ...script(0x72)] : []),
  ]);
  return dice.chance(30) ? mutateBytes(dice, all).subarray(0, ISSUER_DATA_BYTES_MAX) : all;
}

function configuration(dice: Dice): (index: number) => Uint8Array {
  const code = (): string => (dice.chance(70) ? "0000000000" : Buffer.from(dice.bytes(5)).toString("hex"));
  const capabilities = dice.pick(["E0F8C8", "E0F8C8", "E06800", "E0B0C8", "E040E8"]);
  const floorLimit = dice.pick(["00000000", "000186A0"]);
  const records = RIDS.map((aid) =>
    aidRecord({
      aid,
      capabilities,
      floorLimit,
      threshold: floorLimit === "00000000" ? floorLimit : "0000C350",
      targetPercent: 20,
      targetPercentMax: 50,
      denial: code(),
      online: code(),
      default: code(),
      tdol: "9F02065F2A029A039C0195059F3704",
    }),
  );
  return (index) => records[index] ?? new Uint8Array(0);
}

const SIGN_ON = { kind: "sign-on" } as const;

/** A terminal that is signed on and idle; and one in the middle of a payment. */
function historyOf(sound: () => Core): { idle: Idle; busy: Uint8Array } {
  const task = { kind: "sale", amount: 1234, card: "debit", pin: "123456" } as const;
  const begun = record({ name: "kernel_idle", title: "", tasks: [SIGN_ON] }, sound);
  const core = sound();
  for (const { event } of begun.lives[0]!) core.step(event);
  const last = begun.lives[0]!.at(-1)!.event;
  const idle = {
    terminal: core.snapshot(),
    flash: begun.flash,
    sectorBytes: SMALL_FLASH.sectorBytes,
    monotonic_ms: last.monotonic_ms,
    wall_ms: last.wall_ms,
  };
  const sale = record({ name: "kernel_busy", title: "", tasks: [SIGN_ON, task] }, sound);
  const steps = sale.lives[0]!;
  const sends = ({ code }: CoreCommand): boolean => code === Command.LINE_SEND;
  const sent = steps.findLastIndex(({ commands }) => commands.some(sends));
  const other = sound();
  for (const { event } of steps.slice(0, sent + 1)) other.step(event);
  return { idle, busy: other.snapshot() };
}

/** What a card says when nobody lies for it, whatever the end. */
function scriptOf(kind: CardKind, calm: KernelBoard): Script {
  const script = new Map<string, Answer[]>();
  let atr: Uint8Array = new Uint8Array(0);
  for (const conduct of ["approve", "decline", "down"] as const) {
    const card = new RecordedCard(kind.make(), kind.isGood, script);
    atr = card.atr;
    const aid = configuration(new Dice(0));
    calm.play({ card, amount: 1234, conduct, issuerData: undefined, aid, moody: false }, new Dice(1));
  }
  return { name: kind.name, isGood: kind.isGood, atr, script };
}
