/** A firmware is taken only with a genuine manifest, whole, and newer than what was ever confirmed. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { StageResult } from "../../../assembly/abi_devices.ts";
import {
  judgeImage,
  judgeManifest,
  manifestOf,
  parseVersion,
  readManifest,
  signManifest,
  testPublicKey,
  testSigningKey,
  versionText,
} from "../../../host/firmware/manifest.ts";

const IMAGE = Uint8Array.from({ length: 1000 }, (_, at) => at % 251);
const SIGNED = signManifest(manifestOf(IMAGE, 0x010203), testSigningKey());

it("every bit of a manifest counts", () => {
  assert.equal(judgeManifest(SIGNED, testPublicKey(), 0x010202), StageResult.DONE);
  for (let bit = 0; bit < 8 * SIGNED.length; bit++) {
    const changed = SIGNED.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    assert.notEqual(judgeManifest(changed, testPublicKey(), 0), StageResult.DONE, `bit ${bit}`);
  }
});

it("what is not newer is a downgrade", () => {
  assert.equal(judgeManifest(SIGNED, testPublicKey(), 0x010203), StageResult.OLDER);
  assert.equal(judgeManifest(SIGNED.subarray(1), testPublicKey(), 0), StageResult.FORMAT);
});

it("the image has its size and its hash", () => {
  const said = readManifest(SIGNED)!;
  assert.equal(judgeImage(said, IMAGE), StageResult.DONE);
  assert.equal(judgeImage(said, IMAGE.subarray(1)), StageResult.FORMAT);
  assert.equal(judgeImage(said, IMAGE.slice().reverse()), StageResult.HASH);
});

it("versions are three numbers", () => {
  assert.equal(parseVersion("1.2.3"), 0x010203);
  assert.equal(versionText(0x010203), "1.2.3");
  for (const text of ["1.2", "1.2.256", "1.2.3.4", "a.b.c", ""]) assert.equal(parseVersion(text), undefined);
});
