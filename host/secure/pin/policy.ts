/**
 * Which PIN block goes where: the rules of PCI PIN 2-3, 3-2 and 3-3, as tables.
 *
 * Pure data and look-ups: no PIN, no key, no block. A terminal takes the format of `allowedFormats` that its profile names, or
 * the first; whoever translates blocks, as an HSM does, asks `isTranslationAllowed`.
 */
import { CodecError } from "../../codec/errors.ts";
import type { PinFormat } from "../../codec/pin_block.ts";
import type { CipherName } from "../cipher/block_cipher.ts";

/** How long a PIN key serves: always the same, from one sign-on to the next, or for one transaction alone. */
export type PinKeyScheme = "fixed" | "session" | "dukpt";

interface FormatsOf {
  /** Of an online PIN with the card number known; the order is that of the formats. */
  withPan: readonly PinFormat[];
  withoutPan: readonly PinFormat[];
  schemes: readonly PinKeyScheme[];
}

/**
 * PCI PIN 2-3: formats 0 and 3 under TDES, 4 under AES, 1 where there is no card number. Format 1 is a block of 8 bytes,
 * which AES and SM4 do not have. SM4 blocks are a profile's (sm4_block.ts), and no DUKPT is defined for SM4.
 */
const ONLINE: Readonly<Record<CipherName, FormatsOf>> = {
  tdes: { withPan: [0, 3], withoutPan: [1], schemes: ["fixed", "session", "dukpt"] },
  aes: { withPan: [4], withoutPan: [], schemes: ["fixed", "session", "dukpt"] },
  sm4: { withPan: [0, 3], withoutPan: [], schemes: ["fixed", "session"] },
};

/** PCI PIN 3-2: what a card takes for offline verification and in a PIN change. */
const AT_CARD: PinFormat = 2;

/**
 * Formats of an online PIN, the preferred one first: under a key that is not unique per transaction that is 3, whose
 * random fill hides that two PINs are the same (ISO 9564-1, 9.3.1); a profile may still say 0. Empty: no PIN goes online.
 */
export function allowedFormats(algorithm: CipherName, scheme: PinKeyScheme, hasPan: boolean): readonly PinFormat[] {
  const { withPan, withoutPan, schemes } = ONLINE[algorithm];
  if (!schemes.includes(scheme)) return [];
  const formats = hasPan ? withPan : withoutPan;
  return scheme === "dukpt" ? formats : formats.toReversed();
}

/**
 * Refuses what no key scheme allows.
 *
 * @throws CodecError PIN_FORMAT_CARD: format 2 is for the card alone; PIN_FORMAT_ALGORITHM: not for this cipher;
 *   PIN_FORMAT_PAN: format 1 with a card number, or another without one; the first that applies
 */
export function checkOnlineFormat(format: PinFormat, algorithm: CipherName, hasPan: boolean): void {
  const { withPan, withoutPan } = ONLINE[algorithm];
  const [wanted, others] = hasPan ? [withPan, withoutPan] : [withoutPan, withPan];
  if (wanted.includes(format)) return;
  if (format === AT_CARD) throw refused("PIN_FORMAT_CARD", "a format for a host: 2 is for the card alone");
  if (others.includes(format)) throw refused("PIN_FORMAT_PAN", hasPan ? "no card number in format 1" : "a card number");
  throw refused("PIN_FORMAT_ALGORITHM", `format ${[...withPan, ...withoutPan].join(" or ")}`);
}

/** PCI PIN 3-2: a card is given format 2 and no other. */
export function isAllowedAtCard(format: PinFormat): boolean {
  return format === AT_CARD;
}

export interface PinTranslation {
  from: PinFormat;
  to: PinFormat;
  /** `card`: the block leaves inside a script or a VERIFY for an IC card. */
  target: "host" | "card";
  /** The card number of the new block is that of the old one; true where either has none. */
  isSamePan: boolean;
}

/**
 * PCI PIN 3-3. What is bound to a card number stays so; what is not may become so; nothing becomes format 1 again; and no
 * other card number is put in, which would let one find a PIN by trying cards.
 */
const TRANSLATIONS: Readonly<Record<PinFormat, Readonly<Record<PinTranslation["target"], readonly PinFormat[]>>>> = {
  0: { host: [0, 3, 4], card: [2] },
  1: { host: [0, 3, 4], card: [2] },
  2: { host: [], card: [2] },
  3: { host: [0, 3, 4], card: [2] },
  4: { host: [0, 3, 4], card: [2] },
};

export function isTranslationAllowed({ from, to, target, isSamePan }: PinTranslation): boolean {
  return isSamePan && TRANSLATIONS[from][target].includes(to);
}

function refused(code: string, expected: string): CodecError {
  return new CodecError({ code, path: "format", offset: 0, expected });
}
