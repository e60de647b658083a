/**
 * Tamper: a switch of the case opens at one point of a flow, and the secure module erases itself. What must hold then, and
 * that money is sound once a master key has been put in anew and the terminal has signed on.
 *
 * Points are counted as a flow goes on: before each event to the core, before and after each command, before each key, when
 * a request has arrived and when it has been booked.
 */
import { Command, Done, Event, Secret } from "../../assembly/abi.ts";
import type { CoreCommand, CoreEvent } from "../../host/core.ts";
import { bytesAt, word } from "../../host/payloads.ts";
import type { Observer } from "../../host/runtime.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { UNLOCK } from "./care_guides.ts";
import { lift } from "./care_office.ts";
import { pinOf } from "./cards.ts";
import { isLastApproved, LAST } from "./cuts.ts";
import type { Flow, Stage } from "./cuts.ts";
import { violations } from "./invariants.ts";
import { heldBy } from "./reach.ts";
import { Secrets } from "./secrets.ts";
import type { Secret as Kept } from "./secrets.ts";
import { Witness } from "./witness.ts";
import { PowerCut } from "./world.ts";
import type { World } from "./world.ts";

export interface Opening {
  /** The point at which the switch opens. */
  at: number;
  /** The power goes right after it. */
  cuts: boolean;
}

export interface Tampered {
  violations: string[];
  /** Points passed until the machine came to rest, or gave up doing so. */
  points: number;
}

/** Long enough for a person to leave the machine, and for it to have tried a reversal once or twice. */
const SETTLES_MS = 150_000;
const PIN_DIGITS_MIN = 4;

/** Locked, or just telling the platform so. */
const LOCKED: ReadonlySet<number> = new Set([Screen.LOCKED, Screen.REPORTING]);

/** What the secure module answers, and where the answer says so. */
const ASKS: ReadonlySet<Command> = new Set([
  Command.ENTER_SECRET,
  Command.ENCIPHER_PIN,
  Command.VERIFY_PIN,
  Command.MAC,
  Command.VERIFY_MAC,
  Command.LOAD_KEYS,
  Command.PROTECT,
  Command.UNPROTECT,
  Command.RANDOM,
]);

/** Opens once, and watches what the module answers from then on, until keys are put in. */
class TamperSwitch implements Observer {
  readonly violations: string[] = [];
  count = 0;
  isOpen = false;
  private readonly world: World;
  private readonly opening: Opening;
  private readonly asked = new Map<number, Command>();
  /** Of the last ENTER_SECRET. */
  private entry = 0;

  constructor(world: World, opening: Opening) {
    this.world = world;
    this.opening = opening;
    world.observers.push(this);
    world.network.step = () => this.point();
  }

  /** A board has been powered on: its keys are points too. */
  follow(): void {
    const { runtime } = this.world.board!;
    const press = runtime.key.bind(runtime);
    runtime.key = (key) => {
      this.point();
      press(key);
    };
  }

  event(event: CoreEvent): void {
    this.point();
    const command = this.asked.get(event.ticket.number);
    if (command === undefined) return;
    this.asked.delete(event.ticket.number);
    if (!isRefused(event)) this.violations.push(`${Command[command]} was answered after a tamper`);
  }

  before({ code, ticket }: CoreCommand): void {
    this.point();
    if (code === Command.ENTER_SECRET) this.entry = ticket.number;
    if (this.isOpen && ASKS.has(code)) this.asked.set(ticket.number, code);
  }

  after(): void {
    this.point();
  }

  /** Keys are put in anew: by now every question has been answered. */
  close(): void {
    for (const command of this.asked.values()) this.violations.push(`${Command[command]} got no answer after a tamper`);
    this.asked.clear();
    this.isOpen = false;
  }

  private point(): void {
    if (this.count++ === this.opening.at) this.open();
  }

  private open(): void {
    const { secure, runtime } = this.world.board!;
    const before = this.world.store.load()?.storageKey ?? new Uint8Array(0);
    if (secure.entering !== undefined) this.asked.set(this.entry, Command.ENTER_SECRET);
    this.isOpen = true;
    runtime.tamper();
    if (secure.entering !== undefined) this.violations.push("the module kept the keypad");
    const secrets = new Secrets([{ kind: "key", bytes: Buffer.from(before) }, pinBegun("debit")]);
    for (const { path, bytes } of heldBy(secure, { stops: [this.world.random] })) {
      const kinds = [...secrets.in(bytes), ...this.witness.secrets.in(bytes)];
      for (const kind of kinds) this.violations.push(`${kind} left in the module after a tamper, at ${path}`);
    }
    if (!this.opening.cuts) return;
    this.asked.clear();
    throw new PowerCut();
  }

  /** Knows what is secret in this world. */
  get witness(): Witness {
    return this.world.observers.find((observer) => observer instanceof Witness)!;
  }
}

/** What a PIN of which some digits have been typed leaves in a buffer. */
function pinBegun(card: string): Kept {
  return { kind: "PIN", bytes: Buffer.from(Uint8Array.from(pinOf(card).slice(0, PIN_DIGITS_MIN), Number)) };
}

function isRefused({ code, payload }: CoreEvent): boolean {
  if (code === Event.RANDOM_DONE) return bytesAt(payload).length === 0;
  if (code === Event.SECRET_DONE) return (word(payload, 0) as Secret) === Secret.REFUSED;
  return (word(payload, 0) as Done) === Done.REFUSED;
}

/** Plays a flow with the switch opened at one point; then a key officer and a cashier do what is to be done. */
export function playTamper(stage: Stage, flow: Flow, opening: Opening): Tampered {
  const world = stage.base.fork({ core: stage.core, tasks: flow.tasks, ...flow.changes });
  const witness = new Witness(world);
  flow.prepare?.(world);
  const tampering = new TamperSwitch(world, opening);
  const wrong: string[] = tampering.violations;
  try {
    settle(world, tampering);
    const points = tampering.count;
    if (points <= opening.at) return { violations: wrong, points };
    if (world.board?.secure.condition !== "tampered") wrong.push("the latch does not hold");
    tampering.close();
    mend(world, opening);
    wrong.push(...violations(world, witness, stage.spare));
    if (wrong.length === 0 && !isLastApproved(world)) wrong.push("the last sale was not approved");
    return { violations: wrong, points };
  } catch (error) {
    wrong.push(...witness.violations, error instanceof Error ? error.message : String(error));
    return { violations: wrong, points: tampering.count };
  }
}

/** Lets the flow come to its end, over a power cut if there is one. */
function settle(world: World, tampering: TamperSwitch): void {
  try {
    world.powerOn();
    tampering.follow();
    world.run(SETTLES_MS);
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    world.powerOff();
    world.powerOn();
    world.run(SETTLES_MS);
  }
}

/**
 * The platform lifts its lock; the master key is put in, in the running machine or without power; service clears the lock by
 * a sign-on, and the cashier sells.
 */
function mend(world: World, { at, cuts }: Opening): void {
  if (!LOCKED.has(world.board!.screen)) throw new Error("the terminal is not locked");
  world.board!.person.tasks.length = 0; // what could not be sold is not tried again
  lift(world);
  const tasks = [UNLOCK, LAST];
  if (!cuts && at % 2 === 0) {
    world.injectMasterKey();
    world.board?.person.tasks.push(...tasks);
  } else {
    world.powerOff();
    world.injectMasterKey();
    for (const task of tasks) world.addTask(task);
    world.powerOn();
  }
  world.run();
}
