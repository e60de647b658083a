/** The parts of a track as `tillcore track decode` prints them. */
import { Track } from "../codec/track/track.ts";
import type { TrackNumber } from "../codec/track/track.ts";
import type { TrackJson } from "../codec/track/json.ts";
import type { Io } from "./io.ts";
import type { InputOptions, OutputOptions } from "./options.ts";
import { tellJson, tellLines } from "./output.ts";
import { inWords, table } from "./table.ts";
import type { Words } from "./table.ts";

export interface TrackOptions extends InputOptions, OutputOptions {
  track?: "1" | "2" | "3";
  packed?: boolean;
  digits?: number;
  accept?: "lrc";
}

const NAMES = {
  track: ["磁道", "Track"],
  formatCode: ["格式代码", "Format code"],
  pan: ["主账号", "Card number"],
  name: ["持卡人姓名", "Name"],
  expiry: ["有效期（YYMM）", "Expiry (YYMM)"],
  serviceCode: ["服务代码", "Service code"],
  discretionary: ["自定义数据", "Discretionary data"],
  luhn: ["校验位", "Check digit"],
  lrc: ["LRC", "LRC"],
} as const satisfies Record<string, Words>;
const RIGHT: Words = ["正确", "right"];
const WRONG: Words = ["错误", "wrong"];

/** @param given text of a reader, or packed digits. @throws CodecError */
export function show(given: string | Uint8Array, options: TrackOptions, io: Io): void {
  const { json, unmasked, lang } = options;
  const track = read(given, options);
  const shown = track.toJSON({ masked: unmasked !== true, language: lang });
  track.wipe();
  if (json === true) tellJson(shown, io);
  else tellLines(linesOf(shown, options), io);
}

function read(given: string | Uint8Array, { track, digits, accept }: TrackOptions): Track {
  const number = track === undefined ? undefined : (Number(track) as TrackNumber);
  if (typeof given !== "string") return Track.fromEquivalent(given, number ?? 2, digits);
  return Track.parse(given, {
    ...(number === undefined ? {} : { track: number }),
    ...(accept === undefined ? {} : { lrc: "accept" }),
  });
}

function linesOf(shown: TrackJson, { lang }: TrackOptions): string[] {
  const title = (name: keyof typeof NAMES): string => inWords(NAMES[name], lang);
  const verdict = (isRight: boolean | null): string => (isRight === null ? "" : inWords(isRight ? RIGHT : WRONG, lang));
  const meaning = (shown.serviceCodeMeaning ?? []).map((text): [string, string] => ["", text]);
  return table([
    [title("track"), `${shown.track}`],
    [title("formatCode"), shown.formatCode],
    [title("pan"), shown.pan],
    [title("luhn"), verdict(shown.luhn)],
    [title("name"), shown.name],
    [title("expiry"), shown.expiry],
    [title("serviceCode"), shown.serviceCode],
    ...meaning,
    ...Object.entries(shown.fields ?? {}),
    [title("discretionary"), shown.discretionary],
    [title("lrc"), verdict(shown.lrc)],
  ]);
}
