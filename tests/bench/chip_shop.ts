/**
 * A shop in which chip sales are made one after the other as fast as the machine can: terminal, virtual card, person and acquirer
 * in one process, and nobody waits.
 *
 * Ledger, flash and key store are in memory; every device answers at once, and what would happen later happens next. A sale
 * begins and ends at the idle screen, and is approved and booked, or `sell` throws. Nothing watches: no observer, no log.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Done, KeyUsage, Slot } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { Acquirer } from "../../host/acquirer/acquirer.ts";
import { MemoryLedger } from "../../host/acquirer/memory_ledger.ts";
import { seedLedger, TEST_TERMINALS, testHsm } from "../../host/acquirer/seed.ts";
import { makeCard } from "../../host/cards/card.ts";
import type { VirtualCard } from "../../host/cards/card.ts";
import type { CardData } from "../../host/cards/card_spec.ts";
import { encodeFrame, Framer } from "../../host/codec/iso8583/frame.ts";
import { STANDARD } from "../../host/configuration/standard.ts";
import type { Core } from "../../host/core.ts";
import type { ClockPort, Key, LineEvents, LinePort, View } from "../../host/ports.ts";
import { Runtime } from "../../host/runtime.ts";
import type { Observer } from "../../host/runtime.ts";
import { PIN_RATE_NONE } from "../../host/secure/entry/rate.ts";
import { plainAttributes } from "../../host/secure/key.ts";
import { SecureModule } from "../../host/secure/module.ts";
import { UNIONPAY } from "../../host/secure/profile.ts";
import { loadTestCapks, TEST_PARAMETERS } from "../../host/simulator/binding.ts";
import { MemoryFlash } from "../../host/simulator/memory_flash.ts";
import { VirtualReader } from "../../host/simulator/virtual_reader.ts";

/** Room for some eight thousand sales in one batch. */
const FLASH = { bytes: 4_194_304, sectorBytes: 4_096, unitBytes: 8 };
/** Nobody types so fast: the limit of PINs in a time is none. */
const PROFILE = { ...UNIONPAY, pinRate: PIN_RATE_NONE };
const SIGN_ON = 3;
const SETTLEMENT = 4;
const BATCH_SALES = 250;
/** 12.34, minor units. */
const AMOUNT = 1234;
const EPOCH = 1;
const MONOTONIC_AT_START_MS = 1_000;
const WALL_AT_START_MS = Date.UTC(2026, 10, 22, 10, 20, 30);
/** Civil time of the acquirer is that of China, as the terminal's is. */
const CHINA_MS = 8 * 3_600_000;

export class ChipShop {
  private readonly clock = new Clock();
  private readonly ledger = new MemoryLedger();
  private readonly reader = new VirtualReader();
  private readonly data: CardData;
  private readonly card: VirtualCard;
  private readonly runtime: Runtime;
  // What a person does in every sale is made once: it is no part of what a sale costs.
  private readonly typeAmount = this.pressing([...digitsOf(String(AMOUNT)), "enter"]);
  private readonly typePin: ReadonlyArray<() => void>;
  private readonly confirm = this.pressing(["enter"]);
  private readonly insertCard = [() => this.reader.insert(this.card)];
  private readonly takeCard = [() => this.takesCard()];
  private isAtRest = false;
  private isApproved = false;
  private isSignedOn = false;
  /** Of this sale: the screen comes again with every digit. */
  private hasTyped = false;
  private view: View | undefined;
  /** The screen that the person has seen to the end. */
  private seen: View | undefined;
  /** Made so far. */
  sales = 0;

  /** @param observer sees all that passes between core and board: not where time is taken */
  constructor(card: CardData, newCore: () => Core, observer: Observer = {}) {
    this.data = { ...card, account: { ...card.account, balance: Number.MAX_SAFE_INTEGER } };
    this.card = makeCard(this.data);
    this.typePin = this.pressing([...digitsOf(card.pin), "enter"]);
    const { clock, ledger } = this;
    const cards = [this.data];
    const hsm = testHsm();
    const random = (length: number): Uint8Array => randomBytes(length);
    seedLedger(ledger, { terminals: TEST_TERMINALS, cards, hsm }, random);
    const acquirer = new Acquirer({ ledger, hsm, cards, random, now: () => new Date(clock.wall_ms() - CHINA_MS) });
    const devices = {
      screen: { show: (view: View) => this.sees(view), showEntry: (count: number) => this.isAskedForPin(count) },
      printer: { print: (_: View, done: (result: Done) => void) => done(Done.DONE) },
      card: this.reader,
      line: new Line(acquirer),
      flash: new MemoryFlash(FLASH),
      clock,
      secure: newSecure(random),
      configuration: STANDARD,
    };
    const trap = (error: Error): never => {
      throw error;
    };
    this.runtime = new Runtime(newCore, devices, EPOCH, { ...observer, trap });
    this.runtime.start();
    clock.run();
    assert.ok(this.isAtRest, "the terminal has signed on");
  }

  get core(): Core {
    return this.runtime.terminal;
  }

  /** One sale, from idle to idle. @throws AssertionError unless it is approved and booked */
  sell(): void {
    const before = this.balance;
    this.isAtRest = false;
    this.isApproved = false;
    this.runtime.key("enter");
    this.clock.run();
    if (!this.isAtRest || !this.isApproved || before - this.balance !== AMOUNT)
      assert.fail(`the sale was not approved and booked: ${Screen[this.view?.id ?? 0]}`);
    this.sales++;
    if (this.sales % BATCH_SALES === 0) this.settle();
  }

  /** A batch has its most sales: one settlement in as many is too little to tell in the time of a sale. */
  private settle(): void {
    this.isAtRest = false;
    this.runtime.key({ digit: SETTLEMENT });
    this.clock.run();
    assert.ok(this.isAtRest, `the batch was not settled: ${Screen[this.view?.id ?? 0]}`);
  }

  private get balance(): number {
    return this.ledger.account(this.data.name)?.balance ?? 0;
  }

  private sees(view: View): void {
    this.view = view;
    switch (view.id as Screen) {
      case Screen.UNBOUND:
        return this.clock.next([() => this.runtime.provision(TEST_PARAMETERS)]);
      case Screen.IDLE:
        return this.isIdle();
      case Screen.MENU:
        return this.clock.next(this.pressing([{ digit: SIGN_ON }]));
      case Screen.AMOUNT:
        return this.typesAmount();
      case Screen.INSERT_CARD:
        return this.clock.next(this.insertCard);
      case Screen.SETTLE:
        return this.clock.next(this.confirm);
      case Screen.SETTLED:
        return this.leaves(view);
      case Screen.APPROVED:
        this.isApproved = true;
        return this.leaves(view);
      case Screen.SIGNED_ON:
        this.isSignedOn = true;
        return this.leaves(view);
    }
  }

  private isIdle(): void {
    this.hasTyped = false;
    if (!this.isSignedOn) return this.clock.next(this.pressing(["menu"]));
    this.isAtRest = true;
  }

  private typesAmount(): void {
    if (this.hasTyped) return;
    this.hasTyped = true;
    this.clock.next(this.typeAmount);
  }

  private isAskedForPin(count: number): void {
    if (count === 0) this.clock.next(this.typePin);
  }

  private leaves(view: View): void {
    this.seen = view;
    this.clock.next(this.takeCard);
  }

  /** And goes on where that was not enough. */
  private takesCard(): void {
    this.reader.remove();
    if (this.view === this.seen) this.runtime.key("enter");
  }

  private pressing(keys: readonly Key[]): ReadonlyArray<() => void> {
    return keys.map((key) => () => this.runtime.key(key));
  }
}

/** What is to happen next, one thing a millisecond. */
class Clock implements ClockPort {
  private now_ms = MONOTONIC_AT_START_MS;
  private readonly todo: Array<() => void> = [];

  next(work: ReadonlyArray<() => void>): void {
    for (const one of work) this.todo.push(one);
  }

  run(): void {
    // What is done may have more to do.
    for (const work of this.todo) {
      this.now_ms++;
      work();
    }
    this.todo.length = 0;
  }

  monotonic_ms(): number {
    return this.now_ms;
  }

  wall_ms(): number {
    return WALL_AT_START_MS + this.now_ms;
  }

  /** Nobody is late here. */
  wakeAt(): void {}
}

/** To the acquirer and back before anything else happens. */
class Line implements LinePort {
  private readonly acquirer: Acquirer;
  private framer = new Framer();
  private events: LineEvents | undefined;

  constructor(acquirer: Acquirer) {
    this.acquirer = acquirer;
  }

  open(events: LineEvents): void {
    this.framer = new Framer();
    this.events = events;
    events.up();
  }

  send(bytes: Uint8Array): void {
    for (const frame of this.framer.push(bytes)) {
      const answer = this.acquirer.handle(frame);
      if (answer !== undefined) this.events?.data(encodeFrame(answer));
    }
  }

  close(): void {
    this.events = undefined;
  }
}

function newSecure(random: (length: number) => Uint8Array): SecureModule {
  const secure = new SecureModule({ random, testKeys: true, profile: PROFILE });
  const key = new Uint8Array(Buffer.from(TEST_TERMINALS[0]!.masterKey, "hex"));
  secure.keys.inject({ slot: Slot.TMK, attributes: plainAttributes(KeyUsage.MASTER, "tdes"), key });
  loadTestCapks(secure, STANDARD);
  return secure;
}

function digitsOf(text: string): Key[] {
  return Array.from(text, (digit) => ({ digit: Number(digit) }));
}
