import { Event } from "../../../../assembly/abi";
import { Role } from "../../../../assembly/abi_devices";
import { Service } from "../../../../assembly/abi_platform";
import { Reason } from "../../../../assembly/abi_reasons";
import { Item } from "../../../../assembly/abi_fields";
import { deskOf } from "../../../../assembly/acquirer/desk";
import { exchangeOf } from "../../../../assembly/acquirer/region";
import { durable } from "../../../../assembly/journal/durable";
import { Machine, RUN } from "../../../../assembly/machine/row";
import { Terminal } from "../../../../assembly/machine/terminal";
import { office, Office } from "../../../../assembly/terminal/binding/office";
import { bindingOf } from "../../../../assembly/terminal/binding/zone";
import { watchOf } from "../../../../assembly/terminal/care/region";
import { peopling, Peopling } from "../../../../assembly/terminal/people/people";
import { loggedOn, MANAGER, peopleOf } from "../../../../assembly/terminal/people/zone";
import { beginStep, freshTerminal } from "../../machine/support";

let t: Terminal = freshTerminal();

/** Where a person gets who has chosen this and may do it. */
function allowed(item: Item): i32 {
  deskOf(t).item = item;
  return office(t, Office.LOGGING_ON, Event.ALLOWED);
}

function goesTo(item: Item): i32 {
  deskOf(t).item = item;
  return office(t, Office.MAKING_ROOM, Event.ROOM);
}

function staff(place: i32, role: Role): void {
  peopleOf(t).place(place).role = <u8>role;
}

describe("OFFICE", () => {
  beforeEach(() => {
    t = freshTerminal();
    durable(t).bound = 0;
  });

  it("binds no terminal without a manager and a supervisor", () => {
    expect(allowed(Item.BINDING)).toBe(Office.SETTING_UP);
    staff(0, Role.MANAGER);
    expect(allowed(Item.BINDING)).toBe(Office.SETTING_UP);
    staff(1, Role.SUPERVISOR);
    expect(allowed(Item.BINDING)).toBe(Office.MAKING_ROOM);
  });

  it("rebinds none either, and activates none that waits for it", () => {
    durable(t).bound = 1;
    expect(allowed(Item.REBINDING)).toBe(Office.SETTING_UP);
    expect(allowed(Item.ACTIVATION)).toBe(Office.MAKING_ROOM);
    bindingOf(t).service = Service.AWAITING_ACTIVATION;
    expect(allowed(Item.ACTIVATION)).toBe(Office.SETTING_UP);
    staff(0, Role.MANAGER);
    staff(1, Role.SUPERVISOR);
    expect(allowed(Item.REBINDING)).toBe(Office.MAKING_ROOM);
    expect(allowed(Item.ACTIVATION)).toBe(Office.MAKING_ROOM);
  });

  it("asks nobody for a password where nothing is bound", () => {
    expect(allowed(Item.REGISTRATION)).toBe(Office.MAKING_ROOM);
    expect(allowed(Item.BINDING_STATE)).toBe(Office.MAKING_ROOM);
    expect(allowed(Item.REBINDING)).toBe(Office.MAKING_ROOM);
    expect(allowed(Item.ACTIVATION)).toBe(Office.MAKING_ROOM);
    durable(t).bound = 1;
    expect(allowed(Item.BINDING)).toBe(Office.MAKING_ROOM);
    expect(allowed(Item.UNBINDING)).toBe(Office.MAKING_ROOM);
  });

  it("lets the manager alone set up what is left", () => {
    bindingOf(t).service = Service.AWAITING_ACTIVATION;
    durable(t).bound = 1;
    deskOf(t).item = Item.ACTIVATION;
    beginStep();
    office(t, Office.LOGGING_ON, Event.ENTER);
    expect(deskOf(t).role).toBe(Role.MANAGER);
  });

  it("sets them up, and goes on with what was chosen, as the manager", () => {
    deskOf(t).item = Item.BINDING;
    beginStep();
    expect(office(t, Office.SETTING_UP, Event.ENTER)).toBe(RUN | Machine.PEOPLE);
    expect(peopling(t, Peopling.STARTING, Event.ENTER)).toBe(Peopling.EXPLAINING);
    expect(watchOf(t).reason).toBe(Reason.PEOPLE_FIRST);
    staff(0, Role.MANAGER);
    staff(1, Role.SUPERVISOR);
    expect(office(t, Office.SETTING_UP, Event.CANCELLED)).toBe(Office.MAKING_ROOM);
    expect(deskOf(t).item).toBe(Item.BINDING);
    expect(deskOf(t).itemAfter).toBe(0);
    expect(loggedOn(t)).toBe(MANAGER);
  });

  it("gives the binding up with the set-up, and logs nobody on", () => {
    deskOf(t).item = Item.BINDING;
    beginStep();
    office(t, Office.SETTING_UP, Event.ENTER);
    staff(0, Role.MANAGER);
    expect(office(t, Office.SETTING_UP, Event.CANCELLED)).toBe(Office.CHOOSING);
    expect(loggedOn(t)).toBe(-1);
    expect(office(t, Office.SETTING_UP, Event.FAULTED)).toBe(Event.FAULTED);
  });

  it("binds once, and tests, limits and ends what is bound", () => {
    expect(goesTo(Item.BINDING)).toBe(Office.BINDING);
    expect(goesTo(Item.REGISTRATION)).toBe(Office.REGISTERING);
    expect(goesTo(Item.LIMITS)).toBe(Office.REFUSING);
    expect(exchangeOf(t).stopped).toBe(Reason.NOT_BOUND);
    durable(t).bound = 1;
    expect(goesTo(Item.BINDING)).toBe(Office.REFUSING);
    expect(exchangeOf(t).stopped).toBe(Reason.ALREADY_DONE);
    expect(goesTo(Item.REGISTRATION)).toBe(Office.REFUSING);
    expect(goesTo(Item.TEST_PAYMENT)).toBe(Office.TESTING);
    expect(goesTo(Item.LIMITS)).toBe(Office.LIMITING);
    expect(goesTo(Item.UNBINDING)).toBe(Office.UNBINDING);
    expect(goesTo(Item.REBINDING)).toBe(Office.UNBINDING);
    expect(goesTo(Item.BINDING_STATE)).toBe(Office.SHOWING);
    expect(goesTo(Item.CARD)).toBe(Office.CHOOSING);
  });

  it("begins nothing without room", () => {
    expect(office(t, Office.MAKING_ROOM, Event.FULL)).toBe(Office.REFUSING);
    expect(exchangeOf(t).stopped).toBe(Reason.JOURNAL_FULL);
    expect(office(t, Office.MAKING_ROOM, Event.NOT_STORED)).toBe(Event.FAULTED);
  });

  it("binds anew after an unbinding for that, and then alone", () => {
    deskOf(t).item = Item.REBINDING;
    expect(office(t, Office.UNBINDING, Event.SUCCEEDED)).toBe(Office.BINDING);
    deskOf(t).item = Item.UNBINDING;
    expect(office(t, Office.UNBINDING, Event.SUCCEEDED)).toBe(Event.CANCELLED);
  });
});
