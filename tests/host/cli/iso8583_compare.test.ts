/** `tillcore iso8583 diff` and `doctor`: what differs, and which dialect unknown bytes are in. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Dialect } from "../../../host/codec/iso8583/dialect.ts";
import { cases } from "../codec/support.ts";
import { command, json, rejection, scratch } from "./support.ts";

const file = scratch();
const UNIONPAY = Dialect.builtIn("unionpay-pos");

function hexOf(dialect: Dialect, fields: Record<string, string>, mti = "0200"): string {
  return Buffer.from(dialect.pack({ mti, fields })).toString("hex").toUpperCase();
}

describe("iso8583 diff", () => {
  const base = { "2": "4111111111111111", "4": "000000001234", "11": "000001", "60": "22000001000600" };
  const a = hexOf(UNIONPAY, base);

  interface Shape {
    same: boolean;
    differences: Array<{ path: string; name: string; a: string | null; b: string | null }>;
  }

  async function differences(b: string, ...more: string[]): Promise<Shape> {
    const { stdout, stderr, code } = await command(["iso8583", "diff", a, b, "--json", ...more]);
    assert.equal(stderr, "");
    const shape = JSON.parse(stdout) as Shape;
    assert.equal(code, shape.same ? 0 : 1);
    return shape;
  }

  it("ends with 0 for the same bytes and prints nothing", async () => {
    assert.deepEqual(await command(["iso8583", "diff", a, a]), { code: 0, stdout: "", stderr: "" });
    assert.deepEqual(await differences(a), { same: true, differences: [] });
  });

  it("shows fields that differ, are absent or are new, down to subfields, and ends with 1", async () => {
    const b = hexOf(
      UNIONPAY,
      { "2": base["2"], "4": "000000001235", "41": "12345678", "60": "22000002000600" },
      "0220",
    );
    assert.deepEqual(await differences(b), {
      same: false,
      differences: [
        { path: "mti", name: "Financial request", a: "0200", b: "0220" },
        { path: "4", name: "Amount", a: "000000001234", b: "000000001235" },
        { path: "11", name: "STAN", a: "000001", b: null },
        { path: "41", name: "Terminal number", a: null, b: "12345678" },
        { path: "60.2", name: "Batch number", a: "000001", b: "000002" },
      ],
    });
  });

  it("compares in clear what it shows masked", async () => {
    const b = hexOf(UNIONPAY, { ...base, "2": "4111110000001111" });
    const masked = "411111******1111";
    assert.deepEqual((await differences(b)).differences, [{ path: "2", name: "PAN", a: masked, b: masked }]);
    const clear = (await differences(b, "--unmasked")).differences;
    assert.deepEqual(clear, [{ path: "2", name: "PAN", a: "4111111111111111", b: "4111110000001111" }]);
  });

  it("says when the fields are the same and the bytes are not", async () => {
    const left = hexOf(UNIONPAY, { "11": "000001", "22": "051" });
    // The pad nibble beside an odd digit.
    const right = `${left.slice(0, -1)}1`;
    const { stdout, code } = await command(["iso8583", "diff", left, right, "--accept", "pad", "--json"]);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout), {
      same: false,
      differences: [{ path: "bytes", name: "", a: "15 bytes", b: "15 bytes" }],
    });
  });

  it("reads files and standard input", async () => {
    const inFile = `@${file("a.hex", `${a}\n`)}`;
    assert.equal((await command(["iso8583", "diff", inFile, "-"], { stdin: a })).code, 0);
  });

  it("names the message that is refused", async () => {
    const record = await rejection(["iso8583", "diff", a, a.slice(0, 10)]);
    assert.deepEqual(record, {
      ...{ code: "ISO_TRUNCATED", path: "b.bitmap", offset: 2 },
      ...{ expected: "a whole bitmap", actual: "3 bytes left" },
    });
  });

  it("prints both sides for people", async () => {
    const { stdout } = await command(["iso8583", "diff", a, hexOf(UNIONPAY, { ...base, "4": "000000000001" })]);
    assert.equal(stdout, "4  Amount\n  - 000000001234\n  + 000000000001\n");
  });
});

interface Fits {
  fits: Array<{
    dialect: string;
    frame: { length: unknown; tpdu: boolean; header: number };
    accepted: boolean;
    mti: string;
    fields: number;
    doubts: string[];
    fault: { code: string } | null;
  }>;
}

describe("iso8583 doctor", () => {
  for (const { id, hex } of cases<{ id: string; hex: string }>("unionpay")) {
    it(`knows ${id} for a UnionPay terminal's`, async () => {
      const { fits } = (await json(["iso8583", "doctor", hex])) as Fits;
      assert.deepEqual([fits[0]?.dialect, fits[0]?.accepted], ["unionpay-pos", true]);
    });
  }

  const fields: Record<string, string> = {
    "2": "4111111111111111",
    "3": "000000",
    "4": "000000001234",
    "7": "0722101010",
    "11": "000001",
    "41": "12345678",
    "49": "156",
  };
  const versions: Array<[name: string, mti: string, more: Record<string, string>]> = [
    ["iso8583-1987-ascii", "0200", { "12": "101010", "13": "0722" }],
    ["iso8583-1987-binary", "0200", { "12": "101010", "13": "0722" }],
    ["iso8583-1987-ebcdic", "0200", { "12": "101010", "13": "0722" }],
    ["iso8583-1993-ascii", "1200", { "12": "240722101010" }],
    ["iso8583-1993-binary", "1200", { "12": "240722101010" }],
  ];
  for (const [name, mti, more] of versions) {
    const hex = hexOf(Dialect.builtIn(name), { ...fields, ...more }, mti);

    it(`knows a message of ${name}`, async () => {
      const { fits } = (await json(["iso8583", "doctor", hex])) as Fits;
      assert.deepEqual([fits[0]?.dialect, fits[0]?.accepted, fits[0]?.doubts], [name, true, []]);
      assert.deepEqual(fits[0]?.frame, { length: null, tpdu: false, header: 0 });
    });

    it(`knows it behind a length of four ASCII digits`, async () => {
      const length = Buffer.from(String(hex.length / 2).padStart(4, "0")).toString("hex");
      const { fits } = (await json(["iso8583", "doctor", length + hex])) as Fits;
      assert.deepEqual([fits[0]?.dialect, fits[0]?.accepted], [name, true]);
      assert.deepEqual(fits[0]?.frame.length, { encoding: "ascii", digits: 4, inclusive: false });
    });
  }

  it("takes the dialect of the version that the message type names, where several accept it", async () => {
    for (const [mti, name] of [
      ["0800", "iso8583-1987-ascii"],
      ["1804", "iso8583-1993-ascii"],
      ["2804", "iso8583-2003-ascii"],
    ] as const) {
      const hex = hexOf(Dialect.builtIn(name), { "11": "000001".padStart(name.includes("2003") ? 12 : 6, "0") }, mti);
      const { fits } = (await json(["iso8583", "doctor", hex])) as Fits;
      assert.deepEqual([fits[0]?.dialect, fits[0]?.doubts], [name, []]);
    }
  });

  it("says what is doubtful, without the values", async () => {
    const doubtful = { "2": "4111111111111112", "12": "256161", "14": "2399", "49": "157", "55": "9F02" };
    const { fits } = (await json(["iso8583", "doctor", hexOf(UNIONPAY, doubtful)])) as Fits;
    assert.deepEqual(fits.find(({ dialect }) => dialect === "unionpay-pos")?.doubts, [
      "2: check digit",
      "12: no date or time",
      "14: no date or time",
      "49: no currency",
      "55: malformed inside",
    ]);
  });

  it("tells lengths, TPDU and header of a frame", async () => {
    const body = hexOf(UNIONPAY, { "11": "000001", "41": "12345678" }, "0820");
    const rest = `6000060000603200320002${body}`;
    const length = (rest.length / 2).toString(16).padStart(4, "0");
    const { fits } = (await json(["iso8583", "doctor", length + rest])) as Fits;
    const binary = { encoding: "binary", digits: 2, inclusive: false };
    assert.deepEqual(fits[0]?.frame, { length: binary, tpdu: true, header: 6 });
    assert.deepEqual((await command(["iso8583", "doctor", length + rest])).stdout.split("\n", 1), [
      "unionpay-pos               fits                 0820 2 fields, after a length of 2 binary bytes, TPDU, 6 bytes of header",
    ]);
  });

  it("gives every dialect once, with the reason for which it fails", async () => {
    const { fits } = (await json(["iso8583", "doctor", hexOf(UNIONPAY, { "11": "000001" })])) as Fits;
    assert.deepEqual(fits.map(({ dialect }) => dialect).sort(), Dialect.names().sort());
    for (const { accepted, fault } of fits) assert.equal(accepted, fault === null);
  });

  it("tries dialects from files too", async () => {
    const { spec } = UNIONPAY;
    const own = {
      ...spec,
      name: "own",
      fields: { ...spec.fields, "110": { content: "n", encoding: "bcd", length: 6 } },
    };
    const path = file("own.json", JSON.stringify({ ...own, bitmap: { ...spec.bitmap, count: 2 } }));
    const hex = hexOf(Dialect.from({ ...own, bitmap: { ...spec.bitmap, count: 2 } }), {
      "11": "000001",
      "110": "000002",
    });
    assert.equal((await command(["iso8583", "doctor", hex])).code, 1);
    const { fits } = (await json(["iso8583", "doctor", hex, "--dialect", path])) as Fits;
    assert.deepEqual([fits[0]?.dialect, fits[0]?.accepted], ["own", true]);
  });

  it("ends with 1 for what is no message, and still ranks", async () => {
    const { code, stdout, stderr } = await command(["iso8583", "doctor", "DEADBEEF".repeat(10), "--json"]);
    assert.equal(code, 1);
    assert.equal((JSON.parse(stdout) as Fits).fits.length, Dialect.names().length);
    assert.match(stderr, /^{"error":{"code":"DIALECT_NONE_FITS","path":"",/);
    assert.equal((await command(["iso8583", "doctor", "00"])).code, 1);
    assert.equal((await command(["iso8583", "doctor", "00".repeat(5000)])).code, 1);
  });
});
