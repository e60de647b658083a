/**
 * Watches a world while it goes on: whatever passes between core and board must keep the promises at that moment. What
 * must hold once all has come to rest is in invariants.ts.
 */
import { Command, Done, Event } from "../../assembly/abi.ts";
import { Document, Line, Outcome, Screen } from "../../assembly/abi_shown.ts";
import { Field } from "../../assembly/abi_fields.ts";
import type { CoreCommand, CoreEvent, CoreTrap } from "../../host/core.ts";
import { viewOf, word } from "../../host/payloads.ts";
import type { View } from "../../host/ports.ts";
import type { Observer } from "../../host/runtime.ts";
import { testCards } from "./cards.ts";
import { batchOf, keyGenerationOf, Kind, readJournal, settlementOf, stanOf, ZONE_BATCH, zoneOf } from "./journal.ts";
import type { JournalRecord } from "./journal.ts";
import { blockSecret, cardSecrets, keySecrets, Secrets } from "./secrets.ts";
import type { SecretKind } from "./secrets.ts";
import { RecordWitness } from "./witness_records.ts";
import { numberIn, screenOf } from "./world.ts";
import type { World } from "./world.ts";

/** What may be in a command besides nothing: the message goes out, a swiped card's track with it, and the secure module works on it. */
const ALLOWED: ReadonlyMap<Command, readonly SecretKind[]> = new Map([
  [Command.LINE_SEND, ["PAN", "track", "PIN block"]],
  [Command.MAC, ["PAN", "track", "PIN block"]],
  [Command.VERIFY_MAC, ["PAN"]],
  [Command.ENCIPHER_PIN, ["PAN"]],
  [Command.PROTECT, ["PAN"]],
  [Command.CARD_KEY, ["PAN"]],
  [Command.STATIC_DATA, ["PAN", "track"]],
  [Command.CHECK_CARD, ["PAN"]],
]);

/** The secure module works with keys here: by then it must know which generation of its store the journal has seen. */
const KEYED: ReadonlySet<Command> = new Set([
  Command.ENTER_SECRET,
  Command.ENCIPHER_PIN,
  Command.MAC,
  Command.VERIFY_MAC,
  Command.LOAD_KEYS,
  Command.PROTECT,
  Command.UNPROTECT,
]);

/** Nothing of a payment is left in memory when one of these is shown. */
const QUIET: ReadonlySet<number> = new Set([Screen.IDLE, Screen.UNBOUND, Screen.OUT_OF_SERVICE]);
const VIOLATIONS_MAX = 20;
const NONE: readonly SecretKind[] = [];

export class Witness implements Observer {
  readonly violations: string[] = [];
  events = 0;
  boots = 0;
  /** Of the cards, the keys and every PIN block that was made. */
  readonly secrets: Secrets;
  private readonly world: World;
  private readonly records: RecordWitness;
  private epoch = 0;
  private lastTicket = 0;
  /** Batches of the payments that were seen approved in the journal, by STAN. */
  private readonly approved = new Map<number, number>();
  /** This life has told the secure module the generation of its key store. */
  private isGenerationTold = false;
  /** This life has said that a payment is pending, before anything else. */
  private isPendingTold = false;

  constructor(world: World) {
    this.world = world;
    this.records = new RecordWitness(world);
    const cards = world.options.cards ?? testCards();
    this.secrets = new Secrets([...cardSecrets(cards), ...keySecrets(world.ledger)]);
    world.observers.push(this);
  }

  event(event: CoreEvent): void {
    this.events++;
    this.records.event(event);
    if (event.code === Event.BOOT) this.boot(event.ticket.epoch);
    if (event.code === Event.KEY_LOADED) this.secrets.add(keySecrets(this.world.ledger));
    if (event.code === Event.PIN_DONE && (word(event.payload, 0) as Done) === Done.DONE) {
      this.secrets.add([blockSecret(event.payload.slice(8, 16))]);
    }
    // What the flash holds was a command once.
    if (event.code === Event.FLASH_DATA) return;
    for (const kind of this.secrets.in(event.payload)) {
      if (kind === "PIN" || kind === "key") this.violated(`${kind} in an event ${event.code}`);
    }
  }

  step(commands: CoreCommand[]): void {
    if (commands.length === 0) return;
    if (commands.at(-1)?.code !== Command.DEADLINE) this.violated("the last command is no deadline");
    for (const command of commands) this.sees(command);
  }

  trap(trap: CoreTrap): void {
    this.violated(trap.message);
  }

  violated(what: string): void {
    if (this.violations.length < VIOLATIONS_MAX && !this.violations.includes(what)) this.violations.push(what);
  }

  private boot(epoch: number): void {
    this.boots++;
    this.epoch = epoch;
    this.lastTicket = 0;
    this.isPendingTold = false;
    this.isGenerationTold = false;
  }

  private sees(command: CoreCommand): void {
    const { code, payload } = command;
    this.checkTicket(command);
    for (const what of this.records.wrongIn(command)) this.violated(what);
    const allowed = ALLOWED.get(code) ?? NONE;
    for (const kind of this.secrets.in(payload)) {
      if (!allowed.includes(kind)) this.violated(`${kind} in a command ${Command[code]}`);
    }
    if (code === Command.KEY_GENERATION) this.checkGeneration(word(payload, 0));
    if (KEYED.has(code) && !this.isGenerationTold) this.violated(`${Command[code]} before the generation of the keys`);
    if (code === Command.PRINT) this.checkPrint(viewOf(payload));
    if (code === Command.SCREEN) this.checkScreen(viewOf(payload));
  }

  /** A command that asks brings a new ticket; what is sent on a line brings the line's. */
  private checkTicket({ code, ticket }: CoreCommand): void {
    if (ticket.number === 0) return;
    if (ticket.epoch !== this.epoch) this.violated("a ticket of another life");
    if (code === Command.LINE_SEND) return;
    if (ticket.number <= this.lastTicket) this.violated("a ticket given out twice");
    this.lastTicket = ticket.number;
  }

  /** The greatest that stands in the journal, whatever was compacted. */
  private checkGeneration(told: number): void {
    this.isGenerationTold = true;
    const written = readJournal(this.world.flash.cells).map((record) => keyGenerationOf(record));
    if (told !== Math.max(0, ...written)) this.violated("the journal has seen another generation of the keys");
  }

  private checkScreen(view: View): void {
    if (numberIn(view, Field.OUTCOME) === Outcome.APPROVED) this.checkApproval(numberIn(view, Field.STAN), "shown");
    if (screenOf(view) === Screen.REVERSAL_PENDING) this.isPendingTold = true;
    const isPending = screenOf(view) === Screen.IDLE && numberIn(view, Field.OUTCOME) === Outcome.PENDING;
    if (isPending && !this.isPendingTold) this.violated("idle with a payment pending that nobody was told of");
    if (!QUIET.has(view.id)) return;
    const memory = this.world.board?.runtime.terminal.snapshot();
    if (memory === undefined) return;
    for (const kind of this.secrets.in(memory)) this.violated(`${kind} left in memory`);
  }

  private checkPrint(view: View): void {
    if ((view.id as Document) === Document.SALE_SLIP) this.checkApproval(numberIn(view, Line.STAN), "printed");
    else this.checkSettled(numberIn(view, Line.BATCH));
  }

  /** Paper says that a batch is settled only once it is. */
  private checkSettled(batch: number | undefined): void {
    const records = readJournal(this.world.flash.cells);
    const closed = records.findLast((record) => record.kind === Kind.SETTLED || zoneOf(record) === ZONE_BATCH);
    if (closed === undefined || settlementOf(closed).batch !== batch || settlementOf(closed).stan !== 0)
      this.violated("totals printed of a batch that is not settled");
  }

  /** What people are told of an approval is durable by then. */
  private checkApproval(stan: number | undefined, how: "shown" | "printed"): void {
    const records = readJournal(this.world.flash.cells);
    const approved = records.find(
      (record) => (record.kind === Kind.APPROVED || record.kind === Kind.KEPT) && stanOf(record) === stan,
    );
    if (approved !== undefined) this.approved.set(stanOf(approved), batchOf(approved));
    else if (how === "printed" || !this.wasSettled(stan, records))
      this.violated(`an approval ${how} that is not durable`);
  }

  /** Of a settled batch the journal keeps no payment when it is compacted; the idle screen still names the last one. */
  private wasSettled(stan: number | undefined, records: readonly JournalRecord[]): boolean {
    const last = records.findLast((record) => zoneOf(record) === ZONE_BATCH);
    if (stan === undefined || last === undefined) return false;
    const settling = settlementOf(last);
    const batch = this.approved.get(stan) ?? this.batchBooked(stan);
    return batch !== undefined && batch <= (settling.stan === 0 ? settling.batch : settling.batch - 1);
  }

  /** For a payment that was made before anybody watched. */
  private batchBooked(stan: number): number | undefined {
    const booked = this.world.ledger.bookings().filter(({ reversed }) => !reversed);
    const batches = booked.flatMap(({ key }) => {
      const [, , batch, its] = key.split("/");
      return Number(its) === stan ? [Number(batch)] : [];
    });
    return batches.at(-1);
  }
}
