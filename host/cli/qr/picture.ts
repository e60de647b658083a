/** `tillcore qr picture`: a code as a drawing, on a screen or in a file. */
import { Qr } from "../../codec/qr/qr.ts";
import type { QrPictureKind, QrPictureOptions } from "../../codec/qr/picture.ts";
import { textFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { judged } from "../options.ts";
import { deliver } from "../output.ts";
import { scanned } from "./decode.ts";

export interface PictureOptions {
  file?: string;
  kind?: QrPictureKind;
  correction: NonNullable<QrPictureOptions["correction"]>;
  border: number;
  out?: string;
  json?: boolean;
}

/** @throws Rejection, UsageError */
export async function picture(argument: string | undefined, options: PictureOptions, io: Io): Promise<void> {
  const { correction, border, out, json } = options;
  const drawing = await judged(async () => {
    const text = scanned(await textFrom({ ...options, argument }, io));
    if (json === true) return JSON.stringify(modules(text, { correction, border }));
    const kind = options.kind ?? (io.screen && out === undefined ? "terminal" : "svg");
    return Qr.picture(text, { kind, correction, border });
  });
  deliver(`${drawing}\n`, out, io);
}

function modules(text: string, options: QrPictureOptions): { size: number; rows: string[] } {
  const { size, stride, bits } = Qr.raster(text, options);
  const rows = Array.from({ length: size }, (_, y) => {
    const bytes = bits.subarray(y * stride, (y + 1) * stride);
    return Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0"))
      .join("")
      .slice(0, size);
  });
  return { size, rows };
}
