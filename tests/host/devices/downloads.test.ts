/** What becomes of a download: it takes the place of what was there, over a power cut and a module that is behind. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Done } from "../../../assembly/abi.ts";
import { Download, StageResult } from "../../../assembly/abi_devices.ts";
import { aidEntry, capkEntry } from "../../../host/configuration/download.ts";
import { provisionCapks } from "../../../host/configuration/provision.ts";
import { STANDARD } from "../../../host/configuration/standard.ts";
import { Backups, GENERATIONS_KEPT, MemoryBackups } from "../../../host/devices/backups.ts";
import { Downloads } from "../../../host/devices/downloads.ts";
import { FileBackups } from "../../../host/devices/file_backups.ts";
import { FileDownloads } from "../../../host/devices/file_downloads.ts";
import { FileSlots } from "../../../host/devices/file_slots.ts";
import { manifestOf, signManifest, testPublicKey, testSigningKey } from "../../../host/firmware/manifest.ts";
import type { SecureModule } from "../../../host/secure/module.ts";
import { MemoryStore } from "../../../host/secure/store/store.ts";
import { emptyModule } from "../secure/support.ts";

const root = mkdtempSync(join(tmpdir(), "tillcore-downloads-"));
after(() => rmSync(root, { recursive: true }));
let folders = 0;

const NONE = new Uint8Array(0);
const KEYS = STANDARD.spec.capks!;
const UNIONPAY = KEYS.filter(({ rid }) => rid === "A000000333");

function board(secure: SecureModule, folder = join(root, String(folders++))): Downloads {
  const signer = testPublicKey();
  const firmware = new FileSlots(join(folder, "firmware"), signer);
  return new Downloads({ own: STANDARD, store: new FileDownloads(folder), secure, firmware, signer });
}

function has(secure: SecureModule, { rid, index }: { rid: string; index: string }): boolean {
  return secure.hasCapk(new Uint8Array(Buffer.from(rid, "hex")), Number.parseInt(index, 16));
}

describe("applications that were downloaded", () => {
  it("replace those of the maker, also at the next start", () => {
    const folder = join(root, String(folders++));
    const downloads = board(emptyModule(), folder);
    const [debit, credit] = STANDARD.applications();
    const entry = aidEntry({ ...credit!, floorLimit: 5_000 });
    assert.deepEqual(downloads.aid(0), STANDARD.aid(0));
    assert.equal(downloads.take({ download: Download.AIDS, manifest: NONE, entries: [entry] }), StageResult.DONE);
    for (const one of [downloads, board(emptyModule(), folder)]) {
      const record = Buffer.from(one.aid(0));
      assert.equal(record.subarray(4, 12).toString("hex").toUpperCase(), credit!.aid);
      assert.equal(record.readUInt32BE(32), 5_000);
      assert.deepEqual([...one.aid(1)], []);
    }
    assert.notEqual(debit!.aid, credit!.aid);
  });

  it("are refused where they are malformed", () => {
    const downloads = board(emptyModule());
    assert.equal(downloads.judge(Download.AIDS, Uint8Array.of(0x9f, 0x06, 0x02, 1, 2)), StageResult.FORMAT);
    assert.equal(downloads.judge(Download.PARAMETERS, NONE), StageResult.REFUSED);
    assert.equal(downloads.judgeManifest(Download.PARAMETERS, NONE), StageResult.REFUSED);
  });
});

describe("keys that were downloaded", () => {
  const entries = UNIONPAY.slice(0, 2).map(capkEntry);

  it("go into the secure module, and those that are not listed leave it", () => {
    const secure = emptyModule();
    assert.equal(provisionCapks(secure, STANDARD, { test: true }), Done.DONE);
    const downloads = board(secure);
    assert.equal(downloads.hasKeys, false);
    assert.equal(downloads.take({ download: Download.CAPKS, manifest: NONE, entries }), StageResult.DONE);
    assert.deepEqual(
      KEYS.filter((key) => has(secure, key)).map(({ index }) => index),
      UNIONPAY.slice(0, 2).map(({ index }) => index),
    );
    const { generation } = secure;
    assert.equal(downloads.finish(), Done.DONE);
    assert.equal(secure.generation, generation, "the same again is no change");
  });

  it("are in the module after the next start when a cut came before", () => {
    const folder = join(root, String(folders++));
    const store = new MemoryStore();
    const refusing = emptyModule({ store });
    provisionCapks(refusing, STANDARD, { test: true });
    const save = store.save.bind(store);
    store.save = () => {
      throw new Error("power cut");
    };
    const cut = board(refusing, folder);
    assert.equal(cut.take({ download: Download.CAPKS, manifest: NONE, entries }), StageResult.REFUSED);
    assert.ok(
      KEYS.every((key) => has(refusing, key)),
      "all stayed as it was",
    );
    store.save = save;
    const secure = emptyModule({ store });
    assert.equal(board(secure, folder).finish(), Done.DONE);
    assert.equal(KEYS.filter((key) => has(secure, key)).length, 2);
  });

  it("are refused with a wrong checksum, whatever else is there", () => {
    const wrong = capkEntry({ ...UNIONPAY[0]!, sha1: "00".repeat(20) });
    assert.equal(board(emptyModule()).judge(Download.CAPKS, wrong), StageResult.HASH);
  });
});

describe("a firmware that was downloaded", () => {
  it("is kept when size, hash and signature are right and it is newer", () => {
    const downloads = board(emptyModule());
    const image = Uint8Array.of(1, 2, 3, 4);
    const manifest = signManifest(manifestOf(image, 2), testSigningKey());
    const take = (blocks: Uint8Array[], said = manifest): StageResult =>
      downloads.take({ download: Download.FIRMWARE, manifest: said, entries: blocks });
    assert.equal(downloads.judgeManifest(Download.FIRMWARE, manifest), StageResult.DONE);
    assert.equal(take([image.subarray(0, 3)]), StageResult.FORMAT);
    assert.equal(take([image.subarray(0, 3), Uint8Array.of(5)]), StageResult.HASH);
    const forged = manifest.slice();
    forged[0]! ^= 1;
    assert.equal(take([image], forged), StageResult.SIGNATURE);
    assert.equal(take([image], signManifest(manifestOf(image, 1), testSigningKey())), StageResult.OLDER);
    assert.equal(take([image.subarray(0, 3), image.subarray(3)]), StageResult.DONE);
  });
});

const media: Array<[string, () => MemoryBackups | FileBackups]> = [
  ["memory", () => new MemoryBackups()],
  ["a folder", () => new FileBackups(join(root, String(folders++)))],
];

for (const [where, newStore] of media) {
  describe(`backups in ${where}`, () => {
    it("count once they are whole, and the oldest go", () => {
      const medium = new Backups(newStore());
      assert.deepEqual(medium.state(), { count: 0, newest: 0 });
      assert.equal(medium.write(Uint8Array.of(1)), Done.REFUSED);
      assert.equal(medium.end(), Done.REFUSED);
      for (let generation = 1; generation <= GENERATIONS_KEPT + 2; generation++) {
        assert.equal(medium.begin(generation), Done.DONE);
        assert.equal(medium.write(Uint8Array.of(generation)), Done.DONE);
        assert.equal(medium.write(Uint8Array.of(generation, 2)), Done.DONE);
        assert.equal(medium.state().newest, generation - 1, "not before its end");
        assert.equal(medium.end(), Done.DONE);
      }
      assert.deepEqual(medium.state(), { count: GENERATIONS_KEPT, newest: GENERATIONS_KEPT + 2 });
      assert.deepEqual(medium.read(7, 1), Uint8Array.of(7, 2));
      assert.deepEqual(medium.read(7, 2), NONE);
      assert.equal(medium.read(2, 0), undefined);
      assert.equal(medium.begin(7), Done.REFUSED, "that one is there");
    });
  });
}
