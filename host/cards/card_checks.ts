/**
 * Checks a card's data file field by field: what is absent, unknown or malformed is refused with its path.
 *
 * One row a field: whether it must be there, what it must be, and how that is said. A fault never quotes a value, which may
 * be a card number or a PIN.
 */
import { CodecError } from "../codec/errors.ts";
import type { CardData } from "./card_spec.ts";
import { TEST_KEY_NAMES } from "./certificates/test_keys.ts";

/**
 * A card file that is refused: CARD_JSON, CARD_SHAPE, CARD_MISSING, CARD_VALUE or CARD_FIELD (unknown) by its shape; when the
 * card is made, CARD_ISSUER, CARD_KEYS, CARD_LIST, CARD_NAME or CARD_RECORD.
 */
export class CardFault extends CodecError {
  constructor(code: string, path: string, expected: string, actual?: string) {
    super({ code, path, offset: 0, expected, ...(actual === undefined ? {} : { actual }) });
    this.name = "CardFault";
    const found = actual === undefined ? "" : `, found ${actual}`;
    this.message = `${code} in ${path === "" ? "the card file" : path}: expected ${expected}${found}`;
  }
}

interface Field {
  expected: string;
  isRight: (value: unknown) => boolean;
  required?: true;
  /** Looks into what is not a plain value. */
  inside?: (value: unknown, path: string) => void;
}

type Fields = Readonly<Record<string, Field>>;

const flag: Field = { expected: "true or false", isRight: (value) => typeof value === "boolean" };
const tag = text(/^([0-9A-F]{2}){1,4}$/, "a tag in hexadecimal capitals");

const LIMITS: Fields = { declineAbove: amount(), onlineAbove: amount(), consecutiveOffline: number(0, 0xffff) };
const CVM: Fields = {
  x: number(0, 0xffff_ffff),
  y: number(0, 0xffff_ffff),
  rules: must(list(text(/^[0-9A-F]{4}$/, "CVM code and condition, 4 hexadecimal digits"))),
};
const KEY_NAME: Field = {
  expected: "a key of certificates/test_keys.json",
  isRight: (value) => TEST_KEY_NAMES.includes(value as string),
};
const KEYS: Fields = { authority: must(KEY_NAME), issuer: must(KEY_NAME), icc: KEY_NAME, pin: KEY_NAME };
const RECORD: Fields = { sfi: must(number(1, 30)), record: number(1, 255), tags: must(list(tag)), authenticated: flag };
const ACCOUNT: Fields = {
  kind: must(oneOf("debit", "credit")),
  balance: must(amount()),
  lost: must(flag),
};

const STRIPE: Fields = {
  serviceCode: text(/^[1256789][0-9]{2}$/, "three digits, the first 1, 2 or 5 to 9"),
  discretionary: text(/^[0-9]{0,10}$/, "up to 10 digits"),
  track3: text(/^[0-9=]{1,104}$/, "up to 104 digits and separators"),
};

const APPLICATION: Fields = {
  about: text(/^/, "a text"),
  aid: must(text(/^([0-9A-F]{2}){5,16}$/, "5 to 16 bytes, hexadecimal")),
  label: must(text(/^[ -~]{1,16}$/, "1 to 16 characters")),
  priority: number(1, 15),
  confirm: flag,
  preferredName: text(/^.{1,16}$/u, "1 to 16 characters"),
  codeTable: number(1, 10),
  languages: text(/^([a-z]{2}){1,4}$/, "1 to 4 codes of two letters"),
  blocked: flag,
  fci: list(tag),
  pdol: list(entry()),
  cdol1: list(entry()),
  cdol2: list(entry()),
  ddol: list(entry()),
  aip: text(/^[0-9A-F]{4}$/, "2 bytes, hexadecimal"),
  afl: text(/^([0-9A-F]{8})+$/, "entries of 4 bytes, hexadecimal"),
  records: list(object(RECORD)),
  data: {
    expected: "values in hexadecimal by tag",
    isRight: (value) => isRecord(value) && Object.keys(value).every((name) => tag.isRight(name)),
    inside: (value, path) => {
      for (const [name, bytes] of Object.entries(value as object)) check(HEX, bytes, `${path}.${name}`);
    },
  },
  readable: list(tag),
  writable: list(tag),
  cryptogram: oneOf("pboc-01", "10", "17", "18"),
  format: oneOf(1, 2),
  issuerAuthentication: oneOf("external", "cdol2", "none"),
  authentication: list(oneOf("sda", "dda", "cda")),
  keys: object(KEYS),
  cvm: object(CVM),
  offlinePin: flag,
  limits: object(LIMITS),
  approvesOffline: flag,
  approvesUnreached: flag,
  declineFirst: flag,
  declineSecond: flag,
};

const HEX = text(/^([0-9A-F]{2}){0,252}$/, "at most 252 bytes, hexadecimal");

/** Without the issuer, whose names the caller knows, and the applications. */
const CARD: Fields = {
  name: must(text(/^[a-z0-9-]+$/, "small letters, digits and hyphens")),
  pan: must({
    expected: "12 to 19 digits with their check digit",
    isRight: (value) => typeof value === "string" && /^\d{12,19}$/.test(value) && isLuhnValid(value),
  }),
  sequence: must(number(0, 99)),
  expiry: must(text(/^\d\d(0[1-9]|1[0-2])$/, "YYMM")),
  holder: must(text(/^[ -~]{2,26}$/, "2 to 26 characters")),
  pin: must(text(/^\d{4,12}$/, "4 to 12 digits")),
  account: must(object(ACCOUNT)),
  stripe: orFalse(object(STRIPE)),
  pinTries: number(0, 15),
  pse: oneOf(true, false, "blocked"),
  atr: text(/^3[BF]([0-9A-F]{2}){1,32}$/, "3B or 3F and 1 to 32 bytes, hexadecimal"),
  transport: oneOf("t0", "t1"),
  cardBlocked: flag,
  muteAfter: number(0, 1000),
};

const APPLICATIONS_MAX = 30;

/**
 * @param issuers whose keys there are
 * @returns the card, with AID and label of its first application where it has none of its own
 * @throws CardFault
 */
export function checkCard(card: unknown, path: string, issuers: { has(name: string): boolean }): CardData {
  const inApplications = isRecord(card) && card["applications"] !== undefined;
  const issuer: Field = {
    expected: "an issuer of issuer_keys.json",
    isRight: (value) => typeof value === "string" && issuers.has(value),
    required: true,
  };
  const applications: Field = {
    ...list(object(APPLICATION)),
    expected: `1 to ${APPLICATIONS_MAX} applications`,
    isRight: (value) => Array.isArray(value) && value.length > 0 && value.length <= APPLICATIONS_MAX,
  };
  const shared = inApplications ? optional(APPLICATION) : APPLICATION;
  checkFields({ ...shared, ...CARD, issuer, applications }, card, path);
  const data = card as CardData;
  const first = data.applications?.[0];
  return first === undefined ? data : { ...data, aid: first.aid, label: first.label };
}

function checkFields(fields: Fields, value: unknown, path: string): void {
  if (!isRecord(value)) throw new CardFault("CARD_SHAPE", path, "an object");
  const at = (name: string): string => (path === "" ? name : `${path}.${name}`);
  for (const [name, field] of Object.entries(fields)) {
    if (value[name] !== undefined) check(field, value[name], at(name));
    else if (field.required === true) throw new CardFault("CARD_MISSING", at(name), field.expected);
  }
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) throw new CardFault("CARD_FIELD", at(unknown), "a field that cards have");
}

function check(field: Field, value: unknown, path: string): void {
  if (!field.isRight(value)) throw new CardFault("CARD_VALUE", path, field.expected);
  field.inside?.(value, path);
}

function must(field: Field): Field {
  return { ...field, required: true };
}

function optional(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { required: _required, ...field }]) => [name, field] as const),
  );
}

function text(form: RegExp, expected: string): Field {
  return { expected, isRight: (value) => typeof value === "string" && form.test(value) };
}

function number(least: number, most: number): Field {
  return {
    expected: `a whole number from ${least} to ${most}`,
    isRight: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
  };
}

/** Minor units, as many as 9F02 holds. */
function amount(): Field {
  return number(0, 999_999_999_999);
}

function oneOf(...values: unknown[]): Field {
  return { expected: values.map((value) => JSON.stringify(value)).join(" or "), isRight: (value) => values.includes(value) }; // prettier-ignore
}

function list(of: Field): Field {
  const inside = (value: unknown, path: string): void =>
    (value as unknown[]).forEach((item, index) => {
      check(of, item, `${path}[${index}]`);
    });
  return { expected: "a list", isRight: Array.isArray, inside };
}

function object(fields: Fields): Field {
  const inside = (value: unknown, path: string): void => {
    checkFields(fields, value, path);
  };
  return { expected: "an object", isRight: isRecord, inside };
}

/** Something, or that there is none. */
function orFalse(field: Field): Field {
  const inside = (value: unknown, path: string): void => {
    if (value !== false) field.inside?.(value, path);
  };
  return {
    expected: `false or ${field.expected}`,
    isRight: (value) => value === false || field.isRight(value),
    inside,
  };
}

/** Of a data object list: EMV Book 3, 5.4. */
function entry(): Field {
  const length = number(0, 252);
  const isRight = (value: unknown): boolean =>
    Array.isArray(value) && value.length === 2 && tag.isRight(value[0]) && length.isRight(value[1]);
  return { expected: "a tag and a length from 0 to 252", isRight };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** ISO/IEC 7812-1, annex B. */
function isLuhnValid(pan: string): boolean {
  let sum = 0;
  for (let i = 0; i < pan.length; i++) {
    const digit = Number(pan[pan.length - 1 - i]);
    sum += i % 2 === 0 ? digit : Math.floor(digit / 5) + ((2 * digit) % 10);
  }
  return sum % 10 === 0;
}
