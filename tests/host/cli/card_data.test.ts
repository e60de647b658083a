/** `tillcore track`, `pin-block` and `emv`. Card numbers, PINs and cryptograms are published test data. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cases } from "../codec/support.ts";
import { command, json, rejection } from "./support.ts";

const TRACK_2 = ";1234560012345608=18112211229424900200?";

describe("track decode", () => {
  it("has the parts of track 2, masked", async () => {
    assert.deepEqual(await json(["track", "decode", TRACK_2]), {
      track: 2,
      pan: "123456******5608",
      expiry: "1811",
      serviceCode: "221",
      serviceCodeMeaning: ["International interchange, chip", "Authorised by the issuer online", "No restrictions"],
      discretionary: "*************",
      luhn: true,
      lrc: null,
    });
  });

  it("reads equivalent data", async () => {
    const packed = ["track", "decode", "--packed", "1234560012345608D18112211229424900200F"];
    assert.deepEqual(await json(packed), await json(["track", "decode", TRACK_2]));
    const padded = ["track", "decode", "--packed", "6217850000000000804D230822010000823000", "--digits", "37"];
    assert.equal(((await json([...padded, "--unmasked"])) as { pan: string }).pan, "6217850000000000804");
  });

  it("drops the line end of a reader, and reads the track that it is told", async () => {
    const stdin = "%B4111111111111111^TESTCARD/ONLY A.MR        ^25122011234500000000?\r\n";
    const shown = (await json(["track", "decode", "--track", "1", "--unmasked"], { stdin })) as { name: string };
    assert.equal(shown.name, "TESTCARD/ONLY A.MR");
    assert.equal((await command(["track", "decode", "--track", "2"], { stdin })).code, 1);
  });

  it("refuses a wrong LRC, and accepts it when told to", async () => {
    const record = (await rejection(["track", "decode", `${TRACK_2}0`])) as { code: string };
    assert.equal(record.code, "TRACK_LRC");
    assert.equal(((await json(["track", "decode", `${TRACK_2}0`, "--accept", "lrc"])) as { lrc: boolean }).lrc, false);
  });

  it("aligns the parts for people, in both languages", async () => {
    const english = await command(["track", "decode", TRACK_2]);
    assert.match(english.stdout, /^Track {15}2\nCard number {9}123456\*{6}5608\nCheck digit {9}right\n/);
    const chinese = await command(["track", "decode", TRACK_2, "--lang", "zh-CN"]);
    assert.match(chinese.stdout, /^主账号 +123456\*{6}5608$/m);
  });
});

interface PinCase {
  id: string;
  op: string;
  in: { format: number; pin?: string; pan?: string; fill?: string; block?: string };
  out?: { block?: string; pin?: string };
  error?: string;
}

describe("pin-block", () => {
  const vectors = cases<PinCase>("pin-block").filter(({ op }) => op === "pin.encode" || op === "pin.decode");
  for (const { id, op, in: given, out, error } of vectors) {
    const { format, pin = "", pan, fill, block = "" } = given;
    const common = ["--format", `${format}`, ...(pan === undefined ? [] : ["--pan", pan])];
    const filled = fill === undefined ? [] : ["--fill", fill];
    const args =
      op === "pin.encode"
        ? ["pin-block", "encode", "--pin", pin, ...filled, ...common]
        : ["pin-block", "decode", block, ...common];
    it(`answers ${id} as published`, async () => {
      if (error === undefined) assert.deepEqual(await json(args), out);
      else assert.equal(((await rejection(args)) as { code: string }).code, error);
    });
  }

  it("is filled at random unless told, and differs each time", async () => {
    for (const format of ["1", "3", "4"]) {
      const common = ["--format", format, "--pan", "5432101234567891", "--json"];
      const blocks = new Set<string>();
      for (let i = 0; i < 4; i++) {
        const { stdout } = await command(["pin-block", "encode", "--pin", "1234", ...common]);
        const { block } = JSON.parse(stdout) as { block: string };
        blocks.add(block);
        assert.equal((await command(["pin-block", "decode", block, ...common])).stdout, '{"pin":"1234"}\n');
      }
      assert.equal(blocks.size, 4);
    }
  });

  it("takes a card number of 12 digits only when told so", async () => {
    const args = ["pin-block", "encode", "--format", "0", "--pin", "1234", "--pan", "400000123457"];
    assert.equal(((await rejection(args)) as { code: string }).code, "PAN_LENGTH");
    assert.equal((await command([...args, "--short-pan"])).code, 0);
  });

  it("never shows a digit when it refuses", async () => {
    const decode = ["pin-block", "decode", "041215FEDCBA9876", "--format", "0", "--pan", "5432101204567891"];
    const { code, stdout, stderr } = await command(decode);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.doesNotMatch(stderr, /1234|5432|9876|0456/);
  });
});

describe("emv explain", () => {
  it("says what bits mean", async () => {
    assert.deepEqual(await json(["emv", "explain", "95", "8000008000"]), {
      tag: "95",
      name: "Terminal verification results",
      length: 5,
      value: "8000008000",
      explanations: [
        { text: "Offline data authentication was not performed", set: true, byte: 1, bits: "8" },
        { text: "Transaction exceeds floor limit", set: true, byte: 4, bits: "8" },
      ],
    });
    const { stdout } = await command(["emv", "explain", "95", "8000008000", "--lang", "zh-CN"]);
    assert.match(stdout, /^95 {3}终端验证结果 +8000008000\n +字节1位8：/);
  });

  it("prints what it can, and ends with 1, when a value breaks the rules of its tag", async () => {
    const { code, stdout, stderr } = await command(["emv", "explain", "95", "80", "--json"]);
    assert.equal(code, 1);
    assert.equal((JSON.parse(stdout) as { explanations: Array<{ fault: true }> }).explanations[0]?.fault, true);
    assert.match(stderr, /^{"error":{"code":"EMV_VALUE","path":"95","offset":0,/);
  });

  const BLOB = "6F0E8407A0000000031010A503500141";

  it("shows TLV bytes as an outline", async () => {
    const { items } = (await json(["emv", "explain", BLOB])) as { items: Array<Record<string, unknown>> };
    assert.deepEqual(
      items.map(({ depth, tag, offset, value }) => [depth, tag, offset, value]),
      [
        [0, "6F", 0, ""],
        [1, "84", 2, "A0000000031010"],
        [1, "A5", 11, ""],
        [2, "50", 13, "41"],
      ],
    );
    assert.deepEqual(await json(["emv", "explain"], { stdin: BLOB }), { items });
    assert.match((await command(["emv", "explain", BLOB])).stdout, /^ {4}50 {3}Application label +41$/m);
  });

  it("shows what it can of broken TLV bytes, and ends with 1", async () => {
    const { code, stdout, stderr } = await command(["emv", "explain", `${BLOB}9F`, "--json"]);
    assert.equal(code, 1);
    assert.equal((JSON.parse(stdout) as { items: Array<{ tag: unknown }> }).items.at(-1)?.tag, null);
    assert.match(stderr, /TLV_TRUNCATED/);
  });

  it("masks card data", async () => {
    const { stdout } = await command(["emv", "explain", "5A", "4761739001010119", "--json"]);
    assert.match(stdout, /476173\*{6}0119/);
    assert.doesNotMatch(stdout, /4761739001010119/);
    assert.match(
      (await command(["emv", "explain", "5A", "4761739001010119", "--unmasked"])).stdout,
      /4761739001010119/,
    );
  });

  it("explains an answer to reset", async () => {
    const { explanations } = (await json(["emv", "explain", "--atr", "3B6800000073C84012009000"])) as {
      explanations: Array<{ part?: string; text: string }>;
    };
    assert.deepEqual(explanations[0], { part: "TS", text: "direct convention", byte: 1 });
    assert.equal((await command(["emv", "explain", "--atr", "00"])).code, 1);
  });
});

describe("emv tags", () => {
  interface Tags {
    tags: Array<{ tag: string; name: string; format: string; scheme: string }>;
  }

  it("finds by the beginning of a tag and by a part of a name in either language", async () => {
    const byNumber = (await json(["emv", "tags", "9f33"])) as Tags;
    assert.deepEqual(byNumber.tags[0], {
      ...{ tag: "9F33", name: "Terminal capabilities", format: "b 3", source: "terminal", templates: [] },
      ...{ scheme: "emv", document: "EMV 4.4 Book 3" },
    });
    const byName = (await json(["emv", "tags", "授权金额"])) as Tags;
    assert.deepEqual(
      byName.tags.map(({ tag }) => tag),
      ["81", "9F02"],
    );
    assert.deepEqual(await json(["emv", "tags", "authorised", "--scheme", "jcb"]), { tags: [] });
  });

  it("lists them all, at least 250", async () => {
    const { tags } = (await json(["emv", "tags"])) as Tags;
    assert.ok(new Set(tags.map(({ tag }) => tag)).size >= 250);
    assert.match((await command(["emv", "tags", "9F33", "--lang", "zh-CN"])).stdout, /^9F33 {2}终端性能|^9F33 {2}终端/);
  });
});
