/**
 * A virtual EMV card: what a reader sees of it, from reset to the last byte.
 *
 * Owns the commands' dispatch, the selection of files, and the T=0 procedure bytes. Answers every byte string with at
 * least a status word and never throws; an empty answer means that the card is mute, as its data may ask. Power changes
 * nothing in `state`, everything else is forgotten.
 */
import { copyBytes } from "../secure/bytes.ts";
import * as apdu from "./apdu.ts";
import type { CommandApdu, ResponseApdu } from "./apdu.ts";
import { Application } from "./application.ts";
import type { CardData } from "./card_data.ts";
import { newCardState } from "./card_state.ts";
import type { CardState } from "./card_state.ts";
import { PSE_NAME, personalise } from "./personalise.ts";
import type { Personalisation } from "./personalise.ts";

/** Instruction to the class it is defined in (EMV Book 3, 6.3.2). */
const CLASSES: ReadonlyMap<number, number> = new Map([
  [0x20, 0x00], // VERIFY
  [0x82, 0x00], // EXTERNAL AUTHENTICATE
  [0x84, 0x00], // GET CHALLENGE
  [0xa4, 0x00], // SELECT
  [0xa8, 0x80], // GET PROCESSING OPTIONS
  [0xae, 0x80], // GENERATE AC
  [0xb2, 0x00], // READ RECORD
  [0xc0, 0x00], // GET RESPONSE
  [0xca, 0x80], // GET DATA
]);

/** Basic ATRs (EMV Book 1, 8.2): T=0; T=1 with IFSC 254, BWI 4, CWI 5. */
const ATR_T0 = new Uint8Array([0x3b, 0x60, 0x00, 0x00]);
const ATR_T1 = new Uint8Array([0x3b, 0xe0, 0x00, 0x00, 0x81, 0x31, 0xfe, 0x45, 0xeb]);

/**
 * @param data checked card data, as `loadCards` gives them
 * @param state what an earlier card of the same data remembered; used and changed in place
 * @throws Error when the card's issuer has no keys
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
  private application: Application | undefined;
  /** T=0 only: what GET RESPONSE will fetch. */
  private pending: ResponseApdu | undefined;

  constructor(data: CardData, state: CardState) {
    this.name = data.name;
    this.state = state;
    this.data = data;
    this.files = personalise(data);
  }

  /** Cold or warm reset. The ATR; empty when the card is mute from the start. */
  powerOn(): Uint8Array {
    this.isPowered = true;
    this.commands = 0;
    this.isPseSelected = false;
    this.application = undefined;
    this.pending = undefined;
    if (this.isMute()) return new Uint8Array(0);
    return copyBytes(this.data.transport === "t0" ? ATR_T0 : ATR_T1);
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
    if (command.data.length === 0) return fitExactly(response, command.le);
    this.pending = response;
    return apdu.status(0x6100 | (response.data.length & 0xff));
  }

  private execute(command: CommandApdu): ResponseApdu {
    const expectedClass = CLASSES.get(command.ins);
    if (command.cla !== 0x00 && command.cla !== 0x80) return apdu.status(apdu.SW_NO_CLASS);
    if (expectedClass === undefined) return apdu.status(apdu.SW_NO_INSTRUCTION);
    if (command.cla !== expectedClass) return apdu.status(apdu.SW_NO_CLASS);
    if (command.ins === 0xa4) return this.select(command);
    if (command.ins === 0xb2) return this.readRecord(command);
    return this.application === undefined ? apdu.status(apdu.SW_CONDITIONS) : executeIn(this.application, command);
  }

  /** SELECT by name, first or next occurrence, a part of the AID being enough (EMV Book 1, 11.3 and 12.3.3). */
  private select(command: CommandApdu): ResponseApdu {
    const isFirst = command.p2 === 0x00;
    if (command.p1 !== 0x04 || (!isFirst && command.p2 !== 0x02)) return apdu.status(apdu.SW_WRONG_P1P2);
    if (command.data.length < 5 || command.data.length > 16) return apdu.status(apdu.SW_WRONG_LENGTH);
    if (this.files.pseFci !== undefined && isFirst && isPrefix(command.data, PSE_NAME, PSE_NAME.length)) {
      this.isPseSelected = true;
      this.application = undefined;
      return apdu.answer(this.files.pseFci);
    }
    // One application: there is never a next one.
    if (!isFirst || !isPrefix(command.data, this.files.aid, 5)) return apdu.status(apdu.SW_NO_FILE);
    this.isPseSelected = false;
    this.application = new Application(this.data, this.files, this.state);
    return { data: this.files.fci, sw: this.state.blocked ? apdu.SW_APPLICATION_BLOCKED : apdu.SW_OK };
  }

  /** READ RECORD by SFI (EMV Book 3, 6.5.11): P1 is the record, P2 the SFI and 100. */
  private readRecord(command: CommandApdu): ResponseApdu {
    if (command.data.length > 0) return apdu.status(apdu.SW_WRONG_LENGTH);
    if ((command.p2 & 0x07) !== 0x04 || command.p1 === 0) return apdu.status(apdu.SW_WRONG_P1P2);
    const sfi = command.p2 >> 3;
    if (this.application !== undefined) return this.application.readRecord(sfi, command.p1);
    if (!this.isPseSelected) return apdu.status(apdu.SW_CONDITIONS);
    if (sfi !== 1) return apdu.status(apdu.SW_NO_FILE);
    const record = this.files.directory[command.p1 - 1];
    return record === undefined ? apdu.status(apdu.SW_NO_RECORD) : apdu.answer(record);
  }
}

function executeIn(application: Application, command: CommandApdu): ResponseApdu {
  switch (command.ins) {
    case 0x20:
      return application.verify(command);
    case 0x82:
      return application.externalAuthenticate(command);
    case 0x84:
      return application.getChallenge(command);
    case 0xa8:
      return application.getProcessingOptions(command);
    case 0xae:
      return application.generateAc(command);
    case 0xca:
      return application.getData(command);
  }
  return apdu.status(apdu.SW_NO_INSTRUCTION);
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
  return part.length >= least && part.length <= whole.length && part.every((byte, i) => byte === whole[i]);
}
