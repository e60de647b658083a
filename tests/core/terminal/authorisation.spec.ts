import { Event, STAY } from "../../../assembly/abi";
import { Screen } from "../../../assembly/abi_shown";
import { Reason } from "../../../assembly/abi_reasons";
import { Exchange, exchangeOf } from "../../../assembly/acquirer/region";
import { AAC } from "../../../assembly/emv/generate_ac";
import { reading, Reading } from "../../../assembly/emv/reading";
import { cardOf } from "../../../assembly/emv/region";
import { append, Append } from "../../../assembly/journal/append";
import { Kind } from "../../../assembly/journal/records";
import { journal } from "../../../assembly/journal/region";
import { Machine, RUN } from "../../../assembly/machine/row";
import { Terminal } from "../../../assembly/machine/terminal";
import { Authorisation, authorisation } from "../../../assembly/terminal/authorisation";
import { Sale, sale } from "../../../assembly/terminal/sale";
import { watchOf } from "../../../assembly/terminal/care/region";
import { beginStep, freshTerminal, giveBytes, giveStatus, lastPayload } from "../machine/support";

const CODE_Z3: i32 = 0x335a;
let t: Terminal = freshTerminal();
let x: Exchange = exchangeOf(t);

function begin(): void {
  t = freshTerminal();
  x = exchangeOf(t);
}

/** The screen that the payment ends with. */
function stoppedAt(): i32 {
  beginStep();
  sale(t, Sale.STOPPED, Event.ENTER);
  return load<i32>(lastPayload());
}

describe("a secure module that refuses once the card has given its ARQC", () => {
  beforeEach(begin);

  it("ends the payment, and the card is told that nobody was asked (EMV Book 3, 10.7)", () => {
    giveStatus(1);
    expect(authorisation(t, Authorisation.PROTECTING, Event.RECORD_DONE)).toBe(Authorisation.WITHDRAWING);
    expect(x.stopped).toBe(Reason.SECURE_MODULE);
    expect(authorisation(t, Authorisation.PROTECTING, Event.TIME)).toBe(Authorisation.WITHDRAWING);
    expect(authorisation(t, Authorisation.SEALING, Event.NOT_SEALED)).toBe(Authorisation.WITHDRAWING);
    expect(authorisation(t, Authorisation.WITHDRAWING, Event.ENTER)).toBe(RUN | Machine.COMPLETION);
    expect(cardOf(t).wanted).toBe(AAC);
    expect(cardOf(t).responseCode).toBe(CODE_Z3);
  });

  it("has nothing approved, whatever the card answers", () => {
    expect(authorisation(t, Authorisation.WITHDRAWING, Event.CRYPTOGRAM)).toBe(Event.CANCELLED);
    expect(authorisation(t, Authorisation.WITHDRAWING, Event.CARD_DECLINED)).toBe(Event.CANCELLED);
    expect(authorisation(t, Authorisation.WITHDRAWING, Event.CARD_FAILED)).toBe(Event.CANCELLED);
    expect(authorisation(t, Authorisation.WITHDRAWING, Event.CARD_OUT)).toBe(Event.CANCELLED);
  });

  it("has no card to tell where a stripe was swiped", () => {
    x.entry = 1;
    giveStatus(1);
    expect(authorisation(t, Authorisation.PROTECTING, Event.RECORD_DONE)).toBe(Event.CANCELLED);
    expect(authorisation(t, Authorisation.SEALING, Event.NOT_SEALED)).toBe(Event.CANCELLED);
  });
});

describe("a secure module that refuses before", () => {
  beforeEach(begin);

  it("is no failing chip: nobody is asked to swipe, and the fault is noted", () => {
    giveBytes(lastPayload(), 0);
    expect(reading(t, Reading.DRAWING, Event.RANDOM_DONE)).toBe(Event.NOT_SEALED);
    expect(reading(t, Reading.DRAWING, Event.TIME)).toBe(Event.NOT_SEALED);
    expect(sale(t, Sale.READING, Event.NOT_SEALED)).toBe(Sale.STOPPED);
    expect(watchOf(t).count).toBe(1);
    expect(stoppedAt()).toBe(Screen.TERMINAL_FAULT);
    expect(sale(t, Sale.VERIFYING, Event.NOT_SEALED)).toBe(Sale.STOPPED);
    expect(authorisation(t, Authorisation.CRYPTOGRAM, Event.NOT_SEALED)).toBe(Event.CANCELLED);
    expect(x.stopped).toBe(Reason.SECURE_MODULE);
    expect(x.chipFailed).toBe(0);
  });

  it("and a board that does not say what is configured are told apart", () => {
    expect(sale(t, Sale.SELECTING, Event.FAILED)).toBe(Sale.STOPPED);
    expect(x.stopped).toBe(Reason.NO_CONFIGURATION);
    expect(stoppedAt()).toBe(Screen.TERMINAL_FAULT);
    x.stopped = 0;
    expect(authorisation(t, Authorisation.CRYPTOGRAM, Event.FAILED)).toBe(Event.CANCELLED);
    expect(x.stopped).toBe(Reason.NO_CONFIGURATION);
  });
});

describe("a card that leaves while the intent is written", () => {
  beforeEach(begin);

  it("has nothing sent: the payment is abandoned, and the screen says that the card was pulled out", () => {
    authorisation(t, Authorisation.INTENT, Event.ENTER);
    expect(append(t, Append.WRITING, Event.CARD_OUT)).toBe(STAY);
    expect(authorisation(t, Authorisation.INTENT, Event.STORED)).toBe(Authorisation.DROPPING);
    expect(authorisation(t, Authorisation.DROPPING, Event.ENTER)).toBe(RUN | Machine.APPEND);
    expect(journal(t).kind).toBe(Kind.ABANDONED);
    expect(load<i32>(journal(t).record.payload, 8)).toBe(Reason.CARD_REMOVED);
    expect(authorisation(t, Authorisation.DROPPING, Event.STORED)).toBe(Event.CANCELLED);
    expect(authorisation(t, Authorisation.DROPPING, Event.NOT_STORED)).toBe(Event.FAULTED);
    expect(x.stopped).toBe(Reason.CARD_REMOVED);
    expect(stoppedAt()).toBe(Screen.CARD_ERROR);
  });

  it("is not one that left while something else was written, nor one whose stripe was swiped", () => {
    t.cardLeft = 1;
    authorisation(t, Authorisation.INTENT, Event.ENTER);
    expect(authorisation(t, Authorisation.INTENT, Event.STORED)).toBe(Authorisation.ASKING);
    x.entry = 1;
    t.cardLeft = 1;
    expect(authorisation(t, Authorisation.INTENT, Event.STORED)).toBe(Authorisation.ASKING);
  });
});

describe("the exception file for a card that is swiped", () => {
  beforeEach(begin);

  it("is asked before the PIN is, and declines a card that is on it", () => {
    giveStatus(0);
    expect(sale(t, Sale.LOOKING_UP, Event.CARD_CHECKED)).toBe(Sale.STRIPE_PIN);
    giveStatus(1);
    expect(sale(t, Sale.LOOKING_UP, Event.CARD_CHECKED)).toBe(Sale.STOPPED);
    expect(x.stopped).toBe(Reason.DECLINED_OFFLINE);
    expect(stoppedAt()).toBe(Screen.DECLINED);
  });

  it("has to answer", () => {
    expect(sale(t, Sale.LOOKING_UP, Event.TIME)).toBe(Sale.STOPPED);
    expect(x.stopped).toBe(Reason.NO_CONFIGURATION);
  });
});
