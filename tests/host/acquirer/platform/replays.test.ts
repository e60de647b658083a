/** What somebody has heard on the line and says again does nothing. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemoryLedger } from "../../../../host/acquirer/memory_ledger.ts";
import { makeWorld } from "../test_terminal.ts";
import { contracted, sentCode, SERIAL } from "./device.ts";
import { NetworkCode, Tag } from "../../../../assembly/abi_platform.ts";
import { UNIONPAY } from "../../../../host/codec/iso8583/unionpay.ts";
import { numberTag, readTags, textTag, writeTags } from "../../../../host/acquirer/platform/tags.ts";

describe("a binding that was overheard", () => {
  /** A bound device, and the question with which it was bound. */
  function overheard() {
    const ledger = new MemoryLedger();
    const { acquirer } = makeWorld(ledger);
    const device = contracted(acquirer, ledger);
    const question = device.bindQuestion(sentCode(acquirer.platform, "binding"));
    device.takeMasterKey(device.send(acquirer, question));
    assert.equal(device.signOn(acquirer), "00");
    assert.equal(device.askSealed(acquirer, NetworkCode.BIND_CONFIRM).code, "00");
    return { ledger, acquirer, device, question };
  }

  it("does not begin another one: the terminal's keys stay", () => {
    const { ledger, acquirer, device, question } = overheard();
    assert.equal(device.send(acquirer, question).code, "94");
    assert.equal(ledger.tables.get("device", SERIAL)!.pending, null);
    assert.equal(device.signOn(acquirer), "00");
    assert.equal(device.askSealed(acquirer, NetworkCode.SERVICE_STATE).code, "00");
  });

  it("does not with another nonce either: its password has been said once", () => {
    const { ledger, acquirer, device, question } = overheard();
    const password = readTags(UNIONPAY.unpack(question.body).bytes(62))!.bytes(Tag.PASSWORD);
    // Whatever somebody may be able to do to F64: the question is genuine but for its nonce.
    const tags = [textTag(Tag.SERIAL, SERIAL), [Tag.PASSWORD, password] as const];
    const nonce = writeTags([numberTag(Tag.NONCE, 999, 8), ...tags]);
    const again = device.proved(device.question(NetworkCode.BIND, tags, { ...device.identity(), 62: nonce }));
    assert.equal(device.send(acquirer, again).code, "A0");
    const forgotten = device.proved(device.question(NetworkCode.BIND, tags, device.identity()));
    ledger.transaction(() => ledger.tables.remove("nonce", `${SERIAL}/device`));
    assert.equal(device.send(acquirer, forgotten).code, "94");
    assert.equal(ledger.tables.get("device", SERIAL)!.pending, null);
  });

  it("begins anew where the terminal itself says the password again", () => {
    const { acquirer, device } = overheard();
    device.takeMasterKey(device.send(acquirer, device.bindQuestion(sentCode(acquirer.platform, "binding"))));
    assert.equal(device.signOn(acquirer), "00");
    assert.equal(device.askSealed(acquirer, NetworkCode.BIND_CONFIRM).code, "00");
  });
});
