/**
 * A whole world in one process and virtual time: people, cards, a terminal with flash, secure module and printer, a
 * network, an acquirer with its ledger. What survives a power cut is here; what does not is in `Board`.
 *
 * Everything is drawn from the seed, so a run can be repeated to the byte; and a world without power can be forked, so
 * that many histories begin at the same point.
 */
import { Done, Event, KeyUsage, Slot } from "../../assembly/abi.ts";
import { Outcome, Screen } from "../../assembly/abi_shown.ts";
import { Field } from "../../assembly/abi_fields.ts";
import { Acquirer } from "../../host/acquirer/acquirer.ts";
import type { AcquirerEvent } from "../../host/acquirer/events.ts";
import { seedLedger, TEST_TERMINALS, testHsm } from "../../host/acquirer/seed.ts";
import { makeCard } from "../../host/cards/card.ts";
import type { VirtualCard } from "../../host/cards/card.ts";
import type { ChipCard } from "../../host/cards/chip_card.ts";
import { loadCards } from "../../host/cards/card_data.ts";
import type { CardData } from "../../host/cards/card_spec.ts";
import type { Configuration } from "../../host/configuration/configuration.ts";
import { STANDARD } from "../../host/configuration/standard.ts";
import type { Core, CoreTrap } from "../../host/core.ts";
import { encodeParameters } from "../../host/parameters.ts";
import { stripeOf } from "../../host/cards/stripe.ts";
import type { StripeData, View } from "../../host/ports.ts";
import { Runtime } from "../../host/runtime.ts";
import type { Observer } from "../../host/runtime.ts";
import { plainAttributes } from "../../host/secure/key.ts";
import { SecureModule } from "../../host/secure/module.ts";
import { MemoryStore } from "../../host/secure/store/store.ts";
import { DEVICE, injectFactoryKeys, loadTestCapks } from "../../host/simulator/binding.ts";
import { VirtualReader } from "../../host/simulator/virtual_reader.ts";
import type { ApduObserver } from "../../host/simulator/virtual_reader.ts";
import { BoardClock, VirtualClock } from "../../host/simulator/virtual_clock.ts";
import { meddledCore } from "./core.ts";
import type { Meddle } from "./core.ts";
import { WorldLedger } from "./ledger.ts";
import { MemoryFlash } from "../../host/simulator/memory_flash.ts";
import type { FlashGeometry } from "../../host/devices/file_flash.ts";
import { MemoryLine } from "../../host/simulator/memory_line.ts";
import type { Network } from "../../host/simulator/memory_line.ts";
import { Person } from "./person.ts";
import type { Task } from "./person.ts";
import { quickSecure } from "./quick_secure.ts";
import { Randomness } from "./random.ts";
import { AskedPerson, Belongings, configurationOf, peripheralsOf } from "./world_devices.ts";

/** Thrown to cut the power; nothing of the board goes on after it. */
export class PowerCut extends Error {
  constructor() {
    super("power cut");
    this.name = "PowerCut";
  }
}

export const SMALL_FLASH: FlashGeometry = { bytes: 16_384, sectorBytes: 2_048, unitBytes: 8 };
export const TERMINAL = TEST_TERMINALS[0]!;
const TERMINAL_NUMBERS = TEST_TERMINALS.map(({ terminal }) => terminal);
const CARD_THINKS_MS = 5;
const PRINTING_MS = 800;
const DARK_MS = 5_000;

export const PARAMETERS = encodeParameters({
  terminal: TERMINAL.terminal,
  merchant: TERMINAL.merchant,
  merchantName: TERMINAL.merchantName,
  operator: "01",
  serial: DEVICE.serial,
  tpdu: "6000030000",
  header: "603100311312",
});

export interface WorldOptions {
  core: () => Core;
  tasks: Task[];
  seed?: number;
  geometry?: FlashGeometry;
  cards?: readonly CardData[];
  observer?: Observer;
  apdu?: ApduObserver;
  /** What is put into the reader in place of a card; asked each time. */
  dress?: (card: VirtualCard) => ChipCard;
  view?: (view: View) => void;
  log?: (event: AcquirerEvent) => void;
  /** Applications and keys; the standard ones when absent. */
  configuration?: Configuration;
  /** True for a terminal as its maker delivers it: no master key, and nobody binds it but the terminal itself. */
  fresh?: boolean;
  /** False for a terminal without a key of the payment system. */
  capks?: false;
  /** What the terminal is bound to. */
  parameters?: Uint8Array;
  /** Cards on the exception file, by name. */
  listed?: readonly string[];
  /** Another ledger than the world's own, for acquirers with a bug. */
  newLedger?: () => WorldLedger;
}

export class World {
  readonly clock = new VirtualClock();
  readonly ledger: WorldLedger;
  readonly acquirer: Acquirer;
  readonly network: Network = { up: true, chunk: 4096 };
  readonly flash: MemoryFlash;
  readonly printed: View[] = [];
  readonly shown: View[] = [];
  readonly traps: CoreTrap[] = [];
  readonly cards: ReadonlyMap<string, VirtualCard>;
  readonly options: WorldOptions;
  /** See everything, besides the observer of the options. */
  readonly observers: Observer[] = [];
  /** What becomes of events on their way to the core. */
  meddle: Meddle | undefined;
  /** How often the power has come on. */
  epoch = 0;
  board: Board | undefined;
  /** Where the secure module keeps its state over a power cut. */
  readonly store = new MemoryStore();
  readonly randomness: Randomness;
  /** What else of the terminal outlives the power. */
  readonly belongings: Belongings;
  /** The terminal has been idle once: nobody binds it for a second time. */
  wasBound: boolean;
  private tasks: Task[];

  /** @param parent a world without power to go on from, with nothing on its way; it stays as it is */
  constructor(options: WorldOptions, parent?: World) {
    this.options = options;
    this.tasks = options.tasks;
    this.belongings = new Belongings(parent?.belongings);
    this.wasBound = parent?.wasBound ?? options.fresh ?? false;
    this.randomness = parent?.randomness.copy() ?? new Randomness(options.seed ?? 1);
    const cards = options.cards ?? loadCards();
    this.cards = new Map(cards.map((data) => [data.name, copyCard(data, parent)]));
    this.ledger = parent?.ledger.copy(TERMINAL_NUMBERS) ?? options.newLedger?.() ?? new WorldLedger();
    const hsm = testHsm();
    if (parent === undefined) seedLedger(this.ledger, { terminals: TEST_TERMINALS, cards, hsm }, this.random);
    this.acquirer = new Acquirer({
      ledger: this.ledger,
      hsm,
      cards,
      now: () => new Date(this.clock.wall_ms() - 8 * 3_600_000),
      random: this.random,
      ...(options.log === undefined ? {} : { log: options.log }),
    });
    this.flash = parent?.flash.copy() ?? new MemoryFlash(options.geometry ?? SMALL_FLASH);
    if (parent === undefined) this.bind();
    else this.goOnFrom(parent);
  }

  /** Another world that begins where this one stands; this one has no power. */
  fork(changes: Partial<WorldOptions>): World {
    if (this.board !== undefined || !this.clock.isStill) throw new Error("a world is forked without power and at rest");
    return new World({ ...this.options, ...changes }, this);
  }

  /** What a reader makes out of the stripe of a card. */
  stripeOf(name: string): StripeData | undefined {
    return stripeOf((this.options.cards ?? loadCards()).find((card) => card.name === name)!);
  }

  /** Plugs the machine in. */
  powerOn(): Board {
    this.board = new Board(this, this.options, ++this.epoch, this.newSecure(), this.tasks);
    this.board.runtime.start();
    return this.board;
  }

  /** What people have not begun yet. */
  get tasksLeft(): readonly Task[] {
    return this.board?.person.tasks ?? this.tasks;
  }

  /** One thing more to do, once the power comes on again. */
  addTask(task: Task): void {
    this.tasks = [...this.tasks, task];
  }

  /** Pulls the plug: the board is gone, and with it everything that was about to happen there. */
  powerOff(): void {
    this.tasks = [...this.tasksLeft];
    this.board?.line.close();
    this.board = undefined;
    this.clock.clear();
    this.clock.now_ms += DARK_MS;
  }

  /** Off and on again. */
  restart(): void {
    this.powerOff();
    this.powerOn();
  }

  /**
   * Lets the world go on until the machine is idle with nothing to do and nothing pending, or `longest_ms` have passed.
   *
   * @returns whether it came to rest
   */
  run(longest_ms = 1_800_000): boolean {
    const until_ms = this.clock.now_ms + longest_ms;
    while (!this.isAtRest) if (!this.clock.step(until_ms)) return this.isAtRest;
    return true;
  }

  /** Lets everything happen that is going to in this time, at rest or not. */
  wait(duration_ms: number): void {
    const until_ms = this.clock.now_ms + duration_ms;
    while (this.clock.step(until_ms));
    this.clock.now_ms = until_ms;
  }

  /** What the sensors say. */
  get readiness(): Belongings["readiness"] {
    return this.belongings.readiness;
  }

  get isAtRest(): boolean {
    const { board } = this;
    const screen: Screen | undefined = board?.screen;
    return (
      board !== undefined &&
      board.person.done &&
      (screen === Screen.IDLE || screen === Screen.LOCKED || (screen === Screen.UNBOUND && this.wasBound)) &&
      !board.isPending &&
      !board.hasNotice &&
      !board.isSettling
    );
  }

  /** Where all randomness comes from, the secure module's too. */
  readonly random = (length: number): Uint8Array => this.randomness.bytes(length);

  /** A key officer puts the master key in, into the machine as it runs or as it lies there without power. */
  injectMasterKey(): void {
    const secure = this.board?.secure ?? this.newSecure();
    const key = new Uint8Array(Buffer.from(TERMINAL.masterKey, "hex"));
    secure.keys.inject({ slot: Slot.TMK, attributes: plainAttributes(KeyUsage.MASTER, "tdes"), key });
  }

  /** What a key officer and a download bring into a new machine. */
  private bind(): void {
    if (this.options.fresh !== true) this.injectMasterKey();
    injectFactoryKeys(this.newSecure());
    if (this.options.capks !== false) loadTestCapks(this.newSecure(), this.options.configuration ?? STANDARD);
  }

  private goOnFrom(parent: World): void {
    const keys = parent.store.load();
    if (keys !== undefined) this.store.save(keys);
    this.clock.now_ms = parent.clock.now_ms;
    this.epoch = parent.epoch;
  }

  private newSecure(): SecureModule {
    // The module has the card reader of whatever board it is in.
    const card = {
      transmit: (command: Uint8Array, reply: (bytes: Uint8Array | undefined) => void): void =>
        this.board?.reader.transmit(command, reply),
    };
    return new SecureModule({ random: this.random, store: this.store, testKeys: true, card, ...quickSecure() });
  }
}

/** A card for each data, never used: to make its files costs more than many a history. */
const MADE = new WeakMap<CardData, VirtualCard>();

function copyCard(data: CardData, parent: World | undefined): VirtualCard {
  const made = MADE.get(data) ?? makeCard(data);
  MADE.set(data, made);
  const before = parent?.cards.get(data.name);
  return before === undefined ? made.twin() : made.twin(structuredClone(before.state));
}

/** One life of the machine, from power to power cut. */
export class Board {
  readonly runtime: Runtime;
  readonly reader: VirtualReader;
  readonly line: MemoryLine;
  readonly secure: SecureModule;
  readonly person: Person;
  readonly text: AskedPerson;
  screen: number = Screen.STARTING;
  isPending = false;
  /** The acquirer is yet to be told what became of a script. */
  hasNotice = false;
  /** The batch is being settled. */
  isSettling = false;
  private readonly options: WorldOptions;

  constructor(world: World, options: WorldOptions, epoch: number, secure: SecureModule, tasks: Task[]) {
    const { clock } = world;
    const later = (work: () => void, more_ms: number): void => clock.after(CARD_THINKS_MS + more_ms, work);
    this.options = options;
    this.secure = secure;
    this.reader = new VirtualReader({ later, ...(options.apdu === undefined ? {} : { observe: options.apdu }) });
    this.line = new MemoryLine(world.acquirer, clock, world.network);
    this.person = new Person(tasks, {
      key: (key) => this.runtime.key(key),
      insert: (name) => this.insert(world.cards.get(name)!),
      swipe: (name, isReadable) => this.reader.swipe(isReadable ? world.stripeOf(name) : undefined),
      remove: () => this.reader.remove(),
      text: (text) => this.text.type(text),
      provision: () => {
        if (!world.wasBound) this.runtime.provision(options.parameters ?? PARAMETERS);
      },
      after: (delay_ms, work) => clock.after(delay_ms, work),
    });
    this.text = new AskedPerson(clock, () => this.person.isAskedForText());
    const downloads = world.belongings.downloads(options.configuration ?? STANDARD, secure);
    downloads.finish();
    const boardClock = new BoardClock(clock, world.belongings.clock);
    const devices = {
      screen: {
        show: (view: View) => this.sees(view, world),
        showEntry: (count: number) => this.person.isAskedForPin(count),
      },
      printer: {
        print: (document: View, done: (result: Done) => void) => {
          world.printed.push(document);
          clock.after(PRINTING_MS, () => done(Done.DONE));
        },
      },
      card: this.reader,
      line: this.line,
      flash: world.flash,
      clock: boardClock,
      secure,
      configuration: configurationOf(options, downloads),
      peripherals: peripheralsOf(world.belongings, {
        serial: DEVICE.serial,
        clock,
        boardClock,
        text: this.text,
        downloads,
        // After the step that it was told in.
        restart: () => clock.after(0, () => world.restart()),
      }),
    };
    const newCore = (): Core => meddledCore(options.core(), () => world.meddle);
    this.runtime = new Runtime(newCore, devices, epoch, observerOf(world));
  }

  private insert(card: VirtualCard): void {
    this.reader.insert(this.options.dress?.(card) ?? card);
  }

  private sees(view: View, world: World): void {
    world.shown.push(view);
    this.options.view?.(view);
    this.screen = view.id;
    world.wasBound ||= screenOf(view) === Screen.IDLE;
    this.isPending = screenOf(view) === Screen.IDLE && numberIn(view, Field.OUTCOME) === Outcome.PENDING;
    this.hasNotice = screenOf(view) === Screen.IDLE && numberIn(view, Field.NOTICE) === 1;
    this.isSettling = screenOf(view) === Screen.IDLE && numberIn(view, Field.SETTLEMENT_OPEN) === 1;
    this.person.sees(view);
  }
}

/** All who watch, as one. */
function observerOf(world: World): Observer {
  const all = [...(world.options.observer === undefined ? [] : [world.options.observer]), ...world.observers];
  return {
    event: (event) => {
      if (event.code === Event.BOOT) world.epoch = Math.max(world.epoch, event.ticket.epoch);
      for (const one of all) one.event?.(event);
    },
    step: (commands, moves) => all.forEach((one) => one.step?.(commands, moves)),
    before: (command) => all.forEach((one) => one.before?.(command)),
    after: (command) => all.forEach((one) => one.after?.(command)),
    trap: (trap) => {
      world.traps.push(trap);
      for (const one of all) one.trap?.(trap);
    },
  };
}

export function screenOf(view: View): Screen {
  return view.id;
}

/** A field of a view that is a number; undefined when the view has none. */
export function numberIn(view: View, kind: number): number | undefined {
  const value = view.fields.find((field) => field.kind === kind)?.value;
  if (value?.length !== 8) return undefined;
  return Number(new DataView(value.buffer, value.byteOffset).getBigUint64(0, true));
}
