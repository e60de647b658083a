/**
 * QR codes as pictures (ISO/IEC 18004): dots for printers and screens, lines for consoles, SVG. The modules themselves are
 * the work of the library `uqr`.
 */
import { encode } from "uqr";
import { CodecError } from "../errors.ts";
import { utf8Of } from "./kinds.ts";

export interface QrPictureOptions {
  /** Error correction: 7, 15, 25 or 30 % of the code may be damaged; M unless told. */
  correction?: "L" | "M" | "Q" | "H";
  /** Light modules around the code; 4 unless told, the least that ISO/IEC 18004 allows. */
  border?: number;
}

/** Rows of bits, the first module of a row in the highest bit of its first byte, 1 for dark; rows begin on whole bytes. */
export interface QrRaster {
  /** Modules in a row, border included; and rows. */
  size: number;
  /** Bytes of a row: what `GS v 0` of ESC/POS calls x. */
  stride: number;
  bits: Uint8Array;
}

/**
 * `svg`: a drawing; `terminal`: black on white for a console, two modules a character, by its colours; `text`: the same
 * without colours, for a console whose background is dark.
 */
export type QrPictureKind = "svg" | "terminal" | "text";

const BORDER = 4;
const BORDER_MAX = 64;
const BLACK_ON_WHITE = "\x1b[30;107m";
const PLAIN = "\x1b[0m";
/** By upper module and lower module, both light first. */
const DARK_HALVES = [" ", "▄", "▀", "█"];
const LIGHT_HALVES = ["█", "▀", "▄", " "];

/** @throws CodecError QR_LENGTH when the text does not fit the largest code, QR_CHARACTER */
export function qrRaster(text: string, { correction = "M", border = BORDER }: QrPictureOptions = {}): QrRaster {
  if (!Number.isInteger(border) || border < 0 || border > BORDER_MAX) throw new RangeError("border");
  const rows = modulesOf(text, correction, border);
  const size = rows.length;
  const stride = Math.ceil(size / 8);
  const bits = new Uint8Array(stride * size);
  rows.forEach((row, y) =>
    row.forEach((dark, x) => {
      if (dark) bits[y * stride + (x >> 3)]! |= 0x80 >> (x & 7);
    }),
  );
  return { size, stride, bits };
}

/** @throws as `qrRaster` */
export function qrPicture(text: string, kind: QrPictureKind, options?: QrPictureOptions): string {
  const raster = qrRaster(text, options);
  if (kind === "svg") return svg(raster);
  if (kind === "text") return lines(raster, LIGHT_HALVES).join("\n");
  return lines(raster, DARK_HALVES)
    .map((line) => `${BLACK_ON_WHITE}${line}${PLAIN}`)
    .join("\n");
}

/** True for a dark module; all around the code is light. */
export function isDark({ size, stride, bits }: QrRaster, x: number, y: number): boolean {
  return x < size && y < size && ((bits[y * stride + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
}

function modulesOf(text: string, ecc: "L" | "M" | "Q" | "H", border: number): boolean[][] {
  utf8Of(text);
  try {
    return encode(text, { ecc, border }).data;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const expected = `what fits a QR code with correction ${ecc}`;
    throw new CodecError({ code: "QR_LENGTH", path: "", offset: 0, expected, actual: `${text.length} characters` });
  }
}

function lines(raster: QrRaster, halves: readonly string[]): string[] {
  const all: string[] = [];
  for (let y = 0; y < raster.size; y += 2) {
    let line = "";
    for (let x = 0; x < raster.size; x++) {
      line += halves[(isDark(raster, x, y) ? 2 : 0) + (isDark(raster, x, y + 1) ? 1 : 0)] ?? "";
    }
    all.push(line);
  }
  return all;
}

/** One path of horizontal runs, in units of a module: scales to any size with sharp edges. */
function svg(raster: QrRaster): string {
  const { size } = raster;
  let path = "";
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!isDark(raster, x, y)) continue;
      const from = x;
      while (isDark(raster, x + 1, y)) x++;
      path += `M${from} ${y}h${x + 1 - from}v1H${from}z`;
    }
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`
  );
}
