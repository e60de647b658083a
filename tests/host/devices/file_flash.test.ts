/** Flash in a file: it behaves as flash does, and what it reported done is there when it is opened again. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Done } from "../../../assembly/abi.ts";
import { FileFlash, FlashError } from "../../../host/devices/file_flash.ts";

const GEOMETRY = { bytes: 8192, sectorBytes: 1024, unitBytes: 8 };

describe("flash in a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-flash-"));
  let count = 0;
  const newPath = (): string => join(folder, `deep-${++count}`, "flash.bin");
  after(() => rmSync(folder, { recursive: true }));

  function withFlash<T>(path: string, work: (flash: FileFlash) => T): T {
    const flash = new FileFlash(path, GEOMETRY);
    try {
      return work(flash);
    } finally {
      flash.close();
    }
  }

  it("begins erased and has its size", () => {
    const path = newPath();
    withFlash(path, (flash) => assert.ok(flash.read(0, 8192).every((cell) => cell === 0xff)));
    assert.equal(readFileSync(path).length, 8192);
  });

  it("keeps what was programmed and erased over a reopening", () => {
    const path = newPath();
    const data = Uint8Array.from({ length: 32 }, (_, index) => index);
    withFlash(path, (flash) => {
      assert.equal(flash.append(1024, data), Done.DONE);
      assert.equal(flash.append(2048, data), Done.DONE);
      assert.equal(flash.erase(2048), Done.DONE);
    });
    withFlash(path, (flash) => {
      assert.deepEqual(flash.read(1024, 32), data);
      assert.ok(flash.read(2048, 1024).every((cell) => cell === 0xff));
      assert.equal(flash.append(2048, data), Done.DONE);
    });
  });

  it("refuses to program a unit twice, also one that a cut left half done", () => {
    const path = newPath();
    withFlash(path, (flash) => flash.append(0, new Uint8Array(8)));
    const torn = new Uint8Array(readFileSync(path));
    torn.set([1, 2, 3], 64);
    writeFileSync(path, torn);
    withFlash(path, (flash) => {
      assert.equal(flash.append(0, new Uint8Array(8)), Done.REFUSED);
      assert.equal(flash.append(64, new Uint8Array(8)), Done.REFUSED);
      assert.deepEqual(flash.read(64, 4), Uint8Array.of(1, 2, 3, 0xff));
      assert.equal(flash.append(72, new Uint8Array(8)), Done.DONE);
    });
  });

  it("throws where a terminal would have a bug", () => {
    withFlash(newPath(), (flash) => {
      assert.throws(() => flash.read(8190, 4), RangeError);
      assert.throws(() => flash.append(4, new Uint8Array(8)), RangeError);
      assert.throws(() => flash.append(0, new Uint8Array(7)), RangeError);
      assert.throws(() => flash.erase(8), RangeError);
    });
  });

  it("says what to do with an image of another size", () => {
    const path = newPath();
    withFlash(path, () => {});
    truncateSync(path, 100);
    assert.throws(
      () => new FileFlash(path, GEOMETRY),
      (error) => error instanceof FlashError && error.message.includes("remove it"),
    );
    truncateSync(path, 8192);
    withFlash(path, () => {}); // the failed opening has left nothing open
  });

  it("is not opened twice at once", () => {
    const path = newPath();
    withFlash(path, () => assert.throws(() => new FileFlash(path, GEOMETRY), FlashError));
    withFlash(path, () => {});
  });
});
