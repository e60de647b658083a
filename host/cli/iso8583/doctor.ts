/** `tillcore iso8583 doctor`: which dialects fit bytes that nobody has named, best first. */
import { CodecError } from "../../codec/errors.ts";
import type { CodecFault } from "../../codec/errors.ts";
import { Dialect } from "../../codec/iso8583/dialect.ts";
import { UnpackError } from "../../codec/iso8583/unpack_error.ts";
import type { Message } from "../../codec/iso8583/message.ts";
import { recordOf } from "../errors.ts";
import { bytesFrom } from "../input.ts";
import type { Io } from "../io.ts";
import { judged } from "../options.ts";
import type { InputOptions } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";
import { dialectNamed } from "./named.ts";
import { doubtsAbout, NO_MESSAGE_TYPE } from "./plausible.ts";
import { placed } from "./read.ts";
import { oddness, shapesOf } from "./shapes.ts";
import type { Shape } from "./shapes.ts";

export interface DoctorOptions extends InputOptions {
  /** Files of dialects besides the built-in ones. */
  dialect: string[];
  all?: boolean;
  json?: boolean;
}

interface Fit {
  dialect: string;
  shape: Shape;
  mti: string;
  fields: number;
  /** Bytes that were read for something, of those that there are. */
  understood: number;
  bytes: number;
  doubts: string[];
  fault?: CodecFault;
  score: number;
}

/** What a doubt and an odd frame weigh against the share of bytes that were understood. */
const DOUBT = 0.08;
const ODD_FRAME = 0.12;
/** Before the fields nothing is understood. */
const BEFORE_FIELDS = ["header", "mti", "bitmap"];
const BYTES_MAX = 4096 + 8;

/** @throws Rejection when no dialect accepts the bytes, after printing how near each comes; UsageError */
export async function doctor(argument: string | undefined, options: DoctorOptions, io: Io): Promise<void> {
  await judged(async () => {
    const dialects = [...Dialect.names(), ...options.dialect].map(dialectNamed);
    const bytes = await bytesFrom({ ...options, argument }, io);
    if (bytes.length > BYTES_MAX) {
      const [expected, actual] = [`at most ${BYTES_MAX} bytes`, `${bytes.length}`];
      throw new CodecError({ code: "TOO_LONG", path: "", offset: 0, expected, actual });
    }
    const fits = rank(bytes, dialects, options.all === true);
    if (options.json === true) tellJson({ fits: fits.map(jsonOf) }, io);
    else tellLines(fits.flatMap(linesOf), io);
    if (fits[0] !== undefined && fits[0].fault === undefined) return;
    const offset = fits[0]?.fault?.offset ?? 0;
    throw new CodecError({ code: "DIALECT_NONE_FITS", path: "", offset, expected: "a message of a known dialect" });
  });
}

function rank(bytes: Uint8Array, dialects: readonly Dialect[], all: boolean): Fit[] {
  const shapes = shapesOf(bytes);
  const fits = dialects
    .flatMap((dialect) => {
      const own = shapes.map((shape) => fitOf(bytes, shape, dialect)).sort(better);
      return all ? own.filter(({ fields }) => fields > 0) : own.slice(0, 1);
    })
    .sort(better);
  return fits;
}

function better(a: Fit, b: Fit): number {
  const [accepts, accepted] = [a.fault === undefined ? 1 : 0, b.fault === undefined ? 1 : 0];
  return accepted - accepts || b.score - a.score;
}

function fitOf(bytes: Uint8Array, shape: Shape, dialect: Dialect): Fit {
  const { message, fault } = tryOut(bytes.subarray(shape.at, shape.end), dialect);
  const read = understoodOf(shape, dialect, fault);
  const doubts = message === undefined || read === 0 ? [] : doubtsAbout(message);
  const isMessage = !doubts.includes(NO_MESSAGE_TYPE);
  const understood = isMessage ? read : 0;
  const first = fault === undefined ? (isMessage ? shape.fault : notTyped(shape)) : placed(fault, shape.at);
  return {
    dialect: dialect.name,
    shape,
    mti: message?.mti ?? "",
    fields: message?.numbers().length ?? 0,
    understood,
    bytes: bytes.length,
    doubts,
    ...(first === undefined ? {} : { fault: first }),
    score: understood / bytes.length - DOUBT * doubts.length - ODD_FRAME * oddness(shape),
  };
}

/** Any bytes fit some dialect behind some header: four digits in their front are not enough. */
function notTyped({ at }: Shape): CodecFault {
  return { code: "ISO_TYPE", path: "mti", offset: at, expected: "a message type" };
}

/** Bytes of the message, and what is before it but for headers, of which nobody knows what they say. */
function understoodOf({ at, end, header }: Shape, { spec }: Dialect, fault: CodecFault | undefined): number {
  const before = at - header - (spec.header ?? 0);
  if (fault === undefined) return before + end - at;
  return BEFORE_FIELDS.includes(fault.path) ? 0 : before + fault.offset;
}

function tryOut(body: Uint8Array, dialect: Dialect): { message?: Message; fault?: CodecFault } {
  try {
    return { message: dialect.unpack(body) };
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    const { partial } = error instanceof UnpackError ? error : {};
    return { fault: error, ...(partial === undefined ? {} : { message: partial }) };
  }
}

function jsonOf(fit: Fit): object {
  const { dialect, mti, fields, understood, bytes, doubts, fault } = fit;
  const { length, tpdu, header } = fit.shape;
  return {
    dialect,
    frame: {
      length: length === null ? null : { ...length, inclusive: length.inclusive === true },
      tpdu,
      header,
    },
    accepted: fault === undefined,
    ...{ mti, fields, understood, bytes, doubts },
    fault: fault === undefined ? null : recordOf(fault),
  };
}

function linesOf(fit: Fit): string[] {
  const { dialect, mti, fields, understood, bytes, doubts, fault } = fit;
  const verdict = fault === undefined ? "fits" : `${understood} of ${bytes} bytes`;
  const own = `${dialect.padEnd(26)} ${verdict.padEnd(20)} ${mti.padEnd(4)} ${fields} fields, ${frameText(fit.shape)}`;
  return [
    fields === 0 && fault !== undefined ? `${dialect.padEnd(26)} ${verdict}` : own,
    ...(fault === undefined ? [] : [`    ${new CodecError(fault).message}`]),
    ...doubts.map((doubt) => `    ? ${doubt}`),
  ];
}

function frameText({ length, tpdu, header }: Shape): string {
  const parts = [
    ...(length === null ? [] : [lengthText(length)]),
    ...(tpdu ? ["TPDU"] : []),
    ...(header === 0 ? [] : [`${header} bytes of header`]),
  ];
  return parts.length === 0 ? "no frame" : `after ${parts.join(", ")}`;
}

function lengthText({ encoding, digits, inclusive }: NonNullable<Shape["length"]>): string {
  const unit = encoding === "binary" ? "bytes" : "digits";
  return `a length of ${digits} ${encoding} ${unit}${inclusive === true ? " that counts itself" : ""}`;
}
