/** PIN blocks between two keys. Published test keys and made-up PINs. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { AES, TDES } from "../../../host/secure/cipher/block_cipher.ts";
import { decipherPin, encipherPin, randomFill } from "../../../host/secure/pin/encipher.ts";
import type { PinKeyUse } from "../../../host/secure/pin/encipher.ts";
import { translatePin } from "../../../host/secure/pin/translate.ts";
import { PAN_BYTES, PIK, TDK, hex, seeded } from "./support.ts";

const random = seeded("translate");
const DIGITS = Uint8Array.of(2, 4, 6, 8, 0, 1);
const OTHER_PAN = PAN_BYTES.with(16, PAN_BYTES[16]! ^ 1);
const USES: Readonly<Record<0 | 1 | 3 | 4, PinKeyUse>> = {
  0: { format: 0, cipher: TDES, key: PIK, pan: PAN_BYTES },
  1: { format: 1, cipher: TDES, key: PIK },
  3: { format: 3, cipher: TDES, key: TDK, pan: PAN_BYTES },
  4: { format: 4, cipher: AES, key: hex("9B1C7A5F20D34E8861F0A2B3C4D5E6F7"), pan: PAN_BYTES },
};
const blockOf = (use: PinKeyUse): Uint8Array =>
  encipherPin({ ...use, digits: DIGITS, fill: randomFill(use.format, random) });

for (const from of [0, 1, 3, 4] as const) {
  for (const to of [0, 1, 3, 4] as const) {
    it(`from format ${from} to ${to} ${to === 1 ? "is refused" : "keeps the PIN"}`, () => {
      const translate = (): Uint8Array => translatePin(blockOf(USES[from]), USES[from], USES[to], random);
      if (to === 1) assert.throws(translate, { code: "PIN_TRANSLATION" });
      else assert.deepEqual(decipherPin({ ...USES[to], block: translate() }), DIGITS);
    });
  }
}

it("another card number is never put in, and what is no PIN block is not enciphered anew", () => {
  const other = { ...USES[3], pan: OTHER_PAN };
  assert.throws(() => translatePin(blockOf(USES[0]), USES[0], other, random), { code: "PIN_TRANSLATION" });
  assert.throws(() => translatePin(new Uint8Array(8), USES[0], USES[3], random), /BLOCK_|PIN_/);
  assert.throws(() => translatePin(blockOf(USES[0]), { ...USES[0], pan: OTHER_PAN }, other, random), /BLOCK_|PIN_/);
});
