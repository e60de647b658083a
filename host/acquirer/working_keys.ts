/**
 * Working keys as they travel and lie: the layouts of F62 in a sign-on reply, and what the ledger keeps.
 *
 * Pure functions of keys, used inside the acquirer's HSM (`hsm.ts`) alone. Everything else sees a download or sealed keys.
 */
import { TDES } from "../secure/cipher/block_cipher.ts";
import { KCV_BYTES_UNIONPAY, keyCheckValue } from "../secure/cipher/kcv.ts";
import { makeParityOdd } from "../secure/cipher/parity.ts";
import { concatenate } from "./bytes.ts";

/**
 * Layouts of F62 (UnionPay POS; the blocks are an acquirer's own). `24`: PIK 8, MAK 8. `40`: PIK 16, MAK in 16. `60`: as `40`,
 * and a TDK 16. `blocks` and `blocks with TDK`: 25 bytes a key, of 16.
 */
export type DownloadForm = "24" | "40" | "60" | "blocks" | "blocks with TDK";

export interface WorkingKeys {
  /** PIK, 8 or 16 bytes. */
  pin: Uint8Array;
  /** MAK, 8 or 16 bytes. */
  mac: Uint8Array;
  /** TDK, 16 bytes, where the form has one. */
  track: Uint8Array | undefined;
}

export interface IssuedKeys {
  /** F62 of the sign-on reply. */
  download: Uint8Array;
  /** The keys under the TMK, for the ledger. */
  sealed: Uint8Array;
  /** Where the check value of the PIK begins in `download`. */
  pinCheckValueAt: number;
}

interface FormRule {
  pin: number;
  mac: number;
  track: number;
  /** Bytes of type in front of a key and of check value behind it. */
  type: 0 | 1;
  check: number;
}

const SINGLE = 8;
const DOUBLE = 16;
const KCV = KCV_BYTES_UNIONPAY;

const FORMS: Readonly<Record<DownloadForm, FormRule>> = {
  "24": { pin: SINGLE, mac: SINGLE, track: 0, type: 0, check: KCV },
  // A MAK is single-length in its 16 bytes: eight zeros fill them.
  "40": { pin: DOUBLE, mac: SINGLE, track: 0, type: 0, check: KCV },
  "60": { pin: DOUBLE, mac: SINGLE, track: DOUBLE, type: 0, check: KCV },
  blocks: { pin: DOUBLE, mac: DOUBLE, track: 0, type: 1, check: 8 },
  "blocks with TDK": { pin: DOUBLE, mac: DOUBLE, track: DOUBLE, type: 1, check: 8 },
};

/** First byte of a block of 25 (00 is a TMK, which a sign-on does not bring). */
const BLOCK_TYPE = { mac: 0x01, pin: 0x02, track: 0x03 } as const;

/** Lengths of what the ledger holds, each of another form: PIK, MAK and TDK one after the other. */
const SEALED: ReadonlyMap<number, Pick<FormRule, "pin" | "mac" | "track">> = new Map(
  Object.values(FORMS).map(({ pin, mac, track }) => [pin + mac + track, { pin, mac, track }]),
);

/** Fresh keys with odd parity; the caller wipes them. */
export function newWorkingKeys(form: DownloadForm, random: (length: number) => Uint8Array): WorkingKeys {
  const { pin, mac, track } = FORMS[form];
  const key = (length: number): Uint8Array => makeParityOdd(random(length));
  return { pin: key(pin), mac: key(mac), track: track === 0 ? undefined : key(track) };
}

/** The keys under `masterKey`, as the terminal gets them and as the ledger keeps them. */
export function wrapWorkingKeys(form: DownloadForm, masterKey: Uint8Array, keys: WorkingKeys): IssuedKeys {
  const rule = FORMS[form];
  const pin = part(rule, masterKey, "pin", keys.pin, rule.pin);
  const mac = part(rule, masterKey, "mac", keys.mac, form === "24" ? SINGLE : DOUBLE);
  const track = keys.track && part(rule, masterKey, "track", keys.track, rule.track);
  const parts = track === undefined ? [pin, mac] : [pin, mac, track];
  return {
    download: concatenate(...parts.map(({ bytes }) => bytes)),
    sealed: concatenate(...parts.map(({ wrapped }) => wrapped)),
    pinCheckValueAt: rule.type + rule.pin,
  };
}

/**
 * The keys out of what the ledger has kept; the caller wipes them.
 *
 * @param sealed 24 bytes of the form `40`, or of another form's length
 * @returns undefined for no keys: before the first sign-on
 * @throws RangeError for a length that no form has: the ledger is damaged
 */
export function unwrapWorkingKeys(masterKey: Uint8Array, sealed: Uint8Array): WorkingKeys | undefined {
  if (sealed.length === 0) return undefined;
  const lengths = SEALED.get(sealed.length);
  if (lengths === undefined) throw new RangeError("sealed keys have the length of no form");
  const clear = TDES.decrypt(masterKey, sealed);
  const macEnd = lengths.pin + lengths.mac;
  return {
    pin: clear.subarray(0, lengths.pin),
    mac: clear.subarray(lengths.pin, macEnd),
    track: lengths.track === 0 ? undefined : clear.subarray(macEnd),
  };
}

/** By the length alone. */
export function isSinglePinKey(sealed: Uint8Array): boolean {
  return SEALED.get(sealed.length)?.pin === SINGLE;
}

export function wipeWorkingKeys({ pin, mac, track }: WorkingKeys): void {
  pin.fill(0);
  mac.fill(0);
  track?.fill(0);
}

interface Part {
  /** As it stands in F62. */
  bytes: Uint8Array;
  /** The key alone, under the TMK. */
  wrapped: Uint8Array;
}

function part(
  { type, check }: FormRule,
  masterKey: Uint8Array,
  usage: keyof typeof BLOCK_TYPE,
  key: Uint8Array,
  room: number,
): Part {
  const wrapped = TDES.encrypt(masterKey, key);
  const front = type === 0 ? new Uint8Array(0) : Uint8Array.of(BLOCK_TYPE[usage]);
  const fill = new Uint8Array(room - key.length);
  return { bytes: concatenate(front, wrapped, fill, keyCheckValue(TDES, key, "zeros", check)), wrapped };
}
