/** Letters of a key block's header: which are read, and which become the attributes of a slot. Published test keys only. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KeyUsage } from "../../../assembly/abi.ts";
import { attributesOf, usagesOf } from "../../../host/secure/key_block/attributes.ts";
import { unwrapKeyBlock } from "../../../host/secure/key_block/unwrap.ts";
import { wrapKeyBlock } from "../../../host/secure/key_block/wrap.ts";
import type { HeaderToWrite } from "../../../host/secure/key_block/wrap.ts";
import { codeOf } from "./refusal.ts";
import { hex, seeded } from "./support.ts";

/** Of TR-31:2018. */
const AES_KBPK = hex("88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6");
const AES_KEY = hex("3F419E1CB7079442AA37474C2EFBF8B8");
const PIN_KEY: HeaderToWrite = { version: "D", usage: "P0", algorithm: "A", mode: "E" };
const random = seeded("key block headers");

describe("letters of a header", () => {
  it("that mean nothing are refused, each with its code", () => {
    const right = "D0112P0AE00E0000".concat("0".repeat(96));
    const wrong: ReadonlyArray<readonly [at: number, to: string, code: string]> = [
      [0, "F", "VERSION"],
      [0, "\x00", "VERSION"],
      [1, "11 2", "LENGTH"],
      [1, "0096", "LENGTH"],
      [5, "Z0", "USAGE"],
      [5, "p0", "USAGE"],
      [7, "Q", "ALGORITHM"],
      [8, "Q", "MODE"],
      [9, "c-", "KEY_VERSION"],
      [9, "cA", "KEY_VERSION"],
      [11, "X", "EXPORTABILITY"],
      [12, "1x", "OPTIONAL_COUNT"],
      [14, "30", "RESERVED"],
      [15, "1", "RESERVED"],
    ];
    for (const [at, to, code] of wrong) {
      const block = right.slice(0, at) + to + right.slice(at + to.length);
      assert.equal(
        codeOf(() => unwrapKeyBlock(AES_KBPK, block)),
        code,
        block.slice(0, 16),
      );
    }
    assert.equal(
      codeOf(() => unwrapKeyBlock(AES_KBPK, `${right.slice(0, -1)}Ā`)),
      "CHARACTER",
    );
  });

  it("of a context other than any are kept", () => {
    const block = wrapKeyBlock(AES_KBPK, { ...PIN_KEY, context: "2" }, AES_KEY, { random });
    assert.equal(unwrapKeyBlock(AES_KBPK, block).context, "2");
  });

  const RIGHT = { usage: "P0", algorithm: "T", mode: "E", keyVersion: "00", exportability: "N", context: "0" } as const;
  const taken: ReadonlyArray<readonly [usage: string, mode: string, slot: KeyUsage]> = [
    ["P0", "E", KeyUsage.PIN],
    ...["M0", "M1", "M3", "M5", "M6", "M7"].map((usage) => [usage, "C", KeyUsage.MAC] as const),
    ["D0", "E", KeyUsage.TRACK],
    ["D0", "B", KeyUsage.SECRET],
    ["D3", "E", KeyUsage.SECRET],
    ["K0", "D", KeyUsage.MASTER],
    ["K0", "B", KeyUsage.TRANSPORT],
    ["K1", "D", KeyUsage.KEY_BLOCK],
    ["K4", "D", KeyUsage.KEY_BLOCK],
    ["B1", "X", KeyUsage.DUKPT],
  ];

  it("become the attributes of the slot that asks for them, and of no other", () => {
    for (const [usage, mode, slot] of taken) {
      const attributes = attributesOf({ ...RIGHT, usage, mode }, slot);
      assert.deepEqual(attributes, { usage: slot, algorithm: "tdes", mode, exportability: "N", version: "00" });
    }
    const all = Object.values(KeyUsage).filter((usage) => typeof usage === "number");
    for (const usage of ["P0", "M3", "D0", "K0", "K1", "B1", "B0", "C0", "E0", "V2", "S0", "10"]) {
      for (const slot of all) {
        const isTaken = taken.some(([letters, , wanted]) => letters === usage && wanted === slot);
        const mode = taken.find(([letters]) => letters === usage)?.[1] ?? "N";
        assert.equal(
          codeOf(() => attributesOf({ ...RIGHT, usage, mode }, slot)),
          isTaken ? "taken" : "USAGE_REFUSED",
        );
        assert.equal(usagesOf(usage).includes(slot), isTaken);
      }
    }
  });

  it("that no slot takes are refused with a code", () => {
    const code = (part: Partial<Record<keyof typeof RIGHT, string>>): string =>
      codeOf(() => attributesOf({ ...RIGHT, ...part } as typeof RIGHT, KeyUsage.PIN));
    assert.equal(code({ mode: "C" }), "MODE_REFUSED");
    assert.equal(code({ mode: "Y" }), "MODE_REFUSED");
    assert.equal(code({ algorithm: "H" }), "ALGORITHM_REFUSED");
    assert.equal(code({ algorithm: "7" }), "ALGORITHM_REFUSED");
    assert.equal(code({ context: "1" }), "CONTEXT_REFUSED");
    assert.equal(code({ context: "2" }), "taken");
    assert.equal(code({ keyVersion: "c1" }), "COMPONENT");
    assert.equal(code({ keyVersion: "12" }), "taken");
    assert.equal(attributesOf({ ...RIGHT, algorithm: "4" }, KeyUsage.PIN).algorithm, "sm4");
    assert.equal(attributesOf({ ...RIGHT, algorithm: "A" }, KeyUsage.PIN).algorithm, "aes");
  });
});
