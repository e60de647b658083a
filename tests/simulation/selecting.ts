/**
 * The core alone from the card in the reader to GET PROCESSING OPTIONS, with a card and a table of AIDs made up by a test:
 * thousands of selections a second, each command of the core answered by hand.
 */
import { Command, Event } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { Reason } from "../../assembly/abi_reasons.ts";
import { Field } from "../../assembly/abi_fields.ts";
import { NO_TICKET } from "../../host/core.ts";
import type { Core, CoreCommand, CoreEvent, Ticket } from "../../host/core.ts";
import { bytesAt, bytesPayload, viewOf, word, words } from "../../host/payloads.ts";
import type { View } from "../../host/ports.ts";
import { sale } from "./cuts.ts";
import { signedOn } from "./stages.ts";
import { numberIn, screenOf } from "./world.ts";

const NOTHING = new Uint8Array(0);
const ATR = Uint8Array.of(0x3b, 0x00);
const SELECT = 0xa4;
const GET_PROCESSING_OPTIONS = 0xa8;
const SW_CONDITIONS = Uint8Array.of(0x69, 0x85);
const STEPS_MAX = 4_000;
const BEGIN_MS = 10_000_000;
const WALL_MS = 1_795_342_830_000;
/** Names on one page of the screen. */
const PAGE_NAMES = 5;

export interface Play {
  /** One command APDU, as the card answers it; undefined when it is mute. */
  card: (command: Uint8Array) => Uint8Array | undefined;
  /** One AID record; no bytes past the last. */
  aid: (index: number) => Uint8Array;
  /** Of the names offered, all pages together: an index, or -1 to cancel. */
  choose: (names: readonly string[]) => number;
  /** Whether the application selected takes part: when not, it answers GET PROCESSING OPTIONS with 6985. */
  takesPart?: (aid: string) => boolean;
}

export interface Played {
  /** AID of the application that GET PROCESSING OPTIONS went to in the end, or why there was none. */
  outcome: string;
  /** Names offered at each choice; of a confirmation its one name behind a question mark. */
  offers: string[][];
  /** How many of them said that the choice before was in vain. */
  spoilt: number;
  /** Commands to the card. */
  commands: string[];
}

export class Selecting {
  private readonly core: Core;
  private readonly start: Uint8Array;
  private readonly armed: Ticket;

  /** Goes with a world to the moment when a card is asked for. */
  constructor(newCore: () => Core) {
    const asked: CoreCommand[] = [];
    const world = signedOn(newCore).fork({
      tasks: [{ ...sale("debit", 1234), at: { [Screen.INSERT_CARD]: "nothing" } }],
      observer: {
        before: (command) => {
          if (command.code === Command.CARD_ARM) asked.push(command);
        },
      },
    });
    const { runtime } = world.powerOn();
    while (asked.length === 0) if (!world.clock.step(BEGIN_MS)) throw new Error("no card is asked for");
    this.core = runtime.terminal;
    this.start = this.core.snapshot();
    this.armed = asked[0]!.ticket;
  }

  /** One selection to its end. @throws Error when it has none, CoreTrap */
  play(play: Play): Played {
    this.core.restore(this.start);
    const board = new Board(play);
    let next: CoreEvent | undefined = eventOf(Event.CARD_IN, bytesPayload(ATR), this.armed);
    for (let step = 0; step < STEPS_MAX && next !== undefined; step++) {
      const answers: CoreEvent[] = this.core.step(next).flatMap((command) => board.answer(command) ?? []);
      if (board.played.outcome !== "") return board.played;
      next = answers[0];
    }
    throw new Error("the selection does not end");
  }
}

/** What answers the core during one selection. */
class Board {
  readonly played: Played = { outcome: "", offers: [], spoilt: 0, commands: [] };
  private readonly script: Play;
  private selected = "";
  /** Names of the pages seen so far, and what of all of them was chosen. */
  private names: string[] = [];
  private wanted: number | undefined;

  constructor(script: Play) {
    this.script = script;
  }

  answer({ code, payload, ticket }: CoreCommand): CoreEvent | undefined {
    switch (code) {
      case Command.READ_AID:
        return eventOf(Event.AID_READ, bytesPayload(this.script.aid(word(payload, 0))), ticket);
      case Command.RANDOM:
        return eventOf(Event.RANDOM_DONE, bytesPayload(new Uint8Array(word(payload, 0))), ticket);
      case Command.CARD_APDU: {
        const reply = this.transmit(bytesAt(payload).slice());
        if (reply === undefined) return eventOf(Event.CARD_MUTE, NOTHING, ticket);
        return eventOf(Event.CARD_REPLY, bytesPayload(reply), ticket);
      }
      case Command.SCREEN:
        return this.sees(viewOf(payload));
      default:
        return undefined;
    }
  }

  private transmit(apdu: Uint8Array): Uint8Array | undefined {
    this.played.commands.push(hexOf(apdu));
    if (apdu[1] === SELECT) this.selected = hexOf(apdu.subarray(5, 5 + apdu[4]!));
    if (apdu[1] !== GET_PROCESSING_OPTIONS) return this.script.card(apdu);
    if (this.script.takesPart?.(this.selected) !== false) this.played.outcome = this.selected;
    return SW_CONDITIONS;
  }

  private sees(view: View): CoreEvent | undefined {
    const screen = screenOf(view);
    const reason = numberIn(view, Field.REASON) ?? Reason.NONE;
    if (screen === Screen.CARD_ERROR || screen === Screen.CANCELLED) this.played.outcome = Reason[reason] ?? "?";
    if (screen === Screen.SWIPE_CARD) return eventOf(Event.KEY_CANCEL);
    if (screen === Screen.CONFIRM_APPLICATION) return this.confirms(view, reason);
    return screen === Screen.CHOOSE_APPLICATION ? this.chooses(view, reason) : undefined;
  }

  private confirms(view: View, reason: number): CoreEvent {
    this.offered([`?${textsIn(view, Field.LABEL).join()}`], reason);
    return eventOf(this.script.choose([""]) < 0 ? Event.KEY_CANCEL : Event.KEY_ENTER);
  }

  /** Looks at every page, then turns to the one where the name stands that is wanted. */
  private chooses(view: View, reason: number): CoreEvent {
    const [page = 1, pages = 1] = (textsIn(view, Field.PAGE)[0] ?? "1/1").split("/").map(Number);
    if (this.wanted === undefined) {
      this.names.push(...textsIn(view, Field.CHOICE));
      if (page < pages) return eventOf(Event.KEY_MENU);
      this.offered(this.names, reason);
      this.wanted = this.script.choose(this.names);
      this.names = [];
    }
    const { wanted } = this;
    if (wanted >= 0 && Math.floor(wanted / PAGE_NAMES) + 1 !== page) return eventOf(Event.KEY_MENU);
    this.wanted = undefined;
    return wanted < 0 ? eventOf(Event.KEY_CANCEL) : eventOf(Event.KEY_DIGIT, words((wanted % PAGE_NAMES) + 1));
  }

  private offered(names: string[], reason: number): void {
    this.played.offers.push(names);
    if ((reason as Reason) === Reason.TRY_AGAIN) this.played.spoilt++;
  }
}

function eventOf(code: Event, payload: Uint8Array = NOTHING, ticket: Ticket = NO_TICKET): CoreEvent {
  return { code, ticket, payload, monotonic_ms: BEGIN_MS, wall_ms: WALL_MS };
}

function textsIn(view: View, kind: Field): string[] {
  return view.fields
    .filter((field) => (field.kind as Field) === kind)
    .map(({ value }) => Buffer.from(value).toString());
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}
