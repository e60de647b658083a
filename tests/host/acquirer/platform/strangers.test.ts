/** Whoever has the line, and no key: uses up no tries, takes no code from one message to another, and learns nothing of a device. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkCode, Tag } from "../../../../assembly/abi_platform.ts";
import type { Acquirer } from "../../../../host/acquirer/acquirer.ts";
import { MemoryLedger } from "../../../../host/acquirer/memory_ledger.ts";
import { giveActivation, giveReset } from "../../../../host/acquirer/platform/devices.ts";
import { numberTag, textTag } from "../../../../host/acquirer/platform/tags.ts";
import { makeWorld } from "../test_terminal.ts";
import { active, bound, contracted, done, DRAFT, draftTags, REVIEWER, sentCode, SERIAL, TestDevice } from "./device.ts";

const USER = numberTag(Tag.USER, 1, 1);

/** A terminal that waits for its activation, one code for that and one for a reset. */
function scene() {
  const ledger = new MemoryLedger();
  const { acquirer } = makeWorld(ledger);
  const device = bound(acquirer, ledger);
  ledger.transaction(() => {
    done(giveActivation(acquirer.platform, SERIAL, REVIEWER));
    done(giveReset(acquirer.platform, SERIAL, 1, REVIEWER));
  });
  const triesOf = (key: string): number => ledger.tables.get("code", key)!.triesLeft;
  return { ledger, acquirer, device, triesOf };
}

const activate = (acquirer: Acquirer, device: TestDevice, secret: readonly [Tag, Uint8Array]): string =>
  device.askSealed(acquirer, NetworkCode.ACTIVATE, [secret]).code;

describe("an envelope that the device has not made", () => {
  it("costs no try of the code, however it came to have a right F64", () => {
    const { acquirer, device, triesOf } = scene();
    const breaks: ReadonlyArray<(genuine: Uint8Array) => Uint8Array> = [
      (genuine) => genuine.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
      (genuine) => genuine.map((byte, at) => (at === genuine.length - 1 ? byte ^ 1 : byte)),
      (genuine) => genuine.slice(0, -8),
      (genuine) => genuine.slice(0, 9),
      () => new Uint8Array(88).fill(7),
    ];
    for (const broken of breaks) {
      const [tag, genuine] = device.secret(Tag.CODE, "00000000");
      assert.equal(activate(acquirer, device, [tag, broken(genuine)]), "A0");
    }
    assert.equal(triesOf(`activation/${SERIAL}`), 5);
    assert.equal(activate(acquirer, device, device.secret(Tag.CODE, "00000000")), "55", "the genuine one does");
    assert.equal(triesOf(`activation/${SERIAL}`), 4);
  });

  it("or for another question, costs none either", () => {
    const { acquirer, device, triesOf } = scene();
    const forReset = device.secret(Tag.CODE, "00000000", NetworkCode.PASSWORD_RESET);
    assert.equal(activate(acquirer, device, forReset), "A0");
    const forActivation = device.secret(Tag.CODE, "00000000");
    const asked = [USER, forActivation];
    assert.equal(device.askProved(acquirer, NetworkCode.PASSWORD_RESET, asked, device.identity()).code, "A0");
    assert.equal(triesOf(`activation/${SERIAL}`), 5);
    assert.equal(triesOf(`reset/${SERIAL}/1`), 3);
  });

  it("is taken once, though another F64 is made around it", () => {
    const { ledger, acquirer, device, triesOf } = scene();
    const wrong = device.secret(Tag.CODE, "00000000");
    assert.equal(activate(acquirer, device, wrong), "55");
    for (let i = 0; i < 3; i++) {
      ledger.transaction(() => ledger.tables.remove("nonce", SERIAL));
      assert.equal(activate(acquirer, device, wrong), "94");
    }
    assert.equal(triesOf(`activation/${SERIAL}`), 4);
  });
});

describe("a question about a device that nobody has proved", () => {
  it("is refused: a reset, a binding, an application, its state, its backups", () => {
    const ledger = new MemoryLedger();
    const { acquirer } = makeWorld(ledger);
    const device = contracted(acquirer, ledger);
    const secret = device.secret(Tag.PASSWORD, sentCode(acquirer.platform, "binding"));
    const serial = textTag(Tag.SERIAL, SERIAL);
    for (const [network, tags] of [
      [NetworkCode.REGISTER, draftTags(DRAFT)],
      [NetworkCode.REGISTRATION_STATE, []],
      [NetworkCode.BACKUP_LIST, []],
      [NetworkCode.BACKUP_GET, [numberTag(Tag.GENERATION, 1, 4), numberTag(Tag.BLOCK, 0, 4)]],
      [NetworkCode.PASSWORD_RESET, [USER, device.secret(Tag.CODE, "12345678", NetworkCode.PASSWORD_RESET)]],
    ] as const) {
      const { code, message } = device.askOpen(acquirer, network, tags);
      assert.deepEqual([network, code, message.has(64)], [network, "A0", false]);
    }
    const bind = device.question(NetworkCode.BIND, [serial, secret], device.identity());
    assert.equal(device.send(acquirer, bind).code, "A0");
    assert.equal(ledger.tables.get("device", SERIAL)!.pending, null);
  });

  it("gets no reset under working keys either: their MAC can be taken from another answer", () => {
    const ledger = new MemoryLedger();
    const { acquirer } = makeWorld(ledger);
    const device = active(acquirer, ledger);
    ledger.transaction(() => done(giveReset(acquirer.platform, SERIAL, 1, REVIEWER)));
    const code = device.secret(Tag.CODE, sentCode(acquirer.platform, "reset"), NetworkCode.PASSWORD_RESET);
    assert.equal(device.askSealed(acquirer, NetworkCode.PASSWORD_RESET, [USER, code]).code, "A0");
  });

  it("is answered for a device that is not known: no key could prove that answer", () => {
    const { acquirer } = makeWorld();
    const stranger = new TestDevice();
    const question = stranger.question(NetworkCode.REGISTRATION_STATE, [textTag(Tag.SERIAL, "TC999999")], {});
    const { code, message } = stranger.send(acquirer, stranger.proved(question));
    assert.deepEqual([code, message.has(64)], ["97", false]);
  });
});
