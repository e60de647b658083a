/**
 * The payment application of a virtual card, from its selection to the end of one transaction.
 *
 * Owns the order of commands (EMV Book 3, 6.3.1: out of order is 6985), the ATC, the PIN tries and the cryptograms. What
 * must outlive the power is changed in `CardState` before the answer is given. A new object stands for every selection.
 */
import { equalInConstantTime } from "../secure/bytes.ts";
import { TDES } from "../secure/cipher/block_cipher.ts";
import { cryptogramInput } from "../secure/issuer/card_cryptogram.ts";
import { ARPC_BYTES, applicationCryptogram, arpcMethod1 } from "../secure/issuer/cryptogram.ts";
import { PBOC_01 } from "../secure/issuer/cvn.ts";
import { sessionKey } from "../secure/issuer/session_key.ts";
import { encodeTlv, tlv } from "../codec/tlv/encode.ts";
import * as apdu from "./apdu.ts";
import type { CommandApdu, ResponseApdu } from "./apdu.ts";
import type { CardData } from "./card_data.ts";
import { PIN_TRIES } from "./card_state.ts";
import type { CardState } from "./card_state.ts";
import { cardVerificationResults, issuerApplicationData } from "./cvr.ts";
import { CDOL1, ISSUER_AUTHENTICATION_BYTES, PDOL } from "./personalise.ts";
import type { Personalisation } from "./personalise.ts";

export const AAC = 0x00;
export const TC = 0x40;
export const ARQC = 0x80;

const ATC_MAX = 0xffff;
/** Response codes with which an issuer approves: 00, 10 (part of the amount), 11 (VIP). */
const APPROVALS: readonly string[] = ["3030", "3130", "3131"];
/** The terminal's own response codes: unable to go online, approved Y3 or declined Z3. */
const UNABLE_TO_GO_ONLINE: readonly string[] = ["5933", "5a33"];
const LOG_FORMAT = Buffer.from("9A039F21039F02069F03069F1A025F2A029C019F3602", "hex");

/** How far the transaction has come. */
enum Phase {
  SELECTED,
  INITIATED,
  ONLINE,
  ENDED,
}

export class Application {
  private readonly data: CardData;
  private readonly files: Personalisation;
  private readonly state: CardState;
  private phase = Phase.SELECTED;
  private arqc = new Uint8Array(8);
  /** What the issuer's answer proved to be in this transaction, and its response code. */
  private issuer: "unknown" | "genuine" | "forged" = "unknown";
  private issuerCode = "";
  private pin: "unknown" | "right" | "wrong" = "unknown";

  constructor(data: CardData, files: Personalisation, state: CardState) {
    this.data = data;
    this.files = files;
    this.state = state;
  }

  /** GET PROCESSING OPTIONS (EMV Book 3, 6.5.8): counts the transaction, once for each selection. */
  getProcessingOptions(command: CommandApdu): ResponseApdu {
    if (command.p1 !== 0 || command.p2 !== 0) return apdu.status(apdu.SW_WRONG_P1P2);
    const [tag, length] = command.data;
    if (tag !== 0x83) return apdu.status(command.data.length === 0 ? apdu.SW_WRONG_LENGTH : apdu.SW_WRONG_DATA);
    if (length !== command.data.length - 2) return apdu.status(apdu.SW_WRONG_LENGTH);
    if (command.data.length - 2 !== PDOL.length) return apdu.status(apdu.SW_WRONG_LENGTH);
    if (this.phase !== Phase.SELECTED || this.state.blocked) return apdu.status(apdu.SW_CONDITIONS);
    // EMV Book 2, 8.1.1: an ATC that has reached its end is never used again.
    if (this.state.atc >= ATC_MAX) return apdu.status(apdu.SW_CONDITIONS);
    this.state.atc++;
    this.phase = Phase.INITIATED;
    const { aip, afl } = this.files;
    if (this.data.format === 1) return apdu.answer(encodeTlv(0x80, Buffer.concat([aip, afl])));
    return apdu.answer(
      encodeTlv(
        0x77,
        tlv([
          [0x82, aip],
          [0x94, afl],
        ]),
      ),
    );
  }

  /** READ RECORD (EMV Book 3, 6.5.11). */
  readRecord(sfi: number, record: number): ResponseApdu {
    if (this.phase === Phase.SELECTED) return apdu.status(apdu.SW_CONDITIONS);
    const file = this.files.files.get(sfi);
    if (file === undefined) return apdu.status(apdu.SW_NO_FILE);
    const found = file[record - 1];
    return found === undefined ? apdu.status(apdu.SW_NO_RECORD) : apdu.answer(found);
  }

  /** GET DATA (EMV Book 3, 6.5.7). */
  getData(command: CommandApdu): ResponseApdu {
    if (command.data.length > 0) return apdu.status(apdu.SW_WRONG_LENGTH);
    const tag = (command.p1 << 8) | command.p2;
    const value = this.dataObject(tag);
    return value === undefined ? apdu.status(apdu.SW_NO_DATA_OBJECT) : apdu.answer(encodeTlv(tag, value));
  }

  /** GET CHALLENGE (EMV Book 3, 6.5.6): 8 bytes, different every time, the same in a repeated run. */
  getChallenge(command: CommandApdu): ResponseApdu {
    if (command.p1 !== 0 || command.p2 !== 0) return apdu.status(apdu.SW_WRONG_P1P2);
    if (command.data.length > 0) return apdu.status(apdu.SW_WRONG_LENGTH);
    const block = new Uint8Array(8);
    new DataView(block.buffer).setUint32(4, ++this.state.challenges);
    return apdu.answer(TDES.encrypt(this.files.iccKey, block));
  }

  /** VERIFY with a plaintext PIN block of format 2 (EMV Book 3, 6.5.12). A wrong PIN and a malformed block look alike. */
  verify(command: CommandApdu): ResponseApdu {
    if (command.p1 !== 0) return apdu.status(apdu.SW_WRONG_P1P2);
    if (command.p2 !== 0x80) return apdu.status(apdu.SW_NO_FUNCTION);
    if (command.data.length !== this.files.pinBlock.length) return apdu.status(apdu.SW_WRONG_LENGTH);
    if (this.phase !== Phase.INITIATED) return apdu.status(apdu.SW_CONDITIONS);
    if (this.state.pinTriesLeft === 0) return apdu.status(apdu.SW_PIN_BLOCKED);
    this.state.pinTriesLeft--;
    const isRight = equalInConstantTime(command.data, this.files.pinBlock);
    command.data.fill(0);
    this.pin = isRight ? "right" : "wrong";
    if (!isRight) return apdu.status(apdu.SW_PIN_TRIES + this.state.pinTriesLeft);
    this.state.pinTriesLeft = PIN_TRIES;
    return apdu.status(apdu.SW_OK);
  }

  /** EXTERNAL AUTHENTICATE (EMV Book 3, 6.5.4): the issuer's ARPC, once, between the two GENERATE AC. */
  externalAuthenticate(command: CommandApdu): ResponseApdu {
    if (command.p1 !== 0 || command.p2 !== 0) return apdu.status(apdu.SW_WRONG_P1P2);
    if (command.data.length < 8 || command.data.length > 16) return apdu.status(apdu.SW_WRONG_LENGTH);
    const isExpected = this.phase === Phase.ONLINE && this.data.issuerAuthentication !== "cdol2";
    if (!isExpected || this.issuer !== "unknown") return apdu.status(apdu.SW_CONDITIONS);
    return apdu.status(this.authenticateIssuer(command.data) ? apdu.SW_OK : apdu.SW_AUTHENTICATION_FAILED);
  }

  /**
   * GENERATE AC (EMV Book 3, 6.5.5): the first asks for TC, ARQC or AAC, the second, after an ARQC, for TC or AAC. The
   * card gives what was asked for or something lower: TC, then ARQC, then AAC.
   */
  generateAc(command: CommandApdu): ResponseApdu {
    // The reference control parameter's low bits ask for CDA, which this card does not have.
    const isTypeKnown = command.p1 === AAC || command.p1 === TC || command.p1 === ARQC;
    if (!isTypeKnown || command.p2 !== 0) return apdu.status(apdu.SW_WRONG_P1P2);
    if (this.phase === Phase.INITIATED) {
      if (command.data.length !== CDOL1.length) return apdu.status(apdu.SW_WRONG_LENGTH);
      return this.generateFirst(command.p1, CDOL1.split(command.data));
    }
    if (this.phase === Phase.ONLINE) {
      if (command.data.length !== this.files.cdol2.length) return apdu.status(apdu.SW_WRONG_LENGTH);
      return this.generateSecond(command.p1, this.files.cdol2.split(command.data));
    }
    return apdu.status(apdu.SW_CONDITIONS);
  }

  private generateFirst(asked: number, values: Map<number, Uint8Array>): ResponseApdu {
    const given = this.firstDecision(asked);
    const cvr = cardVerificationResults({ first: given, second: undefined, ...this.cvrFacts() });
    const cryptogram = this.cryptogram(values, cvr);
    this.phase = given === ARQC ? Phase.ONLINE : Phase.ENDED;
    if (given === ARQC) {
      this.arqc.set(cryptogram);
      this.state.onlinePending = true;
    }
    return this.cryptogramAnswer(given, cryptogram, cvr);
  }

  private generateSecond(asked: number, values: Map<number, Uint8Array>): ResponseApdu {
    const issuerData = values.get(0x91);
    // Zeros stand for an answer without tag 91 (EMV Book 3, 5.4).
    if (issuerData?.some((byte) => byte !== 0)) this.authenticateIssuer(issuerData);
    const given = asked === TC && this.mayApprove() ? TC : AAC;
    const code = Buffer.from(values.get(0x8a) ?? []).toString("hex");
    const unableToGoOnline = UNABLE_TO_GO_ONLINE.includes(code);
    const cvr = cardVerificationResults({ first: ARQC, second: given, ...this.cvrFacts(), unableToGoOnline });
    this.phase = Phase.ENDED;
    if (this.issuer === "genuine") {
      this.state.lastOnlineAtc = this.state.atc;
      this.state.onlinePending = false;
    }
    return this.cryptogramAnswer(given, this.cryptogram(values, cvr), cvr);
  }

  /** This card's issuer wants to be asked, unless its data say that it approves offline. */
  private firstDecision(asked: number): number {
    if (asked === AAC || this.data.declineFirst === true) return AAC;
    return asked === TC && this.data.approvesOffline === true ? TC : ARQC;
  }

  /** Only a genuine approval makes a TC: issuer authentication is mandatory for this card. */
  private mayApprove(): boolean {
    return this.data.declineSecond !== true && this.issuer === "genuine" && APPROVALS.includes(this.issuerCode);
  }

  /** EMV Book 2, 8.2.1: ARPC, then the response code that it covers. */
  private authenticateIssuer(issuerData: Uint8Array): boolean {
    const isLongEnough = issuerData.length >= ISSUER_AUTHENTICATION_BYTES;
    const code = issuerData.subarray(ARPC_BYTES, ISSUER_AUTHENTICATION_BYTES);
    const isGenuine =
      isLongEnough &&
      equalInConstantTime(arpcMethod1(this.sessionKey(), this.arqc, code), issuerData.subarray(0, ARPC_BYTES));
    this.issuer = isGenuine ? "genuine" : "forged";
    this.issuerCode = isGenuine ? Buffer.from(code).toString("hex") : "";
    this.state.issuerAuthenticationFailed = !isGenuine;
    return isGenuine;
  }

  private cvrFacts(): Omit<Parameters<typeof cardVerificationResults>[0], "first" | "second"> {
    return {
      pin: this.pin,
      issuer: this.issuer,
      unableToGoOnline: false,
      isNewCard: this.state.lastOnlineAtc === 0,
      lastOnlineIncomplete: this.phase === Phase.INITIATED && this.state.onlinePending,
      lastIssuerForged: this.phase === Phase.INITIATED && this.state.issuerAuthenticationFailed,
      pinTriesExceeded: this.state.pinTriesLeft === 0,
    };
  }

  private cryptogram(values: Map<number, Uint8Array>, cvr: Uint8Array): Uint8Array {
    const data = new Map(values);
    data.set(0x82, this.files.aip);
    data.set(0x9f36, this.atcBytes());
    data.set(0x9f10, issuerApplicationData(cvr));
    const input = cryptogramInput(PBOC_01, data);
    if (input === undefined) throw new Error("the card's own lists do not give a cryptogram's input");
    return applicationCryptogram(this.sessionKey(), input);
  }

  private cryptogramAnswer(type: number, cryptogram: Uint8Array, cvr: Uint8Array): ResponseApdu {
    const atc = this.atcBytes();
    const issuerData = issuerApplicationData(cvr);
    if (this.data.format === 1) {
      return apdu.answer(encodeTlv(0x80, new Uint8Array([type, ...atc, ...cryptogram, ...issuerData])));
    }
    const parts: Array<[number, Uint8Array]> = [
      [0x9f27, new Uint8Array([type])],
      [0x9f36, atc],
      [0x9f26, cryptogram],
      [0x9f10, issuerData],
    ];
    return apdu.answer(encodeTlv(0x77, tlv(parts)));
  }

  private dataObject(tag: number): Uint8Array | undefined {
    switch (tag) {
      case 0x9f36:
        return this.atcBytes();
      case 0x9f13:
        return twoBytes(this.state.lastOnlineAtc);
      case 0x9f17:
        return new Uint8Array([this.state.pinTriesLeft]);
      case 0x9f4f:
        return new Uint8Array(LOG_FORMAT);
    }
    return undefined;
  }

  private sessionKey(): Uint8Array {
    return sessionKey(this.files.iccKey, this.atcBytes());
  }

  private atcBytes(): Uint8Array {
    return twoBytes(this.state.atc);
  }
}

function twoBytes(value: number): Uint8Array {
  return new Uint8Array([value >> 8, value & 0xff]);
}
