/**
 * A hostile board: it answers what the core asks with what is wrong, late, doubled, foreign or not an event at all.
 *
 * A walk begins at a moment of a real history and goes a few steps; now and then it gives the true answer, so that it
 * gets deeper. Flash commands are obeyed on the walk's own image where there is one.
 */
import { Command, Event, Done } from "../../assembly/abi.ts";
import { BadEventError, NO_TICKET } from "../../host/core.ts";
import type { CoreCommand, CoreEvent, Ticket } from "../../host/core.ts";
import { encodeTlv } from "../../host/codec/tlv/encode.ts";
import { bytesAt, bytesPayload, word, words } from "../../host/payloads.ts";
import type { Cell } from "./cell.ts";
import type { Dice } from "./dice.ts";
import { join, mutateBytes, mutateFrame, mutateReply } from "./mutate.ts";
import { anyOrigin, outstanding, realEvent } from "./origins.ts";
import type { Origin, Origins } from "./origins.ts";
import { mutateImage } from "./flash.ts";

/** What a command may be answered with, the usual answer first. */
export const ANSWERS: ReadonlyMap<Command, readonly Event[]> = new Map([
  [Command.FLASH_READ, [Event.FLASH_DATA]],
  [Command.FLASH_APPEND, [Event.FLASH_DONE]],
  [Command.FLASH_ERASE, [Event.FLASH_DONE]],
  [Command.CARD_ARM, [Event.CARD_IN, Event.CARD_MUTE, Event.STRIPE_READ]],
  [Command.CARD_APDU, [Event.CARD_REPLY, Event.CARD_MUTE]],
  [Command.LINE_OPEN, [Event.LINE_UP, Event.LINE_DATA, Event.LINE_DOWN]],
  [Command.LINE_SEND, [Event.LINE_DATA, Event.LINE_DOWN]],
  [Command.ENTER_SECRET, [Event.SECRET_DONE]],
  [Command.ENCIPHER_PIN, [Event.PIN_DONE]],
  [Command.VERIFY_PIN, [Event.PIN_VERIFIED, Event.CARD_MUTE]],
  [Command.MAC, [Event.MAC_DONE]],
  [Command.VERIFY_MAC, [Event.MAC_CHECKED]],
  [Command.LOAD_KEYS, [Event.KEY_LOADED]],
  [Command.PROTECT, [Event.RECORD_DONE]],
  [Command.UNPROTECT, [Event.RECORD_DONE]],
  [Command.RANDOM, [Event.RANDOM_DONE]],
  [Command.CHECK_CARD, [Event.CARD_CHECKED]],
  [Command.HASH, [Event.HASH_DONE]],
  [Command.PRINT, [Event.PRINT_DONE]],
  [Command.READ_AID, [Event.AID_READ]],
  [Command.CHECK_CARD, [Event.CARD_CHECKED]],
  [Command.CARD_KEY, [Event.CARD_KEY_DONE]],
  [Command.STATIC_DATA, [Event.CARD_KEY_DONE]],
  [Command.VERIFY_SIGNATURE, [Event.SIGNATURE_DONE]],
  [Command.READINESS, [Event.READINESS_DONE]],
  [Command.NETWORK, [Event.NETWORK_DONE]],
  [Command.ENTER_TEXT, [Event.TEXT_DONE]],
  [Command.PASSWORD, [Event.PASSWORD_DONE]],
  [Command.FORWARD_SECRET, [Event.RECORD_DONE]],
  [Command.ERASE_KEYS, [Event.KEY_LOADED]],
  [Command.STAGE, [Event.STAGE_DONE]],
  [Command.SLOT, [Event.SLOT_DONE]],
  [Command.MEDIUM, [Event.MEDIUM_DONE]],
]);
const UNASKED = [Event.KEY_DIGIT, Event.KEY_CLEAR, Event.KEY_ENTER, Event.KEY_CANCEL, Event.KEY_MENU].concat([
  Event.CARD_OUT,
  Event.TIME,
  Event.TIME,
  Event.PROVISION,
]);
const GET_PROCESSING_OPTIONS = 0xa8;
const STEPS_MAX = 6;
const BOOT_STEPS_MAX = 60;
const PAYLOAD_BYTES_MAX = 1096;
const GEOMETRIES = [0, 1, 31, 32, 4096, 8192, 16384, 16385, 0x80000000, 0xffffffff];

export class HostileBoard {
  /** Events given, and rows of machines taken. */
  events = 0;
  readonly rows = new Set<number>();
  private readonly cell: Cell;
  private readonly origins: Origins;
  private readonly dice: Dice;
  private asked: CoreCommand[] = [];
  private monotonic_ms = 1_000;
  private wall_ms = 1_795_342_830_000;
  private image: Uint8Array | undefined;

  constructor(cell: Cell, origins: Origins, dice: Dice) {
    this.cell = cell;
    this.origins = origins;
    this.dice = dice;
  }

  /** From a moment of a history. @param index chooses the place, so that a run of cases takes all of them */
  walk(index: number): void {
    const { dice } = this;
    const origin = anyOrigin(dice, this.origins, index);
    this.cell.restore(origin.terminal);
    this.asked = outstanding(origin);
    const real = realEvent(origin, 0);
    if (real !== undefined) ({ monotonic_ms: this.monotonic_ms, wall_ms: this.wall_ms } = real);
    if (dice.chance(50)) return this.lieOnce(origin);
    const steps = 1 + dice.below(STEPS_MAX);
    for (let step = 0; step < steps; step++) this.give(this.choose(origin, step));
  }

  /** One wrong answer, and then nothing but right ones: what the first one leads to. */
  private lieOnce(origin: Origin): void {
    const steps = 1 + this.dice.below(2 * STEPS_MAX);
    for (let step = 0; step < steps; step++) this.give(this.answer(realEvent(origin, step), step === 0));
  }

  /** A card that has more to tell than any terminal can hold: as many and as long records as a file locator can name. */
  talk(): void {
    const { dice } = this;
    const origin = dice.pick(talkingOf(this.origins));
    this.cell.restore(origin.terminal);
    this.asked = outstanding(origin);
    const records = dice.pick([20, 40, 63, 64, 65]);
    this.say(Uint8Array.from([0x80, 6, 0x1c, 0x00, 0x08, 1, records, 0, 0x90, 0x00]));
    for (let record = 0; record < records; record++) {
      const value = dice.bytes(dice.chance(80) ? 246 : dice.below(246));
      this.say(join(encodeTlv(0x70, encodeTlv(dice.pick([0x57, 0x9f46, 0x90]), value)).subarray(0, 257), [0x90, 0x00]));
    }
  }

  private say(reply: Uint8Array): void {
    const command = this.asked.at(-1);
    if (command?.code === Command.CARD_APDU)
      this.give(this.event(Event.CARD_REPLY, bytesPayload(reply), command.ticket));
  }

  /** From power-on with a flash that no terminal wrote; then a few steps more. */
  start(): void {
    const { dice, cell } = this;
    const real = dice.pick(this.origins.images);
    this.image = dice.chance(5) ? dice.bytes(real.length) : mutateImage(dice, real);
    const geometry = [real.length, 2048, 8].map((usual) => (dice.chance(2) ? dice.pick(GEOMETRIES) : usual));
    cell.boot();
    this.give(this.event(Event.BOOT, words(1, ...geometry), { epoch: 1, number: 0 }));
    for (let step = 0; step < BOOT_STEPS_MAX && this.isFlashAsked; step++) this.give(this.answerTruly());
    const steps = dice.below(2 * STEPS_MAX);
    for (let step = 0; step < steps; step++) {
      const obeys = dice.chance(60) && this.isFlashAsked;
      this.give(
        obeys ? this.answerTruly() : dice.chance(50) ? this.answer(undefined, dice.chance(70)) : this.unasked(),
      );
    }
  }

  private choose(origin: Origin, step: number): CoreEvent {
    const { dice } = this;
    const real = realEvent(origin, step);
    const kind = dice.below(100);
    if (kind < 20 && real !== undefined) return real;
    if (kind < 45 && real !== undefined) return { ...real, payload: this.mutate(real.code, real.payload) };
    if (kind < 75) return this.answer(real, dice.chance(70));
    if (kind < 85) return this.unasked();
    if (kind < 90 && real !== undefined) return { ...real, ticket: this.foreignTicket(real.ticket) };
    return this.event(
      dice.below(100),
      dice.bytes(dice.pick([0, 1, 4, 8, 16, 96, 300, PAYLOAD_BYTES_MAX])),
      this.anyTicket(),
    );
  }

  /** Answers the newest command as it really was, or with what it was changed into. */
  private answer(real: CoreEvent | undefined, lies: boolean): CoreEvent {
    const command = this.asked.at(-1);
    const codes = command === undefined ? undefined : ANSWERS.get(command.code);
    if (command === undefined || codes === undefined) return real ?? this.unasked();
    const code = lies && this.dice.chance(20) ? this.dice.pick(codes) : codes[0]!;
    const payload = real?.code === code ? real.payload : this.realPayload(code);
    return this.event(code, lies ? this.mutate(code, payload) : payload, command.ticket);
  }

  private unasked(): CoreEvent {
    const { dice } = this;
    const code = dice.pick(UNASKED);
    if (code === Event.TIME) this.monotonic_ms += dice.pick([0, 1, 5_000, 60_000, 2 ** 40]);
    if (dice.chance(3)) this.wall_ms = dice.pick([0, 1, 2 ** 32, 253_402_300_800_000, 2 ** 53]);
    return this.event(code, code === Event.KEY_DIGIT ? words(dice.below(12)) : this.realPayload(code), NO_TICKET);
  }

  /** What the flash would say. */
  private answerTruly(): CoreEvent {
    const { code, ticket, payload } = this.asked.pop()!;
    const image = this.image!;
    const [offset, length] = [word(payload, 0), code === Command.FLASH_ERASE ? 0 : word(payload, 1)];
    if (code === Command.FLASH_READ) {
      return this.event(Event.FLASH_DATA, bytesPayload(image.slice(offset, offset + length)), ticket);
    }
    if (code === Command.FLASH_ERASE) image.fill(0xff, offset, offset + 2048);
    else if (offset + length <= image.length) image.set(payload.subarray(8, 8 + length), offset);
    return this.event(Event.FLASH_DONE, words(this.dice.chance(3) ? Done.REFUSED : Done.DONE), ticket);
  }

  private get isFlashAsked(): boolean {
    const code = this.asked.at(-1)?.code;
    return code === Command.FLASH_READ || code === Command.FLASH_APPEND || code === Command.FLASH_ERASE;
  }

  private mutate(code: Event, payload: Uint8Array): Uint8Array {
    const { dice } = this;
    const isBytes = [
      Event.CARD_IN,
      Event.CARD_REPLY,
      Event.LINE_DATA,
      Event.FLASH_DATA,
      Event.RANDOM_DONE,
      Event.AID_READ,
    ].includes(code);
    if (!isBytes || dice.chance(10)) return mutateBytes(dice, payload);
    const data = bytesAt(payload);
    const changed =
      code === Event.CARD_REPLY
        ? mutateReply(dice, data)
        : code === Event.LINE_DATA
          ? this.lineData(data)
          : mutateBytes(dice, data);
    return bytesPayload(changed.subarray(0, PAYLOAD_BYTES_MAX - 8));
  }

  /** A changed frame, sometimes with others around it, or only the head of it, or as much as one event holds. */
  private lineData(frame: Uint8Array): Uint8Array {
    const { dice } = this;
    const changed = mutateFrame(dice, frame);
    switch (dice.below(6)) {
      case 0:
        return join(mutateFrame(dice, frame), changed);
      case 1:
        return changed.subarray(0, dice.below(changed.length + 1));
      case 2:
        return join(changed, dice.bytes(PAYLOAD_BYTES_MAX));
      default:
        return changed;
    }
  }

  private realPayload(code: Event): Uint8Array {
    const known = this.origins.payloads.get(code);
    return known === undefined ? new Uint8Array(0) : this.dice.pick(known);
  }

  private anyTicket(): Ticket {
    const ticket = this.asked.at(-1)?.ticket ?? NO_TICKET;
    return this.dice.chance(50) ? ticket : this.foreignTicket(ticket);
  }

  /** Of an earlier command, of another start, or of nobody. */
  private foreignTicket({ epoch, number }: Ticket): Ticket {
    const { dice } = this;
    return dice.pick([
      { epoch, number: Math.max(0, number - 1 - dice.below(4)) },
      { epoch: epoch + 1, number },
      { epoch, number: number + 1 + dice.below(4) },
      { epoch: dice.below(2 ** 32), number: dice.below(2 ** 32) },
    ]);
  }

  private event(code: Event, payload: Uint8Array, ticket: Ticket): CoreEvent {
    const { monotonic_ms, wall_ms } = this;
    return { code, ticket, payload: payload.subarray(0, PAYLOAD_BYTES_MAX), monotonic_ms, wall_ms };
  }

  /** @throws CoreTrap, Error when something outside the terminal was written to */
  private give(event: CoreEvent): void {
    this.events++;
    this.monotonic_ms += 1;
    try {
      const commands = this.cell.step(event);
      for (const row of this.cell.rows()) this.rows.add(row);
      this.asked.push(...commands.filter(({ ticket }) => ticket.number !== 0));
    } catch (error) {
      if (!(error instanceof BadEventError)) throw error;
    }
    const damage = this.cell.damage();
    if (damage !== undefined) throw new Error(damage);
  }
}

/** Looked for once in all histories: there are thousands of moments. */
const TALKING = new WeakMap<Origins, readonly Origin[]>();

/** Moments at which a card is asked what it has to tell. */
function talkingOf(origins: Origins): readonly Origin[] {
  const talking = TALKING.get(origins) ?? origins.places.flat().filter((origin) => isGettingOptions(origin));
  TALKING.set(origins, talking);
  return talking;
}

function isGettingOptions(origin: Origin): boolean {
  const command = outstanding(origin).at(-1);
  return command?.code === Command.CARD_APDU && bytesAt(command.payload)[1] === GET_PROCESSING_OPTIONS;
}
