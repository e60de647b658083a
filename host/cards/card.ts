/**
 * A virtual EMV card: what a reader sees of it, from reset to the last byte.
 *
 * Owns the commands' dispatch, the selection of applications, and the T=0 procedure bytes. Answers every byte string with at
 * least a status word and never throws; an empty answer means that the card is mute, as its data may ask. Power changes
 * nothing in `state`, everything else is forgotten.
 */
import { copyBytes } from "../secure/bytes.ts";
import * as apdu from "./apdu.ts";
import type { CommandApdu, ResponseApdu } from "./apdu.ts";
import type { CardData } from "./card_spec.ts";
import { newCardState } from "./card_state.ts";
import type { CardState } from "./card_state.ts";
import { externalAuthenticate } from "./commands/external_authenticate.ts";
import { generateAc } from "./commands/generate_ac.ts";
import { getChallenge } from "./commands/get_challenge.ts";
import { getData } from "./commands/get_data.ts";
import { internalAuthenticate } from "./commands/internal_authenticate.ts";
import { getProcessingOptions } from "./commands/processing_options.ts";
import { readRecord } from "./commands/read_record.ts";
import { scriptCommand } from "./commands/script_commands.ts";
import { verify } from "./commands/verify.ts";
import { PSE_NAME, personalise } from "./personalise.ts";
import type { Personalisation } from "./personalise.ts";
import { Session, isBlocked } from "./session.ts";

/** Instruction to the class it is defined in (EMV Book 3, 6.3.2; 84 and 04 are secure messaging). */
const CLASSES: ReadonlyMap<number, number> = new Map([
  [0x16, 0x84], // CARD BLOCK
  [0x18, 0x84], // APPLICATION UNBLOCK
  [0x1e, 0x84], // APPLICATION BLOCK
  [0x20, 0x00], // VERIFY
  [0x24, 0x84], // PIN CHANGE/UNBLOCK
  [0x82, 0x00], // EXTERNAL AUTHENTICATE
  [0x84, 0x00], // GET CHALLENGE
  [0x88, 0x00], // INTERNAL AUTHENTICATE
  [0xa4, 0x00], // SELECT
  [0xa8, 0x80], // GET PROCESSING OPTIONS
  [0xae, 0x80], // GENERATE AC
  [0xb2, 0x00], // READ RECORD
  [0xc0, 0x00], // GET RESPONSE
  [0xca, 0x80], // GET DATA
  [0xda, 0x04], // PUT DATA
]);
const KNOWN_CLASSES: readonly number[] = [0x00, 0x04, 0x80, 0x84];

const COMMANDS: ReadonlyMap<number, (session: Session, command: CommandApdu) => ResponseApdu> = new Map([
  [0x16, scriptCommand],
  [0x18, scriptCommand],
  [0x1e, scriptCommand],
  [0x20, verify],
  [0x24, scriptCommand],
  [0x82, externalAuthenticate],
  [0x84, getChallenge],
  [0x88, internalAuthenticate],
  [0xa8, getProcessingOptions],
  [0xae, generateAc],
  [0xca, getData],
  [0xda, scriptCommand],
]);

/**
 * @param data checked card data, as `loadCards` gives them
 * @param state what an earlier card of the same data remembered; used and changed in place
 * @throws CardFault when its parts do not fit each other: records, lists, keys
 */
export function makeCard(data: CardData, state: CardState = newCardState()): VirtualCard {
  return new VirtualCard(data, state);
}

export class VirtualCard {
  readonly name: string;
  /** Survives power; a plain object. */
  readonly state: CardState;
  private readonly data: CardData;
  private readonly files: Personalisation;
  private isPowered = false;
  private commands = 0;
  private isPseSelected = false;
  private session: Session | undefined;
  /** T=0 only: what GET RESPONSE will fetch. */
  private pending: ResponseApdu | undefined;

  constructor(data: CardData, state: CardState, files = personalise(data)) {
    this.name = data.name;
    this.state = state;
    this.data = data;
    this.files = files;
  }

  /** The same card in another state, without power; its files, which nothing changes, are shared. */
  twin(state: CardState = newCardState()): VirtualCard {
    return new VirtualCard(this.data, state, this.files);
  }

  /** Cold or warm reset. The ATR; empty when the card is mute from the start. */
  powerOn(): Uint8Array {
    this.isPowered = true;
    this.commands = 0;
    this.isPseSelected = false;
    this.session = undefined;
    this.pending = undefined;
    if (this.isMute()) return new Uint8Array(0);
    return copyBytes(this.files.atr);
  }

  /**
   * One command, one answer.
   *
   * @param command any bytes
   * @returns data and SW1 SW2; empty when the card is mute or has no power
   */
  transmit(command: Uint8Array): Uint8Array {
    if (!this.isPowered || this.isMute()) return new Uint8Array(0);
    this.commands++;
    const parsed = apdu.parseCommand(command);
    if (parsed === undefined) return apdu.encodeResponse(apdu.status(apdu.SW_WRONG_LENGTH));
    return apdu.encodeResponse(this.data.transport === "t0" ? this.exchangeT0(parsed) : this.exchangeT1(parsed));
  }

  private isMute(): boolean {
    return this.data.muteAfter !== undefined && this.commands >= this.data.muteAfter;
  }

  private exchangeT1(command: CommandApdu): ResponseApdu {
    if (command.ins === 0xc0) return apdu.status(apdu.SW_NO_INSTRUCTION);
    return fit(this.execute(command), command.le);
  }

  /** EMV Book 1, 9.2.3.1: 61 xx announces the answer to a command with data, 6C xx corrects a wrong Le. */
  private exchangeT0(command: CommandApdu): ResponseApdu {
    const pending = this.pending;
    this.pending = undefined;
    if (command.ins === 0xc0) {
      if (pending === undefined) return apdu.status(apdu.SW_CONDITIONS);
      const given = fitExactly(pending, command.le);
      if (given !== pending) this.pending = pending;
      return given;
    }
    const response = this.execute(command);
    if (response.data.length === 0) return response;
    if (response.sw !== apdu.SW_OK) {
      // EMV Book 1, Annex A: a warning comes first, its data when they are asked for.
      this.pending = apdu.answer(response.data);
      return apdu.status(response.sw);
    }
    if (command.data.length === 0) return fitExactly(response, command.le);
    this.pending = response;
    return apdu.status(0x6100 | (response.data.length & 0xff));
  }

  private execute(command: CommandApdu): ResponseApdu {
    const expectedClass = CLASSES.get(command.ins);
    if (!KNOWN_CLASSES.includes(command.cla)) return apdu.status(apdu.SW_NO_CLASS);
    if (expectedClass === undefined) return apdu.status(apdu.SW_NO_INSTRUCTION);
    if (command.cla !== expectedClass) return apdu.status(apdu.SW_NO_CLASS);
    if (command.ins === 0xa4) return this.select(command);
    if (command.ins === 0xb2) return this.readRecord(command);
    const run = COMMANDS.get(command.ins);
    if (run === undefined) return apdu.status(apdu.SW_NO_INSTRUCTION);
    return this.session === undefined ? apdu.status(apdu.SW_CONDITIONS) : run(this.session, command);
  }

  /** SELECT by name, first or next occurrence, a part of the AID being enough (EMV Book 1, 11.3 and 12.3.1). */
  private select(command: CommandApdu): ResponseApdu {
    const isFirst = command.p2 === 0x00;
    if (command.p1 !== 0x04 || (!isFirst && command.p2 !== 0x02)) return apdu.status(apdu.SW_WRONG_P1P2);
    if (command.data.length < 5 || command.data.length > 16) return apdu.status(apdu.SW_WRONG_LENGTH);
    // EMV Book 1, 12.2.2 and 12.3.1: 6A81 says that the card is blocked.
    if (this.data.cardBlocked === true || this.state.cardBlocked) return apdu.status(apdu.SW_NO_FUNCTION);
    const { pseFci, applications } = this.files;
    if (pseFci !== undefined && isFirst && isPrefix(command.data, PSE_NAME, PSE_NAME.length)) {
      this.isPseSelected = this.data.pse !== "blocked";
      this.session = undefined;
      return this.isPseSelected ? apdu.answer(pseFci) : { data: pseFci, sw: apdu.SW_APPLICATION_BLOCKED };
    }
    const from = isFirst ? 0 : this.session === undefined ? applications.length : applications.indexOf(this.session.files) + 1; // prettier-ignore
    const found = applications.find(({ aid }, index) => index >= from && isPrefix(command.data, aid, 5));
    if (found === undefined) return apdu.status(apdu.SW_NO_FILE);
    this.isPseSelected = false;
    this.session = new Session(found, this.state);
    return { data: found.fci, sw: isBlocked(found, this.state) ? apdu.SW_APPLICATION_BLOCKED : apdu.SW_OK };
  }

  /** READ RECORD by SFI (EMV Book 3, 6.5.11): P1 is the record, P2 the SFI and 100. */
  private readRecord(command: CommandApdu): ResponseApdu {
    if (command.data.length > 0) return apdu.status(apdu.SW_WRONG_LENGTH);
    if ((command.p2 & 0x07) !== 0x04 || command.p1 === 0) return apdu.status(apdu.SW_WRONG_P1P2);
    const sfi = command.p2 >> 3;
    if (this.session !== undefined) return readRecord(this.session, sfi, command.p1);
    if (!this.isPseSelected) return apdu.status(apdu.SW_CONDITIONS);
    if (sfi !== 1) return apdu.status(apdu.SW_NO_FILE);
    const record = this.files.directory[command.p1 - 1];
    return record === undefined ? apdu.status(apdu.SW_NO_RECORD) : apdu.answer(record);
  }
}

/** Le 00 takes whatever there is; another Le must be long enough. */
function fit(response: ResponseApdu, le: number | undefined): ResponseApdu {
  return le === undefined || response.data.length <= le ? response : apdu.status(0x6c00 | response.data.length);
}

/** T=0: Le is the very length. */
function fitExactly(response: ResponseApdu, le: number | undefined): ResponseApdu {
  return response.data.length === 0 || response.data.length === le
    ? response
    : apdu.status(0x6c00 | response.data.length);
}

/** True when `part` has at least `least` bytes and `whole` begins with it. */
function isPrefix(part: Uint8Array, whole: Uint8Array, least: number): boolean {
  if (part.length < least || part.length > whole.length) return false;
  for (let i = 0; i < part.length; i++) if (part[i] !== whole[i]) return false;
  return true;
}
