/**
 * What an acquirer's scheme asks of the secure module, as data: layouts and algorithms by the cipher of the key in use.
 *
 * Which keys there are follows from what is loaded, not from here: a slot with an SM4 key works with SM4 in every role.
 */
import { KeyUsage, Slot } from "../../assembly/abi.ts";
import type { PinFormat } from "../codec/pin_block.ts";
import type { CipherName } from "./cipher/block_cipher.ts";
import type { PinRate } from "./entry/rate.ts";
import type { DownloadLayout } from "./loading/unionpay_download.ts";
import type { MacName, MacOptions } from "./mac/algorithms.ts";

export interface SecureProfile {
  /** Of the keys that a sign-on brings. */
  download: DownloadLayout;
  /** Where a downloaded key goes. */
  slots: Readonly<Partial<Record<KeyUsage, number>>>;
  mac: Readonly<Record<CipherName, { algorithm: MacName; options?: MacOptions }>>;
  /**
   * Of an online PIN with a card number; the preferred one of those that PCI PIN allows (`allowedFormats`) when absent. What it
   * does not allow is refused all the same.
   */
  pinFormat?: Readonly<Partial<Record<CipherName, PinFormat>>>;
  /**
   * Takes a PIN key of single length, as sign-on replies of 24 bytes bring it; PCI PIN 2-3 has long forbidden them, so only
   * for the last acquirers that know nothing else, and refused unless told.
   */
  singleLengthPinKey?: boolean;
  /** How many PINs in a time; the usual limit when absent. PIN_RATE_NONE where every PIN key is DUKPT's. */
  pinRate?: PinRate;
}

const SLOTS: SecureProfile["slots"] = {
  [KeyUsage.MASTER]: Slot.TMK,
  [KeyUsage.PIN]: Slot.PIN,
  [KeyUsage.MAC]: Slot.MAC,
  [KeyUsage.TRACK]: Slot.TRACK,
};

/** Every acquirer's message has room for 8 bytes of MAC, F64. */
const MAC_BYTES = 8;

/** UnionPay POS with keys of triple DES. */
export const UNIONPAY: SecureProfile = {
  download: { form: "working", algorithm: "tdes" },
  slots: SLOTS,
  mac: {
    tdes: { algorithm: "unionpay-ecb" },
    sm4: { algorithm: "unionpay-ecb-sm4" },
    aes: { algorithm: "aes-cmac", options: { bytes: MAC_BYTES } },
  },
  pinFormat: { tdes: 0, sm4: 0 },
};

/** The same with SM4 in each role. */
export const UNIONPAY_SM4: SecureProfile = { ...UNIONPAY, download: { form: "working", algorithm: "sm4" } };

/** Keys in blocks of 25 bytes, as some acquirers of that family send them. */
export const UNIONPAY_BLOCKS: SecureProfile = { ...UNIONPAY, download: { form: "blocks", algorithm: "tdes" } };

/** A plain ISO 8583 acquirer: retail MAC (ANSI X9.19) or CMAC, PIN blocks of format 0 or 4. */
export const ISO: SecureProfile = {
  ...UNIONPAY,
  mac: {
    tdes: { algorithm: "iso9797-3", options: { padding: 2 } },
    sm4: { algorithm: "sm4-cbc", options: { padding: 2, bytes: MAC_BYTES } },
    aes: { algorithm: "aes-cmac", options: { bytes: MAC_BYTES } },
  },
};
