/**
 * The issuer behind the acquirer: decides one authorisation and books it on the account.
 *
 * Knows cards, accounts, PINs and cryptograms; knows no message but F55, no terminal and no line. Runs inside the
 * acquirer's ledger transaction, so that a debit, a counted PIN try and the answer become durable together.
 *
 * Order of the checks: the card is real (cryptogram, ATC), the card may be used, the person is right (PIN), the money
 * is there. The first comes first so that a made-up card can neither use up PIN tries nor learn about an account.
 */
import type { CardData, IssuerKeys } from "../cards/card_data.ts";
import { tlv } from "../codec/tlv/encode.ts";
import { parseTlv } from "../codec/tlv/parse.ts";
import { applicationCryptogram, arpcMethod1, cryptogramInput, iccMasterKey, sessionKey } from "../secure/emv_keys.ts";
import { sameBytes } from "./bytes.ts";
import type { AccountRow, Ledger } from "./ledger.ts";
import { verifyPin } from "./pin_check.ts";
import { RESPONSE } from "./response_codes.ts";

const PIN_TRIES = 3;
const CRYPTOGRAM_ARQC = 0x80; // 9F27, EMV Book 3, 6.5.5.4

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
  /** F52 and the key that it is enciphered under. */
  pin: { block: Uint8Array; key: Uint8Array } | undefined;
  /** F55; empty when the chip took no part. */
  chip: Uint8Array;
  /** Civil time of the issuer, YYMM. */
  month: string;
}

export interface Verdict {
  /** F39. */
  response: string;
  /** Name of the account, when the card has one. */
  account: string | undefined;
  /** F55 of the reply: 9F36 and 91; empty without a right cryptogram. */
  chip: Uint8Array;
}

/** A cryptogram that was right, and what its ARPC is made with. */
interface Chip {
  arqc: Uint8Array;
  atc: Uint8Array;
  key: Uint8Array;
}

export class Issuer {
  readonly #ledger: Ledger;
  readonly #cards: ReadonlyMap<string, CardData>;
  readonly #keys: ReadonlyMap<string, IssuerKeys>;

  constructor(ledger: Ledger, cards: readonly CardData[], keys: ReadonlyMap<string, IssuerKeys>) {
    this.#ledger = ledger;
    this.#cards = new Map(cards.map((card) => [card.pan, card]));
    this.#keys = keys;
  }

  /** Name of the account of a card, when this issuer gave the card out. */
  accountOf(pan: string): string | undefined {
    return this.#cards.get(pan)?.name;
  }

  /** Approves and debits, or declines. Answers the ARPC over what F39 says (EMV Book 2, 8.2.1). */
  authorise(request: Authorisation): Verdict {
    const card = this.#cards.get(request.pan);
    const account = card && this.#ledger.account(card.name);
    if (!card || !account) return { response: RESPONSE.invalidCard, account: undefined, chip: new Uint8Array(0) };

    const chip = request.chip.length > 0 ? this.#checkChip(card, request) : undefined;
    if (typeof chip === "string") return { response: chip, account: card.name, chip: new Uint8Array(0) };
    const { response, changed } = decide(card, account, chip, request);
    // The counter never goes back, or an old cryptogram would be accepted again.
    const lastAtc = chip ? Math.max(account.lastAtc, atcNumber(chip)) : account.lastAtc;
    this.#ledger.putAccount({ ...account, ...changed, lastAtc });
    return { response, account: card.name, chip: chip ? issuerAnswer(chip, response) : new Uint8Array(0) };
  }

  /** Gives back what a reversed booking took. */
  giveBack(name: string, amount: number): void {
    const account = this.#ledger.account(name);
    if (account !== undefined) this.#ledger.putAccount({ ...account, balance: account.balance + amount });
  }

  /** The right cryptogram's parts, or F39 when F55 is no data of a request (30) or not this card's work (63). */
  #checkChip(card: CardData, request: Authorisation): Chip | string {
    const data = chipData(request.chip);
    const input = data && cryptogramInput(data);
    const arqc = data?.get(0x9f26);
    const atc = data?.get(0x9f36);
    const masterKey = this.#keys.get(card.issuer)?.ac;
    if (!data || !input || !masterKey || arqc?.length !== 8 || atc?.length !== 2) return RESPONSE.format;
    if (data.get(0x9f27)?.[0] !== CRYPTOGRAM_ARQC) return RESPONSE.format;
    if (!isAbout(data, request)) return RESPONSE.security;

    const key = sessionKey(iccMasterKey(masterKey, card.pan, request.sequence), atc[0]! * 256 + atc[1]!);
    return sameBytes(applicationCryptogram(key, input), arqc) ? { arqc, atc, key } : RESPONSE.security;
  }
}

/** F39, and what changes on the account. */
function decide(
  card: CardData,
  account: AccountRow,
  chip: Chip | undefined,
  request: Authorisation,
): { response: string; changed: Partial<AccountRow> } {
  const declined = (response: string): ReturnType<typeof decide> => ({ response, changed: {} });
  if (chip && atcNumber(chip) <= account.lastAtc) return declined(RESPONSE.suspectedFraud);
  if (account.lost) return declined(RESPONSE.lostCard);
  if (card.expiry < request.month || (request.expiry !== "" && request.expiry !== card.expiry))
    return declined(RESPONSE.expired);

  const person = checkPerson(account, request);
  if (person.response !== RESPONSE.approved)
    return { response: person.response, changed: { wrongPins: person.wrongPins } };
  const changed = { wrongPins: person.wrongPins };
  if (request.amount > account.saleLimit) return { response: RESPONSE.overLimit, changed };
  if (request.amount > account.balance + account.creditLimit) return { response: RESPONSE.noFunds, changed };
  return { response: RESPONSE.approved, changed: { ...changed, balance: account.balance - request.amount } };
}

/** The PIN, where there is one or must be one; counts wrong tries up to the last and forgets them at a right one. */
function checkPerson(account: AccountRow, request: Authorisation): { response: string; wrongPins: number } {
  const { wrongPins } = account;
  if (!request.pin) return { response: account.pinRequired ? RESPONSE.wrongPin : RESPONSE.approved, wrongPins };
  if (wrongPins >= PIN_TRIES) return { response: RESPONSE.pinTriesExceeded, wrongPins };
  const expected = { salt: account.pinSalt, check: account.pinCheck };
  const verdict = verifyPin(request.pin.block, request.pin.key, request.pan, expected);
  if (verdict === "malformed") return { response: RESPONSE.pinFormat, wrongPins };
  if (verdict === "right") return { response: RESPONSE.approved, wrongPins: 0 };
  const response = wrongPins + 1 < PIN_TRIES ? RESPONSE.wrongPin : RESPONSE.pinTriesExceeded;
  return { response, wrongPins: wrongPins + 1 };
}

/** 9F36 as it came, and 91: ARPC 8, authorisation response code 2 (EMV Book 2, 8.2.1). */
function issuerAnswer(chip: Chip, response: string): Uint8Array {
  const code = new Uint8Array(Buffer.from(response, "ascii"));
  const arpc = arpcMethod1(chip.key, chip.arqc, code);
  return tlv([
    [0x9f36, chip.atc],
    [0x91, new Uint8Array([...arpc, ...code])],
  ]);
}

function chipData(bytes: Uint8Array): Map<number, Uint8Array> | undefined {
  try {
    return new Map(parseTlv(bytes).map((node) => [node.tag, node.value]));
  } catch {
    return undefined; // malformed bytes off the wire: F39 30
  }
}

/** The amount and currency that the card has seen are those that are asked for. */
function isAbout(data: ReadonlyMap<number, Uint8Array>, request: Authorisation): boolean {
  return bcdNumber(data.get(0x9f02)) === request.amount && bcdNumber(data.get(0x5f2a)) === request.currency;
}

const bcdNumber = (bytes: Uint8Array = new Uint8Array(0)): number => Number(Buffer.from(bytes).toString("hex"));

const atcNumber = (chip: Chip): number => chip.atc[0]! * 256 + chip.atc[1]!;
