/** The dialects that the library brings along. */
import iso1987Ascii from "./dialects/iso8583-1987-ascii.json" with { type: "json" };
import iso1987Binary from "./dialects/iso8583-1987-binary.json" with { type: "json" };
import iso1987Ebcdic from "./dialects/iso8583-1987-ebcdic.json" with { type: "json" };
import iso1993Ascii from "./dialects/iso8583-1993-ascii.json" with { type: "json" };
import iso1993Binary from "./dialects/iso8583-1993-binary.json" with { type: "json" };
import iso2003Ascii from "./dialects/iso8583-2003-ascii.json" with { type: "json" };
import iso2003Binary from "./dialects/iso8583-2003-binary.json" with { type: "json" };
import unionpayInterbankAscii from "./dialects/unionpay-interbank-ascii.json" with { type: "json" };
import unionpayPos from "./dialects/unionpay-pos.json" with { type: "json" };
import type { DialectSpec } from "./spec.ts";

/** A test holds each of them against the schema. */
export const BUILT_IN: readonly DialectSpec[] = [
  unionpayPos,
  unionpayInterbankAscii,
  iso1987Ascii,
  iso1987Binary,
  iso1987Ebcdic,
  iso1993Ascii,
  iso1993Binary,
  iso2003Ascii,
  iso2003Binary,
] as unknown as readonly DialectSpec[];
