/** Merchant-presented codes as they are written, and codes as pictures. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isDark } from "../../../../host/codec/qr/picture.ts";
import { Qr } from "../../../../host/codec/qr/qr.ts";
import { cases, refusal } from "../support.ts";
import { MERCHANT, object, sealed } from "./support.ts";

const SHOP = {
  "26": { "00": "com.example", "01": "T001" },
  "52": "5411",
  "53": "156",
  "58": "CN",
  "59": "Shop",
  "60": "Beijing",
};

describe("writing a code", () => {
  it("puts the format indicator first, the CRC last, the rest by ascending id", () => {
    const account = object("26", object("00", "com.example") + object("01", "T001"));
    const rest =
      object("52", "5411") + object("53", "156") + object("58", "CN") + object("59", "Shop") + object("60", "Beijing");
    assert.equal(Qr.encode(SHOP), sealed(`000201${account}${rest}`));
    assert.equal(Qr.encode({ ...SHOP, "01": "12" }), sealed(`000201010212${account}${rest}`));
    assert.equal(Qr.encode({ ...SHOP, "63": "0000" }), Qr.encode(SHOP));
  });

  it("keeps the order of a list, and what a decoded code says of itself", () => {
    for (const { payload, crc_ok } of cases<{ payload?: string; crc_ok?: boolean }>("emv-qr")) {
      if (payload === undefined || crc_ok !== true) continue;
      const qr = Qr.decode(payload, { content: "accept" });
      assert.equal(Qr.encode(qr.fields, { content: "accept" }), payload);
    }
    assert.equal(Qr.encode(Qr.decode(MERCHANT).fields), MERCHANT);
  });

  it("refuses what could not be read back, with the path", () => {
    const wrong: Array<[content: Parameters<typeof Qr.encode>[0], code: string, path: string]> = [
      [{ ...SHOP, "59": "" }, "QR_LENGTH", "59"],
      [{ ...SHOP, "70": "x".repeat(100) }, "QR_LENGTH", "70"],
      [{ ...SHOP, "70": "京".repeat(400) }, "QR_LENGTH", "70"],
      [{ ...SHOP, "80": { "00": "com.x", "01": "y".repeat(90) } }, "QR_LENGTH", "80"],
      [{ ...SHOP, "80": { "00": "com.x", "01": "" } }, "QR_LENGTH", "80.01"],
      [{ ...SHOP, "80": {} }, "QR_LENGTH", "80"],
      [{ ...SHOP, "7": "x" }, "QR_ID", ""],
      [{ ...SHOP, "80": { "0x": "y" } }, "QR_ID", "80"],
      [{ ...SHOP, "59": "a\ud800" }, "QR_CHARACTER", "59"],
      [{ ...SHOP, "54": "0.00" }, "QR_CONTENT", "54"],
      [{ "59": "Shop" }, "QR_ABSENT", "52"],
      [
        [
          { id: "52", value: "5411" },
          { id: "52", value: "5411" },
        ],
        "QR_DUPLICATE",
        "52",
      ],
      [
        { ...SHOP, "90": { "00": "a", "01": { "02": { "03": { "04": { "05": "deep" } } } } } },
        "QR_DEPTH",
        "90.01.02.03.04",
      ],
    ];
    for (const [content, code, path] of wrong) {
      const fault = refusal(() => Qr.encode(content));
      assert.deepEqual([fault?.code, fault?.path], [code, path]);
    }
    assert.equal(
      Qr.decode(Qr.encode({ "59": "Shop" }, { content: "accept" }), { content: "accept" }).value("59"),
      "Shop",
    );
  });
});

describe("pictures of a code", () => {
  const raster = Qr.raster(MERCHANT);

  it("are square, with a light border of four modules and three finder patterns", () => {
    assert.equal((raster.size - 8 - 17) % 4, 0);
    assert.equal(raster.stride, Math.ceil(raster.size / 8));
    assert.equal(raster.bits.length, raster.stride * raster.size);
    for (let i = 0; i < raster.size; i++) {
      for (const edge of [0, 1, 2, 3, raster.size - 4, raster.size - 1]) {
        assert.ok(!isDark(raster, i, edge) && !isDark(raster, edge, i));
      }
    }
    const far = raster.size - 4 - 7;
    for (const [left, top] of [
      [4, 4],
      [far, 4],
      [4, far],
    ] as const) {
      for (let i = 0; i < 49; i++) {
        const [x, y] = [i % 7, Math.floor(i / 7)];
        const ring = Math.max(Math.abs(x - 3), Math.abs(y - 3));
        assert.equal(isDark(raster, left + x, top + y), ring !== 2);
      }
    }
  });

  it("are the same as SVG, for a console, and without colours", () => {
    const { size } = raster;
    const svg = Qr.picture(MERCHANT, { kind: "svg" });
    assert.match(svg, new RegExp(`^<svg [^>]*viewBox="0 0 ${size} ${size}"`));
    const runs = [...svg.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g)].map((run) => run.slice(1).map(Number));
    let dark = 0;
    for (const [x = 0, y = 0, width = 0] of runs) {
      dark += width;
      for (let i = 0; i < width; i++) assert.ok(isDark(raster, x + i, y));
    }
    const all = Array.from({ length: size * size }, (_, i) => isDark(raster, i % size, Math.floor(i / size)));
    assert.equal(dark, all.filter(Boolean).length);

    const text = Qr.picture(MERCHANT, { kind: "text" }).split("\n");
    const terminal = Qr.picture(MERCHANT, { kind: "terminal" }).split("\n");
    assert.equal(text.length, Math.ceil(size / 2));
    text.forEach((line, row) => {
      const inverse = { " ": "█", "█": " ", "▀": "▄", "▄": "▀" };
      const shown = Array.from(line, (half) => inverse[half as keyof typeof inverse]).join("");
      assert.equal(terminal[row], `\x1b[30;107m${shown}\x1b[0m`);
      Array.from(shown).forEach((half, x) => {
        assert.equal(half === "█" || half === "▀", isDark(raster, x, 2 * row));
        assert.equal(half === "█" || half === "▄", isDark(raster, x, 2 * row + 1));
      });
    });
  });

  it("take more modules for more correction, and as wide a border as is asked for", () => {
    const small = Qr.raster(MERCHANT, { correction: "L", border: 0 });
    assert.ok(Qr.raster(MERCHANT, { correction: "H", border: 0 }).size > small.size);
    assert.equal(Qr.raster(MERCHANT, { correction: "L", border: 2 }).size, small.size + 4);
    assert.ok(isDark(small, 0, 0));
  });

  it("are refused for what no code holds", () => {
    assert.equal(refusal(() => Qr.picture("x".repeat(3000)))?.code, "QR_LENGTH");
    assert.equal(refusal(() => Qr.raster("\udc00"))?.code, "QR_CHARACTER");
    assert.throws(() => Qr.raster("x", { border: -1 }), RangeError);
  });
});
