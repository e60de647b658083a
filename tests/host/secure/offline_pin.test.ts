/** The offline PIN: the module's own dialogue with the card. A published test scheme, whose private keys are known. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OfflinePin } from "../../../host/secure/pin/offline.ts";
import { SCHEME, cardKeys, certify, privately } from "./certificates.ts";
import { hex, upper } from "./vectors.ts";

const PUBLISHED = SCHEME.enciphered!;
const PIN = Uint8Array.from(PUBLISHED.pin, Number);
const BLOCK = "241234FFFFFFFFFF";

function zeros(length: number): Uint8Array {
  return new Uint8Array(length);
}

function counting(): (length: number) => Uint8Array {
  let next = 0;
  return (length) => Uint8Array.from({ length }, () => (next += 7) & 0xff);
}

/** Everything of the dialogue that once held the PIN. */
function heldBy(pin: OfflinePin): Uint8Array[] {
  const { block } = pin as unknown as { block: Uint8Array };
  return [block, ...(pin.command === undefined ? [] : [pin.command])];
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** A card that verifies as EMV Book 2, 7.2 says: whatever is wrong with the data, it counts a wrong PIN. */
function cardAnswer(command: Uint8Array): Uint8Array {
  if (upper(command.subarray(0, 4)) === "00840000") return hex(`${PUBLISHED.challenge}9000`);
  const clear = upper(privately("icc", command.subarray(5)));
  return hex(clear.startsWith(`7F${BLOCK}${PUBLISHED.challenge}`) ? "9000" : "63C2");
}

function run(pin: OfflinePin, card: (command: Uint8Array) => Uint8Array | undefined): string[] {
  const sent: string[] = [];
  for (let i = 0; pin.command !== undefined; i++) {
    assert.ok(i < 10, "it ends");
    sent.push(upper(pin.command));
    pin.give(card(pin.command));
  }
  return sent;
}

describe("a plaintext PIN", () => {
  it("is a VERIFY with a block of format 2, as published", () => {
    const pin = OfflinePin.plaintext(PIN);
    assert.deepEqual(
      run(pin, () => hex("9000")),
      [PUBLISHED.plaintextVerify],
    );
    assert.equal(pin.verdict, 0x9000);
  });

  it("has the card's answer and nothing else for a result", () => {
    for (const [reply, verdict] of [
      ["63C1", 0x63c1],
      ["6983", 0x6983],
      ["6984", 0x6984],
      ["0102039000", 0x9000],
      ["90", "mute"],
      ["", "mute"],
    ] as const) {
      const pin = OfflinePin.plaintext(PIN);
      pin.give(hex(reply));
      assert.equal(pin.verdict, verdict);
      assert.equal(pin.command, undefined);
    }
  });

  it("that is none is never sent", () => {
    for (const digits of [[], [1, 2, 3], [1, 2, 3, 10], Array.from({ length: 13 }, () => 1)]) {
      const pin = OfflinePin.plaintext(Uint8Array.from(digits));
      assert.equal(pin.command, undefined);
      assert.equal(pin.verdict, "not shown");
    }
  });
});

describe("an enciphered PIN", () => {
  it("is the published VERIFY where the padding is that of the publisher, zeros", () => {
    const sent = run(OfflinePin.enciphered(PIN, cardKeys(), zeros), cardAnswer);
    assert.deepEqual(sent, ["0084000000", PUBLISHED.verify]);
  });

  it("deciphers at the card to header, block, challenge and random padding", () => {
    const random = counting();
    const pin = OfflinePin.enciphered(PIN, cardKeys(), counting());
    const [, verify = ""] = run(pin, cardAnswer);
    assert.equal(verify.slice(0, 10), "0020008880");
    const padding = upper(random(128 - 17));
    assert.equal(upper(privately("icc", hex(verify.slice(10)))), `7F${BLOCK}${PUBLISHED.challenge}${padding}`);
    assert.equal(pin.verdict, 0x9000);
  });

  it("goes under the card's key for PINs where it has one", () => {
    const keys = cardKeys();
    const modulus = hex(SCHEME.out.issuerModulus);
    keys.recoverPin(certify({ modulus, exponent: hex("03") }));
    const [, verify = ""] = run(OfflinePin.enciphered(PIN, keys, zeros), cardAnswer);
    assert.equal(verify.slice(0, 10), "00200088B0");
    assert.match(upper(privately("issuer", hex(verify.slice(10)))), new RegExp(`^7F${BLOCK}${PUBLISHED.challenge}0+$`));
  });

  it("looks alike to the caller when the PIN is wrong and when the block is", () => {
    const wrongPin = OfflinePin.enciphered(Uint8Array.of(4, 3, 2, 1), cardKeys(), zeros);
    run(wrongPin, cardAnswer);
    const wrongBlock = OfflinePin.enciphered(PIN, cardKeys(), zeros);
    run(wrongBlock, (command) => {
      if (command[1] === 0x20) command[40]! ^= 1;
      return cardAnswer(command);
    });
    assert.deepEqual([wrongPin.verdict, wrongBlock.verdict], [0x63c2, 0x63c2]);
  });

  it("asks for the challenge again as a T=0 card wants it", () => {
    const replies: Record<string, string> = {
      "0084000000": "6C08",
      "0084000008": "6108",
      "00C0000008": `${PUBLISHED.challenge}9000`,
    };
    const pin = OfflinePin.enciphered(PIN, cardKeys(), zeros);
    const sent = run(pin, (command) => hex(replies[upper(command)] ?? "9000"));
    assert.deepEqual(sent, [...Object.keys(replies), PUBLISHED.verify]);
    assert.equal(pin.verdict, 0x9000);
  });

  const noChallenge = [
    "6D00",
    "9000",
    "6985",
    `${PUBLISHED.challenge}6283`,
    "B34571E839F2E19000",
    `${PUBLISHED.challenge}009000`,
  ];
  for (const reply of [...noChallenge, "6C08", "6108", "90", undefined]) {
    it(`is not sent when the card answers ${reply ?? "nothing"} to GET CHALLENGE`, () => {
      const pin = OfflinePin.enciphered(PIN, cardKeys(), zeros);
      const sent = run(pin, () => (reply === undefined ? undefined : hex(reply)));
      assert.ok(sent.length <= 3);
      assert.ok(sent.every((command) => !command.startsWith("0020")));
      assert.equal(pin.verdict, reply === undefined || reply.length < 4 ? "mute" : "not shown");
    });
  }

  it("is not sent without a key that the module recovered, nor once that is gone", () => {
    const none = OfflinePin.enciphered(PIN, cardKeys("issuer"), zeros);
    assert.equal(none.command, undefined);
    assert.equal(none.verdict, "not shown");
    const keys = cardKeys();
    const pin = OfflinePin.enciphered(PIN, keys, zeros);
    keys.wipe();
    assert.deepEqual(run(pin, cardAnswer), ["0084000000"]);
    assert.equal(pin.verdict, "not shown");
  });

  it("is not sent when there is no randomness, and leaves nothing behind", () => {
    const pin = OfflinePin.enciphered(PIN, cardKeys(), () => assert.fail("no generator"));
    const held = heldBy(pin);
    assert.throws(() => pin.give(hex(`${PUBLISHED.challenge}9000`)), /no generator/);
    assert.ok(held.every(isZero));
    assert.equal(pin.command, undefined);
  });
});

describe("what held the PIN is zero", () => {
  const ways: Array<[string, (pin: OfflinePin) => void]> = [
    ["the card's answer", (pin) => run(pin, cardAnswer)],
    ["a card that is mute", (pin) => run(pin, () => undefined)],
    ["a card without challenges", (pin) => run(pin, () => hex("6D00"))],
    ["a wipe", (pin) => pin.wipe()],
    [
      "a wipe before the VERIFY is answered",
      (pin) => {
        if (pin.command![1] !== 0x20) pin.give(hex(`${PUBLISHED.challenge}9000`));
        pin.wipe();
      },
    ],
  ];
  for (const [name, leave] of ways) {
    it(`after ${name}`, () => {
      for (const pin of [OfflinePin.plaintext(PIN), OfflinePin.enciphered(PIN, cardKeys(), zeros)]) {
        const held = heldBy(pin);
        leave(pin);
        assert.ok(held.every(isZero));
        assert.equal(pin.command, undefined);
        assert.notEqual(pin.verdict, undefined);
      }
    });
  }

  it("and a reply that comes after that changes nothing", () => {
    const pin = OfflinePin.plaintext(PIN);
    pin.wipe();
    pin.give(hex("9000"));
    assert.equal(pin.verdict, "not shown");
  });

  it("also in the command that was sent", () => {
    const pin = OfflinePin.plaintext(PIN);
    const command = pin.command!;
    pin.give(hex("63C2"));
    assert.ok(isZero(command));
  });
});
