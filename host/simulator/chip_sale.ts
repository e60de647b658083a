/**
 * One chip sale from beginning to end, in virtual time and in this process: a fresh terminal signs on, sells once with one
 * card, and comes to rest. Nothing is read or written outside, and the same sale gives the same bytes every time.
 *
 * People do what the screens ask for; what the core decides is only told.
 */
import { createHash } from "node:crypto";
import { Done, KeyUsage, Slot } from "../../assembly/abi.ts";
import { Outcome, Screen } from "../../assembly/abi_shown.ts";
import { Field } from "../../assembly/abi_fields.ts";
import { Acquirer } from "../acquirer/acquirer.ts";
import { MemoryLedger } from "../acquirer/memory_ledger.ts";
import { seedLedger, TEST_TERMINALS, testHsm } from "../acquirer/seed.ts";
import { makeCard } from "../cards/card.ts";
import type { CardData } from "../cards/card_spec.ts";
import type { ChipCard } from "../cards/chip_card.ts";
import { misbehave } from "../cards/misbehaving/misbehaving_card.ts";
import type { Misbehaviour } from "../cards/misbehaving/misbehaving_card.ts";
import type { Message } from "../codec/iso8583/message.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { STANDARD } from "../configuration/standard.ts";
import type { Decision, Key, View } from "../ports.ts";
import { Runtime } from "../runtime.ts";
import { plainAttributes } from "../secure/key.ts";
import { SecureModule } from "../secure/module.ts";
import type { CardPort } from "../secure/pin_pad.ts";
import { MemoryStore } from "../secure/store/store.ts";
import { loadTestCapks, TEST_PARAMETERS } from "./binding.ts";
import type { CoreModule } from "./core_module.ts";
import { MemoryFlash } from "./memory_flash.ts";
import { MemoryLine } from "./memory_line.ts";
import type { Network } from "./memory_line.ts";
import { MessageTap, together } from "./message_tap.ts";
import { fieldOf, Seller } from "./seller.ts";
import { BoardClock, VirtualClock } from "./virtual_clock.ts";
import { VirtualReader } from "./virtual_reader.ts";

/** What the acquirer does with the sale: as it finds right, a decline, or not to be reached at all. */
export type HostConduct = "approve" | "decline" | "down";

export interface ChipSaleOptions {
  core: CoreModule;
  card: CardData;
  /** What the card does in place of what it should. */
  misbehaviour?: Misbehaviour | undefined;
  /** Minor units. */
  amount: number;
  host: HostConduct;
  /** Applications and keys; the standard ones when absent. */
  configuration?: Configuration;
  /** The core tells what it decides. */
  explain?: boolean;
}

/** A decision, and how many APDUs had been exchanged when it was taken. */
export interface Decided extends Decision {
  apdus: number;
}

export interface Exchanged {
  command: Uint8Array;
  /** Undefined when the card did not answer. */
  response: Uint8Array | undefined;
}

export interface ChipSale {
  apdus: Exchanged[];
  /** None unless an explanation was asked for. */
  decisions: Decided[];
  /** To and from the acquirer, those of the sign-on left out. */
  messages: Message[];
  /** Every screen from the amount on. */
  shown: View[];
  printed: View[];
  /** The idle screen that the terminal came to rest with. */
  atRest: View | undefined;
}

const FLASH = { bytes: 65_536, sectorBytes: 4_096, unitBytes: 8 };
const PRINTING_MS = 500;
const CARD_THINKS_MS = 5;
const LONGEST_MS = 1_800_000;
const DECLINED = "05";
const EPOCH = 1;
/** Civil time of the acquirer is that of China, as the terminal's is. */
const CHINA_MS = 8 * 3_600_000;

/** @throws Error when the core stops or the terminal does not come to rest */
export function playChipSale(options: ChipSaleOptions): ChipSale {
  const till = new Till(options);
  till.play();
  return till.sale;
}

class Till {
  readonly sale: ChipSale = { apdus: [], decisions: [], messages: [], shown: [], printed: [], atRest: undefined };
  private readonly options: ChipSaleOptions;
  private readonly clock = new VirtualClock();
  private readonly network: Network = { up: true, chunk: 4096 };
  private readonly acquirer: Acquirer;
  private readonly reader: VirtualReader;
  private readonly card: ChipCard;
  private readonly runtime: Runtime;
  private readonly seller: Seller;
  private phase: "signing on" | "selling" = "signing on";
  private isAtRest = false;

  constructor(options: ChipSaleOptions) {
    const { core, card, misbehaviour, configuration = STANDARD } = options;
    const { clock } = this;
    const random = repeatable();
    this.options = options;
    const good = makeCard(card);
    this.card = misbehaviour === undefined ? good : misbehave(misbehaviour, good);
    this.acquirer = newAcquirer(card, random, () => new Date(clock.wall_ms() - CHINA_MS));
    this.reader = new VirtualReader({
      later: (work, more_ms) => clock.after(CARD_THINKS_MS + more_ms, work),
      observe: (command, response) => this.sale.apdus.push({ command, response }),
    });
    const hands = {
      key: (key: Key) => this.runtime.key(key),
      provision: () => this.runtime.provision(TEST_PARAMETERS),
      insert: () => this.reader.insert(this.card),
      after: (delay_ms: number, work: () => void) => clock.after(delay_ms, work),
    };
    this.seller = new Seller(hands, options.amount, card.pin);
    const devices = {
      screen: { show: (view: View) => this.sees(view), showEntry: (count: number) => this.seller.isAskedForPin(count) },
      printer: { print: (document: View, done: (result: Done) => void) => this.prints(document, done) },
      card: this.reader,
      line: new MemoryLine(this.acquirer, clock, this.network),
      flash: new MemoryFlash(FLASH),
      clock: new BoardClock(clock),
      secure: newSecure(random, configuration, this.reader),
      configuration,
      ...(options.explain === true
        ? { diagnostics: { decisions: (list: readonly Decision[]) => this.hears(list) } }
        : {}),
    };
    const tap = new MessageTap((_, message) => this.phase !== "signing on" && this.sale.messages.push(message));
    const traps = {
      trap: (trap: Error) => {
        throw trap;
      },
    };
    this.runtime = new Runtime(core.newCore, devices, EPOCH, together(traps, tap));
  }

  play(): void {
    this.runtime.start();
    const until_ms = this.clock.now_ms + LONGEST_MS;
    while (!this.isAtRest && this.clock.step(until_ms));
    if (!this.isAtRest) throw new Error("the terminal did not come to rest");
  }

  private hears(decisions: readonly Decision[]): void {
    const { sale } = this;
    sale.decisions.push(...decisions.map((decision) => ({ ...decision, apdus: sale.apdus.length })));
  }

  private sees(view: View): void {
    const screen = view.id as Screen;
    if (this.phase === "selling" && screen !== Screen.IDLE) this.sale.shown.push(view);
    if (this.seller.does(screen)) return;
    switch (screen) {
      case Screen.IDLE:
        return this.isIdle(view);
      case Screen.SIGNED_ON:
      case Screen.APPROVED:
      case Screen.DECLINED:
      case Screen.CANCELLED:
      case Screen.CARD_ERROR:
      case Screen.TERMINAL_FAULT:
      case Screen.REVERSAL_PENDING:
      case Screen.REVERSED:
        return this.leaves(view);
    }
  }

  /** Signs on, then sells; a reversal that is not done yet is waited for unless nobody can be reached. */
  private isIdle(view: View): void {
    if (this.phase === "signing on") {
      if (!this.seller.begins(view)) return;
      this.phase = "selling";
      this.network.up = this.options.host !== "down";
      if (this.options.host === "decline")
        this.acquirer.faults.next({ kind: "decline", mti: "0200", response: DECLINED });
      return;
    }
    this.sale.atRest = view;
    this.isAtRest = fieldOf(view, Field.OUTCOME) !== Outcome.PENDING || !this.network.up;
  }

  /** Takes the card, and goes on where that was not enough. */
  private leaves(view: View): void {
    const { shown } = this.sale;
    this.seller.later(() => {
      this.reader.remove();
      if (this.phase !== "selling" || shown.at(-1) === view) this.runtime.key("enter");
    });
  }

  private prints(document: View, done: (result: Done) => void): void {
    this.sale.printed.push(document);
    this.clock.after(PRINTING_MS, () => done(Done.DONE));
  }
}

function newAcquirer(card: CardData, random: (length: number) => Uint8Array, now: () => Date): Acquirer {
  const ledger = new MemoryLedger();
  const hsm = testHsm();
  const cards = [card];
  seedLedger(ledger, { terminals: TEST_TERMINALS, cards, hsm }, random);
  return new Acquirer({ ledger, hsm, cards, now, random });
}

function newSecure(random: (length: number) => Uint8Array, configuration: Configuration, card: CardPort): SecureModule {
  // The master key is a published one.
  const secure = new SecureModule({ random, testKeys: true, store: new MemoryStore(), card });
  const key = new Uint8Array(Buffer.from(TEST_TERMINALS[0]!.masterKey, "hex"));
  secure.keys.inject({ slot: Slot.TMK, attributes: plainAttributes(KeyUsage.MASTER, "tdes"), key });
  key.fill(0);
  loadTestCapks(secure, configuration);
  return secure;
}

/** Numbers that nobody could foresee but who has run this before: for a sale with test keys, which can be shown again. */
function repeatable(): (length: number) => Uint8Array {
  let calls = 0;
  return (length) => new Uint8Array(createHash("shake256", { outputLength: length }).update(`${calls++}`).digest());
}
