/** What is typed on the module's keypad, and what becomes of it. Published test keys and a test PAN only. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Done, KeyUsage, Purpose, Slot } from "../../../assembly/abi.ts";
import { decodePinBlock0 } from "../../../host/codec/pin_block.ts";
import { AES, TDES } from "../../../host/secure/cipher/block_cipher.ts";
import type { SecureModule } from "../../../host/secure/module.ts";
import type { PinVerdict } from "../../../host/secure/pin/offline.ts";
import type { CardPort } from "../../../host/secure/pin_pad.ts";
import { decipherSecret } from "../../../host/secure/secret_envelope.ts";
import { SECRET_TRIES } from "../../../host/secure/secrets.ts";
import { MemoryStore } from "../../../host/secure/store/store.ts";
import { ENTRY, PAN, PAN_BYTES, PIK, emptyModule, hex, inject, signedOnModule, type } from "./support.ts";

const AES_KEY = hex("9B1C7A5F20D34E8861F0A2B3C4D5E6F7");
const digitsOf = (text: string): Uint8Array => Uint8Array.from(text, Number);

describe("a PIN change", () => {
  it("gives a block of the current PIN and one of the new, typed twice", () => {
    const module = signedOnModule();
    const handle = type(module, "1234");
    assert.equal(type(module, "98765", Purpose.NEW_PIN), 0);
    const newHandle = type(module, "98765", Purpose.NEW_PIN_AGAIN);
    const { status, current, next } = module.changePin({ slot: Slot.PIN, handle, newHandle, pan: PAN_BYTES });
    assert.equal(status, Done.DONE);
    assert.deepEqual(decodePinBlock0(TDES.decrypt(PIK, current), PAN), digitsOf("1234"));
    assert.deepEqual(decodePinBlock0(TDES.decrypt(PIK, next), PAN), digitsOf("98765"));
    assert.equal(module.changePin({ slot: Slot.PIN, handle, newHandle, pan: PAN_BYTES }).status, Done.REFUSED);
  });
});

describe("an offline PIN", () => {
  /** A reader that keeps what it was given, and answers when it is told to. */
  function reader(): { card: CardPort; sent: Uint8Array[]; answer: (reply: Uint8Array) => void } {
    const sent: Uint8Array[] = [];
    let reply: ((bytes: Uint8Array) => void) | undefined;
    const card = {
      transmit: (command: Uint8Array, done: (bytes: Uint8Array) => void): void => {
        sent.push(command);
        reply = done;
      },
    };
    return { card, sent, answer: (bytes) => reply?.(bytes) };
  }

  it("is shown to the card by the module itself, and the caller learns SW1 SW2", () => {
    const { card, sent, answer } = reader();
    const module = signedOnModule({ card });
    const said: PinVerdict[] = [];
    const verify = (handle: number): Done => module.verifyPinAtCard(handle, false, (word) => said.push(word));
    assert.equal(verify(type(module, "1234", Purpose.OFFLINE_PIN)), Done.DONE);
    assert.deepEqual(sent, [hex("0020008008241234FFFFFFFFFF")]);
    answer(hex("63C2"));
    assert.deepEqual(said, [0x63c2]);
    assert.deepEqual(sent, [new Uint8Array(13)], "wiped once the card has answered");
    assert.equal(verify(type(module, "1234")), Done.REFUSED, "an online PIN");
    const without = signedOnModule();
    assert.equal(
      without.verifyPinAtCard(type(without, "1234", Purpose.OFFLINE_PIN), false, () => {}),
      Done.REFUSED,
    );
  });

  it("is gone with the transaction, and enciphered under no key that was not recovered here", () => {
    const { card, sent, answer } = reader();
    const module = signedOnModule({ card });
    const said: PinVerdict[] = [];
    module.verifyPinAtCard(type(module, "1234", Purpose.OFFLINE_PIN), false, (word) => said.push(word));
    module.wipe();
    assert.deepEqual(sent, [new Uint8Array(13)]);
    answer(hex("9000"));
    assert.equal(said.length, 0);
    module.verifyPinAtCard(type(module, "1234", Purpose.OFFLINE_PIN), true, (word) => said.push(word));
    assert.deepEqual([sent.length, said], [1, ["not shown"]]);
  });
});

describe("other secrets", () => {
  const OPERATOR = { purpose: Purpose.OPERATOR, user: 1 };

  it("are verified here: right, wrong, used up, durable", () => {
    const store = new MemoryStore();
    const module = emptyModule({ store });
    assert.equal(module.setPassword(OPERATOR, digitsOf("0000")), Done.DONE);
    const verify = (on: SecureModule, digits: string, user = 1): Done =>
      on.verifySecret(type(on, digits, Purpose.OPERATOR), { ...OPERATOR, user });
    assert.equal(verify(module, "0000"), Done.DONE);
    assert.equal(verify(module, "0000", 2), Done.REFUSED, "nobody");
    assert.equal(module.verifySecret(type(module, "0000"), OPERATOR), Done.REFUSED, "a PIN is no password");
    for (let i = 0; i < SECRET_TRIES; i++) {
      // The tries outlive the power.
      assert.equal(verify(emptyModule({ store }), "1111"), Done.REFUSED);
    }
    assert.equal(verify(emptyModule({ store }), "0000"), Done.REFUSED, "used up");
    const again = emptyModule({ store });
    assert.equal(again.setPassword(OPERATOR, digitsOf("2222")), Done.DONE);
    assert.equal(verify(again, "2222"), Done.DONE);
    assert.equal(again.setPassword({ ...OPERATOR, user: -1 }, digitsOf("2222")), Done.REFUSED);
  });

  it("change when the old one is right and the new one was typed twice alike", () => {
    const module = emptyModule();
    module.setPassword(OPERATOR, digitsOf("0000"));
    const change = (old: string, next: string, again = next): Done => {
      const handle = type(module, old, Purpose.OPERATOR);
      type(module, next, Purpose.NEW_PASSWORD);
      const newHandle = type(module, again, Purpose.NEW_PASSWORD_AGAIN);
      return module.changePassword(OPERATOR, { handle, newHandle });
    };
    assert.equal(change("1111", "2222"), Done.REFUSED);
    assert.equal(change("0000", "2222", "2223"), Done.REFUSED);
    assert.equal(change("0000", "0000"), Done.REFUSED);
    assert.equal(change("0000", "2222"), Done.DONE);
    assert.equal(module.verifySecret(type(module, "2222", Purpose.OPERATOR), OPERATOR), Done.DONE);
    assert.equal(module.verifySecret(type(module, "0000", Purpose.OPERATOR), OPERATOR), Done.REFUSED);
    // A PIN typed anew confirms no password.
    type(module, "3333", Purpose.NEW_PIN);
    assert.equal(type(module, "3333", Purpose.NEW_PASSWORD_AGAIN), 0);
  });

  it("get their tries back from a supervisor, and are taken away", () => {
    const module = emptyModule();
    const supervisor = { purpose: Purpose.SUPERVISOR, user: 0 };
    module.setPassword(OPERATOR, digitsOf("0000"));
    module.setPassword(supervisor, digitsOf("123456"));
    const verify = (digits: string): Done => module.verifySecret(type(module, digits, Purpose.OPERATOR), OPERATOR);
    for (let i = 0; i < SECRET_TRIES; i++) verify("1111");
    assert.equal(verify("0000"), Done.REFUSED);
    assert.equal(module.unlockPassword(OPERATOR, type(module, "654321", Purpose.SUPERVISOR), 0), Done.REFUSED);
    assert.equal(module.unlockPassword(OPERATOR, type(module, "123456", Purpose.SUPERVISOR), 0), Done.DONE);
    assert.equal(verify("0000"), Done.DONE);
    assert.deepEqual(
      [1, 2].map(() => module.removePassword(OPERATOR)),
      [Done.DONE, Done.REFUSED],
    );
    assert.equal(verify("0000"), Done.REFUSED);
  });

  it("are forwarded enciphered, as long whatever their length; a PIN never", () => {
    const module = emptyModule();
    inject(module, 9, KeyUsage.SECRET, AES_KEY, "aes");
    const typed = (text: string): number => {
      module.beginEntry({ ...ENTRY, purpose: Purpose.WIFI_KEY, digitsMin: 8, digitsMax: 64 }, 0);
      for (const character of Buffer.from(text, "latin1")) module.key({ character }, 0);
      return module.key("enter", 0)?.handle ?? 0;
    };
    const sent = ["a test passphrase", "12345678"].map((text) => {
      const { status, data } = module.forwardSecret(9, typed(text), Purpose.WIFI_KEY, 3);
      assert.equal(status, Done.DONE);
      assert.equal(Buffer.from(decipherSecret(AES, AES_KEY, data, 3)).toString("latin1"), text);
      return data.length;
    });
    assert.equal(sent[0], sent[1]);
    assert.equal(module.forwardSecret(9, type(module, "1234"), Purpose.ONLINE_PIN, 3).status, Done.REFUSED);
    inject(module, Slot.PIN, KeyUsage.PIN, PIK);
    assert.equal(module.forwardSecret(Slot.PIN, typed("12345678"), Purpose.WIFI_KEY, 3).status, Done.REFUSED);
  });
});
