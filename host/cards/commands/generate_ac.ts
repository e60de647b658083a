/**
 * GENERATE AC (EMV Book 3, 6.5.5): the first asks for TC, ARQC or AAC, the second, after an ARQC, for TC or AAC. The card
 * gives what was asked for or something lower: TC, then ARQC, then AAC. With CDA the answer is signed (EMV Book 2, 6.6.1).
 */
import { encodeTlv, tlv } from "../../codec/tlv/encode.ts";
import { freshBytes } from "../../fresh_bytes.ts";
import { cryptogramInput } from "../../secure/issuer/card_cryptogram.ts";
import { applicationCryptogram } from "../../secure/issuer/cryptogram.ts";
import { firstDecision, isUnableToGoOnline, secondDecision } from "../action_analysis.ts";
import * as apdu from "../apdu.ts";
import type { CommandApdu, ResponseApdu } from "../apdu.ts";
import { signCombined } from "../certificates/signed_data.ts";
import { cardVerificationResults, issuerApplicationData } from "../cvr.ts";
import type { CvrFacts } from "../cvr.ts";
import { authenticateIssuer, cryptogramKey } from "../issuer_answer.ts";
import { hex } from "../personalisation/bytes.ts";
import { AAC, ARQC, Phase, TC } from "../session.ts";
import type { Session } from "../session.ts";

/** P1, bit 5: the answer is to be signed. */
const CDA_ASKED = 0x10;
const TYPE_MASK = 0xc0;

/** Template 77 with 9F27, 9F36, 9F26 and 9F10, which comes last: always alike but for what is filled in, so it is no tree. */
const PLAIN = hex("7700 9F270100 9F36020000 9F26080000000000000000 9F1000".replaceAll(" ", ""));
const TEMPLATE_LENGTH_AT = 1;
const CID_AT = 5;
const ATC_AT = 9;
const CRYPTOGRAM_AT = 14;

type Values = ReadonlyMap<number, Uint8Array>;

/** One answer: its type, its cryptogram, and what a signature over it covers of the dialogue. */
interface Given {
  cid: number;
  cryptogram: Uint8Array;
  issuerData: Uint8Array;
  isSigned: boolean;
  dialogue: readonly Uint8Array[];
  unpredictable: Uint8Array | undefined;
}

export function generateAc(session: Session, command: CommandApdu): ResponseApdu {
  const { cdol1, cdol2, data } = session.files;
  const asked = command.p1 & TYPE_MASK;
  const asksCda = (command.p1 & CDA_ASKED) !== 0;
  const isKnown = asked === AAC || asked === TC || asked === ARQC;
  const mayAskCda = data.authentication?.includes("cda") === true || !asksCda;
  const isClean = (command.p1 & ~(TYPE_MASK | CDA_ASKED)) === 0;
  if (!isKnown || !isClean || !mayAskCda || command.p2 !== 0) return apdu.status(apdu.SW_WRONG_P1P2);
  if (session.phase === Phase.INITIATED) {
    if (command.data.length !== cdol1.length) return apdu.status(apdu.SW_WRONG_LENGTH);
    return generateFirst(session, asked, asksCda, command.data);
  }
  if (session.phase === Phase.ONLINE) {
    if (command.data.length !== cdol2.length) return apdu.status(apdu.SW_WRONG_LENGTH);
    return generateSecond(session, asked, asksCda, command.data);
  }
  return apdu.status(apdu.SW_CONDITIONS);
}

function generateFirst(session: Session, asked: number, asksCda: boolean, data: Uint8Array): ResponseApdu {
  const { files, state } = session;
  const values = files.cdol1.split(data);
  session.cdol1Data = data;
  const cid = firstDecision(session, asked, values);
  const issuerData = issuerDataOf(session, cid, undefined, false);
  const cryptogram = cryptogramOf(session, values, issuerData);
  session.phase = cid === ARQC ? Phase.ONLINE : Phase.ENDED;
  if (cid === ARQC) {
    session.arqc.set(cryptogram);
    session.wentOnline = true;
    state.onlinePending = true;
  }
  const dialogue = [session.pdolData, session.cdol1Data];
  return answer(session, values, { cid, cryptogram, issuerData, isSigned: asksCda, dialogue });
}

function generateSecond(session: Session, asked: number, asksCda: boolean, data: Uint8Array): ResponseApdu {
  const { files, state } = session;
  const values = files.cdol2.split(data);
  const issuerAnswer = values.get(0x91);
  // Zeros stand for an answer without tag 91 (EMV Book 3, 5.4).
  if (session.issuer === "unknown" && issuerAnswer?.some((byte) => byte !== 0) === true)
    authenticateIssuer(session, issuerAnswer);
  const cid = secondDecision(session, asked, values);
  const issuerData = issuerDataOf(session, ARQC, cid, isUnableToGoOnline(values));
  session.phase = Phase.ENDED;
  if (session.issuer === "genuine") {
    state.lastOnlineAtc = state.atc;
    state.onlinePending = false;
    if (!session.hadScript) [state.scriptCommands, state.scriptFailed] = [0, false];
  }
  const cryptogram = cryptogramOf(session, values, issuerData);
  const dialogue = [session.pdolData, session.cdol1Data, data];
  return answer(session, values, { cid, cryptogram, issuerData, isSigned: asksCda, dialogue });
}

/** 9F10, of what the card gives now and has seen so far. */
function issuerDataOf(
  session: Session,
  first: CvrFacts["first"],
  second: CvrFacts["second"],
  unableToGoOnline: boolean,
): Uint8Array {
  const { state } = session;
  const isFirst = session.phase === Phase.INITIATED;
  const cvr = cardVerificationResults({
    first,
    second,
    pin: session.pin,
    issuer: session.issuer,
    unableToGoOnline,
    isNewCard: state.lastOnlineAtc === 0,
    lastOnlineIncomplete: isFirst && state.onlinePending,
    lastIssuerForged: isFirst && state.issuerAuthenticationFailed,
    pinTriesExceeded: session.pinTriesLeft === 0,
    scriptCommands: state.scriptCommands,
    scriptFailed: state.scriptFailed,
  });
  return issuerApplicationData(session.files.policy.name, cvr);
}

/** @param values of the terminal; the card's own are put in their places */
function cryptogramOf(session: Session, values: Map<number, Uint8Array>, issuerData: Uint8Array): Uint8Array {
  const { policy, aip } = session.files;
  values.set(0x82, aip);
  values.set(0x9f36, session.atc);
  values.set(0x9f10, issuerData);
  const input = cryptogramInput(policy, values);
  if (input === undefined) throw new Error("the card's own lists do not give a cryptogram's input");
  return applicationCryptogram(cryptogramKey(session), input, policy.padding);
}

function answer(session: Session, values: Values, given: Omit<Given, "unpredictable">): ResponseApdu {
  // EMV Book 2, 6.6: an AAC is never signed.
  const isSigned = given.isSigned && given.cid !== AAC;
  return apdu.answer(
    isSigned ? signedAnswer(session, { ...given, unpredictable: values.get(0x9f37) }) : plainAnswer(session, given),
  );
}

function plainAnswer(session: Session, { cid, cryptogram, issuerData }: Omit<Given, "unpredictable">): Uint8Array {
  const { atc, files } = session;
  if (files.data.format === 1) return encodeTlv(0x80, new Uint8Array([cid, ...atc, ...cryptogram, ...issuerData]));
  const bytes = freshBytes(PLAIN.length + issuerData.length);
  bytes.set(PLAIN);
  bytes[TEMPLATE_LENGTH_AT] = bytes.length - TEMPLATE_LENGTH_AT - 1;
  bytes[CID_AT] = cid;
  bytes.set(atc, ATC_AT);
  bytes.set(cryptogram, CRYPTOGRAM_AT);
  bytes[PLAIN.length - 1] = issuerData.length;
  bytes.set(issuerData, PLAIN.length);
  return bytes;
}

/** Always template 77; the cryptogram is inside the signature alone. */
function signedAnswer(session: Session, { cid, cryptogram, issuerData, dialogue, unpredictable }: Given): Uint8Array {
  const front: Array<[number, Uint8Array]> = [
    [0x9f27, new Uint8Array([cid])],
    [0x9f36, session.atc],
  ];
  const back: Array<[number, Uint8Array]> = [[0x9f10, issuerData]];
  const transaction = [...dialogue, tlv([...front, ...back])];
  const number = session.nextNumber();
  // Personalisation has seen to the key, and to 9F37 in both lists.
  const signed = signCombined(session.files.icc!, {
    number,
    cid,
    cryptogram,
    transaction,
    unpredictable: unpredictable!,
  });
  return encodeTlv(0x77, tlv([...front, [0x9f4b, signed], ...back]));
}
