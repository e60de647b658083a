/**
 * What a terminal's configuration is, as data: the JSON form, as the published schema (`configuration.schema.json`) has it.
 *
 * Bytes are hexadecimal, amounts are minor units. An application takes what it does not say itself from `defaults`.
 */

/** Names by language, or one for all. */
export type Title = string | { en: string; zh?: string };

/** What the terminal is told about an application; what `defaults` may say too. */
export interface Settings {
  /** Whether a card's AID may be longer than the terminal's (EMV Book 1, 12.3.1); partial unless given. */
  selection?: "partial" | "exact";
  /** 9F09, 2 bytes. */
  version?: string;
  /** 9F33, 3 bytes. */
  capabilities?: string;
  /** 9F40, 5 bytes. */
  additionalCapabilities?: string;
  /** 9F35: two digits. */
  terminalType?: string;
  /** 9F1A and 5F2A: three digits (ISO 3166-1, ISO 4217). */
  country?: string;
  currency?: string;
  /** 5F36. */
  currencyExponent?: number;
  /** 9F15: four digits. */
  merchantCategory?: string;
  /** 9F01: 6 to 11 digits. */
  acquirer?: string;
  /** 9F1B: minor units. */
  floorLimit?: number;
  /** Of biased random selection (EMV Book 3, 10.6.2): minor units; 0 unless given. */
  threshold?: number;
  /** Of random selection: 0 to 99; 0 unless given. */
  targetPercent?: number;
  targetPercentMax?: number;
  /** Terminal action codes, 5 bytes each, as the TVR. */
  tacDenial?: string;
  tacOnline?: string;
  tacDefault?: string;
  /** Default DDOL and TDOL; none unless given. */
  ddol?: string;
  tdol?: string;
}

export interface ApplicationSpec extends Settings {
  /** 5 to 16 bytes. */
  aid: string;
  title?: Title;
  /** Where the values come from. */
  source?: string;
  /** The values only show what such an entry looks like. */
  example?: boolean;
}

/** A public key of a payment system. */
export interface CapkSpec {
  /** 5 bytes. */
  rid: string;
  /** 1 byte. */
  index: string;
  /** 64 to 248 bytes, the first bit set. */
  modulus: string;
  exponent: "03" | "010001";
  /** SHA-1 over RID, index, modulus and exponent (EMV Book 2, 11.2.2). */
  sha1: string;
  /** Last day: YYYY-MM-DD; none when the payment system gave none. */
  expiry?: string;
  /** Of the payment system's cards, of test cards, or its source does not say: only live keys are loaded unasked. */
  kind: "live" | "test" | "unstated";
  source?: string;
}

/** An issuer's certificate that is not to be trusted any more (EMV Book 2, 5.1.2). */
export interface RevokedSpec {
  /** 5 bytes. */
  rid: string;
  /** Of the key that signed it: 1 byte. */
  index: string;
  /** 3 bytes. */
  serial: string;
}

/** Cards that are not to be approved without asking (EMV Book 3, 10.6). */
export interface ExceptionsSpec {
  /** First 6 to 10 digits of their numbers. */
  bins?: readonly string[];
  /** SHA-256 of the digits of their numbers, so that no card number stands in a file. */
  cards?: readonly string[];
}

export interface ConfigurationSpec {
  $schema?: string;
  /** Lower case, digits and hyphens. */
  name: string;
  title?: Title;
  /** Where the facts come from. */
  source?: string;
  defaults?: Settings;
  /** In the order in which the terminal asks a card for them. */
  applications: readonly ApplicationSpec[];
  capks?: readonly CapkSpec[];
  revoked?: readonly RevokedSpec[];
  exceptions?: ExceptionsSpec;
}
