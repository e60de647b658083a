import { Command, Event } from "../../../assembly/abi";
import { Authenticity } from "../../../assembly/abi_devices";
import { Completion, completion } from "../../../assembly/emv/completion";
import { FirstAc, firstAc, isDenied } from "../../../assembly/emv/first_ac";
import { AAC, ARQC, prepareGenerate, takeCryptogram, TC, wantsCda } from "../../../assembly/emv/generate_ac";
import { OdaMethod } from "../../../assembly/emv/oda_plan";
import { Card, cardOf } from "../../../assembly/emv/region";
import { signedAc, SignedAc } from "../../../assembly/emv/signed_ac";
import { TAG_8C_CDOL1, TAG_8D_CDOL2 } from "../../../assembly/emv/tags";
import { PAYLOAD } from "../../../assembly/machine/io";
import { Machine, RUN, WAIT } from "../../../assembly/machine/row";
import { Terminal } from "../../../assembly/machine/terminal";
import { hexAt, hexOf } from "../base/support";
import { beginStep, freshTerminal, giveStatus, hexByte, lastCommand, lastPayload } from "../machine/support";
import { element, giveData } from "./support";

const LISTS: string = element("8C", "9F3704") + element("8D", "8A029F3704");
/** CID, ATC, signature, issuer application data. */
const SIGNED: string = "9F270180" + "9F36020007" + "9F4B03515253" + "9F1002A1A2";

let t: Terminal = freshTerminal();
let card: Card = cardOf(t);

/** A card that CDA was chosen for, whose PDOL had two bytes. */
function begin(): void {
  t = freshTerminal();
  card = cardOf(t);
  card.odaMethod = OdaMethod.CDA;
  giveData(card, LISTS);
  card.pdolLength = hexAt(card.dialogue, "B1B2");
  hexAt(card.unpredictable, "11223344");
}

function answers(objects: string): i32 {
  card.status = 0x9000;
  card.replyLength = hexAt(card.reply, "77" + hexByte(objects.length / 2) + objects);
  return takeCryptogram(card);
}

function checked(status: Authenticity, data: string): i32 {
  giveStatus(status);
  store<u64>(PAYLOAD + 8, hexAt(PAYLOAD + 16, data));
  return signedAc(t, SignedAc.CHECKING, Event.SIGNATURE_DONE);
}

describe("GENERATE AC with CDA (EMV Book 2, 6.6)", () => {
  it("asks for a signature of a TC and an ARQC, not of an AAC, and only when CDA has its keys", () => {
    begin();
    prepareGenerate(t, ARQC, TAG_8C_CDOL1);
    expect(hexOf(card.command, card.commandLength)).toBe("80AE9000041122334400");
    prepareGenerate(t, TC, TAG_8D_CDOL2);
    expect(hexOf(card.command, card.commandLength)).toBe("80AE5000060000" + "1122334400");
    prepareGenerate(t, AAC, TAG_8D_CDOL2);
    expect(hexOf(card.command, 4)).toBe("80AE0000");
    expect(card.cdaAsked).toBe(0);
    card.odaFailed = 1;
    expect(wantsCda(card)).toBe(false);
    prepareGenerate(t, ARQC, TAG_8C_CDOL1);
    expect(hexOf(card.command, 4)).toBe("80AE8000");
    card.odaFailed = 0;
    card.odaMethod = OdaMethod.DDA;
    expect(wantsCda(card)).toBe(false);
  });

  it("keeps what was sent, one behind the other", () => {
    begin();
    prepareGenerate(t, ARQC, TAG_8C_CDOL1);
    card.responseCode = 0x3030;
    prepareGenerate(t, TC, TAG_8D_CDOL2);
    expect(hexOf(card.dialogue, 12)).toBe("B1B2" + "11223344" + "303011223344");
  });

  it("takes a signature in place of the cryptogram", () => {
    begin();
    prepareGenerate(t, ARQC, TAG_8C_CDOL1);
    expect(answers(SIGNED)).toBe(ARQC);
    expect(hexOf(card.reply + card.signedAt, card.signedLength)).toBe("515253");
    expect(hexOf(card.issuerData, card.issuerDataLength)).toBe("A1A2");
    expect(answers("9F270180" + "9F36020007")).toBe(-1);
    expect(answers("9F270100" + "9F36020007" + "9F26080102030405060708")).toBe(AAC);
    card.cdaAsked = 0;
    expect(answers(SIGNED)).toBe(-1);
  });

  it("takes no answer that says something twice, or has something behind it", () => {
    begin();
    expect(answers("9F270180" + "9F36020007" + "9F26080102030405060708" + "9F270140")).toBe(-1);
    expect(answers("9F270180" + "9F36020007" + "9F26080102030405060708")).toBe(ARQC);
    card.replyLength += hexAt(card.reply + card.replyLength, "5A0112");
    expect(takeCryptogram(card)).toBe(-1);
  });
});

describe("SIGNED_AC (EMV Book 2, 6.6.2)", () => {
  it("has the number, all values sent and the answer without its signature checked", () => {
    begin();
    prepareGenerate(t, ARQC, TAG_8C_CDOL1);
    answers(SIGNED);
    beginStep();
    expect(signedAc(t, SignedAc.CHOOSING, Event.ENTER)).toBe(SignedAc.CHECKING);
    expect(signedAc(t, SignedAc.CHECKING, Event.ENTER)).toBe(WAIT | 3000);
    expect(lastCommand()).toBe(Command.VERIFY_SIGNATURE);
    const signature = "0300000000000000" + "0300000000000000" + "5152530000000000";
    const sent = "11223344" + "B1B2" + "11223344";
    const answer = "9F270180" + "9F36020007" + "9F1002A1A2";
    expect(hexOf(lastPayload(), 56)).toBe(signature + "1800000000000000" + sent + answer);
  });

  it("covers the values of CDOL2 as well, at the second", () => {
    begin();
    prepareGenerate(t, ARQC, TAG_8C_CDOL1);
    card.concluded = 1;
    prepareGenerate(t, TC, TAG_8D_CDOL2);
    answers("9F270140" + "9F36020007" + "9F4B03515253");
    beginStep();
    signedAc(t, SignedAc.CHECKING, Event.ENTER);
    const sent = "11223344" + "B1B2" + "11223344" + "000011223344";
    expect(hexOf(lastPayload() + 32, 25)).toBe(sent + "9F270140" + "9F36020007");
  });

  it("gives the cryptogram and the dynamic number of a signature that is right", () => {
    begin();
    prepareGenerate(t, ARQC, TAG_8C_CDOL1);
    answers(SIGNED);
    expect(checked(Authenticity.GENUINE, "80" + "0102030405060708" + "CAFE")).toBe(Event.GENUINE);
    expect(hexOf(card.cryptogram, 8)).toBe("0102030405060708");
    expect(hexOf(card.dynamicNumber, card.dynamicNumberLength)).toBe("CAFE");
    expect(hexOf(card.tvr, 1) + hexOf(card.tsi, 1)).toBe("0080");
  });

  it("fails for every reason, for another CID, and for no signature", () => {
    for (let why: i32 = Authenticity.REFUSED; why <= Authenticity.NO_KEY; why++) {
      begin();
      expect(checked(why, "")).toBe(Event.FORGED);
      expect(hexOf(card.tvr, 1) + hexOf(card.tsi, 1)).toBe("0480");
      expect(wantsCda(card)).toBe(false);
    }
    begin();
    card.cid = 0x80;
    expect(checked(Authenticity.GENUINE, "40" + "0102030405060708" + "CAFE")).toBe(Event.FORGED);
    begin();
    card.cid = 0x80;
    expect(checked(Authenticity.GENUINE, "80" + "0102030405060708" + "CA")).toBe(Event.FORGED);
    begin();
    expect(checked(Authenticity.GENUINE, "")).toBe(Event.FORGED);
    begin();
    expect(signedAc(t, SignedAc.CHOOSING, Event.ENTER)).toBe(Event.FORGED);
    expect(hexOf(card.tvr, 1)).toBe("04");
    begin();
    expect(signedAc(t, SignedAc.CHECKING, Event.TIME)).toBe(Event.FORGED);
    expect(hexOf(card.tvr, 1)).toBe("04");
  });
});

describe("what follows", () => {
  it("a signed ARQC is checked; forged, it is followed by an AAC at once, and the payment is denied", () => {
    begin();
    card.wanted = ARQC;
    prepareGenerate(t, ARQC, TAG_8C_CDOL1);
    card.status = 0x9000;
    card.replyLength = hexAt(card.reply, "77" + hexByte(SIGNED.length / 2) + SIGNED);
    expect(firstAc(t, FirstAc.ASKING, Event.ANSWERED)).toBe(FirstAc.CHECKING);
    beginStep();
    expect(firstAc(t, FirstAc.CHECKING, Event.ENTER)).toBe(RUN | Machine.SIGNED_AC);
    expect(firstAc(t, FirstAc.CHECKING, Event.GENUINE)).toBe(Event.CRYPTOGRAM);
    expect(firstAc(t, FirstAc.CHECKING, Event.FORGED)).toBe(FirstAc.REFUSING);
    expect(firstAc(t, FirstAc.REFUSING, Event.ENTER)).toBe(RUN | Machine.TRANSMIT);
    expect(hexOf(card.command, card.commandLength)).toBe("80AE0000065A31" + "1122334400");
    expect(card.concluded).toBe(1);
    expect(isDenied(card)).toBe(true);
    expect(firstAc(t, FirstAc.REFUSING, Event.ANSWERED)).toBe(Event.CARD_DECLINED);
    expect(firstAc(t, FirstAc.REFUSING, Event.CARD_FAILED)).toBe(Event.CARD_DECLINED);
  });

  it("a signed TC is checked; forged, it is a decline", () => {
    begin();
    prepareGenerate(t, TC, TAG_8D_CDOL2);
    const objects = "9F270140" + "9F36020007" + "9F4B03515253";
    card.status = 0x9000;
    card.replyLength = hexAt(card.reply, "77" + hexByte(objects.length / 2) + objects);
    expect(completion(t, Completion.CONCLUDING, Event.ANSWERED)).toBe(Completion.CHECKING);
    expect(completion(t, Completion.CHECKING, Event.GENUINE)).toBe(Completion.UPDATING);
    expect(completion(t, Completion.UPDATING, Event.SCRIPTS_DONE)).toBe(Event.CRYPTOGRAM);
    expect(completion(t, Completion.CHECKING, Event.FORGED)).toBe(Completion.UPDATING);
    expect(completion(t, Completion.UPDATING, Event.SCRIPTS_DONE)).toBe(Event.CARD_DECLINED);
  });
});
