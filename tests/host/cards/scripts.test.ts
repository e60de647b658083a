/** Issuer scripts: every command under its MAC, right and wrong, and what stays without power. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ISSUER_KEYS, loadCards } from "../../../host/cards/card_data.ts";
import type { CardData } from "../../../host/cards/card_spec.ts";
import { newCardState } from "../../../host/cards/card_state.ts";
import type { CardState } from "../../../host/cards/card_state.ts";
import { profile } from "../../../host/cards/profiles.ts";
import { cardPolicy } from "../../../host/cards/versions.ts";
import { cardMasterKey } from "../../../host/secure/issuer/card_key.ts";
import { pinChangeCommand } from "../../../host/secure/issuer/pin_change.ts";
import { encipherScriptData, scriptMac, scriptMacInput, scriptSessionKey } from "../../../host/secure/issuer/script.ts";
import { Reading, ok, sized } from "./terminal.ts";
import { hex, selectAid, upper } from "./support.ts";

const BLOCK = "841E0000";
const UNBLOCK = "84180000";
const CARD_BLOCK = "84160000";
const PIN_UNBLOCK = "84240000";
const VISA = profile("visa-10");
const PBOC = { ...loadCards()[0]!, writable: ["9F14"], data: { "9F14": "01" } };

/** A card whose ARQC is out, and its issuer. */
class Online {
  readonly reading: Reading;
  readonly transaction: { atc: Uint8Array; cryptogram: Uint8Array };
  private readonly data: CardData;

  constructor(data: CardData, state: CardState = newCardState()) {
    this.data = data;
    this.reading = Reading.of(data, state);
    const { atc, cryptogram } = this.reading.first(0x80);
    this.transaction = { atc: hex(atc), cryptogram };
  }

  get state(): CardState {
    return this.reading.card.state;
  }

  /** @param header CLA INS P1 P2 */
  command(header: string, data = ""): string {
    const policy = cardPolicy(this.data.cryptogram ?? "pboc-01");
    const { integrity } = ISSUER_KEYS.get(this.data.issuer)!;
    const card = cardMasterKey(policy.derivation, integrity, this.data.pan, this.data.sequence);
    const key = scriptSessionKey(policy.script, card, this.transaction);
    const whole = hex(header + (data.length / 2 + 8).toString(16).padStart(2, "0"));
    const mac = scriptMac(key, scriptMacInput(whole, this.transaction, hex(data)));
    return upper(whole) + data + upper(mac);
  }

  send(header: string, data = ""): string {
    return this.transmit(this.command(header, data));
  }

  transmit(command: string): string {
    return upper(this.reading.card.transmit(hex(command)));
  }

  pinChange(pin: string, currentPin?: string): string {
    const keys = ISSUER_KEYS.get(this.data.issuer)!;
    const digits = (text: string): Uint8Array => Uint8Array.from(text, Number);
    const { pan, sequence } = this.data;
    const change = { pan, sequence, transaction: this.transaction, pin: digits(pin) };
    const old = currentPin === undefined ? {} : { currentPin: digits(currentPin) };
    return upper(pinChangeCommand(cardPolicy(this.data.cryptogram ?? "pboc-01"), keys, { ...change, ...old }));
  }
}

function verifies(data: CardData, state: CardState, pin: string): string {
  const block = `2${pin.length.toString(16)}${pin}`.padEnd(16, "F");
  return upper(Reading.of(data, state).card.transmit(hex(`0020008008${block}`)));
}

const SCRIPTED: ReadonlyArray<readonly [name: string, data: CardData]> = [
  ["version 10", VISA],
  ["version 18", { ...profile("visa-18"), writable: ["9F14"], data: { "9F14": "01" } }],
  ["PBOC 01", PBOC],
];

for (const [name, data] of SCRIPTED) {
  describe(`scripts of ${name}`, () => {
    it("block and unblock the application, and what is blocked stays so without power", () => {
      const state = newCardState();
      const online = new Online(data, state);
      assert.equal(online.send(BLOCK), "9000");
      assert.equal(online.reading.second(0x40, { "8A": "3030" }).type, 0x00);
      const { card } = online.reading;
      card.powerOn();
      assert.equal(upper(card.transmit(hex(selectAid(data.aid))).slice(-2)), "6283");
      assert.equal(online.send(UNBLOCK), "6985", "no ARQC in this session");

      const again = new Online(data);
      assert.deepEqual([again.send(BLOCK), again.send(UNBLOCK)], ["9000", "9000"]);
      assert.doesNotThrow(() => Reading.of(data, structuredClone(again.state)));
    });

    it("give the PIN its tries back", () => {
      const state = { ...newCardState(), wrongPins: 3 };
      const online = new Online(data, state);
      assert.equal(online.send(PIN_UNBLOCK), "9000");
      assert.equal(state.wrongPins, 0);
      assert.equal(online.send(PIN_UNBLOCK, "00"), "6700");
    });

    it("change the PIN for good", () => {
      const state = { ...newCardState(), wrongPins: 2 };
      const online = new Online(data, state);
      assert.equal(online.transmit(online.pinChange("80085")), "9000");
      assert.equal(verifies(data, structuredClone(state), "80085"), "9000");
      assert.equal(verifies(data, structuredClone(state), data.pin), "63C2");
    });

    it("put an object's value, of its length, and no other object's", () => {
      const online = new Online(data);
      assert.equal(online.send("04DA9F14", "09"), "9000");
      assert.equal(upper(ok(online.reading.card, "80CA9F1400")), "9F140109");
      const later = Reading.of(data, structuredClone(online.state));
      assert.equal(upper(ok(later.card, "80CA9F1400")), "9F140109");
      assert.equal(online.send("04DA9F14", "0909"), "6700");
      assert.equal(online.send("04DA9F36", "0000"), "6A88");
    });

    it("are refused with a wrong MAC, none, or one of another command, and change nothing", () => {
      const state = newCardState();
      const online = new Online(data, state);
      const before = structuredClone({ ...state, scriptFailed: true });
      const right = online.command(BLOCK);
      for (const [command, sw] of [
        [right.slice(0, -2) + (right.endsWith("00") ? "01" : "00"), "6988"],
        ["841E000004" + "00".repeat(4), "6987"],
        ["841E0000", "6987"],
        [right.replace("841E", "8416"), "6988"],
        [right.replace("841E0000", "841E0100"), "6988"],
        [right.replace("841E", "041E"), "6E00"],
      ] as const)
        assert.equal(online.transmit(command), sw, command);
      assert.deepEqual(state, before);
    });

    it("of another transaction are refused", () => {
      const state = newCardState();
      const old = new Online(data, state).command(BLOCK);
      assert.equal(new Online(data, state).transmit(old), "6988");
    });
  });
}

describe("PIN CHANGE of Visa", () => {
  it("may be made with the old PIN, which must be right", () => {
    const state = newCardState();
    const online = new Online(VISA, state);
    assert.equal(online.transmit(online.pinChange("778899", "9999")), "6A80");
    assert.equal(state.pin, "");
    assert.equal(online.transmit(online.pinChange("778899", VISA.pin)), "9000");
    assert.equal(verifies(VISA, state, "778899"), "9000");
  });

  it("is refused when it deciphers to no PIN block, under a right MAC", () => {
    const online = new Online(VISA);
    const policy = cardPolicy("10");
    const key = cardMasterKey("A", ISSUER_KEYS.get(VISA.issuer)!.confidentiality, VISA.pan, VISA.sequence);
    const session = scriptSessionKey(policy.script, key, online.transaction);
    const none = upper(encipherScriptData("visa", session, hex("0412345678901234")));
    for (const data of [none, "00".repeat(8), "00".repeat(7), ""])
      assert.equal(online.send("84240002", data), "6A80", `${data.length / 2}`);
    assert.equal(online.send("84240003", none), "6A86");
    assert.equal(online.state.pin, "");
  });
});

describe("a script", () => {
  it("is taken after an ARQC alone, before and after the second GENERATE AC, and not after a forged answer", () => {
    const early = Reading.of(VISA);
    assert.equal(upper(early.card.transmit(hex(`${BLOCK}08${"00".repeat(8)}`))), "6985");
    const online = new Online(VISA);
    assert.equal(online.send(PIN_UNBLOCK), "9000");
    online.reading.second(0x40, { "8A": "3030" });
    assert.equal(online.send(PIN_UNBLOCK), "9000");
    const forged = new Online(VISA);
    assert.equal(forged.transmit(`00820000${sized("00".repeat(10))}`), "6300");
    assert.equal(forged.send(BLOCK), "6985");
  });

  it("blocks the whole card, which nothing undoes", () => {
    const state = newCardState();
    const online = new Online(VISA, state);
    assert.equal(online.send("84160100"), "6A86");
    assert.equal(online.send(CARD_BLOCK, "00"), "6700");
    assert.equal(online.send(CARD_BLOCK), "9000");
    online.reading.card.powerOn();
    assert.equal(online.transmit(selectAid(VISA.aid)), "6A81");
    assert.equal(online.send(UNBLOCK), "6985");
  });

  it("is counted in the next transaction's CVR, until the issuer has seen it", () => {
    const state = newCardState();
    const online = new Online(VISA, state);
    online.send(PIN_UNBLOCK);
    online.send(PIN_UNBLOCK);
    online.transmit(`${BLOCK}08${"00".repeat(8)}`);
    const next = Reading.of(VISA, state).first(0x80);
    assert.equal(next.issuerData, "06010A03A09028", "two commands, one failed; last one not completed, new card");
  });
});
