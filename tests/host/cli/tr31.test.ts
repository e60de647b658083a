/** `tillcore key tr31`. Keys are published test keys (TR-31:2018, X9.143, ISO 20038). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Io } from "../../../host/cli/io.ts";
import { addTr31 } from "../../../host/cli/key/tr31.ts";
import { rootCommand, run } from "../../../host/cli/run.ts";
import type { Ended } from "./support.ts";

const KBPK = "88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6";
const KEY = "3F419E1CB7079442AA37474C2EFBF8B8";
const BLOCK =
  "D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34";
const LEGACY_KBPK = "89E88CF7931444F334BD7547FC3F380C";
const LEGACY = "A0088P0TE00E00007DD4DD9566DC0E2F956DCAC0FDE9153159539373E9D82D3CD4AFD305A7EF1BA67FE03712";

/** Runs `key tr31 ...` in a program with a --version of its own, as the real one has. */
async function tr31(args: readonly string[], stdin?: string): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  const io: Io = {
    keyboard: stdin === undefined,
    screen: false,
    read: async () => Buffer.from(stdin ?? "", "utf8"),
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    exitCode: 0,
  };
  const root = rootCommand(io).version("0.0.0");
  addTr31(root.command("key"), io);
  const code = await run(root, ["key", "tr31", ...args], io);
  return { code, stdout, stderr };
}

async function json(args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await tr31([...args, "--json"]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

async function refusal(args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await tr31([...args, "--json"]);
  assert.deepEqual([code, stdout], [1, ""]);
  return (JSON.parse(stderr) as { error: Record<string, unknown> }).error;
}

const ENCODE = ["encode", "--kbpk", KBPK, "--key", KEY, "--usage", "P0", "--algorithm", "A", "--mode", "E"];

describe("key tr31 decode", () => {
  it("gives header and key", async () => {
    assert.deepEqual(await json(["decode", BLOCK, "--kbpk", KBPK]), {
      version: "D",
      usage: "P0",
      algorithm: "A",
      mode: "E",
      exportability: "E",
      key: KEY,
      keyVersion: "00",
      optionalBlocks: [],
    });
  });

  it("takes the block from standard input too, and shows it to people", async () => {
    const { stdout } = await tr31(["decode", "--kbpk", KBPK], `${BLOCK}\n`);
    assert.match(stdout, /^Version {8}D\nUsage {10}P0\n[^]*\nKey {12}3F419E1CB7079442AA37474C2EFBF8B8\n$/);
  });

  it("takes versions A and C with --legacy only", async () => {
    const args = ["decode", LEGACY, "--kbpk", LEGACY_KBPK];
    assert.equal((await refusal(args))["code"], "VERSION");
    assert.equal((await json([...args, "--legacy"]))["key"], "F039121BEC83D26B169BDCD5B22AAF8F");
  });

  it("refuses a wrong MAC, a malformed header and a key that is none, each with its code and no value", async () => {
    const cases: ReadonlyArray<readonly [block: string, kbpk: string, code: string]> = [
      [BLOCK.replace("P0AE", "P0AD"), KBPK, "MAC"],
      [`${BLOCK.slice(0, -1)}5`, KBPK, "MAC"],
      [BLOCK.replace("P0", "??"), KBPK, "KEY_USAGE"],
      [BLOCK.replace("0112", "0113"), KBPK, "LENGTH"],
      [BLOCK, KBPK.slice(2), "KBPK_LENGTH"],
      [BLOCK, `${KBPK.slice(0, -1)}X`, "HEX_DIGIT"],
    ];
    for (const [block, kbpk, code] of cases) {
      const error = await refusal(["decode", block, "--kbpk", kbpk]);
      assert.equal(error["code"], code);
      assert.doesNotMatch(JSON.stringify(error), /[0-9A-F]{8}/);
    }
  });
});

describe("key tr31 encode", () => {
  it("makes a block that decode takes, with all that was asked for", async () => {
    const more = ["--exportability", "S", "--key-version", "c1", "--optional", "KC=", "--optional", "LB=till 1"];
    const { block } = await json([...ENCODE, ...more]);
    const decoded = await json(["decode", String(block), "--kbpk", KBPK]);
    const { key, exportability, keyVersion, optionalBlocks } = decoded;
    assert.deepEqual([key, exportability, keyVersion], [KEY, "S", "c1"]);
    const optional = optionalBlocks as Array<{ id: string; data: string }>;
    assert.deepEqual(
      optional.map(({ id }) => id),
      ["KC", "LB", "PB"],
    );
    assert.equal(optional[1]?.data, "till 1");
  });

  it("reaches the published block of ISO 20038, B.2, which has no padding", async () => {
    const kbpk = "3235362D62697420414553207772617070696E67202849534F20323030333829";
    const header = ["--usage", "B0", "--algorithm", "T", "--mode", "V", "--key-version", "16", "--version", "E"];
    const args = ["encode", "--kbpk", kbpk, "--key", "777261707065642033444553206B6579", ...header, "--no-padding"];
    const { stdout } = await tr31(args);
    assert.equal(stdout, "E0084B0TV16N0000B2AE5E26BBA7F246E84D5EA24167E208A6B66EF2E27E55A52DB52F0AEACB94C57547\n");
  });

  it("lets the key's length show with --no-padding only", async () => {
    assert.equal(String((await json(ENCODE))["block"]).length, 144);
    assert.equal(String((await json([...ENCODE, "--no-padding"]))["block"]).length, 112);
  });

  it("refuses a key under a weaker one, a wrong length and a wrong letter", async () => {
    const swap = (name: string, value: string): string[] =>
      ENCODE.map((word, i) => (ENCODE[i - 1] === name ? value : word));
    assert.equal(
      (await refusal(swap("--kbpk", KBPK.slice(0, 32)).map((w) => (w === KEY ? KBPK : w)))).code,
      "KEY_STRENGTH",
    );
    assert.equal((await refusal(swap("--key", "0011"))).code, "KEY_LENGTH");
    assert.deepEqual(await refusal(swap("--usage", "Z9")), {
      ...{ code: "KEY_USAGE", path: "usage", offset: 5 },
      ...{ expected: null, actual: null },
    });
    assert.equal((await refusal(swap("--mode", "EE"))).code, "MODE");
    assert.equal((await refusal(swap("--mode", "Q"))).code, "MODE");
    assert.equal((await refusal([...ENCODE, "--version", "A"])).code, "KBPK_LENGTH");
    const { code, stderr } = await tr31([...ENCODE, "--optional", "K=1"]);
    assert.deepEqual([code, stderr.includes("ID=DATA")], [2, true]);
  });

  it("writes a check value that is right, and refuses one that decode would refuse", async () => {
    // CMAC of zeros under KEY and under KBPK, as KC= and KP= write them.
    const { block } = await json([...ENCODE, "--optional", "KC=", "--optional", "KP="]);
    const { optionalBlocks } = await json(["decode", String(block), "--kbpk", KBPK]);
    const written = (optionalBlocks as Array<{ id: string; data: string }>).filter(({ id }) => id !== "PB");
    assert.deepEqual(
      written.map(({ id }) => id),
      ["KC", "KP"],
    );
    for (const { id, data } of written) {
      const given = await json([...ENCODE, "--optional", `${id}=${data}`]);
      assert.equal((await json(["decode", String(given["block"]), "--kbpk", KBPK]))["key"], KEY);
      const wrong = data.slice(0, -2) + (data.endsWith("00") ? "01" : "00");
      const error = await refusal([...ENCODE, "--optional", `${id}=${wrong}`]);
      assert.deepEqual([error["code"], error["path"]], ["KCV", id]);
    }
    assert.equal((await refusal([...ENCODE, "--optional", "KC=00010203"]))["code"], "KCV");
    assert.equal((await refusal([...ENCODE, "--optional", "KC=010203"]))["code"], "KCV");
    assert.equal((await refusal([...ENCODE, "--optional", "KC=xyz"]))["code"], "OPTIONAL_DATA");
  });

  it("says in its help what is true", async () => {
    for (const name of ["decode", "encode"]) {
      const { stdout } = await tr31([name, "--help"]);
      const [, line = "", shown = ""] = /\$ tillcore key tr31 ([^\n]+)\n([^]+)\n\n?$/.exec(stdout) ?? [];
      const expected = shown.replaceAll(/^ {2}/gm, "").trim();
      assert.equal((await tr31(line.split(" "))).stdout.trim().replaceAll(/ +/g, " "), expected.replaceAll(/ +/g, " "));
    }
  });
});
