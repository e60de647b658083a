/** `tillcore key dukpt`: the shapes, the published keys, the refusals. All keys are published test keys. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Io } from "../../../host/cli/io.ts";
import { addDukpt } from "../../../host/cli/key/dukpt.ts";
import { rootCommand, run } from "../../../host/cli/run.ts";
import type { Ended } from "./support.ts";

/** ANSI X9.24-1:2009, A.4. */
const BDK = "0123456789ABCDEFFEDCBA9876543210";
const IK = "6AC292FAA1315B4D858AB3A3D7D5933A";
const KSN = "FFFF9876543210E00001";
/** ANSI X9.24-3:2017 supplement. */
const BDK_AES = "FEDCBA9876543210F1F1F1F1F1F1F1F1";
const IK_AES = "1273671EA26AC29AFA4D1084127652A1";
const KSN_AES = "123456789012345600000001";

async function derive(...args: string[]): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  const io: Io = {
    keyboard: true,
    screen: false,
    read: async () => new Uint8Array(0),
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    exitCode: 0,
  };
  const root = rootCommand(io);
  addDukpt(root.command("key"), io);
  const code = await run(root, ["key", "dukpt", "derive", ...args], io);
  return { code, stdout, stderr };
}

async function derived(...args: string[]): Promise<{ ksn: string; initialKey?: string; keys: Record<string, string> }> {
  const { code, stdout, stderr } = await derive(...args, "--json");
  assert.deepEqual([code, stderr], [0, ""]);
  return JSON.parse(stdout) as { ksn: string; keys: Record<string, string> };
}

async function refused(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await derive(...args, "--json");
  assert.deepEqual([code, stdout], [1, ""]);
  return (JSON.parse(stderr) as { error: Record<string, unknown> }).error;
}

const TDES_KEYS = {
  pin: "042666B49184CF5C68DE9628D0397B36",
  "mac-request": "042666B4918430A368DE9628D03984C9",
  "mac-response": "042666B46E84CFA368DE96282F397BC9",
  "mac-both": "042666B4918430A368DE9628D03984C9",
  "data-request": "448D3F076D8304036A55A3D7E0055A78",
  "data-response": "AD7BFC8B06AD3A08A560B4105CF8D9E5",
  "data-both": "448D3F076D8304036A55A3D7E0055A78",
};

describe("key dukpt derive", () => {
  it("prints the working keys of TDES by name, from a BDK with the initial key", async () => {
    const expected = { ksn: KSN, initialKey: IK, keys: TDES_KEYS };
    assert.deepEqual(await derived("--bdk", BDK, "--ksn", KSN), expected);
    assert.deepEqual(await derived("--bdk", BDK, "--ksn", KSN, "--algorithm", "tdes", "--type", "2tdea"), expected);
  });

  it("prints the same from the initial key, which it then leaves out", async () => {
    assert.deepEqual(await derived("--ik", IK.toLowerCase(), "--ksn", "FF FF 98 76 54 32 10 E0 00 01"), {
      ksn: KSN,
      keys: TDES_KEYS,
    });
  });

  it("prints what its help shows", async () => {
    const { stdout: help } = await derive("--help");
    const { stdout } = await derive("--bdk", BDK, "--ksn", KSN);
    assert.ok(help.includes(stdout.replaceAll(/^(?=.)/gm, "  ")));
    assert.match(help, /test keys only/);
  });

  it("prints the keys of AES for every usage", async () => {
    const { ksn, initialKey, keys } = await derived("--bdk", BDK_AES, "--ksn", KSN_AES);
    assert.deepEqual([ksn, initialKey], [KSN_AES, IK_AES]);
    assert.deepEqual(Object.keys(keys), [...Object.keys(TDES_KEYS), "key-encryption", "key-derivation"]);
    assert.deepEqual(
      [keys["pin"], keys["mac-both"], keys["data-both"], keys["key-encryption"]],
      [
        "AF8CB133A78F8DC2D1359F18527593FB",
        "85675439D18D7F1158BD8E3EAA3D502B",
        "A308E080DD15A1B741F1721BF67DE11C",
        "36A724B7BEFA5A25F5E7B5782A4554A2",
      ],
    );
    assert.deepEqual((await derived("--ik", IK_AES, "--ksn", KSN_AES, "--algorithm", "aes")).keys, keys);
  });

  it("prints the keys that may be of a type", async () => {
    const keys = async (type: string): Promise<Record<string, string>> =>
      (await derived("--ik", IK_AES, "--ksn", KSN_AES, "--type", type)).keys;
    assert.deepEqual(Object.keys(await keys("hmac128")), ["mac-request", "mac-response", "mac-both"]);
    assert.equal((await keys("3tdea"))["pin"], "EA8B3F37EB9B15831167EF2977FD8762D9B5913F35766F6A");
    assert.equal((await keys("2tdea"))["key-derivation"], undefined);
  });

  const REFUSED: Array<[string, string, string, string[]]> = [
    ["a KSN of no scheme", "KSN_LENGTH", "ksn", ["--bdk", BDK, "--ksn", "FFFF9876543210E0"]],
    ["a KSN of the other scheme", "KSN_LENGTH", "ksn", ["--bdk", BDK, "--ksn", KSN, "--algorithm", "aes"]],
    ["a KSN that is not hexadecimal", "HEX_DIGIT", "ksn", ["--bdk", BDK, "--ksn", "FFFF98765X"]],
    ["a counter that no device uses", "KSN_COUNTER", "ksn", ["--bdk", BDK, "--ksn", "FFFF9876543210E007FF"]],
    ["a counter of 0", "KSN_COUNTER", "ksn", ["--ik", IK, "--ksn", "FFFF9876543210E00000"]],
    ["an exhausted counter", "KSN_EXHAUSTED", "ksn", ["--bdk", BDK, "--ksn", "FFFF9876543210FFFFFF"]],
    ["an exhausted counter of AES", "KSN_EXHAUSTED", "ksn", ["--ik", IK_AES, "--ksn", "1234567890123456FFFFFFFF"]],
    ["a BDK of 8 bytes", "KEY_LENGTH", "bdk", ["--bdk", BDK.slice(16), "--ksn", KSN]],
    ["an initial key of 24 bytes", "KEY_LENGTH", "ik", ["--ik", IK + IK.slice(16), "--ksn", KSN]],
    ["an initial key of AES of 15 bytes", "KEY_LENGTH", "ik", ["--ik", IK_AES.slice(2), "--ksn", KSN_AES]],
    ["a key that is not hexadecimal", "HEX_DIGIT", "ik", ["--ik", `${IK.slice(1)}G`, "--ksn", KSN]],
    ["an empty key", "KEY_LENGTH", "ik", ["--ik", "", "--ksn", KSN]],
    ["a type that is stronger", "DUKPT_KEY_TYPE", "type", ["--ik", IK_AES, "--ksn", KSN_AES, "--type", "aes256"]],
    ["a type of AES for TDES", "DUKPT_KEY_TYPE", "type", ["--ik", IK, "--ksn", KSN, "--type", "aes128"]],
  ];
  for (const [what, code, path, args] of REFUSED) {
    it(`refuses ${what}, without a word of it`, async () => {
      const record = await refused(...args);
      assert.deepEqual([record["code"], record["path"]], [code, path]);
      assert.doesNotMatch(JSON.stringify(record), /[0-9A-F]{6}/);
      const { code: exit, stderr } = await derive(...args);
      assert.equal(exit, 1);
      assert.doesNotMatch(stderr, /[0-9A-F]{6}/);
    });
  }

  const MISUSED: Array<[string, string[]]> = [
    ["no key", ["--ksn", KSN]],
    ["two keys", ["--ksn", KSN, "--bdk", BDK, "--ik", IK]],
    ["no KSN", ["--bdk", BDK]],
    ["an algorithm that it does not know", ["--ksn", KSN, "--bdk", BDK, "--algorithm", "sm4"]],
  ];
  for (const [what, args] of MISUSED) {
    it(`takes ${what} for wrong usage`, async () => {
      const { code, stdout, stderr } = await derive(...args);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.doesNotMatch(stderr, /[0-9A-F]{6}/);
    });
  }
});
