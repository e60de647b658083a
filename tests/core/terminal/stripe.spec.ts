import { Command, Done, Event, Interface, STAY } from "../../../assembly/abi";
import { Screen } from "../../../assembly/abi_shown";
import { Reason } from "../../../assembly/abi_reasons";
import { Exchange, exchangeOf, Request, TRACK_2_MAX, TRACK_3_MAX } from "../../../assembly/acquirer/region";
import { CODE_00 } from "../../../assembly/acquirer/profile";
import { luhn } from "../../../assembly/codec/pan";
import { cardOf } from "../../../assembly/emv/region";
import { durable } from "../../../assembly/journal/durable";
import { Entry } from "../../../assembly/journal/records";
import { OUT, PAYLOAD, used } from "../../../assembly/machine/io";
import { Machine, RUN, WAIT } from "../../../assembly/machine/row";
import { Terminal } from "../../../assembly/machine/terminal";
import { Authorisation, authorisation } from "../../../assembly/terminal/authorisation";
import { failChip, Presenting, presenting } from "../../../assembly/terminal/presenting";
import { Sale, sale } from "../../../assembly/terminal/sale";
import { Swipe, takeSwipe } from "../../../assembly/terminal/stripe";
import { below, seed, textAt, textOf } from "../base/support";
import { beginStep, freshTerminal, lastCommand, lastPayload } from "../machine/support";

const PAN = "6216261000000000018";
/** Service codes 120, no chip, and 220, a chip. */
const STRIPE = PAN + "=331212000000123";
const CHIP = PAN + "=331222000000123";
const TRACK_3 = "99" + PAN + "=1561560000000000000003000000114000033120=000000000000=000000000000=00000000";

let t: Terminal = freshTerminal();
let x: Exchange = exchangeOf(t);

/** A payment that waits for a card; the chip has failed in it, or not. */
function waiting(chipFailed: bool = false): void {
  t = freshTerminal();
  x = exchangeOf(t);
  x.amount = 1234;
  x.cardSequence = -1;
  x.chipFailed = chipFailed ? 1 : 0;
  durable(t).nextStan = 7;
  durable(t).batch = 3;
}

/** The event's payload is this stripe. */
function swiped(track2: string, track3: string = "", status: Done = Done.DONE): void {
  store<u32>(PAYLOAD, status);
  store<u32>(PAYLOAD, track2.length, 4);
  store<u32>(PAYLOAD, track3.length, 8);
  store<u32>(PAYLOAD, 0, 12);
  textAt(PAYLOAD + 16, track2 + track3);
}

function swipe(track2: string, track3: string = ""): Swipe {
  swiped(track2, track3);
  return takeSwipe(t);
}

/** Address of the first command of this code in OUT, 0 for none. */
function commandOf(code: Command): usize {
  for (let at = OUT; at < OUT + used();) {
    if (load<u16>(at) === <u16>code) return at + 16;
    at += 16 + ((load<u32>(at, 4) + 7) & ~7);
  }
  return 0;
}

/** Screen shown and interfaces armed by entering a state. */
function arms(state: Presenting): i32 {
  beginStep();
  expect(presenting(t, state, Event.ENTER) & WAIT).not.toBe(0);
  expect(lastCommand()).toBe(Command.CARD_ARM);
  return load<i32>(lastPayload());
}

/** Nothing of a swipe has been taken. */
function isClean(): bool {
  let sum: i32 = x.panLength + x.track2Length + x.track3Length + x.entry + x.entryMode;
  for (let i = 0; i < 19; i++) sum += load<u8>(x.pan + i);
  for (let i = 0; i < TRACK_2_MAX; i++) sum += load<u8>(x.track2 + i);
  for (let i = 0; i < TRACK_3_MAX; i++) sum += load<u8>(x.track3 + i);
  return sum === 0;
}

describe("a swipe", () => {
  beforeEach(() => {
    waiting();
  });

  it("gives number, expiry date and both tracks of a card without a chip", () => {
    expect(swipe(STRIPE, TRACK_3)).toBe(Swipe.USABLE);
    expect(textOf(x.pan, x.panLength)).toBe(PAN);
    expect(textOf(x.expiry, 4)).toBe("3312");
    expect(textOf(x.track2, x.track2Length)).toBe(STRIPE);
    expect(textOf(x.track3, x.track3Length)).toBe(TRACK_3);
    expect(x.entry).toBe(Entry.STRIPE);
    expect(x.entryMode).toBe(22);
    expect(x.stan).toBe(7);
    expect(x.batch).toBe(3);
    expect(x.cardSequence).toBe(-1);
  });

  it("of a card with a chip, national or international, leaves nothing and asks for the chip", () => {
    expect(swipe(CHIP, TRACK_3)).toBe(Swipe.CHIP);
    expect(isClean()).toBe(true);
    expect(swipe(PAN + "=3312620")).toBe(Swipe.CHIP);
    expect(isClean()).toBe(true);
    expect(x.swipes).toBe(0);
  });

  it("knows a chip by the first digit of the service code alone", () => {
    for (let digit = 0; digit <= 9; digit++) {
      waiting();
      const found = swipe(PAN + "=3312" + digit.toString() + "01");
      expect(found).toBe(digit === 2 || digit === 6 ? Swipe.CHIP : Swipe.USABLE);
    }
  });

  it("is a fallback only when the chip has failed, and the card has one", () => {
    waiting(true);
    expect(swipe(CHIP)).toBe(Swipe.USABLE);
    expect(x.entry).toBe(Entry.FALLBACK);
    waiting(true);
    expect(swipe(STRIPE)).toBe(Swipe.USABLE);
    expect(x.entry).toBe(Entry.STRIPE);
  });

  it("needs neither service code nor expiry date, and takes D and sentinels", () => {
    expect(swipe(PAN + "===0")).toBe(Swipe.USABLE);
    expect(load<u8>(x.expiry)).toBe(0);
    waiting();
    expect(swipe(";" + PAN + "D3312120?")).toBe(Swipe.USABLE);
    expect(textOf(x.track2, x.track2Length)).toBe(PAN + "D3312120");
  });

  it("leaves out a track 3 that cannot be read", () => {
    expect(swipe(STRIPE, "99x")).toBe(Swipe.USABLE);
    expect(x.track3Length).toBe(0);
    waiting();
    expect(swipe(STRIPE, TRACK_3 + "0000000000000000000000000000000000000000000000000000000000")).toBe(Swipe.USABLE);
    expect(x.track3Length).toBe(0);
  });

  it("is unreadable with a wrong check digit, without a separator, too long, cut off, or when the reader says so", () => {
    const bad = [
      "",
      PAN,
      "6216261000000000019=3312120",
      PAN + "=33",
      PAN + "=33A2120",
      "621626=3312120",
      "621626100006=3312120",
      STRIPE + "00000000000000000000",
      "?" + STRIPE,
      ";" + STRIPE,
    ];
    for (let i = 0; i < bad.length; i++) {
      waiting();
      expect(swipe(bad[i])).toBe(Swipe.UNREADABLE);
      expect(x.swipes).toBe(1);
      expect(isClean()).toBe(true);
    }
    waiting();
    swiped(STRIPE, "", Done.REFUSED);
    expect(takeSwipe(t)).toBe(Swipe.UNREADABLE);
  });

  it("whatever the characters are, is taken whole and right or not at all", () => {
    seed(20261122);
    const alphabet = "0123456789=D;?A ";
    for (let round = 0; round < 4000; round++) {
      waiting((round & 1) !== 0);
      let track2 = STRIPE;
      const changes = below(4);
      for (let i = 0; i < changes; i++) {
        const at = below(track2.length + 1);
        const removed = below(3);
        track2 =
          track2.substring(0, at) + alphabet.charAt(below(16)) + track2.substring(min(track2.length, at + removed));
      }
      if (swipe(track2) !== Swipe.USABLE) {
        expect(isClean()).toBe(true);
        continue;
      }
      expect(x.panLength >= 13 && x.panLength <= 19).toBe(true);
      expect(luhn(x.pan, x.panLength)).toBe(true);
      expect(x.track2Length <= TRACK_2_MAX).toBe(true);
      expect(track2.includes(textOf(x.track2, x.track2Length))).toBe(true);
      expect(textOf(x.track2, x.panLength)).toBe(textOf(x.pan, x.panLength));
    }
  });
});

describe("PRESENTING", () => {
  beforeEach(() => {
    waiting();
    presenting(t, Presenting.BEGINNING, Event.ENTER);
  });

  it("takes chip or stripe; only the stripe once the chip has failed", () => {
    const both = Interface.CONTACT | Interface.STRIPE;
    expect(arms(Presenting.ASKING)).toBe(both);
    expect(load<u32>(commandOf(Command.SCREEN))).toBe(Screen.INSERT_CARD);
    swiped(CHIP);
    presenting(t, Presenting.ASKING, Event.STRIPE_READ);
    expect(arms(Presenting.ASKING)).toBe(both);
    expect(load<u32>(commandOf(Command.SCREEN))).toBe(Screen.USE_CHIP);
    swiped("0");
    presenting(t, Presenting.ASKING, Event.STRIPE_READ);
    expect(arms(Presenting.ASKING)).toBe(both);
    expect(load<u32>(commandOf(Command.SCREEN))).toBe(Screen.SWIPE_AGAIN);
    presenting(t, Presenting.ASKING, Event.CARD_MUTE);
    expect(arms(Presenting.FALLBACK)).toBe(Interface.STRIPE);
    expect(load<u32>(commandOf(Command.SCREEN))).toBe(Screen.SWIPE_CARD);
    expect(x.chipFailed).toBe(1);
    expect(arms(Presenting.ASKING)).toBe(Interface.STRIPE);
  });

  it("begins with the stripe in a payment whose chip has failed", () => {
    expect(presenting(t, Presenting.BEGINNING, Event.ENTER)).toBe(Presenting.ASKING);
    failChip(t);
    expect(presenting(t, Presenting.BEGINNING, Event.ENTER)).toBe(Presenting.FALLBACK);
  });

  it("forgets the chip and powers it down when it has failed", () => {
    cardOf(t).arenaUsed = 20;
    store<u8>(cardOf(t).arena, 0x50);
    presenting(t, Presenting.ASKING, Event.CARD_MUTE);
    arms(Presenting.FALLBACK);
    expect(cardOf(t).arenaUsed).toBe(0);
    expect(load<u8>(cardOf(t).arena)).toBe(0);
    expect(commandOf(Command.CARD_RELEASE)).not.toBe(0);
  });

  it("ends with the stripe or the chip, and asks for the chip where there is one", () => {
    swiped(CHIP);
    expect(presenting(t, Presenting.ASKING, Event.STRIPE_READ)).toBe(Presenting.ASKING);
    swiped(STRIPE);
    expect(presenting(t, Presenting.ASKING, Event.STRIPE_READ)).toBe(Event.SWIPED);
    expect(presenting(t, Presenting.ASKING, Event.CARD_IN)).toBe(Event.INSERTED);
    expect(presenting(t, Presenting.ASKING, Event.CARD_MUTE)).toBe(Presenting.FALLBACK);
    waiting(true);
    swiped(CHIP);
    expect(presenting(t, Presenting.FALLBACK, Event.STRIPE_READ)).toBe(Event.SWIPED);
  });

  it("asks twice again and then stops", () => {
    swiped("0");
    expect(presenting(t, Presenting.ASKING, Event.STRIPE_READ)).toBe(Presenting.ASKING);
    expect(presenting(t, Presenting.ASKING, Event.STRIPE_READ)).toBe(Presenting.ASKING);
    expect(presenting(t, Presenting.ASKING, Event.STRIPE_READ)).toBe(Event.CANCELLED);
    expect(x.stopped).toBe(Reason.STRIPE_UNREADABLE);
    waiting(true);
    expect(presenting(t, Presenting.FALLBACK, Event.STRIPE_READ)).toBe(Presenting.ASKING);
  });

  it("stops when cancelled or left alone, and after a failed chip says that it was the chip", () => {
    expect(presenting(t, Presenting.ASKING, Event.KEY_CANCEL)).toBe(Event.CANCELLED);
    expect(x.stopped).toBe(Reason.CANCELLED);
    expect(presenting(t, Presenting.ASKING, Event.TIME)).toBe(Event.CANCELLED);
    expect(x.stopped).toBe(Reason.TIMED_OUT);
    presenting(t, Presenting.ASKING, Event.CARD_MUTE);
    expect(presenting(t, Presenting.FALLBACK, Event.KEY_CANCEL)).toBe(Event.CANCELLED);
    expect(presenting(t, Presenting.FALLBACK, Event.TIME)).toBe(Event.CANCELLED);
    expect(x.stopped).toBe(Reason.CARD_UNREADABLE);
  });
});

describe("fallback", () => {
  beforeEach(() => {
    waiting();
  });

  it("follows a chip that fails before its application is initiated, and no later", () => {
    expect(sale(t, Sale.SELECTING, Event.CARD_FAILED)).toBe(Sale.PRESENTING);
    expect(x.chipFailed).toBe(1);
    expect(sale(t, Sale.READING, Event.CARD_FAILED)).toBe(Sale.PRESENTING);
    cardOf(t).aflLength = 4;
    expect(sale(t, Sale.READING, Event.CARD_FAILED)).toBe(Sale.STOPPED);
  });

  it("follows a card without a common application, but not a blocked one or one whose application is refused", () => {
    cardOf(t).status = 0x6a82;
    cardOf(t).configured = 0;
    expect(sale(t, Sale.SELECTING, Event.NO_APPLICATION)).toBe(Sale.STOPPED, "no record of an application was read");
    cardOf(t).configured = 1;
    expect(sale(t, Sale.SELECTING, Event.NO_APPLICATION)).toBe(Sale.PRESENTING);
    expect(x.stopped).toBe(Reason.NO_APPLICATION);
    expect(sale(t, Sale.SELECTING, Event.CARD_BLOCKED)).toBe(Sale.STOPPED);
    cardOf(t).offered = 1;
    expect(sale(t, Sale.SELECTING, Event.NO_APPLICATION)).toBe(Sale.STOPPED);
  });

  it("never follows a decision: declined, pulled out, cancelled", () => {
    expect(sale(t, Sale.READING, Event.CARD_OUT)).toBe(Sale.STOPPED);
    expect(sale(t, Sale.SELECTING, Event.CARD_OUT)).toBe(Sale.STOPPED);
    expect(sale(t, Sale.SELECTING, Event.KEY_CANCEL)).toBe(Sale.STOPPED);
    expect(sale(t, Sale.VERIFYING, Event.CANCELLED)).toBe(Sale.STOPPED);
    expect(sale(t, Sale.AUTHORISING, Event.CANCELLED)).toBe(Sale.STOPPED);
    expect(sale(t, Sale.AUTHORISING, Event.DECLINED)).toBe(Sale.SHOWING);
  });
});

describe("a payment by stripe", () => {
  beforeEach(() => {
    waiting();
    swipe(STRIPE);
  });

  it("asks for the PIN; with it F22 is 021, without it the slip is signed", () => {
    expect(sale(t, Sale.STRIPE_PIN, Event.ENTER)).toBe(RUN | Machine.PIN);
    expect(sale(t, Sale.STRIPE_PIN, Event.NO_PIN)).toBe(Sale.AUTHORISING);
    expect(x.entryMode).toBe(22);
    expect(cardOf(t).signature).toBe(1);
    waiting();
    swipe(STRIPE);
    expect(sale(t, Sale.STRIPE_PIN, Event.PIN_READY)).toBe(Sale.AUTHORISING);
    expect(x.entryMode).toBe(21);
    expect(cardOf(t).signature).toBe(0);
    expect(sale(t, Sale.STRIPE_PIN, Event.CANCELLED)).toBe(Sale.STOPPED);
    expect(x.stopped).toBe(Reason.CANCELLED);
    expect(sale(t, Sale.STRIPE_PIN, Event.NOT_SEALED)).toBe(Sale.STOPPED);
    expect(x.stopped).toBe(Reason.SECURE_MODULE);
  });

  it("is authorised without a cryptogram, completed without a card, and tells no card of a decline", () => {
    expect(authorisation(t, Authorisation.BEGINNING, Event.ENTER)).toBe(Authorisation.PROTECTING);
    x.request = Request.SALE;
    x.responseCode = CODE_00;
    expect(authorisation(t, Authorisation.ASKING, Event.REPLIED)).toBe(Authorisation.APPROVING);
    cardOf(t).gone = 1;
    expect(authorisation(t, Authorisation.ASKING, Event.REPLIED)).toBe(Authorisation.APPROVING);
    x.responseCode = 0x3135;
    expect(authorisation(t, Authorisation.ASKING, Event.REPLIED)).toBe(Authorisation.TURNING_DOWN);
    cardOf(t).gone = 0;
    expect(authorisation(t, Authorisation.TURNING_DOWN, Event.STORED)).toBe(Event.DECLINED);
  });

  it("misses no card that is still in the slot", () => {
    expect(authorisation(t, Authorisation.PROTECTING, Event.CARD_OUT)).toBe(STAY);
    expect(authorisation(t, Authorisation.SEALING, Event.CARD_OUT)).toBe(STAY);
  });
});

describe("a payment by chip", () => {
  it("begins with its cryptogram and stops when the card is pulled out", () => {
    waiting();
    expect(authorisation(t, Authorisation.BEGINNING, Event.ENTER)).toBe(Authorisation.CRYPTOGRAM);
    expect(authorisation(t, Authorisation.PROTECTING, Event.CARD_OUT)).toBe(Event.CANCELLED);
    expect(authorisation(t, Authorisation.SEALING, Event.CARD_OUT)).toBe(Event.CANCELLED);
    expect(x.stopped).toBe(Reason.CARD_REMOVED);
    x.responseCode = CODE_00;
    expect(authorisation(t, Authorisation.ASKING, Event.REPLIED)).toBe(Authorisation.COMPLETING);
    expect(authorisation(t, Authorisation.TURNING_DOWN, Event.STORED)).toBe(Authorisation.CONCLUDING);
  });
});
