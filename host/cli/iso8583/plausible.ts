/**
 * Doubts about a message that a dialect could read: what no terminal or switch would have sent.
 *
 * A message read by the wrong dialect rarely breaks a rule of encoding, but its dates are no dates. Names fields, never
 * values.
 */
import { CodecError } from "../../codec/errors.ts";
import { currencyOf } from "../../codec/emv/index.ts";
import { isLuhn } from "../../codec/mask.ts";
import type { Message } from "../../codec/iso8583/message.ts";

/** Version, class, function, origin (ISO 8583:2003, 5.2). */
const MESSAGE_TYPE = /^[0-29][1-8][0-9][0-5]$/;
const MONTH_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])";
const TIME = "(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]";
/** Dates and times by field and by how many digits they have: versions of the standard differ. */
const DATES: ReadonlyArray<readonly [field: number, form: RegExp]> = [
  [7, new RegExp(`^${MONTH_DAY}${TIME}$`)],
  [12, new RegExp(`^(?:(?:[0-9]{2}|[0-9]{4})${MONTH_DAY})?${TIME}$`)],
  [13, new RegExp(`^(?:${MONTH_DAY}|[0-9]{2}(?:0[1-9]|1[0-2])|[0-9]{6,8})$`)],
  [14, /^[0-9]{2}(?:0[0-9]|1[0-2])$/],
];
/** The first digit of the message type, by the year in the dialect's name. */
const VERSIONS: ReadonlyArray<readonly [year: string, digit: string]> = [
  ["1987", "0"],
  ["1993", "1"],
  ["2003", "2"],
  ["unionpay", "0"],
];

/** Whoever finds this has not found a message. */
export const NO_MESSAGE_TYPE = "mti: no message type";

/** Fields with what is doubtful about them: `7: no date`. */
export function doubtsAbout(message: Message): string[] {
  return [...typeDoubts(message), ...cardDoubts(message), ...dateDoubts(message), ...otherDoubts(message)];
}

function typeDoubts({ mti, dialect }: Message): string[] {
  if (mti === "") return [];
  const version = VERSIONS.find(([year]) => dialect.name.includes(year))?.[1];
  if (!MESSAGE_TYPE.test(mti)) return [NO_MESSAGE_TYPE];
  return version === undefined || mti.startsWith(version) ? [] : ["mti: of another version"];
}

function cardDoubts(message: Message): string[] {
  const pan = message.text(2);
  const [track = ""] = message.text(35).split(/[=D]/, 1);
  return [
    ...(pan === "" || isLuhn(pan) ? [] : ["2: check digit"]),
    ...(track === "" || pan === "" || track === pan ? [] : ["35: another card number than in 2"]),
    ...(track === "" || pan !== "" || isLuhn(track) ? [] : ["35: check digit"]),
  ];
}

function dateDoubts(message: Message): string[] {
  return DATES.filter(([field, form]) => message.has(field) && !form.test(message.text(field))).map(
    ([field]) => `${field}: no date or time`,
  );
}

function otherDoubts(message: Message): string[] {
  const currency = message.text(49);
  return [
    ...(currency === "" || currencyOf(currency, "en") !== undefined ? [] : ["49: no currency"]),
    ...message.numbers().flatMap((number) => (readsInside(message, number) ? [] : [`${number}: malformed inside`])),
  ];
}

function readsInside(message: Message, number: number): boolean {
  try {
    message.parts(number);
    return true;
  } catch (error) {
    if (error instanceof CodecError) return false;
    throw error;
  }
}
