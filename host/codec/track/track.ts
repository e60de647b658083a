/**
 * Magnetic stripe tracks 1, 2 and 3 and the equivalent data of chip cards: ISO/IEC 7813 and ISO/IEC 4909.
 *
 * A `Track` keeps its own copy of the characters, which `wipe` clears, and shows none of them unless asked for a part. An
 * error names the rule, the part and the place, never a character. Masking of what is no well-formed track: `mask.ts`.
 */
import { trackJson } from "./json.ts";
import type { TrackJson, TrackJsonOptions } from "./json.ts";
import { PARTS, bytesOf, lrcOf, readTrack, recognise, textOf, trackFault } from "./view.ts";
import type { TrackNumber, TrackPart, TrackView } from "./view.ts";

export { panOfTrack } from "./view.ts";
export type { TrackNumber, TrackPart } from "./view.ts";

export interface TrackOptions {
  /** Which track it is; recognised by its characters and its length unless told. */
  track?: TrackNumber;
  /** A wrong LRC: `refuse` unless told. */
  lrc?: "refuse" | "accept";
}

/** What `Track.build` puts together; an absent expiry or service code becomes a separator. */
export interface TrackContent {
  track: 1 | 2;
  /** 8 to 19 digits, check digit included; the check digit is not checked. */
  pan: string;
  /** Track 1: 2 to 26 characters, `SURNAME/GIVEN NAMES.TITLE`. */
  name?: string;
  /** YYMM. */
  expiry?: string;
  /** Three digits. */
  serviceCode?: string;
  discretionary?: string;
}

export interface TrackForm {
  /** With start and end sentinel and LRC. */
  sentinels?: boolean;
  /** Tracks 2 and 3: `=` unless told. */
  separator?: "=" | "D";
}

export class Track {
  readonly number: TrackNumber;
  /** Whether the LRC that was read is right; undefined when there was none. */
  readonly lrc: boolean | undefined;
  /** What stands between the sentinels, in ASCII. */
  readonly #body: Uint8Array;
  readonly #view: TrackView;

  private constructor(number: TrackNumber, body: Uint8Array, view: TrackView) {
    this.number = number;
    this.lrc = view.lrc;
    this.#body = body;
    this.#view = view;
  }

  /**
   * Reads a track as a reader gives it: characters in ASCII, with both sentinels or none, an LRC or none, `=` or `D` on
   * tracks 2 and 3.
   *
   * @throws CodecError TRACK_TRUNCATED, TRACK_SENTINEL, TRACK_FORMAT, TRACK_PAN, TRACK_CHARACTER, TRACK_NAME,
   *   TRACK_EXPIRY, TRACK_SERVICE, TRACK_LENGTH or TRACK_LRC; `path` names the part
   */
  static parse(track: Uint8Array | string, options: TrackOptions = {}): Track {
    const bytes = bytesOf(track);
    const number = options.track ?? recognise(bytes);
    try {
      const view = readTrack(number, bytes, bytes.length, false);
      if (view.lrc === false && options.lrc !== "accept") throw trackFault("TRACK_LRC", bytes.length - 1, "");
      return new Track(number, bodyOf(number, bytes.subarray(view.from, view.to)), view);
    } finally {
      bytes.fill(0);
    }
  }

  /**
   * Reads the equivalent data that a chip card has: tag 56 (track 1, ASCII), tag 57 (track 2) or the packed digits of
   * track 3 as F36 has them; packed ones with a pad F at the end or none.
   *
   * @param track 1, 2 or 3
   * @param digits packed digits that count, when the pad is another: F35 and F36 give their number
   * @throws CodecError as `parse`; `offset` is a byte
   */
  static fromEquivalent(value: Uint8Array, track: TrackNumber = 2, digits = 2 * value.length): Track {
    if (track === 1) return Track.parse(value, { track });
    if (digits < 0 || digits > 2 * value.length) throw trackFault("TRACK_TRUNCATED", value.length, "");
    const view = readTrack(track, value, digits, true);
    const body = new Uint8Array(view.to);
    body.forEach((_, i) => {
      const byte = value[i >> 1] ?? 0;
      body[i] = 0x30 + (i % 2 === 0 ? byte >> 4 : byte & 15);
    });
    return new Track(track, body, view);
  }

  /**
   * A track 1 or 2 from its parts.
   *
   * @throws CodecError as `parse`, `path` naming the part that is wrong
   */
  static build({ track, pan, name = "", expiry = "", serviceCode = "", discretionary = "" }: TrackContent): Track {
    // Whatever could end one part early or be read as the next one.
    if (!/^[0-9]*$/.test(pan)) throw trackFault("TRACK_PAN", 0, "pan");
    if (/[%^?]/.test(name)) throw trackFault("TRACK_NAME", 0, "name");
    if (!/^(?:[0-9]{4})?$/.test(expiry)) throw trackFault("TRACK_EXPIRY", 0, "expiry");
    if (!/^(?:[0-9]{3})?$/.test(serviceCode)) throw trackFault("TRACK_SERVICE", 0, "serviceCode");
    const absent = track === 1 ? "^" : "=";
    const head = track === 1 ? `B${pan}^${name}^` : `${pan}=`;
    return Track.parse(`${head}${expiry || absent}${serviceCode || absent}${discretionary}`, { track });
  }

  /** The PAN; empty on a track 3 that has none. */
  get pan(): string {
    return this.part("pan");
  }

  /** YYMM; empty when it is absent. */
  get expiry(): string {
    return this.part("expiry");
  }

  /** Three digits; empty when they are absent and on track 3. */
  get serviceCode(): string {
    return this.part("serviceCode");
  }

  get discretionary(): string {
    return this.part("discretionary");
  }

  /** Track 1: the cardholder's name as it is there, blanks at the end left out. */
  get name(): string {
    return this.part("name").trimEnd();
  }

  /** The characters of a part; empty when it is absent or another track's. */
  part(part: TrackPart): string {
    const entry = this.#view.places[PARTS.indexOf(part)] ?? 0;
    const from = (entry & 0xffff) - this.#view.from;
    return entry === 0 ? "" : textOf(this.#body.subarray(from, from + (entry >>> 16)));
  }

  /** Parts that are there, in the order in which they are there. */
  parts(): TrackPart[] {
    const placed = PARTS.map((part, i) => ({ part, entry: this.#view.places[i] ?? 0 }));
    const there = placed.filter(({ entry }) => entry !== 0);
    return there.sort((a, b) => (a.entry & 0xffff) - (b.entry & 0xffff)).map(({ part }) => part);
  }

  /** The track as text, without sentinels unless told. */
  text({ sentinels = false, separator = "=" }: TrackForm = {}): string {
    const body = textOf(this.#body);
    const shown = this.number > 1 && separator === "D" ? body.replaceAll("=", "D") : body;
    if (!sentinels) return shown;
    const whole = `${this.number === 1 ? "%" : ";"}${shown}?`;
    return whole + String.fromCharCode(lrcOf(this.number, bytesOf(whole)));
  }

  /** The value of tag 56 (track 1) or 57 (track 2); of track 3 its packed digits. An odd number of digits ends in F. */
  equivalent(): Uint8Array {
    if (this.number === 1) return this.#body.slice();
    const packed = new Uint8Array(Math.ceil(this.#body.length / 2)).fill(0xff);
    this.#body.forEach((character, i) => {
      const nibble = character & 15;
      const rest = packed[i >> 1] ?? 0;
      packed[i >> 1] = i % 2 === 0 ? (nibble << 4) | (rest & 15) : (rest & 0xf0) | nibble;
    });
    return packed;
  }

  /** Clears the characters; every part is zeros from then on. */
  wipe(): void {
    this.#body.fill(0);
  }

  /** The stable shape that the command line prints: masked unless told. */
  toJSON(options?: TrackJsonOptions): TrackJson {
    return trackJson(this, options);
  }
}

/** `D` written as the `=` that it is. */
function bodyOf(number: TrackNumber, body: Uint8Array): Uint8Array {
  return number === 1 ? body.slice() : body.map((character) => ((character | 0x20) === 0x64 ? 0x3d : character));
}
