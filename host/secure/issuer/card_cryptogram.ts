/**
 * A card's cryptograms by the policy of their version: the input out of chip data, the key out of the issuer's, the check and
 * the answer.
 *
 * Knows the table's shapes and no row of it. Derived keys live in here for one call and are wiped.
 */
import { freshBytes } from "../../fresh_bytes.ts";
import { copyBytes, equalInConstantTime, wipe } from "../bytes.ts";
import { cardMasterKey } from "./card_key.ts";
import type { CvnPolicy } from "./cvn.ts";
import { applicationCryptogram, arpcMethod1, arpcMethod2 } from "./cryptogram.ts";
import type { Digits } from "./digits.ts";
import { refusal } from "./refuse.ts";
import { mastercardSessionKey, sessionKey } from "./session_key.ts";

const ISSUER_DATA = 0x9f10;

/** Values of a chip's data by tag: a map of them, or whatever finds them. */
export type ChipValues = Pick<ReadonlyMap<number, Uint8Array>, "get">;

/** Which card, in which transaction. */
export interface CardTransaction {
  /** 12 to 19 digits. */
  pan: Digits;
  /** 5F34, 0..99. */
  sequence: number;
  /** 9F36, 2 bytes. */
  atc: Uint8Array;
  /** 9F37, 4 bytes; only Mastercard's session key takes it. */
  unpredictable?: Uint8Array;
}

/** What an ARPC is made over besides the ARQC: method 1 takes `code`, method 2 `update` and `proprietary`. */
export type IssuerResponse =
  | { /** 2 bytes. */ code: Uint8Array }
  | { /** 4 bytes. */ update: Uint8Array; /** 0 to 8 bytes. */ proprietary?: Uint8Array };

/**
 * The input of an application cryptogram, from the data that F55 carries: used by the card that makes the cryptogram and by
 * the issuer that makes it again.
 *
 * @param data tag to value
 * @returns undefined when an element is missing, has another length, or 9F10 is not of this version
 */
export function cryptogramInput(policy: CvnPolicy, data: ChipValues): Uint8Array | undefined {
  const issuerData = data.get(ISSUER_DATA);
  if (issuerData === undefined || !isOfVersion(policy, issuerData)) return undefined;
  const { elements, issuerData: form } = policy;
  const end = (to = issuerData.length): number => Math.min(to, issuerData.length);
  let length = 0;
  for (const element of elements) length += element[1];
  for (const [from, to] of form.covered) length += Math.max(0, end(to) - from);
  const input = freshBytes(length);
  let at = 0;
  for (const element of elements) {
    const value = data.get(element[0]);
    if (value?.length !== element[1]) return undefined;
    for (let i = 0; i < element[1]; i++) input[at++] = value[i]!;
  }
  for (const [from, to] of form.covered) for (let i = from; i < end(to); i++) input[at++] = issuerData[i]!;
  return input;
}

/** The first element that is missing or has another length, or 9F10 when it is not of this version. */
export function unfitElement(policy: CvnPolicy, data: ChipValues): number | undefined {
  const unfit = policy.elements.find(([tag, length]) => data.get(tag)?.length !== length);
  if (unfit !== undefined) return unfit[0];
  const issuerData = data.get(ISSUER_DATA);
  return issuerData !== undefined && isOfVersion(policy, issuerData) ? undefined : ISSUER_DATA;
}

/** Whether 9F10 has the form of the version, and says so. */
export function isOfVersion({ issuerData: { lengths, marks } }: CvnPolicy, issuerData: Uint8Array): boolean {
  const [least, most] = lengths;
  if (issuerData.length < least || issuerData.length > most) return false;
  for (const mark of marks) if (issuerData[mark[0]] !== mark[1]) return false;
  return true;
}

/**
 * The cryptogram of a card: ARQC, TC or AAC.
 *
 * @param issuerMasterKey 16 bytes
 * @param input of `cryptogramInput`, without padding
 * @returns 8 bytes
 * @throws CodecError as the derivations do; UN_MISSING when the version takes one
 */
export function makeCryptogram(
  policy: CvnPolicy,
  issuerMasterKey: Uint8Array,
  card: CardTransaction,
  input: Uint8Array,
): Uint8Array {
  return withKeys(policy, issuerMasterKey, card, ({ session }) =>
    applicationCryptogram(session, input, policy.padding),
  );
}

/** Whether `cryptogram` is the card's, in constant time. @throws CodecError as `makeCryptogram` */
export function isCryptogram(
  policy: CvnPolicy,
  issuerMasterKey: Uint8Array,
  card: CardTransaction,
  input: Uint8Array,
  cryptogram: Uint8Array,
): boolean {
  const expected = makeCryptogram(policy, issuerMasterKey, card, input);
  const isRight = equalInConstantTime(expected, cryptogram);
  wipe(expected);
  return isRight;
}

/**
 * The issuer's answer to an ARQC, which somebody has verified before.
 *
 * @returns 8 bytes by method 1, 4 by method 2
 * @throws CodecError ARQC_LENGTH, ARC_LENGTH, CSU_LENGTH, PROPRIETARY_LENGTH; ARPC_METHOD when `response` is of the other one
 */
export function makeArpc(
  policy: CvnPolicy,
  issuerMasterKey: Uint8Array,
  card: CardTransaction,
  arqc: Uint8Array,
  response: IssuerResponse,
): Uint8Array {
  return withKeys(policy, issuerMasterKey, card, (keys) => {
    const key = keys[policy.arpc.key];
    if (policy.arpc.method === 1 && "code" in response) return arpcMethod1(key, arqc, response.code);
    if (policy.arpc.method === 2 && "update" in response)
      return arpcMethod2(key, arqc, response.update, response.proprietary);
    const expected = policy.arpc.method === 1 ? "a response code of 2 bytes" : "a card status update of 4 bytes";
    throw refusal("ARPC_METHOD", "response", expected);
  });
}

/** The key that a cryptogram of this version is made with, to be wiped by the caller; for showing its check value. */
export function cryptogramKey(policy: CvnPolicy, issuerMasterKey: Uint8Array, card: CardTransaction): Uint8Array {
  return withKeys(policy, issuerMasterKey, card, ({ session }) => copyBytes(session));
}

interface CardKeys {
  card: Uint8Array;
  session: Uint8Array;
}

function withKeys(
  policy: CvnPolicy,
  issuerMasterKey: Uint8Array,
  transaction: CardTransaction,
  use: (keys: CardKeys) => Uint8Array,
): Uint8Array {
  const card = cardMasterKey(policy.derivation, issuerMasterKey, transaction.pan, transaction.sequence);
  let session: Uint8Array | undefined;
  try {
    session = sessionOf(policy, card, transaction);
    return use({ card, session });
  } finally {
    wipe(card);
    if (session !== undefined) wipe(session);
  }
}

function sessionOf(policy: CvnPolicy, card: Uint8Array, { atc, unpredictable }: CardTransaction): Uint8Array {
  switch (policy.session) {
    case "none":
      return copyBytes(card);
    case "common":
      return sessionKey(card, atc);
    case "mastercard":
      if (unpredictable === undefined) throw refusal("UN_MISSING", "un", "an unpredictable number of 4 bytes");
      return mastercardSessionKey(card, atc, unpredictable);
  }
}
