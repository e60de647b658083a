/** Keys that must not come back. Published test keys only. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Done, KeyUsage, Purpose, Slot } from "../../../assembly/abi.ts";
import { MemoryStore } from "../../../host/secure/store/store.ts";
import { MAK, PAN_BYTES, PIK, TDK, TMK, boundModule, download, emptyModule, inject, seeded, type } from "./support.ts";

const random = seeded("used keys");
const [OTHER_PIK, OTHER_MAK] = [random(16), random(8)];

describe("a PIN key that was replaced", () => {
  it("comes back neither as itself nor as a key that enciphers what somebody chooses", () => {
    const store = new MemoryStore();
    const module = boundModule({ store });
    const load = (keys: Uint8Array[], on = module): Done => on.loadKeys({ parent: Slot.TMK, download: download(keys) });
    assert.equal(load([PIK, MAK]), Done.DONE);
    assert.equal(load([PIK, MAK]), Done.DONE, "what stands may come again");
    assert.equal(load([OTHER_PIK, OTHER_MAK]), Done.DONE);
    assert.equal(load([OTHER_PIK, OTHER_MAK, PIK]), Done.REFUSED, "as a key for tracks");
    assert.equal(load([PIK, MAK]), Done.REFUSED, "an older download");
    const parity = PIK.map((byte) => byte ^ 1);
    assert.equal(load([parity, MAK]), Done.REFUSED, "with other parity bits");
    assert.equal(load([PIK, MAK], emptyModule({ store })), Done.REFUSED, "nor after a power cut");
    const { status } = module.encipherPin({ slot: Slot.PIN, handle: type(module, "1234"), pan: PAN_BYTES });
    assert.equal(status, Done.DONE);
  });

  it("stays away when its slot was erased, and after a tamper event", () => {
    const module = boundModule();
    module.loadKeys({ parent: Slot.TMK, download: download([PIK, MAK]) });
    assert.equal(module.keys.erase(Slot.PIN), Done.DONE);
    assert.equal(inject(module, Slot.PIN, KeyUsage.PIN, PIK), Done.REFUSED);
    inject(module, Slot.PIN, KeyUsage.PIN, OTHER_PIK);
    module.tamper();
    inject(module, Slot.TMK, KeyUsage.MASTER, TMK);
    assert.equal(inject(module, Slot.PIN, KeyUsage.PIN, OTHER_PIK), Done.REFUSED);
    assert.equal(inject(module, Slot.PIN, KeyUsage.PIN, TDK), Done.DONE);
  });

  it("is not taken for used up when the change was not durable", () => {
    const store = new MemoryStore();
    const module = boundModule({ store });
    module.loadKeys({ parent: Slot.TMK, download: download([PIK, MAK]) });
    const save = store.save.bind(store);
    store.save = () => {
      throw new Error("disk full");
    };
    const change = { parent: Slot.TMK, download: download([OTHER_PIK, OTHER_MAK]) };
    assert.equal(module.loadKeys(change), Done.REFUSED);
    store.save = save;
    assert.equal(module.loadKeys({ parent: Slot.TMK, download: download([PIK, MAK]) }), Done.DONE);
    assert.equal(module.loadKeys(change), Done.DONE);
  });
});

it("a change of keys ends what was typed for another", () => {
  const module = boundModule();
  module.loadKeys({ parent: Slot.TMK, download: download([PIK, MAK]) });
  const handle = type(module, "1234", Purpose.ONLINE_PIN);
  assert.equal(inject(module, 9, KeyUsage.PIN, OTHER_PIK), Done.DONE);
  assert.equal(module.encipherPin({ slot: 9, handle, pan: PAN_BYTES }).status, Done.REFUSED);
});
