/**
 * What terminals show of whom to call, and print above and below their slips: a merchant's own, or the platform's. Lengths are those
 * that a terminal has room for; a change is due at every terminal that it is for.
 */
import { audit } from "./context.ts";
import type { Actor, Context } from "./context.ts";
import { makeDue } from "./devices.ts";
import { refuse } from "./refusal.ts";
import type { Result } from "./refusal.ts";
import type { TextsRow } from "./rows.ts";

export type Texts = Omit<TextsRow, "key">;

export const PLATFORM_TEXTS = "platform";
/** Bits of `methods`. */
export const METHOD_CARDS = 1;
export const METHOD_CODES = 2;
const METHODS_ALL = METHOD_CARDS | METHOD_CODES;

export const STANDARD_TEXTS: Texts = {
  supportPhone: "4008001234",
  supportOnline: "support.tillcore.example",
  receiptHead: "",
  receiptFoot: "",
  methods: METHODS_ALL,
};

const PHONE = /^[0-9-]{3,20}$/;
/** Bytes of UTF-8: the texts go to a terminal's zone of 256 bytes together. */
const ONLINE_BYTES_MAX = 40;
const RECEIPT_BYTES_MAX = 60;

export function textsKey(merchant: string): string {
  return `merchant/${merchant}`;
}

export function textsOf({ ledger: { tables } }: Context, merchant: string): Texts {
  return tables.get("texts", textsKey(merchant)) ?? tables.get("texts", PLATFORM_TEXTS) ?? STANDARD_TEXTS;
}

/** The terminals that they are for are told to fetch them. */
export function setTexts(context: Context, key: string, texts: Texts, who: Actor): Result<TextsRow> {
  const { tables } = context.ledger;
  if (!areTexts(texts)) return refuse("TEXT");
  const merchant = key === PLATFORM_TEXTS ? "" : key.replace(/^merchant\//, "");
  if (merchant !== "" && tables.get("merchant", merchant) === undefined) return refuse("NOT_FOUND");
  const { supportPhone, supportOnline, receiptHead, receiptFoot, methods } = texts;
  const row = { key, supportPhone, supportOnline, receiptHead, receiptFoot, methods };
  const old = tables.get("texts", key);
  tables.put("texts", key, row);
  const words = { old: old === undefined ? "" : JSON.stringify(old), new: JSON.stringify(row) };
  audit(context, { who, what: "texts set", about: key.replace("/", " "), merchant, ...words });
  for (const { id } of tables.list("device", merchant === "" ? {} : { merchant })) {
    makeDue(context, id, "parameters");
  }
  return row;
}

function areTexts({ supportPhone, supportOnline, receiptHead, receiptFoot, methods }: Texts): boolean {
  if (!PHONE.test(supportPhone) || !Number.isInteger(methods) || methods < 1 || methods > METHODS_ALL) return false;
  return (
    fits(supportOnline, ONLINE_BYTES_MAX) &&
    fits(receiptHead, RECEIPT_BYTES_MAX) &&
    fits(receiptFoot, RECEIPT_BYTES_MAX)
  );
}

function fits(text: string, bytesMax: number): boolean {
  return Buffer.byteLength(text) <= bytesMax && !/\p{C}/u.test(text);
}
