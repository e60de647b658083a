/** Messages of any dialect with random contents, the same at every run. */
import type { Dialect } from "../../host/codec/iso8583/dialect.ts";
import type { FieldContent } from "../../host/codec/iso8583/content.ts";
import type { Content, FieldSpec, SliceSpec, SubfieldsSpec } from "../../host/codec/iso8583/spec.ts";

const DIGITS = "0123456789";
const LETTERS = "ABCXYZabcxyz";
const SPECIALS = " !#$%&'()*+,-./:;<=>?@[]^_`{|}~";
const ALPHABETS: Readonly<Record<Exclude<Content, "b" | "x+n">, string>> = {
  n: DIGITS,
  a: LETTERS,
  an: DIGITS + LETTERS,
  as: LETTERS + SPECIALS,
  ns: DIGITS + SPECIALS,
  ans: DIGITS + LETTERS + SPECIALS,
  anb: DIGITS + LETTERS + SPECIALS,
  z: DIGITS,
  h: "0123456789ABCEF",
};
/** Variable values are not made longer, so that a message with all fields stays short. */
const UNITS_MAX = 40;
/** With a published test number in 5A, a tag that nobody has, padding and an empty value. */
const OBJECTS = ["9F2608A1A2A3A4A5A6A7A8", "9F360200FF", "5A084111111111111111", "DF3105FF00112233", "00", "9100"];
const TEMPLATE = "70109F26081122334455667788DFAA0101C8";

export class Random {
  /** Units that a variable value has at least. */
  readonly shortest: number;
  #state: number;

  constructor(seed: number, shortest = 0) {
    this.#state = seed;
    this.shortest = shortest;
  }

  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }

  text(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet.charAt(this.below(alphabet.length))).join("");
  }
}

/** A message with some of the fields, each with every kind of content that it can have over many messages. */
export function randomMessage(
  dialect: Dialect,
  random: Random,
  mti: string,
  hasField: (number: number) => boolean,
): Uint8Array {
  const fields: Record<string, FieldContent> = {};
  for (const [number, spec] of Object.entries(dialect.spec.fields)) {
    if (hasField(Number(number))) fields[number] = contentOf(spec, random);
  }
  const header = new Uint8Array(dialect.spec.header ?? 0).fill(0x5a);
  return dialect.pack({ mti, fields, header });
}

function contentOf(spec: FieldSpec, random: Random): FieldContent {
  const inside = spec.subfields === undefined ? undefined : subfieldsOf(spec.subfields, random);
  return inside ?? textOf(spec, random);
}

/** Undefined where the value is made as a whole: slices of it, and data objects. */
function subfieldsOf(subfields: SubfieldsSpec, random: Random): FieldContent | undefined {
  if (subfields.kind === "ber-tlv") {
    const count = 1 + random.below(OBJECTS.length);
    const objects = Array.from({ length: count }, () => OBJECTS[random.below(OBJECTS.length)] ?? "");
    return Buffer.from([...objects, TEMPLATE].join(""), "hex");
  }
  if (subfields.kind === "tagged") return { ...taggedOf(random), ...listed(subfields.fields ?? {}, random) };
  const specs = Object.entries(subfields.fields as Record<string, SliceSpec | FieldSpec>);
  if (specs.some(([, spec]) => !("encoding" in spec))) return undefined;
  const chosen = subfields.kind === "bitmap" ? specs.filter(() => random.below(3) > 0) : specs;
  return Object.fromEntries(chosen.map(([id, spec]) => [id, contentOf(spec as FieldSpec, random)]));
}

function taggedOf(random: Random): Record<string, FieldContent> {
  return random.below(2) === 0 ? {} : { 77: random.text(DIGITS, 4) };
}

function listed(fields: Readonly<Record<string, unknown>>, random: Random): Record<string, FieldContent> {
  return Object.fromEntries(Object.keys(fields).map((tag) => [tag, random.text(DIGITS, 1 + random.below(19))]));
}

function textOf(spec: FieldSpec, random: Random): string {
  const { content, length, prefix, minimum = random.shortest, encoding } = spec;
  const most = Math.min(length, Math.max(UNITS_MAX, minimum));
  const any = prefix === undefined ? length : minimum + random.below(most - minimum + 1);
  // Packed digits whose bytes are counted come in pairs.
  const units = encoding === "bcd" && prefix?.counts === "bytes" ? any - (any & 1) : any;
  if (content === "b") return random.text("0123456789ABCDEF", 2 * units);
  if (content === "x+n") return units === 0 ? "" : random.text("CD", 1) + random.text(DIGITS, units - 1);
  const text = random.text(ALPHABETS[content], units);
  if (content !== "z" || units < 20) return text;
  return `${text.slice(0, 16)}=${text.slice(17)}`.slice(0, encoding === "bcd" ? units : undefined);
}
