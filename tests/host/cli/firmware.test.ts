/** `tillcore firmware`: packs, signs, verifies and shows; what is not as it must be is refused with a code, and nothing is written. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { firstLine } from "../../../host/firmware/board_program.ts";
import { BOARD_PART, CORE_PART, readBundle } from "../../../host/firmware/bundle.ts";
import { command, json, rejection, scratch } from "./support.ts";

const CORE = new Uint8Array(readFileSync(new URL("../../../build/out/core.wasm", import.meta.url)));
const file = scratch();
const core = file("core.wasm", CORE);
const folder = dirname(core);
const named = (name: string): string => join(folder, name);

interface Packed {
  size: number;
  sha256: string;
  parts: Array<{ name: string; size: number }>;
}

interface Shown {
  version: string;
  size: number;
  sha256: string;
}

describe("firmware pack", () => {
  it("puts the core alone, or with the program of a board, into one image", async () => {
    const alone = (await json(["firmware", "pack", core, "--out", named("alone")])) as Packed;
    assert.deepEqual(alone.parts, [{ name: CORE_PART, size: CORE.length }]);
    assert.equal(readFileSync(named("alone")).length, alone.size);
    const board = file("board.cjs", `${firstLine({ launcher: 1, core: 1 })}\n`);
    const both = (await json(["firmware", "pack", core, "--board", board, "--out", named("both")])) as Packed;
    assert.deepEqual(
      both.parts.map(({ name }) => name),
      [CORE_PART, BOARD_PART],
    );
    const parts = readBundle(new Uint8Array(readFileSync(named("both"))));
    assert.deepEqual(parts?.get(CORE_PART), CORE);
  });

  it("refuses what is no core, and writes nothing", async () => {
    for (const content of [new Uint8Array(0), CORE.subarray(0, 1000), Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)]) {
      const refused = (await rejection(["firmware", "pack", file("none", content), "--out", named("never")])) as object;
      assert.deepEqual(refused, {
        code: "FIRMWARE_CORE",
        path: "core",
        offset: 0,
        expected: "a core.wasm",
        actual: null,
      });
    }
    assert.equal(existsSync(named("never")), false);
  });

  it("refuses a program that is none, and one for another core", async () => {
    for (const [program, code] of [
      ["console.log(1)", "FIRMWARE_BOARD"],
      [`${firstLine({ launcher: 1, core: 2 })}\n`, "FIRMWARE_INTERFACE"],
    ] as const) {
      const args = ["firmware", "pack", core, "--board", file("other.cjs", program), "--out", named("never")];
      const record = (await rejection(args)) as { code: string; path: string };
      assert.deepEqual([record.code, record.path], [code, "board"]);
    }
    assert.equal(existsSync(named("never")), false);
  });

  it("says what a terminal does with the program of a board", async () => {
    const { stdout, code } = await command(["firmware", "pack", "--help"]);
    assert.equal(code, 0);
    assert.match(stdout, /starts the program of the board that the image holds/);
    assert.match(stdout, /FIRMWARE_INTERFACE/);
  });
});

describe("firmware sign, verify and show", () => {
  it("agree about an image, for people and as JSON", async () => {
    await json(["firmware", "pack", core, "--out", named("image")]);
    const sign = ["firmware", "sign", named("image"), "--release", "1.4.2", "--out", named("manifest")];
    const signed = (await json(sign)) as Shown;
    assert.equal(signed.version, "1.4.2");
    const verify = ["firmware", "verify", named("image"), "--manifest", named("manifest")];
    assert.deepEqual(await json(verify), signed);
    assert.deepEqual(await json(["firmware", "show", named("manifest")]), signed);
    const { stdout } = await command(verify);
    assert.match(stdout, /^version {5}1\.4\.2\n(.*\n)*SHA-256 {5}[0-9A-F]{64}\n$/);
  });

  it("refuse an image or a manifest with one bit changed", async () => {
    const verify = ["firmware", "verify", named("image"), "--manifest", named("manifest")];
    const places: Array<[name: string, at: number, code: string, path: string]> = [
      ["image", 5000, "FIRMWARE_HASH", "image"],
      ["manifest", 0, "FIRMWARE_SIGNATURE", "manifest"],
      ["manifest", 107, "FIRMWARE_SIGNATURE", "manifest"],
    ];
    for (const [name, at, code, path] of places) {
      const right = readFileSync(named(name));
      const changed = Buffer.from(right);
      changed[at]! ^= 1;
      writeFileSync(named(name), changed);
      const record = (await rejection(verify)) as { code: string; path: string };
      assert.deepEqual([record.code, record.path], [code, path]);
      writeFileSync(named(name), right);
    }
    const short = file("short", new Uint8Array(107));
    for (const args of [
      ["show", short],
      ["verify", named("image"), "--manifest", short],
    ])
      assert.equal(((await rejection(["firmware", ...args])) as { code: string }).code, "FIRMWARE_FORMAT");
  });

  it("take a key of one's own, which only its owner may read; the published one does not open it", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const key = file("key.pem", privateKey.export({ type: "pkcs8", format: "pem" }));
    const pub = file("key.pub", publicKey.export({ type: "spki", format: "pem" }));
    const sign = ["firmware", "sign", named("image"), "--release", "2.0.0", "--out", named("own"), "--key", key];
    chmodSync(key, 0o644);
    if (process.platform !== "win32") assert.equal((await command(sign)).code, 2);
    chmodSync(key, 0o600);
    await json(sign);
    const verify = ["firmware", "verify", named("image"), "--manifest", named("own")];
    assert.equal(((await rejection(verify)) as { code: string }).code, "FIRMWARE_SIGNATURE");
    assert.equal(((await json([...verify, "--key", pub])) as Shown).version, "2.0.0");
    for (const wrong of [core, key]) assert.equal((await command([...verify, "--key", wrong])).code, 2);
  });

  it("are called wrongly without a version, a file that is there, or a place to write to", async () => {
    const out = ["--out", named("x")];
    for (const args of [
      ["sign", named("image"), "--release", "1.4", ...out],
      ["sign", named("image"), "--release", "0.0.0", ...out],
      ["sign", named("nothing"), "--release", "1.4.2", ...out],
      ["sign", named("image"), "--release", "1.4.2", "--out", join(folder, "no", "folder")],
      ["verify", named("image")],
      ["pack", named("nothing"), ...out],
      ["show", named("nothing")],
    ]) {
      const { code, stdout, stderr } = await command(["firmware", ...args]);
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.match(stderr, /^tillcore: [^\n]+\n$/);
    }
    assert.equal(existsSync(named("x")), false);
  });
});
