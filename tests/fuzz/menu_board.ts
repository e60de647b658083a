/**
 * A board in order, before a person who tries every key: what is asked of it is answered at once and as it usually is, a line never
 * comes up, and the person wanders through the menus. Everything that is shown must be a screen that there is.
 */
import { Command, Event } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { Field } from "../../assembly/abi_fields.ts";
import type { Menu } from "../../assembly/abi_fields.ts";
import { NO_TICKET } from "../../host/core.ts";
import type { CoreCommand, CoreEvent, Ticket } from "../../host/core.ts";
import { columnsOf } from "../../host/devices/columns.ts";
import { drawPage, PAGE_COLUMNS } from "../../host/devices/page.ts";
import { LANGUAGES } from "../../host/locale/language.ts";
import { pageOf } from "../../host/locale/page_of.ts";
import { bytesPayload, viewOf, word, words } from "../../host/payloads.ts";
import type { View } from "../../host/ports.ts";
import type { Cell } from "./cell.ts";
import type { Dice } from "./dice.ts";
import { ANSWERS } from "./hostile.ts";
import type { Origins } from "./origins.ts";

const ANSWERS_MAX = 200;
const HOMEWARD_MAX = 12;
const STEPS_A_VISIT = 10;
const SECTOR_BYTES = 2048;
const UNIT_BYTES = 8;
/** Longer than anybody is waited for. */
const LATER_MS = 190_000;
const RESTING: readonly Screen[] = [Screen.IDLE, Screen.UNBOUND, Screen.LOCKED];
/** The last ones, of a terminal that does not go on by itself. */
const OUT_OF_SERVICE: readonly Screen[] = [Screen.OUT_OF_SERVICE];
/** What nobody answers here. */
const SILENT: readonly Command[] = [Command.CARD_ARM, Command.CARD_APDU];

export class MenuBoard {
  events = 0;
  /** Numbers of the screens and of the menus that were shown. */
  readonly screens = new Set<Screen>();
  readonly menus = new Set<Menu>();
  /** All commands, so that two runs can be compared. */
  readonly told: CoreCommand[] = [];
  private readonly cell: Cell;
  private readonly origins: Origins;
  private readonly dice: Dice;
  private readonly image: Uint8Array;
  private readonly drawn: Set<string>;
  private asked: CoreCommand[] = [];
  private monotonic_ms = 1_000;
  private view: View | undefined;

  /** @param drawn screens that were looked at before, which need not be again */
  constructor(cell: Cell, origins: Origins, dice: Dice, image: Uint8Array, drawn: Set<string>) {
    this.cell = cell;
    this.origins = origins;
    this.dice = dice;
    this.image = image;
    this.drawn = drawn;
  }

  /** Switches it on, and looks into so many items of its menus. @throws at a trap, a write outside, or no screen that there is */
  wander(visits: number): void {
    this.cell.boot();
    this.give(Event.BOOT, words(1, this.image.length, SECTOR_BYTES, UNIT_BYTES), { epoch: 1, number: 0 });
    this.obey();
    if (this.view === undefined) throw new Error("nothing is shown");
    for (let visit = 0; visit < visits && this.comesHome(); visit++) {
      this.press(Event.KEY_MENU);
      for (let step = 0; step < STEPS_A_VISIT && !RESTING.includes(this.screen); step++) this.tries();
    }
  }

  private get screen(): Screen {
    return this.view!.id;
  }

  /** @returns false where the terminal is out of service, which it may be */
  private comesHome(): boolean {
    for (let step = 0; step < HOMEWARD_MAX; step++) {
      if (RESTING.includes(this.screen)) return true;
      if (OUT_OF_SERVICE.includes(this.screen)) return false;
      if (this.dice.chance(70)) this.press(Event.KEY_CANCEL);
      else this.waits();
    }
    for (let step = 0; step < HOMEWARD_MAX && !RESTING.includes(this.screen); step++) this.waits();
    return RESTING.includes(this.screen);
  }

  private tries(): void {
    const { dice } = this;
    if (this.screen === Screen.ENTER_OPERATOR) return this.types(dice.pick(["99", "00", "01"]));
    if (this.screen === Screen.MENU && dice.chance(80)) return this.digit(1 + dice.below(8));
    const kind = dice.below(10);
    if (kind < 4) return this.press(Event.KEY_ENTER);
    if (kind < 6) return this.digit(dice.below(10));
    if (kind < 7) return this.press(Event.KEY_MENU);
    if (kind < 8) return this.press(Event.KEY_CLEAR);
    return kind < 9 ? this.press(Event.KEY_CANCEL) : this.waits();
  }

  private types(digits: string): void {
    for (const digit of digits) this.digit(Number(digit));
    this.press(Event.KEY_ENTER);
  }

  private digit(digit: number): void {
    this.press(Event.KEY_DIGIT, words(digit));
  }

  private press(key: Event, payload: Uint8Array = new Uint8Array(0)): void {
    this.give(key, payload, NO_TICKET);
    this.obey();
  }

  private waits(): void {
    this.monotonic_ms += LATER_MS;
    this.press(Event.TIME);
  }

  /** Everything that is asked is answered, the newest first. */
  private obey(): void {
    for (let answers = 0; this.asked.length > 0; answers++) {
      if (answers === ANSWERS_MAX)
        throw new Error(
          `it does not stop asking: ${this.told
            .slice(-12)
            .map(({ code }) => Command[code])
            .join(" ")} ${Screen[this.screen]}`,
        );
      this.answer(this.asked.pop()!);
    }
  }

  private answer({ code, payload, ticket }: CoreCommand): void {
    const [offset, length] = payload.length >= 8 ? [word(payload, 0), word(payload, 1)] : [0, 0];
    // A text that does not pass is asked for again and again: people give up.
    if (SILENT.includes(code) || (code === Command.ENTER_TEXT && this.dice.chance(30))) return;
    switch (code) {
      case Command.FLASH_READ:
        return this.give(Event.FLASH_DATA, bytesPayload(this.image.slice(offset, offset + length)), ticket);
      case Command.FLASH_APPEND:
        this.image.set(payload.subarray(8, 8 + length), offset);
        return this.give(Event.FLASH_DONE, words(0), ticket);
      case Command.FLASH_ERASE:
        this.image.fill(0xff, offset, offset + SECTOR_BYTES);
        return this.give(Event.FLASH_DONE, words(0), ticket);
      case Command.LINE_OPEN:
      case Command.LINE_SEND:
        return this.give(Event.LINE_DOWN, words(1 + this.dice.below(6)), ticket);
      default: {
        const event = ANSWERS.get(code)?.[0];
        const known = event === undefined ? undefined : this.origins.payloads.get(event);
        if (event !== undefined && known !== undefined) this.give(event, this.dice.pick(known), ticket);
      }
    }
  }

  private give(code: Event, payload: Uint8Array, ticket: Ticket): void {
    this.events++;
    this.monotonic_ms += 1;
    const event: CoreEvent = { code, ticket, payload, monotonic_ms: this.monotonic_ms, wall_ms: 1_795_342_830_000 };
    const commands = this.cell.step(event);
    this.told.push(...commands);
    this.asked.push(...commands.filter((command) => command.ticket.number !== 0));
    for (const command of commands) if (command.code === Command.SCREEN) this.sees(command.payload);
    const damage = this.cell.damage();
    if (damage !== undefined) throw new Error(damage);
  }

  private sees(payload: Uint8Array): void {
    const view = viewOf(payload);
    this.view = view;
    this.screens.add(view.id);
    for (const { kind, value } of view.fields) if ((kind as Field) === Field.MENU) this.menus.add(value[0]!);
    const key = Buffer.from(payload).toString("latin1");
    if (this.drawn.has(key)) return;
    const fault = faultOf(view);
    if (fault !== undefined) throw new Error(`${Screen[view.id] ?? view.id}: ${fault}`);
    this.drawn.add(key);
  }
}

/** Why this is no screen that a person could read. */
function faultOf(view: View): string | undefined {
  if (Screen[view.id] === undefined) return "there is no such screen";
  const strange = view.fields.find(({ kind }) => Field[kind] === undefined);
  if (strange !== undefined) return `it has a field ${strange.kind}`;
  for (const language of LANGUAGES) {
    const lines = drawPage(pageOf(view, language));

    const controls = lines.find((line) => /[\u0000-\u001f\u007f-\u009f]/.test(line));
    if (controls !== undefined) return `a control character in ${JSON.stringify(controls)}`;
    const wide = lines.find((line) => columnsOf(line) !== PAGE_COLUMNS + 2);
    if (wide !== undefined) return `${wide} is not as wide as the box`;
  }
  return undefined;
}
