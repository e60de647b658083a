/** `tillcore qr`: recognised, decoded, written, drawn. Codes are published or made up. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { command, json, rejection, scratch } from "./support.ts";
import { cases } from "../codec/support.ts";

const file = scratch();
const UNIONPAY =
  "00020101021252044131153137210116372101160123456789ABCDE6010Phnom Penh5913Merchant Shop5802KH540510.005303840622501081234567802090124444446304A0BA";

interface Shape {
  kind: string;
  crc?: { given: string; computed: string };
  fields: Array<{ id: string; value: string; fields?: unknown }>;
  text?: string;
  faults: Array<{ code: string }>;
}

interface QrCase {
  id: string;
  kind: string;
  payload?: string;
  crc_ok?: boolean;
  fields?: Array<[string, string]>;
}

describe("qr decode", () => {
  const merchants = cases<QrCase>("emv-qr").filter(({ kind, fields }) => kind === "merchant" && fields !== undefined);
  for (const { id, payload = "", fields = [] } of merchants) {
    it(`shows the objects of ${id}`, async () => {
      const shape = (await json(["qr", "decode", payload, "--unmasked", "--accept", "crc,content,nesting"])) as Shape;
      assert.equal(shape.kind, "emv-mpm");
      const found = shape.fields.map(({ id: own, value }) => [own, value]);
      assert.deepEqual(found.sort(), [...fields].sort());
    });
  }

  it("has kind, CRC and fields", async () => {
    const shape = (await json(["qr", "decode", UNIONPAY])) as Shape;
    assert.equal(shape.kind, "emv-mpm");
    assert.deepEqual(shape.crc, { given: "A0BA", computed: "A0BA" });
    assert.deepEqual(shape.fields[2], { id: "52", name: "Merchant category code", value: "4131" });
  });

  it("masks a payer's code unless told otherwise", async () => {
    assert.equal(((await json(["qr", "decode", "134567890123456789"])) as Shape).text, "134567********6789");
    assert.match((await command(["qr", "decode", "134567890123456789"])).stdout, / 134567\*{8}6789\n$/);
    assert.match(
      (await command(["qr", "decode", "134567890123456789", "--unmasked"])).stdout,
      / 134567890123456789\n$/,
    );
  });

  it("drops the line end of a scanner", async () => {
    for (const stdin of [`${UNIONPAY}\r\n`, `${UNIONPAY}\n`]) {
      assert.equal(((await json(["qr", "decode"], { stdin })) as Shape).kind, "emv-mpm");
    }
    assert.equal(((await json(["qr", "decode", "--file", file("qr", `${UNIONPAY}\r`)])) as Shape).kind, "emv-mpm");
  });

  const broken = `${UNIONPAY.slice(0, -4)}0000`;

  it("refuses a wrong CRC, and accepts it when told to", async () => {
    assert.deepEqual(await rejection(["qr", "decode", broken]), {
      ...{ code: "QR_CRC", path: "63", offset: UNIONPAY.length - 4, expected: "A0BA", actual: "0000" },
    });
    const { faults } = (await json(["qr", "decode", broken, "--accept", "crc"])) as Shape;
    assert.deepEqual(
      faults.map(({ code }) => code),
      ["QR_CRC"],
    );
  });

  for (const [id, code] of [
    ["pix-2", "QR_ABSENT"],
    ["pix-3", "QR_CONTENT"],
  ] as const) {
    const { payload = "" } = cases<QrCase>("emv-qr").find((candidate) => candidate.id === id) ?? {};
    it(`refuses ${id}, says how to see it all the same, and shows it then with the fault`, async () => {
      const refused = await command(["qr", "decode", payload]);
      assert.deepEqual([refused.code, refused.stdout], [1, ""]);
      assert.match(refused.stderr, new RegExp(`^tillcore: ${code} [^\n]+; --accept content shows [^\n]+\n$`));
      assert.equal(((await rejection(["qr", "decode", payload])) as { code: string }).code, code);
      const accepted = await command(["qr", "decode", payload, "--accept", "content"]);
      assert.deepEqual([accepted.code, accepted.stderr], [0, ""]);
      assert.match(accepted.stdout, new RegExp(`^59 +Merchant name +Pix\n[^]+^${code} `, "m"));
    });
  }

  it("hints at --accept content only where that helps, and has it in the help", async () => {
    const wrong = [UNIONPAY.slice(0, 40), broken];
    for (const text of wrong) assert.doesNotMatch((await command(["qr", "decode", text])).stderr, /--accept/);
    assert.match(
      (await command(["qr", "decode", "--help"])).stdout,
      /--accept content shows its fields with the faults/,
    );
  });

  it("prints what was understood when told to, and still refuses", async () => {
    const { code, stdout } = await command(["qr", "decode", UNIONPAY.slice(0, 40), "--json", "--partial"]);
    assert.equal(code, 1);
    assert.ok((JSON.parse(stdout) as Shape).fields.length >= 3);
  });

  it("shows objects in aligned lines, templates before what they hold", async () => {
    const { stdout } = await command(["qr", "decode", UNIONPAY]);
    assert.match(stdout, /^EMV merchant-presented code\n00 {3}Payload format indicator +01\n/);
    assert.match(stdout, /^62 {3}[^\n]+\n {2}01 /m);
    const clear = await command(["qr", "decode", UNIONPAY, "--unmasked"]);
    assert.equal(clear.stdout.split("\n").length, stdout.split("\n").length);
  });
});

describe("qr encode", () => {
  it("writes what decode --json has shown", async () => {
    const { stdout } = await command(["qr", "decode", UNIONPAY, "--json", "--unmasked"]);
    assert.deepEqual(await json(["qr", "encode"], { stdin: stdout }), { text: UNIONPAY });
  });

  it("takes objects by their IDs", async () => {
    const document = {
      "15": "3137210116372101160123456789ABCD",
      "52": "4113",
      "53": "840",
      "58": "KH",
      "59": "Shop",
      "60": "City",
    };
    const { stdout } = await command(["qr", "encode", JSON.stringify(document)]);
    assert.match(stdout, /^0002011532[^\n]+6304[0-9A-F]{4}\n$/);
    assert.equal((await command(["qr", "decode", stdout.trim()])).code, 0);
  });

  const wrong: Array<[document: unknown, code: string, path: string]> = [
    [[], "QR_JSON", ""],
    [{ kind: "url", fields: [] }, "QR_JSON", "kind"],
    [{ fields: [{ id: "00" }] }, "QR_JSON", "fields[0].value"],
    [{ fields: [{ id: "62", fields: 1 }] }, "QR_JSON", "fields[0].fields"],
    [{ "4761739001010119": "x" }, "QR_ID", ""],
    [{ "62": { "01": 1 } }, "QR_JSON", "62.01"],
    [{ "59": "Shop" }, "QR_ABSENT", ""],
  ];
  for (const [document, code, path] of wrong) {
    it(`refuses ${JSON.stringify(document)} with ${code}`, async () => {
      const record = (await rejection(["qr", "encode", JSON.stringify(document)])) as { code: string; path: string };
      assert.equal(record.code, code);
      if (code !== "QR_ABSENT") assert.equal(record.path, path);
    });
  }
});

describe("qr picture", () => {
  it("draws for a screen in its colours, else as SVG", async () => {
    assert.match((await command(["qr", "picture", UNIONPAY])).stdout, /^<svg [^\n]+<\/svg>\n$/);
    assert.match((await command(["qr", "picture", UNIONPAY], { screen: true })).stdout, /^\x1b\[30;107m/);
    const text = await command(["qr", "picture", UNIONPAY, "--kind", "text"]);
    assert.match(text.stdout, /^[█▀▄ \n]+$/);
  });

  it("gives its modules as JSON, border and correction as told", async () => {
    const { size, rows } = (await json(["qr", "picture", "A", "--border", "0", "--correction", "L"])) as {
      size: number;
      rows: string[];
    };
    assert.equal(size, 21);
    assert.equal(rows.length, 21);
    assert.equal(rows[0]?.slice(0, 8), "11111110");
    assert.ok(rows.every((row) => /^[01]{21}$/.test(row)));
  });

  it("writes a file", async () => {
    const out = join(dirname(file("x", "")), "code.svg");
    assert.deepEqual(await command(["qr", "picture", "A", "--out", out], { screen: true }), {
      ...{ code: 0, stdout: "", stderr: "" },
    });
    assert.match(readFileSync(out, "utf8"), /^<svg/);
  });

  it("refuses what fits no code", async () => {
    const record = (await rejection(["qr", "picture", "A".repeat(5000)])) as { code: string };
    assert.equal(record.code, "QR_LENGTH");
  });
});
