/** The configuration that is shipped, and its keys in a secure module. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { Done } from "../../../assembly/abi.ts";
import { checkConfiguration } from "../../../host/configuration/check.ts";
import { loadConfiguration } from "../../../host/configuration/configuration.ts";
import { provisionCapks } from "../../../host/configuration/provision.ts";
import { STANDARD } from "../../../host/configuration/standard.ts";
import { SecureModule } from "../../../host/secure/module.ts";
import { MemoryStore } from "../../../host/secure/store/store.ts";
import { readCapk } from "../../../host/secure/recovery/stored_capk.ts";
import { cases, toHex } from "../codec/support.ts";
import { capk, smallConfiguration } from "./support.ts";

function newModule(store = new MemoryStore()): SecureModule {
  return new SecureModule({ random: (length) => new Uint8Array(randomBytes(length)), store });
}

/** RID and index of the keys that a store keeps. */
function keysIn(store: MemoryStore): string[] {
  return (store.load()?.capks ?? []).map((bytes) => {
    const { rid, index } = readCapk(bytes);
    return `${toHex(rid)} ${toHex(Uint8Array.of(index))}`;
  });
}

describe("the standard configuration", () => {
  it("keeps to the schema and makes sense", () => {
    assert.equal(checkConfiguration(STANDARD.spec), STANDARD.spec);
  });

  it("has the applications of UnionPay first, and marks all others as examples", () => {
    const { applications } = STANDARD.spec;
    assert.deepEqual(
      applications.map(({ aid, example = false }) => [aid.slice(0, 10), example]),
      [
        ...Array.from({ length: 4 }, () => ["A000000333", false]),
        ["A000000003", true],
        ["A000000004", true],
        ["A000000065", true],
        ["A000000025", true],
      ],
    );
    for (const { example, source } of applications) assert.equal(example === true, source !== undefined);
  });

  it("has a terminal with offline PIN and all data authentication, online only, attended", () => {
    for (const { capabilities, terminalType, ddol } of STANDARD.applications()) {
      assert.deepEqual([capabilities, terminalType, ddol], ["E0F8C8", "21", "9F3704"]);
    }
  });

  it("has the keys as they were published", () => {
    interface Published {
      rid: string;
      index: string;
      modulus: string;
      exponent: string;
      sha1: string;
      kind?: string;
    }
    const published = cases<Published>("capk").map(({ rid, index, modulus, exponent, sha1, kind = "unstated" }) => {
      return { rid, index, modulus, exponent, sha1, kind };
    });
    assert.equal(published.length, 49);
    assert.deepEqual(
      STANDARD.spec.capks?.map(({ rid, index, modulus, exponent, sha1, kind }) => {
        return { rid, index, modulus, exponent, sha1, kind };
      }),
      published,
    );
  });
});

describe("the keys of a configuration", () => {
  it("are all loaded when test keys are asked for, else only those that are said to be live", () => {
    for (const test of [true, false]) {
      const store = new MemoryStore();
      assert.equal(provisionCapks(newModule(store), STANDARD, { test }), Done.DONE);
      const wanted = (STANDARD.spec.capks ?? []).filter(({ kind }) => test || kind === "live");
      assert.equal(wanted.length, test ? 49 : 11);
      assert.deepEqual(
        keysIn(store),
        wanted.map(({ rid, index }) => `${rid} ${index}`),
      );
    }
  });

  it("are loaded in one save, and not at all when they are there", () => {
    const module = newModule();
    const before = module.generation;
    provisionCapks(module, STANDARD, { test: true });
    assert.equal(module.generation, before + 1);
    provisionCapks(module, STANDARD, { test: true });
    provisionCapks(module, STANDARD, { test: false });
    assert.equal(module.generation, before + 1);
  });

  it("replace one that has changed", () => {
    const store = new MemoryStore();
    const module = newModule(store);
    const spec = smallConfiguration();
    provisionCapks(module, loadConfiguration(spec), { test: true });
    const other = { ...spec, capks: [capk({ expiry: "2031-01-31" })] };
    assert.equal(provisionCapks(module, loadConfiguration(other), { test: true }), Done.DONE);
    assert.deepEqual(keysIn(store), ["A000000333 08", "A000000333 09"]);
    assert.equal(readCapk(store.load()!.capks[0]!).expiry, 20_310_131);
  });

  it("are all left out when one of them is not taken, or cannot be stored", () => {
    const store = new MemoryStore();
    const module = newModule(store);
    const keys = STANDARD.capks();
    const checksum = new Uint8Array(20);
    assert.equal(module.loadCapks([...keys, { ...keys[0]!, index: 0xff, checksum }]), Done.KCV_DIFFERS);
    assert.deepEqual(keysIn(store), []);
    const broken = Object.assign(new MemoryStore(), { isFull: false });
    const save = broken.save.bind(broken);
    broken.save = (state) => {
      if (broken.isFull) throw new Error("no space");
      save(state);
    };
    const full = newModule(broken);
    broken.isFull = true;
    assert.equal(full.loadCapks(keys), Done.REFUSED);
    broken.isFull = false;
    assert.equal(full.loadCapks(keys.slice(0, 1)), Done.DONE);
    assert.equal(keysIn(broken).length, 1);
  });

  it("are refused by a module that is shut", () => {
    const module = newModule();
    module.tamper();
    assert.equal(provisionCapks(module, STANDARD, { test: true }), Done.REFUSED);
  });
});
