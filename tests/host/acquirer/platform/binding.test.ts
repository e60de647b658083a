/** From the box to an active terminal, message by message, over memory and over SQLite. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { NetworkCode, RegistrationState, Service, Tag } from "../../../../assembly/abi_platform.ts";
import type { Ledger } from "../../../../host/acquirer/ledger.ts";
import { MemoryLedger } from "../../../../host/acquirer/memory_ledger.ts";
import { latestOf, reject, submit } from "../../../../host/acquirer/platform/applications.ts";
import { addDevice } from "../../../../host/acquirer/platform/assignment.ts";
import { giveActivation, resume, suspend } from "../../../../host/acquirer/platform/devices.ts";
import { objectToRenewal } from "../../../../host/acquirer/platform/service_state.ts";
import { numberTag, textTag } from "../../../../host/acquirer/platform/tags.ts";
import { SqliteLedger } from "../../../../host/acquirer/sqlite_ledger.ts";
import { cardNamed, makeWorld, replyOf, TestTerminal } from "../test_terminal.ts";
import { active, bound, contracted, done, DRAFT, draftTags, REVIEWER, sentCode, SERIAL, TestDevice } from "./device.ts";

const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function sqlite(): Ledger {
  const folder = mkdtempSync(join(tmpdir(), "platform-"));
  folders.push(folder);
  return new SqliteLedger(folder);
}

const WHY = { zh: "证件不清晰", en: "The document cannot be read" };
const DAY_MS = 86_400_000;

for (const [name, make] of [
  ["memory", (): Ledger => new MemoryLedger()],
  ["SQLite", sqlite],
] as const) {
  describe(`a device, over ${name}`, () => {
    it("is registered, rejected, corrected, approved, bound, activated and unbound", () => {
      const ledger = make();
      const { acquirer } = makeWorld(ledger);
      const device = new TestDevice();
      const first = device.askProved(acquirer, NetworkCode.REGISTER, draftTags(DRAFT));
      assert.equal(first.code, "00");
      assert.equal(first.tags.text(Tag.APPLICATION_ID)!.length, 12);
      assert.equal(first.tags.number(Tag.REGISTRATION_STATE, 1), RegistrationState.SUBMITTED);
      assert.equal(first.tags.digits(Tag.DUE_DATE, 4), "20261127", "five working days after a Sunday");

      const again = device.askProved(acquirer, NetworkCode.REGISTER, draftTags(DRAFT));
      assert.equal(again.tags.text(Tag.APPLICATION_ID), first.tags.text(Tag.APPLICATION_ID), "the same once more");

      ledger.transaction(() => done(reject(acquirer.platform, latestOf(acquirer.platform, SERIAL)!.id, WHY, REVIEWER)));
      const rejected = device.askProved(acquirer, NetworkCode.REGISTRATION_STATE);
      assert.equal(rejected.tags.number(Tag.REGISTRATION_STATE, 1), RegistrationState.REJECTED);
      assert.equal(rejected.tags.text(Tag.REASON_TEXT), WHY.zh);

      active(acquirer, ledger, device);
      const state = device.askSealed(acquirer, NetworkCode.SERVICE_STATE);
      assert.equal(state.tags.number(Tag.SERVICE, 1), Service.ACTIVE);
      assert.equal(state.tags.digits(Tag.TERM_UNTIL, 4), "20271121");

      assert.equal(device.askSealed(acquirer, NetworkCode.UNBIND).code, "00");
      assert.equal(device.askSealed(acquirer, NetworkCode.UNBIND).code, "00", "its answer was lost: once more");
      assert.equal(device.signOn(acquirer), "97");
      assert.equal(ledger.tables.get("device", SERIAL)!.state, "unbound");
      ledger.close();
    });
  });
}

describe("an application", () => {
  it("is shown to its own device, and to no other", () => {
    const ledger = new MemoryLedger();
    const { acquirer } = makeWorld(ledger);
    const { platform } = acquirer;
    const other = ledger.transaction(() => {
      done(addDevice(platform, "TC000002", REVIEWER));
      return done(submit(platform, DRAFT, "owner", "TC000002")).id;
    });
    const portal = ledger.transaction(() => done(submit(platform, DRAFT, "owner")).id);
    const device = new TestDevice();
    for (const id of [other, portal]) {
      const asked = device.askProved(acquirer, NetworkCode.REGISTRATION_STATE, [textTag(Tag.APPLICATION_ID, id)]);
      assert.equal(asked.code, "25");
    }
  });
});

describe("a binding", () => {
  it("begins again after every cut, and counts from its confirmation on", () => {
    const ledger = new MemoryLedger();
    const { acquirer } = makeWorld(ledger);
    const device = contracted(acquirer, ledger);
    const password = sentCode(acquirer.platform, "binding");
    for (let i = 0; i < 3; i++) {
      device.takeMasterKey(device.send(acquirer, device.bindQuestion(password)));
      assert.equal(ledger.tables.get("device", SERIAL)!.state, "assigned");
      assert.equal(device.signOn(acquirer), "00");
    }
    for (let i = 0; i < 2; i++) {
      const reply = device.askSealed(acquirer, NetworkCode.BIND_CONFIRM);
      assert.equal(reply.tags.number(Tag.SERVICE, 1), Service.AWAITING_ACTIVATION);
    }
    // The answer to the confirmation was lost for good: the machine knows of no binding, and begins anew.
    const before = device.macKey;
    device.takeMasterKey(device.send(acquirer, device.bindQuestion(password)));
    assert.equal(device.signOn(acquirer), "00");
    assert.notDeepEqual(device.macKey, before);
    assert.equal(device.askSealed(acquirer, NetworkCode.BIND_CONFIRM).code, "00");
    assert.equal(device.signOn(acquirer), "00");
  });

  it("is refused for wrong numbers, a wrong password, and after five of those for a right one", () => {
    const ledger = new MemoryLedger();
    const { acquirer } = makeWorld(ledger);
    const device = contracted(acquirer, ledger);
    const password = sentCode(acquirer.platform, "binding");
    const bind = (text: string): string => device.send(acquirer, device.bindQuestion(text)).code;
    const { terminal, merchant } = device;
    assert.equal(bind("00000000"), "55");
    Object.assign(device, { merchant: "104110548991001" });
    assert.equal(bind(password), "03");
    Object.assign(device, { merchant, terminal: "10000001" });
    assert.equal(bind(password), "25");
    Object.assign(device, { terminal });
    for (let i = 0; i < 3; i++) assert.equal(bind("00000000"), "55");
    assert.equal(bind("00000000"), "75");
    assert.equal(bind(password), "75");
    assert.equal(ledger.tables.get("device", SERIAL)!.pending, null);
  });

  it("is of no use before it is confirmed: no trade, no other message", () => {
    const ledger = new MemoryLedger();
    const { acquirer } = makeWorld(ledger);
    const device = contracted(acquirer, ledger);
    assert.equal(device.signOn(acquirer), "58", "nobody has keys before BIND");
    device.takeMasterKey(device.send(acquirer, device.bindQuestion(sentCode(acquirer.platform, "binding"))));
    assert.equal(device.signOn(acquirer), "00");
    assert.equal(device.askSealed(acquirer, NetworkCode.ACTIVATE, [device.secret(Tag.CODE, "12345678")]).code, "58");
    assert.equal(device.askSealed(acquirer, NetworkCode.SERVICE_STATE).code, "58");
  });

  it("by serial number tells the numbers, once there are any", () => {
    const ledger = new MemoryLedger();
    const { acquirer } = makeWorld(ledger);
    const device = new TestDevice();
    assert.equal(device.askOpen(acquirer, NetworkCode.SERIAL).code, "25");
    contracted(acquirer, ledger, device);
    const { tags, message } = device.askOpen(acquirer, NetworkCode.SERIAL);
    assert.deepEqual([tags.text(Tag.TERMINAL_NUMBER), message.text(41)], [device.terminal, device.terminal]);
    assert.deepEqual([tags.text(Tag.MERCHANT_NUMBER), message.text(42)], [device.merchant, device.merchant]);
    assert.equal(tags.text(Tag.MERCHANT_NAME), DRAFT.name);
  });
});

describe("an activation", () => {
  it("takes one code, counts wrong ones, and sends three a day again", () => {
    const ledger = new MemoryLedger();
    const { acquirer, at } = makeWorld(ledger);
    const device = bound(acquirer, ledger);
    const activate = (code: string): string =>
      device.askSealed(acquirer, NetworkCode.ACTIVATE, [device.secret(Tag.CODE, code)]).code;
    assert.equal(activate("12345678"), "25", "none was given yet");
    ledger.transaction(() => done(giveActivation(acquirer.platform, SERIAL, REVIEWER)));
    const code = sentCode(acquirer.platform, "activation");
    at.now = new Date(at.now.getTime() + DAY_MS);
    assert.equal(activate(code), "54");
    for (const left of [2, 1, 0]) {
      const reply = device.askSealed(acquirer, NetworkCode.RESEND_CODE);
      assert.equal(reply.tags.number(Tag.RESENDS_LEFT, 1), left);
    }
    assert.equal(device.askSealed(acquirer, NetworkCode.RESEND_CODE).code, "75");
    const wrong = device.askSealed(acquirer, NetworkCode.ACTIVATE, [device.secret(Tag.CODE, "xxxxxxxx")]);
    assert.deepEqual([wrong.code, wrong.tags.number(Tag.TRIES_LEFT, 1)], ["55", 4]);
    assert.equal(activate(code), "55", "an older code is of no use");
    assert.equal(activate(sentCode(acquirer.platform, "activation")), "00");
    assert.equal(activate("any"), "00", "it is active: the answer was lost");
  });
});

describe("gates", () => {
  it("refuse trades and sign-on of a suspended terminal, not its reversal, and open again", () => {
    const ledger = new MemoryLedger();
    const { acquirer } = makeWorld(ledger);
    const terminal = new TestTerminal();
    terminal.signOn(acquirer);
    const sold = terminal.sale(cardNamed("debit"), 100);
    assert.equal(terminal.ask(acquirer, sold).text(39), "00");
    ledger.transaction(() => done(suspend(acquirer.platform, terminal.terminal, WHY, REVIEWER)));
    assert.equal(terminal.ask(acquirer, terminal.sale(cardNamed("debit"), 100)).text(39), "58");
    assert.equal(terminal.ask(acquirer, sold).text(39), "00", "what was booked stays answered");
    assert.equal(replyOf(acquirer.handle(terminal.signOnRequest())).text(39), "58");
    assert.equal(terminal.ask(acquirer, terminal.reversal(sold)).text(39), "00");
    ledger.transaction(() => done(resume(acquirer.platform, terminal.terminal, REVIEWER)));
    assert.equal(terminal.ask(acquirer, terminal.sale(cardNamed("debit"), 100)).text(39), "00");
  });

  it("refuse a terminal whose term is over, when somebody objected; else the term goes on", () => {
    for (const objected of [true, false]) {
      const ledger = new MemoryLedger();
      const { acquirer, at } = makeWorld(ledger);
      const device = active(acquirer, ledger);
      if (objected) ledger.transaction(() => done(objectToRenewal(acquirer.platform, SERIAL, true, "owner")));
      at.now = new Date(at.now.getTime() + 365 * DAY_MS);
      assert.equal(device.signOn(acquirer), objected ? "58" : "00");
      const state = device.askSealed(acquirer, NetworkCode.SERVICE_STATE).tags;
      assert.equal(state.number(Tag.SERVICE, 1), objected ? Service.EXPIRED : Service.ACTIVE);
      assert.equal(state.digits(Tag.TERM_UNTIL, 4), objected ? "20271121" : "20281121");
    }
  });
});

describe("questions that are not genuine", () => {
  it("are answered with the reason, and change nothing", () => {
    const ledger = new MemoryLedger();
    const { acquirer } = makeWorld(ledger);
    const device = active(acquirer, ledger);
    const ask = (change: object, tags = [numberTag(Tag.USER, 1, 1)]): string =>
      device.send(
        acquirer,
        device.sealed(device.question(NetworkCode.SERVICE_STATE, tags, { ...device.identity(), ...change })),
      ).code;
    assert.equal(ask({}), "00");
    assert.equal(ask({ 42: "104110548991001" }), "03");
    assert.equal(ask({ 41: "29999999" }), "97");
    const unsealed = device.question(NetworkCode.SERVICE_STATE, [], device.identity());
    assert.equal(device.send(acquirer, unsealed).code, "A0");
    const forged = device.sealed(device.question(NetworkCode.SERVICE_STATE, [], device.identity()));
    forged.body[forged.body.length - 1]! ^= 1;
    assert.equal(device.send(acquirer, forged).code, "A0");
    const once = device.sealed(device.question(NetworkCode.UNBIND, [], { ...device.identity(), 42: "0".repeat(15) }));
    assert.equal(device.send(acquirer, once).code, "03");
    const asked = device.sealed(device.question(NetworkCode.RESEND_CODE, [], device.identity()));
    assert.equal(device.send(acquirer, asked).code, "58");
    assert.equal(device.send(acquirer, asked).code, "94", "replayed");
    assert.equal(device.askSealed(acquirer, 899 as NetworkCode).code, "40");
    assert.equal(device.askProved(acquirer, NetworkCode.REGISTER, [textTag(Tag.PHONE, "1")]).code, "30");
  });
});
