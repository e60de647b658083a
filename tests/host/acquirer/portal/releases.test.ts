/** Firmware through the portal: what is uploaded is believed only when it is signed, whole, newer and not too large. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { IMAGE_BYTES_MAX } from "../../../../host/acquirer/platform/image_limit.ts";
import { releaseKeyOf } from "../../../../host/acquirer/releases.ts";
import { openWorld, upload, Visitor } from "./world.ts";
import type { World } from "./world.ts";

let world: World;
let clerk: Visitor;
before(async () => {
  world = await openWorld();
  clerk = await Visitor.signedIn(world, "clerk");
});
after(() => world.portal.close());

const releases = (): number => world.ledger.tables.list("release").length;

function flipped(base64: string, at: number): string {
  const bytes = Buffer.from(base64, "base64");
  bytes[at]! ^= 1;
  return bytes.toString("base64");
}

interface Told {
  code: string;
  path?: string;
}

describe("an upload", () => {
  const right = upload(3);
  const foreign = generateKeyPairSync("ed25519").privateKey;
  const refusals: Array<[what: string, body: Record<string, string>, told: Told, status: number]> = [
    ["with one bit of the image changed", { ...right, image: flipped(right["image"]!, 500) }, image("INVALID"), 400],
    [
      "with one bit of the manifest changed",
      { ...right, manifest: flipped(right["manifest"]!, 0) },
      manifest("INVALID"),
      400,
    ],
    [
      "with one bit of the signature changed",
      { ...right, manifest: flipped(right["manifest"]!, 100) },
      manifest("INVALID"),
      400,
    ],
    ["signed with another key", upload(3, { key: foreign }), manifest("INVALID"), 400],
    ["that ends early", { ...right, image: upload(3, { image: new Uint8Array(9) })["image"]! }, image("INVALID"), 400],
    ["of a version that is there", upload(2), { code: "EXISTS" }, 409],
    ["of an older version", upload(1), manifest("WRONG_STATE"), 409],
    ["that is no Base64", { ...right, image: "@@@@" }, image("INVALID"), 400],
  ];
  for (const [what, body, told, status] of refusals) {
    it(`${what} is refused, and nothing is kept`, async () => {
      const answer = await clerk.call("publishRelease", {}, body);
      const { code, path } = answer.body as Told;
      assert.deepEqual([answer.status, { code, ...(path === undefined ? {} : { path }) }], [status, told], answer.text);
      assert.equal(releases(), 1);
    });
  }

  it("that is larger than an image may be is refused before it is read to its end", async () => {
    const { status } = await clerk.call("publishRelease", {}, { ...right, image: "A".repeat(2 * IMAGE_BYTES_MAX) });
    assert.equal(status, 413);
    const barely = await clerk.call(
      "publishRelease",
      {},
      { ...right, image: "A".repeat(4 * Math.ceil(IMAGE_BYTES_MAX / 3) + 4) },
    );
    assert.equal(barely.status, 400);
    assert.equal(releases(), 1);
  });

  it("of the largest image is taken", async () => {
    const answer = await clerk.call("publishRelease", {}, upload(3, { image: new Uint8Array(IMAGE_BYTES_MAX) }));
    assert.equal(answer.status, 200, answer.text);
    assert.equal((answer.body as { bytes: number }).bytes, IMAGE_BYTES_MAX);
  });

  it("is listed, offered to nobody, then to a share of the fleet, then withdrawn; each is in the audit log", async () => {
    assert.equal((await clerk.call("publishRelease", {}, upload(4))).status, 200);
    const listed = (await clerk.call("listReleases")).body as {
      items: Array<{ version: number; share: number; state: string }>;
    };
    const [first] = listed.items;
    assert.deepEqual([first?.version, first?.share, first?.state], [4, 0, "staged"]);
    for (const [share, state] of [
      [25, "released"],
      [100, "released"],
      [0, "withdrawn"],
    ] as const) {
      const { body } = await clerk.call("stageRelease", { version: "4" }, { share });
      assert.deepEqual(world.ledger.tables.get("release", releaseKeyOf(4))?.state, state);
      assert.equal((body as { share: number }).share, share);
    }
    assert.equal((await clerk.call("stageRelease", { version: "9" }, { share: 1 })).status, 404);
    assert.equal((await clerk.call("stageRelease", { version: "4" }, { share: 101 })).status, 400);
    const done = world.ledger.tables.list("audit").map(({ what }) => what);
    assert.deepEqual(done.slice(-4), ["release added", ...new Array<string>(3).fill("release rolled out")]);
  });
});

describe("a fault", () => {
  it("moves on with a note, and never back", async () => {
    const support = await Visitor.signedIn(world, "support");
    const moved = await support.call("moveFault", { id: "TC000001-1" }, { state: "repaired", note: "换了纸轴" });
    assert.deepEqual([moved.status, (moved.body as { note: string }).note], [200, "换了纸轴"]);
    assert.equal((await support.call("moveFault", { id: "TC000001-1" }, { state: "open" })).status, 409);
    const kept = (await support.call("moveFault", { id: "TC000001-1" }, { state: "verified" })).body as {
      note: string;
    };
    assert.equal(kept.note, "换了纸轴");
    assert.equal((await support.call("moveFault", { id: "TC000009-1" }, { state: "verified" })).status, 404);
  });
});

function image(code: string): Told {
  return { code, path: "/body/image" };
}

function manifest(code: string): Told {
  return { code, path: "/body/manifest" };
}
