/** Encipherment of track data. Keys and tracks are published test data: UnionPay's example, GB/T 32907's key, made-up cards. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { SM4, TDES } from "../../../host/secure/cipher/block_cipher.ts";
import { decipherTrack, encipherTrack } from "../../../host/secure/track.ts";
import { hex, upper } from "./vectors.ts";

const KEY = hex("0123456789ABCDEFFEDCBA9876543210");
/** The example of the UnionPay POS specification, and the block that it says is enciphered. */
const TRACK = "1234567890123456789D050820178199916830";
const EXAMPLE = `${TRACK}20`;
const BLOCK = "0820178199916830";

/** Packed as a field has it: half a byte of 0 after an odd number of characters. */
function packed(characters: string): Uint8Array {
  return hex(characters.length % 2 === 1 ? `${characters}0` : characters);
}

describe("UnionPay track encipherment", () => {
  it("enciphers the 8 bytes before the last one under a TDES key", () => {
    const result = upper(encipherTrack(TDES, KEY, hex(EXAMPLE)));
    assert.equal(result, EXAMPLE.replace(BLOCK, upper(TDES.encrypt(KEY, hex(BLOCK)))));
    assert.equal(result.length, EXAMPLE.length);
    assert.equal(upper(decipherTrack(TDES, KEY, hex(result))), EXAMPLE);
  });

  it("enciphers the 16 bytes before the last one under an SM4 key", () => {
    const block = EXAMPLE.slice(6, -2);
    const result = upper(encipherTrack(SM4, KEY, hex(EXAMPLE)));
    assert.equal(result, EXAMPLE.replace(block, upper(SM4.encrypt(KEY, hex(block)))));
    assert.equal(upper(decipherTrack(SM4, KEY, hex(result))), EXAMPLE);
  });

  it("fills a track that is too short with F, and so sends none of it in clear but what it always does", () => {
    // 29 characters: 15 bytes where 17 are needed.
    const short = packed("1234560012345608D181122112294");
    const result = encipherTrack(SM4, KEY, short, 29);
    const filled = "1234560012345608D181122112294FFF" + "FF";
    assert.equal(upper(result), upper(SM4.encrypt(KEY, hex(filled.slice(0, 32)))) + "FF");
    assert.equal(upper(decipherTrack(SM4, KEY, result)), upper(short));
  });

  it("is undone for every track of a card, whatever its length", () => {
    const characters = fc
      .array(fc.constantFrom(...Array.from("0123456789D")), { minLength: 1, maxLength: 104 })
      .map((all) => all.join(""));
    fc.assert(
      fc.property(fc.constantFrom(TDES, SM4), characters, (cipher, track) => {
        const clear = packed(track);
        const given = upper(clear);
        const result = encipherTrack(cipher, KEY, clear, track.length);
        assert.equal(upper(clear), given);
        assert.equal(upper(decipherTrack(cipher, KEY, result)), given);
        assert.equal(result.length, Math.max(clear.length, cipher.blockBytes + 1));
        // Of what is enciphered nothing stays where it was.
        const end = result.length - 1;
        assert.notEqual(
          upper(result.subarray(end - cipher.blockBytes, end)),
          upper(clear.subarray(Math.max(0, end - cipher.blockBytes), end)),
        );
      }),
    );
  });

  it("refuses no track, a number of characters that is not the track's, and a key of another length", () => {
    assert.throws(() => encipherTrack(TDES, KEY, new Uint8Array(0)), { code: "TRACK_LENGTH" });
    for (const characters of [37, 41])
      assert.throws(() => encipherTrack(TDES, KEY, hex(EXAMPLE), characters), { code: "TRACK_LENGTH" });
    assert.throws(() => decipherTrack(SM4, KEY, new Uint8Array(16)), { code: "TRACK_LENGTH" });
    assert.throws(
      () => encipherTrack(SM4, KEY.subarray(0, 8), hex(EXAMPLE)),
      (error: Error) => {
        assert.ok(!/0820|1234/.test(error.message));
        return "code" in error && error.code === "KEY_LENGTH";
      },
    );
  });
});
