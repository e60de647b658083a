/**
 * The issuer behind the acquirer: decides one authorisation and books it on the account.
 *
 * Knows cards, accounts and what a cryptogram is about; knows no key (`hsm.ts`), no message but F55, no terminal and no line.
 * Runs inside the acquirer's ledger transaction, so that a debit, a counted PIN try and the answer become durable together.
 *
 * Order of the checks: the card is real (cryptogram and ATC, or stripe), the card may be used, the person is right (PIN), the money
 * is there. The first comes first so that a made-up card can neither use up PIN tries nor learn about an account.
 */
import { applicationsOf } from "../cards/card_data.ts";
import type { CardData } from "../cards/card_spec.ts";
import { ISSUER_APPROVES } from "../cards/status_update.ts";
import { versionOf } from "../cards/versions.ts";
import type { CardPolicy } from "../cards/versions.ts";
import { asciiBytes, concatenate } from "./bytes.ts";
import { tlv } from "../codec/tlv/encode.ts";
import { TlvValues } from "../codec/tlv/values.ts";
import { cryptogramInput } from "../secure/issuer/card_cryptogram.ts";
import type { ChipValues, IssuerResponse } from "../secure/issuer/card_cryptogram.ts";
import { isPinRightAtCard } from "./card_pin.ts";
import { plainCommand, scriptTemplate } from "./card_script.ts";
import type { ScriptOrder } from "./card_script.ts";
import type { AcquirerHsm, CardCryptogram } from "./hsm.ts";
import type { AccountRow, Ledger } from "./ledger.ts";
import { RESPONSE } from "./response_codes.ts";
import { stripeFault } from "./stripe_check.ts";
import type { SwipedCard } from "./stripe_check.ts";

const PIN_TRIES = 3;
/** 5F34 has two digits; F23 has room for three. */
const SEQUENCE_MAX = 99;
/** 9F27: the two high bits; what is below them is the card's advice and reason (EMV Book 3, 6.5.5.4). */
const CRYPTOGRAM_TYPE = 0xc0;
const CRYPTOGRAM_ARQC = 0x80;
const CRYPTOGRAM_TC = 0x40;
/** 8A: approved offline; unable to go online, approved (EMV Book 4, A6). */
const OFFLINE_CODES: readonly string[] = ["Y1", "Y3"];

export interface Authorisation {
  pan: string;
  /** F23, or 0. */
  sequence: number;
  /** F14, YYMM, when it was sent. */
  expiry: string;
  /** Fen. */
  amount: number;
  /** F49 as a number: 156. */
  currency: number;
  /** F52, translated to the zone key. */
  pinBlock: Uint8Array | "malformed" | undefined;
  /** F55; empty when the chip took no part. */
  chip: Uint8Array;
  /** The card was swiped. */
  swiped?: SwipedCard | undefined;
  /** Civil time of the issuer, YYMM. */
  month: string;
  /** For the card, when its cryptogram is right. */
  scripts?: readonly ScriptOrder[];
  /** The ARPC is to be wrong. */
  spoilArpc?: boolean;
}

/** What an offline approval is told with. */
export type OfflineApproval = Pick<Authorisation, "pan" | "sequence" | "amount" | "currency" | "chip">;

export interface Verdict {
  /** F39. */
  response: string;
  /** Name of the account, when the card has one. */
  account: string | undefined;
  /** F55 of the reply: 9F36, 91, and a script when there is one; empty without a right cryptogram. */
  chip: Uint8Array;
}

/** A card that this issuer gave out. */
interface IssuedCard {
  data: CardData;
  /** Names of the cryptogram versions that its applications have. */
  versions: ReadonlySet<string>;
}

/** What an authorisation is decided on. */
interface Known {
  card: CardData;
  account: AccountRow;
  chip: CardCryptogram | undefined;
  data: ChipValues | undefined;
}

interface Decision {
  /** F39. */
  response: string;
  /** Of the account, as they are from now on. */
  balance: number;
  wrongPins: number;
}

export class Issuer {
  readonly #ledger: Ledger;
  /** By PAN. */
  readonly #cards: ReadonlyMap<string, IssuedCard>;
  readonly #hsm: AcquirerHsm;

  constructor(ledger: Ledger, cards: readonly CardData[], hsm: AcquirerHsm) {
    this.#ledger = ledger;
    this.#cards = new Map(cards.map((data) => [data.pan, { data, versions: versionsOf(data) }]));
    this.#hsm = hsm;
  }

  /** Name of the account of a card, when this issuer gave the card out. */
  accountOf(pan: string): string | undefined {
    return this.#cards.get(pan)?.data.name;
  }

  /** Approves and debits, or declines. Answers the ARPC over what F39 says (EMV Book 2, 8.2.1). */
  authorise(request: Authorisation): Verdict {
    const issued = this.#cards.get(request.pan);
    const account = issued && this.#ledger.account(issued.data.name);
    if (!issued || !account) return { response: RESPONSE.invalidCard, account: undefined, chip: new Uint8Array(0) };
    const card = issued.data;

    const fault = request.swiped && stripeFault(card, this.#hsm, request.swiped);
    if (fault !== undefined) return { response: fault, account: card.name, chip: new Uint8Array(0) };
    const data = request.chip.length > 0 ? chipData(request.chip) : undefined;
    const chip = request.chip.length > 0 ? this.#checkChip(issued, data, request, CRYPTOGRAM_ARQC) : undefined;
    if (typeof chip === "string") return { response: chip, account: card.name, chip: new Uint8Array(0) };
    const { response, balance, wrongPins } = this.#decide({ card, account, chip, data }, request);
    // The counter never goes back, or an old cryptogram would be accepted again.
    const lastAtc = chip ? Math.max(account.lastAtc, atcNumber(chip)) : account.lastAtc;
    const { name, creditLimit, saleLimit, lost, pinRequired, pinSalt, pinCheck } = account;
    const changed = { name, balance, creditLimit, saleLimit, lost, pinRequired, pinSalt, pinCheck, wrongPins, lastAtc };
    this.#ledger.putAccount(changed);
    return { response, account: card.name, chip: chip ? this.#answer(chip, response, request) : new Uint8Array(0) };
  }

  /**
   * Takes what a card of this issuer has approved by itself, and debits it whatever is left on the account: the card has spoken for
   * its issuer. A TC counts once, by its ATC, whatever message brings it.
   */
  take(approval: OfflineApproval): Pick<Verdict, "response" | "account"> {
    const issued = this.#cards.get(approval.pan);
    const account = issued && this.#ledger.account(issued.data.name);
    if (!issued || !account) return { response: RESPONSE.invalidCard, account: undefined };
    const data = chipData(approval.chip);
    const chip = this.#checkChip(issued, data, approval, CRYPTOGRAM_TC);
    if (typeof chip === "string") return { response: chip, account: undefined };
    const code = Buffer.from(data?.get(0x8a) ?? []).toString("latin1");
    if (!OFFLINE_CODES.includes(code)) return { response: RESPONSE.format, account: undefined };

    const { name } = issued.data;
    const key = `TC/${name}/${atcNumber(chip)}`;
    if (this.#ledger.answered(key)) return { response: RESPONSE.suspectedFraud, account: undefined };
    this.#ledger.putAnswer({ key, asked: code, fields: [] });
    const lastAtc = Math.max(account.lastAtc, atcNumber(chip));
    this.#ledger.putAccount({ ...account, balance: account.balance - approval.amount, lastAtc });
    return { response: RESPONSE.approved, account: name };
  }

  /** Gives back what a reversed booking took. */
  giveBack(name: string, amount: number): void {
    const account = this.#ledger.account(name);
    if (account !== undefined) this.#ledger.putAccount({ ...account, balance: account.balance + amount });
  }

  /** The cryptogram when it is right, or F39 when F55 is no data of a request (30) or not this card's work (63). */
  #checkChip(
    issued: IssuedCard,
    data: ChipValues | undefined,
    request: OfflineApproval,
    type: number,
  ): CardCryptogram | string {
    const policy = data && policyOf(issued, data);
    const input = policy && cryptogramInput(policy, data);
    const arqc = data?.get(0x9f26);
    const atc = data?.get(0x9f36);
    if (!policy || !input || !this.#hsm.hasIssuer(issued.data.issuer)) return RESPONSE.format;
    if (arqc?.length !== 8 || atc?.length !== 2 || request.sequence > SEQUENCE_MAX) return RESPONSE.format;
    if (((data.get(0x9f27)?.[0] ?? 0) & CRYPTOGRAM_TYPE) !== type) return RESPONSE.format;
    if (!isAbout(data, request)) return RESPONSE.security;

    const { issuer, pan } = issued.data;
    const cryptogram = { policy, issuer, pan, sequence: request.sequence, atc, input, arqc };
    return this.#hsm.isCryptogram(cryptogram) ? cryptogram : RESPONSE.security;
  }

  /** F39, and what changes on the account. */
  #decide({ card, account, chip, data }: Known, request: Authorisation): Decision {
    const { balance } = account;
    const declined = (response: string, { wrongPins }: { wrongPins: number } = account): Decision => ({
      response,
      balance,
      wrongPins,
    });
    if (chip && atcNumber(chip) <= account.lastAtc) return declined(RESPONSE.suspectedFraud);
    if (account.lost) return declined(RESPONSE.lostCard);
    if (card.expiry < request.month || (request.expiry !== "" && request.expiry !== card.expiry))
      return declined(RESPONSE.expired);

    const isPinRight = chip !== undefined && data !== undefined && isPinRightAtCard(data);
    const person = this.#checkPerson(account, request, isPinRight);
    if (person.response !== RESPONSE.approved) return declined(person.response, person);
    if (request.amount > account.saleLimit) return declined(RESPONSE.overLimit, person);
    if (request.amount > balance + account.creditLimit) return declined(RESPONSE.noFunds, person);
    return { response: RESPONSE.approved, balance: balance - request.amount, wrongPins: person.wrongPins };
  }

  /**
   * The PIN, where there is one or must be one that the card has not found right; counts wrong tries up to the last and forgets
   * them at a right one.
   */
  #checkPerson(
    account: AccountRow,
    request: Authorisation,
    isPinRight: boolean,
  ): { response: string; wrongPins: number } {
    const { wrongPins } = account;
    const isMissed = account.pinRequired && !isPinRight;
    if (!request.pinBlock) return { response: isMissed ? RESPONSE.wrongPin : RESPONSE.approved, wrongPins };
    if (wrongPins >= PIN_TRIES) return { response: RESPONSE.pinTriesExceeded, wrongPins };
    const stored = { salt: account.pinSalt, check: account.pinCheck };
    const { pinBlock, pan } = request;
    const verdict = pinBlock === "malformed" ? pinBlock : this.#hsm.verifyPin(pinBlock, pan, stored);
    if (verdict === "malformed") return { response: RESPONSE.pinFormat, wrongPins };
    if (verdict === "right") return { response: RESPONSE.approved, wrongPins: 0 };
    const response = wrongPins + 1 < PIN_TRIES ? RESPONSE.wrongPin : RESPONSE.pinTriesExceeded;
    return { response, wrongPins: wrongPins + 1 };
  }

  /** 9F36 as it came; 91: the ARPC, and what it proves (EMV Book 2, 8.2); the script. */
  #answer(cryptogram: CardCryptogram, response: string, { scripts = [], spoilArpc }: Authorisation): Uint8Array {
    const proved = provedBy(cryptogram.policy, response);
    const arpc = this.#hsm.arpc(cryptogram, proved);
    if (spoilArpc === true) arpc[0]! ^= 0xff;
    const answer = tlv([
      [0x9f36, cryptogram.atc],
      [0x91, concatenate(arpc, "code" in proved ? proved.code : proved.update)],
    ]);
    if (scripts.length === 0) return answer;
    return concatenate(answer, ...scripts.map((script) => this.#script(cryptogram, script)));
  }

  #script(cryptogram: CardCryptogram, order: ScriptOrder): Uint8Array {
    const plain = plainCommand(order);
    const command = plain && this.#hsm.scriptCommand(cryptogram, plain.header, plain.data);
    if (command === undefined) return new Uint8Array(0);
    if (order.spoilMac === true) command[command.length - 1]! ^= 0xff;
    return scriptTemplate(order, command);
  }
}

/** The version that 9F10 names, if the card has an application of it: nobody makes a card's cryptogram weaker. */
function policyOf({ versions }: IssuedCard, data: ChipValues): CardPolicy | undefined {
  const policy = versionOf(data.get(0x9f10) ?? new Uint8Array(0));
  return policy !== undefined && versions.has(policy.name) ? policy : undefined;
}

function versionsOf(card: CardData): ReadonlySet<string> {
  return new Set(applicationsOf(card).map(({ cryptogram = "pboc-01" }) => cryptogram));
}

/** Method 1 proves the response code, method 2 a card status update (EMV Book 3, C10). */
function provedBy({ arpc }: CardPolicy, response: string): IssuerResponse {
  if (arpc.method === 1) return { code: asciiBytes(response) };
  return { update: Uint8Array.of(0, response === RESPONSE.approved ? ISSUER_APPROVES : 0, 0, 0) };
}

function chipData(bytes: Uint8Array): ChipValues | undefined {
  try {
    return new TlvValues(bytes);
  } catch {
    return undefined; // malformed bytes off the wire: F39 30
  }
}

/** The amount and currency that the card has seen are those that are asked for. */
function isAbout(data: ChipValues, request: OfflineApproval): boolean {
  return bcdNumber(data.get(0x9f02)) === request.amount && bcdNumber(data.get(0x5f2a)) === request.currency;
}

/** NaN for what are no digits, 0 for nothing. */
function bcdNumber(bytes: Uint8Array | undefined): number {
  let number = 0;
  for (let at = 0; bytes !== undefined && at < bytes.length; at++) {
    const [high, low] = [bytes[at]! >> 4, bytes[at]! & 0xf];
    if (high > 9 || low > 9) return NaN;
    number = number * 100 + high * 10 + low;
  }
  return number;
}

const atcNumber = (chip: CardCryptogram): number => chip.atc[0]! * 256 + chip.atc[1]!;
