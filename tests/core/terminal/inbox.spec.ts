import { Event, IN_BYTES, IN_HEADER, PARAMETERS_BYTES } from "../../../assembly/abi";
import { PAYLOAD } from "../../../assembly/machine/io";
import { wellFormed } from "../../../assembly/terminal/inbox";

/** A `bytes` payload that says it has `said` bytes, of which `given` are there. */
function bytes(event: Event, said: u32, given: i32): bool {
  store<u32>(PAYLOAD, said);
  return wellFormed(event, 8 + given);
}

/** A stripe that says it has so many characters, of which `given` are there. */
function stripe(track2: u32, track3: u32, given: i32): bool {
  store<u32>(PAYLOAD, track2, 4);
  store<u32>(PAYLOAD, track3, 8);
  return wellFormed(Event.STRIPE_READ, 16 + given);
}

describe("the gate", () => {
  it("knows events by their codes", () => {
    expect(wellFormed(Event.TIME, 0)).toBe(true);
    expect(wellFormed(0, 0)).toBe(false);
    expect(wellFormed(-1, 0)).toBe(false);
    expect(wellFormed(9, 0)).toBe(false);
  });

  it("lets nobody but the engine say ENTER, END or a result", () => {
    for (let event: i32 = Event.ENTER; event < 256; event++) expect(wellFormed(event, 64)).toBe(false);
  });

  it("wants as many bytes as an event has", () => {
    expect(wellFormed(Event.BOOT, 15)).toBe(false);
    expect(wellFormed(Event.PROVISION, PARAMETERS_BYTES - 1)).toBe(false);
    store<u32>(PAYLOAD, 2);
    expect(wellFormed(Event.DIAGNOSE, 4)).toBe(false);
    store<u32>(PAYLOAD, 1);
    expect(wellFormed(Event.DIAGNOSE, 3)).toBe(false);
    expect(wellFormed(Event.DIAGNOSE, 4)).toBe(true);
    expect(wellFormed(Event.FLASH_DONE, 3)).toBe(false);
    expect(wellFormed(Event.CARD_CHECKED, 3)).toBe(false);
    expect(wellFormed(Event.SECRET_DONE, 7)).toBe(false);
    expect(wellFormed(Event.KEY_LOADED, 7)).toBe(false);
    expect(wellFormed(Event.PIN_DONE, 15)).toBe(false);
    expect(wellFormed(Event.PIN_VERIFIED, 7)).toBe(false);
    expect(wellFormed(Event.PIN_VERIFIED, 8)).toBe(true);
    expect(wellFormed(Event.TIME, -1)).toBe(false);
    expect(wellFormed(Event.TIME, IN_BYTES - IN_HEADER + 1)).toBe(false);
  });

  it("takes the digits 0 to 9", () => {
    store<u32>(PAYLOAD, 9);
    expect(wellFormed(Event.KEY_DIGIT, 4)).toBe(true);
    store<u32>(PAYLOAD, 10);
    expect(wellFormed(Event.KEY_DIGIT, 4)).toBe(false);
  });

  it("believes a length only up to what is there and up to its limit", () => {
    expect(bytes(Event.CARD_REPLY, 2, 2)).toBe(true);
    expect(bytes(Event.CARD_REPLY, 3, 2)).toBe(false);
    expect(bytes(Event.CARD_REPLY, 262, 300)).toBe(false);
    expect(bytes(Event.CARD_REPLY, 0xffffffff, 2)).toBe(false);
    expect(bytes(Event.AID_READ, 128, 128)).toBe(true);
    expect(bytes(Event.AID_READ, 128, 127)).toBe(false);
    expect(bytes(Event.FLASH_DATA, 1024, 1024)).toBe(true);
    expect(bytes(Event.FLASH_DATA, 1025, 1088)).toBe(false);
    expect(bytes(Event.RANDOM_DONE, 33, 40)).toBe(false);
    expect(wellFormed(Event.CARD_KEY_DONE, 3)).toBe(false);
    expect(wellFormed(Event.CARD_KEY_DONE, 4)).toBe(true);
    store<u32>(PAYLOAD, 17, 8);
    expect(wellFormed(Event.SIGNATURE_DONE, 33)).toBe(true);
    expect(wellFormed(Event.SIGNATURE_DONE, 32)).toBe(false);
    store<u32>(PAYLOAD, 18, 8);
    expect(wellFormed(Event.SIGNATURE_DONE, 40)).toBe(false);
    expect(wellFormed(Event.LINE_DATA, 7)).toBe(false);
  });

  it("believes the lengths of two tracks only up to what is there", () => {
    expect(stripe(37, 104, 141)).toBe(true);
    expect(stripe(0, 0, 0)).toBe(true);
    expect(stripe(37, 104, 140)).toBe(false);
    expect(stripe(142, 0, 141)).toBe(false);
    expect(stripe(0xffffffff, 2, 1)).toBe(false);
    expect(stripe(2, 0xffffffff, 1)).toBe(false);
    expect(wellFormed(Event.STRIPE_READ, 15)).toBe(false);
  });
});
