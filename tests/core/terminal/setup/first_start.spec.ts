import { Event } from "../../../../assembly/abi";
import { NetworkKind } from "../../../../assembly/abi_devices";
import { Item } from "../../../../assembly/abi_fields";
import { deskOf } from "../../../../assembly/acquirer/desk";
import { serversOf } from "../../../../assembly/acquirer/servers";
import { Kind } from "../../../../assembly/journal/records";
import { journal } from "../../../../assembly/journal/region";
import { Act } from "../../../../assembly/journal/zones";
import { Machine, RUN, WAIT } from "../../../../assembly/machine/row";
import { Terminal } from "../../../../assembly/machine/terminal";
import { firstStart, Starting } from "../../../../assembly/terminal/setup/first_start";
import { language, Speaking } from "../../../../assembly/terminal/setup/language";
import { beginDraft, draftServers, draftStep, Setting, setting } from "../../../../assembly/terminal/setup/setting";
import {
  ALL_STEPS,
  House,
  isStepDone,
  noteLanguage,
  setupBehind,
  setupOf,
  Step,
  stepsLeft,
} from "../../../../assembly/terminal/setup/zone";
import { Servers } from "../../../../assembly/acquirer/servers";
import { beginStep, freshTerminal } from "../../machine/support";

let t: Terminal = freshTerminal();

function next(): i32 {
  beginStep();
  return firstStart(t, Starting.CHOOSING, Event.ENTER);
}

/** The zone as the record under way has it. */
function written(): Servers {
  return changetype<Servers>(changetype<Act>(journal(t).record.payload).content);
}

describe("FIRST_START", () => {
  beforeEach(() => {
    t = freshTerminal();
  });

  it("goes on with the first step that is not done", () => {
    expect(next()).toBe(Starting.LANGUAGE);
    setupOf(t).steps = <u8>Step.LANGUAGE;
    expect(next()).toBe(Starting.NETWORK);
    setupOf(t).steps = <u8>(Step.LANGUAGE | Step.SERVERS);
    expect(next()).toBe(Starting.NETWORK);
    setupOf(t).steps = <u8>(Step.LANGUAGE | Step.NETWORK);
    expect(next()).toBe(Starting.SERVERS);
    setupOf(t).steps = <u8>(ALL_STEPS & ~Step.TESTED);
    expect(next()).toBe(Starting.TESTING);
    setupOf(t).steps = 0xff;
    expect(next()).toBe(Starting.DONE);
    expect(stepsLeft(t)).toBe(0);
  });

  it("looks again after each step, and is left by any", () => {
    const steps: i32[] = [Starting.LANGUAGE, Starting.NETWORK, Starting.SERVERS];
    for (let i = 0; i < steps.length; i++) {
      expect(firstStart(t, steps[i], Event.ENTER) & RUN).not.toBe(0);
      expect(firstStart(t, steps[i], Event.SUCCEEDED)).toBe(Starting.CHOOSING);
      expect(firstStart(t, steps[i], Event.CANCELLED)).toBe(Event.CANCELLED);
      expect(firstStart(t, steps[i], Event.FAULTED)).toBe(Event.FAULTED);
    }
    expect(firstStart(t, Starting.TESTING, Event.SUCCEEDED)).toBe(Starting.CHOOSING);
    expect(firstStart(t, Starting.TESTING, Event.FAILED)).toBe(Event.CANCELLED);
    expect(firstStart(t, Starting.TESTING, Event.FAULTED)).toBe(Event.FAULTED);
  });

  it("says when it is done", () => {
    expect(firstStart(t, Starting.DONE, Event.ENTER) & WAIT).not.toBe(0);
    expect(firstStart(t, Starting.DONE, Event.KEY_ENTER)).toBe(Event.SUCCEEDED);
    expect(firstStart(t, Starting.DONE, Event.TIME)).toBe(Event.SUCCEEDED);
  });
});

describe("SETTING", () => {
  beforeEach(() => {
    t = freshTerminal();
  });

  it("writes the draft as an act, and leaves the rest of the zone as it was", () => {
    setupOf(t).network = <u8>NetworkKind.WIFI;
    serversOf(t).stored = 2;
    const draft = beginDraft(t, Kind.LANGUAGE_SET);
    draft.language = <u8>House.ENGLISH;
    expect(setupOf(t).language).toBe(0);
    beginStep();
    expect(setting(t, Setting.WRITING, Event.ENTER) & RUN).not.toBe(0);
    expect(journal(t).kind).toBe(Kind.LANGUAGE_SET);
    expect(<i32>setupBehind(written()).language).toBe(House.ENGLISH);
    expect(<i32>setupBehind(written()).network).toBe(NetworkKind.WIFI);
    expect(written().stored).toBe(2);
  });

  it("makes room first, and says when there is none", () => {
    expect(setting(t, Setting.MAKING_ROOM, Event.ENTER)).toBe(RUN | Machine.MAKE_ROOM);
    expect(setting(t, Setting.MAKING_ROOM, Event.ROOM)).toBe(Setting.WRITING);
    expect(setting(t, Setting.MAKING_ROOM, Event.FULL)).toBe(Setting.FULL);
    expect(setting(t, Setting.MAKING_ROOM, Event.NOT_STORED)).toBe(Event.FAULTED);
    expect(setting(t, Setting.FULL, Event.TIME)).toBe(Event.FAILED);
    expect(setting(t, Setting.FULL, Event.KEY_ENTER)).toBe(Event.FAILED);
    expect(setting(t, Setting.WRITING, Event.STORED)).toBe(Setting.KEEPING);
    expect(setting(t, Setting.WRITING, Event.NOT_STORED)).toBe(Event.FAULTED);
  });

  it("tells the board of a language that was chosen, of nothing else", () => {
    setupOf(t).language = <u8>House.CHINESE;
    t.server = 2;
    beginDraft(t, Kind.NETWORK_SET);
    expect(setting(t, Setting.KEEPING, Event.ENTER)).toBe(Event.SUCCEEDED);
    expect(t.language).toBe(0);
    expect(t.server).toBe(2);
    beginDraft(t, Kind.LANGUAGE_SET);
    setting(t, Setting.KEEPING, Event.ENTER);
    expect(t.language).toBe(0x687a);
    beginDraft(t, Kind.SERVERS_SET);
    setting(t, Setting.KEEPING, Event.ENTER);
    expect(t.server).toBe(0);
  });

  it("records a step", () => {
    setupOf(t).steps = <u8>Step.LANGUAGE;
    draftStep(t, Step.TESTED);
    expect(<i32>setupBehind(draftServers(t)).steps).toBe(Step.LANGUAGE | Step.TESTED);
    expect(isStepDone(t, Step.LANGUAGE)).toBe(true);
    expect(isStepDone(t, Step.TESTED)).toBe(false);
  });
});

describe("LANGUAGE", () => {
  it("is one of two, and a step of the first start", () => {
    t = freshTerminal();
    deskOf(t).item = Item.CHINESE;
    expect(language(t, Speaking.CHOOSING, Event.CHOSEN)).toBe(Speaking.RECORDING);
    language(t, Speaking.RECORDING, Event.ENTER);
    expect(<i32>setupBehind(draftServers(t)).language).toBe(House.CHINESE);
    expect(<i32>setupBehind(draftServers(t)).steps).toBe(Step.LANGUAGE);
    deskOf(t).item = Item.ENGLISH;
    language(t, Speaking.RECORDING, Event.ENTER);
    expect(<i32>setupBehind(draftServers(t)).language).toBe(House.ENGLISH);
    expect(language(t, Speaking.CHOOSING, Event.CANCELLED)).toBe(Event.CANCELLED);
    expect(language(t, Speaking.RECORDING, Event.SUCCEEDED)).toBe(Event.SUCCEEDED);
    expect(language(t, Speaking.RECORDING, Event.FAILED)).toBe(Event.CANCELLED);
    expect(language(t, Speaking.RECORDING, Event.FAULTED)).toBe(Event.FAULTED);
  });

  it("of a new machine, or of a forged flash, is the board's own", () => {
    t = freshTerminal();
    noteLanguage(t);
    expect(t.language).toBe(0);
    setupOf(t).language = 77;
    noteLanguage(t);
    expect(t.language).toBe(0);
  });
});
