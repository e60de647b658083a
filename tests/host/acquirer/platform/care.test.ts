/** Limits, texts, resets, reports, backups and what is due, message by message. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkCode, SecurityEvent, Service, Tag } from "../../../../assembly/abi_platform.ts";
import type { Acquirer } from "../../../../host/acquirer/acquirer.ts";
import { MemoryLedger } from "../../../../host/acquirer/memory_ledger.ts";
import { GENERATIONS_MAX } from "../../../../host/acquirer/platform/backups.ts";
import { faultKey, moveFault } from "../../../../host/acquirer/platform/care.ts";
import { giveReset, order, unlock } from "../../../../host/acquirer/platform/devices.ts";
import { limitsKey, setLimits } from "../../../../host/acquirer/platform/limits.ts";
import { bcd, numberTag } from "../../../../host/acquirer/platform/tags.ts";
import { setTexts, STANDARD_TEXTS, textsKey } from "../../../../host/acquirer/platform/texts.ts";
import type { Frame } from "../../../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../../../host/codec/iso8583/unionpay.ts";
import { cardNamed, frameOf, makeWorld, TestTerminal } from "../test_terminal.ts";
import { active, done, REVIEWER, sentCode, SERIAL } from "./device.ts";
import type { TestDevice } from "./device.ts";

interface Scene {
  acquirer: Acquirer;
  ledger: MemoryLedger;
  device: TestDevice;
}

function activeScene(): Scene {
  const ledger = new MemoryLedger();
  const { acquirer } = makeWorld(ledger);
  return { acquirer, ledger, device: active(acquirer, ledger) };
}

const LIMITS = { payment: 100_000, day: 500_000, debit: 80_000, credit: 0, stripe: 10_000 };
const TIME = [Tag.TIME, bcd("20261122102030", 7)] as const;

describe("limits and texts", () => {
  it("are the terminal's own, its merchant's, or the platform's", () => {
    const { acquirer, ledger, device } = activeScene();
    const { platform } = acquirer;
    const payment = (): string | undefined =>
      device.askSealed(acquirer, NetworkCode.LIMITS).tags.digits(Tag.LIMIT_PAYMENT, 6);
    assert.equal(payment(), "000005000000");
    ledger.transaction(() => done(setLimits(platform, limitsKey("merchant", device.merchant), LIMITS, REVIEWER)));
    assert.equal(payment(), "000000100000");
    const own = { ...LIMITS, payment: 90_000 };
    ledger.transaction(() => done(setLimits(platform, limitsKey("terminal", device.terminal), own, REVIEWER)));
    assert.equal(payment(), "000000090000");
    const texts = { ...STANDARD_TEXTS, receiptHead: "晨光便利店", methods: 1 };
    ledger.transaction(() => done(setTexts(platform, textsKey(device.merchant), texts, REVIEWER)));
    const { tags } = device.askSealed(acquirer, NetworkCode.TEXTS);
    assert.deepEqual([tags.text(Tag.RECEIPT_HEAD), tags.number(Tag.METHODS, 1)], ["晨光便利店", 1]);
  });

  it("that are new are due at the terminal, in the header of the next reply, whatever it is", () => {
    const { acquirer, ledger, device } = activeScene();
    const digit = (): number => device.askSealed(acquirer, NetworkCode.SERVICE_STATE).frame.header[2]! & 0x0f;
    assert.equal(digit(), 0);
    ledger.transaction(() => {
      done(setLimits(acquirer.platform, limitsKey("terminal", device.terminal), LIMITS, REVIEWER));
      done(order(acquirer.platform, SERIAL, "sign-on", REVIEWER));
    });
    assert.equal(digit(), 3);
    device.signOn(acquirer);
    assert.equal(digit(), 1);
  });
});

describe("a password reset", () => {
  it("takes the code of this operator once, and no other", () => {
    const { acquirer, ledger, device } = activeScene();
    ledger.transaction(() => done(giveReset(acquirer.platform, SERIAL, 1, REVIEWER)));
    const code = sentCode(acquirer.platform, "reset");
    const reset = (user: number, typed: string): string =>
      device.askProved(
        acquirer,
        NetworkCode.PASSWORD_RESET,
        [numberTag(Tag.USER, user, 1), device.secret(Tag.CODE, typed, NetworkCode.PASSWORD_RESET)],
        device.identity(),
      ).code;
    assert.equal(reset(2, code), "25");
    assert.equal(reset(1, "00000000"), "55");
    assert.equal(reset(1, code), "00");
    assert.equal(reset(1, code), "25");
  });
});

describe("a security report", () => {
  const report = (
    { acquirer, device }: Scene,
    event: number,
    isSealed = true,
    more: ReadonlyArray<readonly [Tag, Uint8Array]> = [],
  ): string => {
    const tags = [numberTag(Tag.EVENT, event, 1), TIME, ...more];
    const question = device.question(NetworkCode.SECURITY_REPORT, tags, device.identity());
    return device.send(acquirer, isSealed ? device.sealed(question) : question).code;
  };
  const stateOf = ({ ledger }: Scene): string => ledger.tables.get("device", SERIAL)!.state;

  it("of fraud or a violation suspends, and needs F64", () => {
    for (const event of [SecurityEvent.FRAUD, SecurityEvent.VIOLATION]) {
      const scene = activeScene();
      assert.equal(report(scene, event, false), "A0");
      assert.equal(stateOf(scene), "active");
      assert.equal(report(scene, event), "00");
      assert.equal(report(scene, event), "00", "the same once more");
      assert.equal(scene.ledger.tables.list("securityReport").length, 1);
      assert.equal(stateOf(scene), "suspended");
      const { tags } = scene.device.askSealed(scene.acquirer, NetworkCode.SERVICE_STATE);
      assert.equal(tags.number(Tag.SERVICE, 1), Service.SUSPENDED);
    }
  });

  /** What a terminal has made before its keys were erased. */
  const proof = ({ device }: Scene, nonce: number): readonly [Tag, Uint8Array] => {
    const [, bytes] = numberTag(Tag.TAMPER_PROOF, nonce, 8);
    const mac = device.deviceMac(Uint8Array.of(...Buffer.from("TAMPERED"), ...bytes));
    return [Tag.TAMPER_PROOF, Uint8Array.of(...bytes, ...mac)];
  };

  it("of tampering is only noted when nobody has proved it: a stranger stops no shop", () => {
    const scene = activeScene();
    const [, forged] = proof(scene, 1);
    forged[15]! ^= 1;
    for (const more of [[], [[Tag.TAMPER_PROOF, forged] as const], [[Tag.TAMPER_PROOF, new Uint8Array(3)] as const]])
      assert.equal(report(scene, SecurityEvent.TAMPER, false, more), "00");
    assert.equal(stateOf(scene), "active");
    const noted = scene.ledger.tables.list("securityReport");
    assert.deepEqual(
      noted.map(({ isUnproved }) => isUnproved),
      [true],
      "once a day",
    );
    assert.equal(report(scene, SecurityEvent.TAMPER, false, [proof(scene, 1)]), "00");
    assert.equal(stateOf(scene), "locked", "what was noted before does not stand for the proof");
  });

  it("of tampering locks by a proof that the terminal made before, once", () => {
    const scene = activeScene();
    const told = [proof(scene, 7)];
    assert.equal(report(scene, SecurityEvent.TAMPER, false, told), "00");
    assert.equal(report(scene, SecurityEvent.TAMPER, false, told), "00", "its answer was lost");
    assert.equal(stateOf(scene), "locked");
    scene.ledger.transaction(() => done(unlock(scene.acquirer.platform, SERIAL, "service")));
    const again = [numberTag(Tag.EVENT, SecurityEvent.TAMPER, 1), [Tag.TIME, bcd("20261123102030", 7)] as const];
    const { device, acquirer } = scene;
    const replayed = device.question(NetworkCode.SECURITY_REPORT, [...again, ...told], device.identity());
    assert.equal(device.send(acquirer, replayed).code, "00");
    assert.equal(stateOf(scene), "assigned", "said again after service has been there");
  });

  it("of tampering locks until service unlocks; then it is bound anew", () => {
    const scene = activeScene();
    assert.equal(report(scene, SecurityEvent.TAMPER, false, [proof(scene, 1)]), "00");
    assert.equal(stateOf(scene), "locked");
    assert.equal(scene.device.signOn(scene.acquirer), "58");
    assert.equal(report(scene, SecurityEvent.CLEARED, false), "00");
    assert.equal(stateOf(scene), "locked");
    scene.ledger.transaction(() => done(unlock(scene.acquirer.platform, SERIAL, "service")));
    assert.equal(stateOf(scene), "assigned");
    const question = scene.device.bindQuestion(sentCode(scene.acquirer.platform, "binding"));
    scene.device.takeMasterKey(scene.device.send(scene.acquirer, question));
  });

  it("of nothing that there is is malformed", () => {
    assert.equal(report(activeScene(), 9), "30");
  });
});

describe("a status upload", () => {
  const upload = ({ acquirer, device }: Scene, field: Uint8Array): string => {
    const request = frameOf("0820", { ...device.identity(), 60: `00${device.batch}362`, 62: field });
    return answerCode(acquirer, request);
  };
  const fault = (number: number, state: number): string =>
    number.toString(16).padStart(8, "0") + "20261122102030" + "05" + "0102" + `0${state}`;
  const withFaults = (...faults: string[]): Uint8Array => {
    const front = Buffer.from("011" + "021" + "031" + "041" + "051" + "51002400012099" + "60").toString("hex");
    return new Uint8Array(Buffer.from(front + faults.length.toString(16).padStart(2, "0") + faults.join(""), "hex"));
  };

  it("leaves the state of the parts and adds faults once, which never go back", () => {
    const scene = activeScene();
    assert.equal(upload(scene, withFaults(fault(1, 0), fault(2, 3))), "00");
    const [first, second] = scene.ledger.tables.list("fault");
    assert.deepEqual([first!.state, first!.part, first!.code, first!.at], ["open", 5, 0x102, "20261122102030"]);
    assert.equal(second!.state, "verified");
    scene.ledger.transaction(() => {
      done(moveFault(scene.acquirer.platform, faultKey(SERIAL, 1), "repaired", "", "service"));
    });
    assert.equal(upload(scene, withFaults(fault(1, 1))), "00");
    assert.deepEqual(
      scene.ledger.tables.list("fault").map(({ state }) => state),
      ["repaired", "verified"],
    );
    assert.equal(scene.ledger.tables.get("status", SERIAL)!.values["04"], "1");
  });

  it("that is malformed is refused, and changes nothing", () => {
    const scene = activeScene();
    const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
    for (const field of [
      bytes("0"),
      bytes("991"),
      bytes("011011"),
      bytes("51001"),
      withFaults(fault(1, 0)).slice(0, -1),
    ]) {
      assert.equal(upload(scene, field), "30");
    }
    assert.deepEqual(scene.ledger.tables.list("fault"), []);
  });
});

describe("STANs", () => {
  it("go on behind the newest one that the platform has seen", () => {
    const ledger = new MemoryLedger();
    const { acquirer } = makeWorld(ledger);
    const terminal = new TestTerminal();
    terminal.signOn(acquirer);
    for (let i = 0; i < 3; i++) terminal.ask(acquirer, terminal.sale(cardNamed("debit"), 100));
    assert.deepEqual(ledger.tables.get("stan", terminal.terminal), {
      terminal: terminal.terminal,
      last: terminal.stan,
    });
    terminal.stan = 0;
    terminal.ask(acquirer, terminal.sale(cardNamed("debit"), 100));
    assert.equal(ledger.tables.get("stan", terminal.terminal)!.last, 4, "an older one is not newer");
  });
});

describe("backups", () => {
  const put = (
    { acquirer, device }: Scene,
    generation: number,
    index: number,
    last: boolean,
    byte = generation,
  ): string =>
    device.askSealed(acquirer, NetworkCode.BACKUP_PUT, [
      numberTag(Tag.GENERATION, generation, 4),
      numberTag(Tag.BLOCK, index, 4),
      [Tag.DATA, new Uint8Array(300).fill(byte)],
      ...(last ? [numberTag(Tag.BLOCKS, index + 1, 4)] : []),
    ]).code;

  it("count once whole, are kept for five generations, and come back to a machine that has lost everything", () => {
    const scene = activeScene();
    const { acquirer, device, ledger } = scene;
    assert.equal(device.askProved(acquirer, NetworkCode.BACKUP_LIST).code, "25");
    for (let generation = 1; generation <= 7; generation++) {
      assert.equal(put(scene, generation, 0, false), "00");
      assert.equal(put(scene, generation, 0, false), "00", "once more");
      assert.equal(put(scene, generation, 1, true), "00");
    }
    assert.equal(put(scene, 8, 0, false), "00", "broken off");
    const list = device.askProved(acquirer, NetworkCode.BACKUP_LIST).tags;
    assert.deepEqual([list.number(Tag.GENERATION, 4), list.number(Tag.BLOCKS, 4)], [7, 2]);
    const whole = ledger.tables.list("backup").filter(({ blocks }) => blocks > 0);
    assert.equal(whole.length, GENERATIONS_MAX);
    assert.equal(ledger.tables.list("backupBlock").length, 2 * GENERATIONS_MAX + 1);
    const get = [numberTag(Tag.GENERATION, 7, 4), numberTag(Tag.BLOCK, 1, 4)];
    const block = device.askProved(acquirer, NetworkCode.BACKUP_GET, get);
    assert.deepEqual(block.tags.bytes(Tag.DATA), new Uint8Array(300).fill(7));
  });

  it("refuse blocks out of order, an old generation, and another text of what is whole", () => {
    const scene = activeScene();
    assert.equal(put(scene, 2, 1, false), "30");
    assert.equal(put(scene, 2, 0, true), "00");
    assert.equal(put(scene, 2, 0, true), "00");
    assert.equal(put(scene, 2, 0, true, 9), "94");
    assert.equal(put(scene, 1, 0, true), "30");
  });
});

function answerCode(acquirer: Acquirer, request: Frame): string {
  const answer = acquirer.handle(request);
  assert.ok(answer);
  return UNIONPAY.unpack(answer.body).text(39);
}
