/** `tillcore iso8583 decode`, `encode` and `describe`: the shapes, frames, policies, refusals. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Dialect } from "../../../host/codec/iso8583/dialect.ts";
import { cases } from "../codec/support.ts";
import { command, json, rejection, scratch } from "./support.ts";

interface Terminal {
  id: string;
  hex: string;
  expected: { tpdu?: string; header?: string; mti: string; bitmap: string; fields: Record<string, string> };
}

interface Shape {
  mti: string;
  bitmap: string;
  fields: Record<string, string>;
  frame?: { length: number; tpdu: string; header: string };
}

interface Fault {
  code: string;
  path: string;
  offset: number;
}

const TERMINAL = cases<Terminal>("unionpay");
const file = scratch();

function sample(id: string): Terminal {
  const found = TERMINAL.find((candidate) => candidate.id === id);
  assert.ok(found);
  return found;
}

/** Without frame. */
function bodyOf({ hex, expected }: Terminal): string {
  return hex.slice(hex.indexOf(expected.mti + expected.bitmap));
}

function isFramed({ hex, expected }: Terminal): boolean {
  const { tpdu = "", header = "" } = expected;
  const length = (hex.length / 2 - 2).toString(16).padStart(4, "0").toUpperCase();
  return hex.startsWith(length + tpdu + header) && tpdu.length === 10 && header.length === 12;
}

const SALE = sample("lzy-sale-ic-pin");
const SIGN_ON = "08000020000000C00012000016393033363137343839323330313137353339393136393500110000000100400003303120";

describe("iso8583 decode", () => {
  for (const terminal of TERMINAL) {
    it(`shows ${terminal.id} and encode writes it byte for byte again`, async () => {
      const body = bodyOf(terminal);
      const decoded = await command(["iso8583", "decode", body, "--json", "--unmasked"]);
      assert.equal(decoded.stderr, "");
      const { mti, bitmap, fields } = JSON.parse(decoded.stdout) as Shape;
      const { expected } = terminal;
      assert.deepEqual(
        [mti, bitmap, Object.keys(fields)],
        [expected.mti, expected.bitmap, Object.keys(expected.fields)],
      );
      for (const [number, value] of Object.entries(expected.fields)) {
        // The samples have track data as nibbles, and spaces at the end are theirs to drop.
        if (!["35", "36"].includes(number) && value !== "") assert.equal(fields[number], value, number);
      }
      assert.deepEqual(await json(["iso8583", "encode"], { stdin: decoded.stdout }), { hex: body });
    });
  }

  it("has the very shape that is promised", async () => {
    assert.deepEqual(await json(["iso8583", "decode", SIGN_ON, "--dialect", "unionpay-pos"]), {
      mti: "0800",
      bitmap: "0020000000C00012",
      fields: { "11": "000016", "41": "90361748", "42": "923011753991695", "60": "00000001004", "63": "01 " },
    });
  });

  it("shows track 2 with its separator and binary in hexadecimal", async () => {
    const { fields } = (await json(["iso8583", "decode", bodyOf(SALE), "--unmasked"])) as Shape;
    assert.equal(fields["35"], "6214830000000009=24032200000000000000");
    assert.equal(fields["52"], "587582A52626330E");
    assert.match(fields["55"] ?? "", /^9F2608ACF958C80FF74403/);
  });

  it("masks card number, track, expiry and PIN block", async () => {
    const { fields } = (await json(["iso8583", "decode", bodyOf(SALE)])) as Shape;
    assert.equal(fields["2"], "621483******0009");
    assert.match(fields["35"] ?? "", /^621483\*{6}0009[=D]\*{20}$/);
    assert.deepEqual([fields["14"], fields["52"]], ["****", "****************"]);
  });

  it("expands subfields into objects when told to", async () => {
    const { fields } = (await json(["iso8583", "decode", SIGN_ON, "--expand"])) as { fields: Record<string, unknown> };
    assert.deepEqual(fields["60"], { "1": "00", "2": "000001", "3": "004" });
  });

  it("reads a dialect from a file", async () => {
    const own = file("own.json", JSON.stringify({ ...Dialect.builtIn("unionpay-pos").spec, name: "own" }));
    const { mti } = (await json(["iso8583", "decode", SIGN_ON, "--dialect", own])) as Shape;
    assert.equal(mti, "0800");
  });

  it("refuses a file that is no dialect, with the place in it", async () => {
    const own = file("wrong.json", JSON.stringify({ ...Dialect.builtIn("unionpay-pos").spec, bitmap: 7 }));
    const fault = (await rejection(["iso8583", "decode", SIGN_ON, "--dialect", own])) as Fault;
    assert.deepEqual([fault.code, fault.path], ["DIALECT_SCHEMA", "bitmap"]);
  });

  it("gives header bytes of the message where the dialect has them", async () => {
    const dialect = ["--dialect", "unionpay-interbank-ascii"];
    const header = "2E".padEnd(92, "0");
    const document = JSON.stringify({ mti: "0820", header, fields: { "7": "0722101010", "11": "000001" } });
    const { hex } = (await json(["iso8583", "encode", document, ...dialect])) as { hex: string };
    assert.ok(hex.startsWith(header));
    assert.equal(((await json(["iso8583", "decode", hex, ...dialect])) as { header: string }).header, header);
  });
});

describe("iso8583 decode of malformed messages", () => {
  it("names an error at or before the cut, wherever it is cut", async () => {
    for (const [hex, more] of [
      [bodyOf(SALE), []],
      [SALE.hex, ["--framed"]],
    ] as const) {
      for (let cut = 0; cut < hex.length / 2; cut += 3) {
        const fault = (await rejection(["iso8583", "decode", hex.slice(0, 2 * cut), ...more])) as Fault;
        assert.ok(fault.offset <= cut, `${fault.code} ${fault.offset} of ${cut}`);
      }
    }
  });

  interface Malformed {
    id: string;
    hex: string;
    kind: string;
    expect: { field?: string; pos?: number };
  }
  for (const { id, hex, expect } of cases<Malformed>("iso8583").filter(({ kind }) => kind === "malformed")) {
    it(`refuses ${id} at the field or before the byte that is wrong`, async () => {
      const fault = (await rejection(["iso8583", "decode", hex])) as Fault;
      assert.ok(fault.path === expect.field || fault.offset <= (expect.pos ?? -1));
    });
  }

  const cut = SIGN_ON.slice(0, 2 * 30);

  it("prints nothing else, with --partial the fields before the fault too", async () => {
    assert.deepEqual(await rejection(["iso8583", "decode", cut]), {
      ...{ code: "ISO_TRUNCATED", path: "42", offset: 21 },
      ...{ expected: "15 of anb in ascii", actual: "9 bytes left" },
    });
    const { code, stdout, stderr } = await command(["iso8583", "decode", cut, "--json", "--partial"]);
    assert.equal(code, 1);
    assert.deepEqual((JSON.parse(stdout) as Shape).fields, { "11": "000016", "41": "90361748" });
    assert.match(stderr, /^{"error":{"code":"ISO_TRUNCATED"/);
  });

  it("accepts what --accept lists, and says how far it got", async () => {
    const accepted = (await json(["iso8583", "decode", cut, "--accept", "truncated,content"])) as Shape & {
      fault: Fault;
    };
    assert.deepEqual(Object.keys(accepted.fields), ["11", "41"]);
    assert.deepEqual([accepted.fault.code, accepted.fault.offset], ["ISO_TRUNCATED", 21]);
    const trailing = (await json(["iso8583", "decode", `${SIGN_ON}00`, "--accept", "trailing"])) as Shape;
    assert.equal(trailing.mti, "0800");
  });

  it("shows accepted bytes after the last field, masked, and encode writes them again", async () => {
    const decode = ["iso8583", "decode", `${SIGN_ON}476173`, "--accept", "trailing"];
    const masked = (await json(decode)) as { trailing: string };
    assert.equal(masked.trailing, "******");
    const { stdout } = await command([...decode, "--json", "--unmasked"]);
    assert.equal((JSON.parse(stdout) as { trailing: string }).trailing, "476173");
    assert.deepEqual(await json(["iso8583", "encode"], { stdin: stdout }), { hex: `${SIGN_ON}476173` });
    assert.match((await command(decode)).stdout, /^ +Bytes after the message +\[3 bytes\]$/m);
    assert.match((await command([...decode, "--unmasked"])).stdout, /^ +Bytes after the message +476173$/m);
    assert.ok(!("trailing" in ((await json(["iso8583", "decode", SIGN_ON, "--accept", "trailing"])) as object)));
    const cutShort = await json(["iso8583", "decode", cut, "--accept", "truncated,trailing"]);
    assert.ok(!("trailing" in (cutShort as object)));
  });

  it("writes the fields of a message that ended early again", async () => {
    const { stdout } = await command(["iso8583", "decode", cut, "--accept", "truncated", "--json", "--unmasked"]);
    assert.equal((await command(["iso8583", "encode"], { stdin: stdout })).code, 0);
  });

  it("places a fault inside field 55 in the input", async () => {
    const broken = { mti: "0200", fields: { "11": "000001", "55": "9F02060000000000019F2608AABB" } };
    const { hex } = (await json(["iso8583", "encode", JSON.stringify(broken)])) as { hex: string };
    const fault = (await rejection(["iso8583", "decode", hex, "--expand"])) as Fault;
    assert.deepEqual([fault.code, fault.path], ["TLV_TRUNCATED", "55.9F26"]);
    assert.equal(fault.offset, hex.indexOf("9F26") / 2);
    assert.equal((await command(["iso8583", "decode", hex, "--expand"])).code, 0);
  });
});

describe("framed messages", () => {
  const framed = TERMINAL.filter(isFramed);
  for (const terminal of framed) {
    it(`are taken apart and put together: ${terminal.id}`, async () => {
      const decoded = await command(["iso8583", "decode", terminal.hex, "--framed", "--json", "--unmasked"]);
      const { frame, mti } = JSON.parse(decoded.stdout) as Shape;
      const { tpdu, header } = terminal.expected;
      assert.deepEqual(frame, { length: terminal.hex.length / 2 - 2, tpdu, header });
      assert.equal(mti, terminal.expected.mti);
      const encoded = await json(["iso8583", "encode", "--framed"], { stdin: decoded.stdout });
      assert.deepEqual(encoded, { hex: terminal.hex });
    });
  }

  it("are there", () => assert.ok(framed.length >= 5));

  const wrong: Array<[what: string, hex: string, code: string, path: string, offset: number]> = [
    ["cut in the length", "01", "FRAME_TRUNCATED", "frame.length", 0],
    ["cut in the TPDU", "010D6000", "FRAME_TRUNCATED", "frame.tpdu", 2],
    ["cut in the header", SALE.hex.slice(0, 2 * 9), "FRAME_TRUNCATED", "frame.header", 7],
    ["cut in the message", SALE.hex.slice(0, -2), "FRAME_TRUNCATED", "frame", SALE.hex.length / 2 - 1],
    ["with bytes behind it", `${SALE.hex}00`, "FRAME_TRAILING", "frame", SALE.hex.length / 2],
    ["of a length that no message has", "00056000060000", "FRAME_LENGTH", "frame.length", 0],
  ];
  for (const [what, hex, code, path, offset] of wrong) {
    it(`are refused ${what}`, async () => {
      const fault = (await rejection(["iso8583", "decode", hex, "--framed"])) as Fault;
      assert.deepEqual([fault.code, fault.path, fault.offset], [code, path, offset]);
    });
  }

  it("have their faults placed in the input", async () => {
    const inner = (await rejection(["iso8583", "decode", `${bodyOf(SALE)}FF`])) as Fault;
    const length = (SALE.hex.length / 2 - 1).toString(16).padStart(4, "0");
    const outer = (await rejection(["iso8583", "decode", `${length}${SALE.hex.slice(4)}FF`, "--framed"])) as Fault;
    assert.deepEqual({ ...outer, offset: outer.offset - 13 }, inner);
  });

  it("need TPDU and header to be written", async () => {
    const document = JSON.stringify({ mti: "0820", fields: { "11": "000001" }, frame: { tpdu: "6000000001" } });
    const fault = (await rejection(["iso8583", "encode", document, "--framed"])) as Fault;
    assert.deepEqual([fault.code, fault.path], ["ISO_JSON", "frame.header"]);
  });
});

describe("iso8583 encode", () => {
  const wrong: Array<[document: unknown, code: string, path: string]> = [
    [[], "ISO_JSON", ""],
    [{ fields: {} }, "ISO_JSON", "mti"],
    [{ mti: "020", fields: {} }, "ISO_LENGTH", "mti"],
    [{ mti: "0200", fields: [] }, "ISO_JSON", "fields"],
    [{ mti: "0200", fields: { "4761739001010119": "1" } }, "ISO_JSON", "fields"],
    [{ mti: "0200", fields: { "2": 4 } }, "ISO_JSON", "2"],
    [{ mti: "0200", fields: { "60": { "1": null } } }, "ISO_JSON", "60.1"],
    [{ mti: "0200", fields: { "60": { "476173900101": "1" } } }, "ISO_JSON", "60"],
    [{ mti: "0200", fields: { "1": "1" } }, "ISO_UNDEFINED", "1"],
    [{ mti: "0200", fields: { "2": "476173******0119" } }, "ISO_DIGIT", "2"],
    [{ mti: "0200", fields: { "4": "1234567890123" } }, "ISO_LENGTH", "4"],
    [{ mti: "0200", bitmap: 1, fields: {} }, "ISO_JSON", "bitmap"],
    [{ mti: "0200", bitmap: "zz", fields: {} }, "ISO_JSON", "bitmap"],
    [{ mti: "0200", bitmap: "FFFF", fields: {} }, "ISO_JSON", "bitmap"],
    [{ mti: "0200", bitmap: "zz00000000000000", fields: {} }, "ISO_JSON", "bitmap"],
    [{ mti: "0200", bitmap: "0000000000000000".repeat(2), fields: {} }, "ISO_JSON", "bitmap"],
    [{ mti: "0200", bitmap: "0000000000000000", fields: { "11": "000001" } }, "ISO_JSON", "bitmap"],
    [{ mti: "0200", bitmap: "0020000000000001", fields: { "11": "000001" } }, "ISO_JSON", "bitmap"],
    [{ mti: "0200" }, "ISO_JSON", "fields"],
    [{ mti: "0200", feilds: {} }, "ISO_JSON", "feilds"],
    [{ mti: "0200", fields: {}, extra: null }, "ISO_JSON", "extra"],
    [{ mti: "0200", fields: {}, "4761739001010119": 1 }, "ISO_JSON", ""],
    [{ mti: "0200", fields: {}, header: "00" }, "ISO_JSON", "header"],
    [{ mti: "0200", fields: {}, trailing: "0" }, "ISO_JSON", "trailing"],
    [{ mti: "0200", fields: {}, trailing: "****" }, "ISO_JSON", "trailing"],
  ];
  for (const [document, code, path] of wrong) {
    it(`refuses ${JSON.stringify(document).slice(0, 60)} with ${code}`, async () => {
      const record = await rejection(["iso8583", "encode", JSON.stringify(document)]);
      const fault = record as Fault;
      assert.deepEqual([fault.code, fault.path], [code, path]);
      assert.doesNotMatch(JSON.stringify(record), /476173/);
    });
  }

  it("takes a bitmap that says the same, whatever it says of other bitmaps", async () => {
    const fields = { "11": "000001" };
    const { hex } = (await json(["iso8583", "encode", JSON.stringify({ mti: "0200", fields })])) as { hex: string };
    for (const bitmap of ["0020000000000000", "8020000000000000"]) {
      assert.deepEqual(await json(["iso8583", "encode", JSON.stringify({ mti: "0200", bitmap, fields })]), { hex });
    }
    const dialect = ["--dialect", "iso8583-1987-ascii"];
    const empty = JSON.stringify({ mti: "0200", bitmap: "80200000000000000000000000000000", fields });
    const two = (await json(["iso8583", "encode", empty, ...dialect])) as { hex: string };
    const decoded = await command(["iso8583", "decode", two.hex, "--json", ...dialect]);
    assert.equal((JSON.parse(decoded.stdout) as Shape).bitmap, "80200000000000000000000000000000");
    assert.deepEqual(await json(["iso8583", "encode", ...dialect], { stdin: decoded.stdout }), two);
    const beyond = JSON.stringify({ mti: "0200", bitmap: "80200000000000000000000000000001", fields });
    assert.equal(((await rejection(["iso8583", "encode", beyond, ...dialect])) as Fault).path, "bitmap");
  });

  it("refuses a key of the frame that there is not", async () => {
    const frame = { tpdu: "6000000001", header: "000000000000", lenght: 1 };
    const document = JSON.stringify({ mti: "0820", fields: { "11": "000001" }, frame });
    const fault = (await rejection(["iso8583", "encode", document, "--framed"])) as Fault;
    assert.deepEqual([fault.code, fault.path], ["ISO_JSON", "frame.lenght"]);
  });

  it("takes subfields as objects", async () => {
    const whole = { mti: "0800", fields: { "11": "000016", "60": "00000001004" } };
    const parts = { mti: "0800", fields: { "11": "000016", "60": { "1": "00", "2": "000001", "3": "004" } } };
    const [first, second] = [JSON.stringify(whole), JSON.stringify(parts)];
    assert.deepEqual(await json(["iso8583", "encode", second]), await json(["iso8583", "encode", first]));
  });
});

describe("iso8583 describe", () => {
  it("says where each field lies, and what bits mean", async () => {
    const { stdout, code } = await command(["iso8583", "describe", SALE.hex, "--framed"]);
    assert.equal(code, 0);
    assert.match(stdout, /^ +TPDU +6000060000$/m);
    assert.match(stdout, /^ +Bitmap +702406C020C09A11$/m);
    assert.match(stdout, /^24\+8 +F2 +PAN +621483\*{6}0009$/m);
    assert.match(stdout, /55\.95 Terminal verification results +008004E000$/m);
    assert.match(stdout, /byte 2 bit 8: ICC and terminal have different application versions$/m);
    assert.doesNotMatch(stdout, /6214830000000009|587582A52626330E/);
  });

  it("begins with the message type, then the bitmap, then the fields", async () => {
    const { stdout } = await command(["iso8583", "describe", SIGN_ON]);
    const lines = stdout.split("\n");
    assert.match(lines[0] ?? "", /^ +MTI +Network management request +0800$/);
    assert.match(lines[1] ?? "", /^ +Bitmap +0020000000C00012$/);
    assert.match(lines[2] ?? "", /^10\+3 +F11 /);
    assert.match((await command(["iso8583", "describe", SALE.hex, "--framed"])).stdout, /TPDU[^]+MTI[^]+Bitmap[^]+F2 /);
  });

  it("has the same as JSON", async () => {
    const described = (await json(["iso8583", "describe", SALE.hex, "--framed", "--lang", "zh-CN"])) as {
      mti: unknown;
      fields: Array<{ path: string; offset: number | null; length: number | null; meaning: string[] }>;
    };
    assert.deepEqual(described.mti, { value: "0200", name: "金融请求" });
    const byPath = new Map(described.fields.map((field) => [field.path, field]));
    assert.deepEqual(byPath.get("2"), {
      ...{ path: "2", name: "主账号", value: "621483******0009", offset: 24, length: 8 },
      meaning: [],
    });
    assert.equal(byPath.get("55.95")?.offset, null);
    assert.equal(byPath.get("55.95")?.meaning.length, 5);
  });
});
