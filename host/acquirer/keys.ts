/**
 * The acquirer's keys: one terminal master key (TMK) a terminal, and the working keys that a sign-on brings.
 *
 * Owns the layout of F62 in the sign-on reply. What always holds: a TMK leaves this file never, a working key only
 * enciphered under its TMK, except as `WorkingKeys` for the moment of one message. A real acquirer keeps all of this
 * in an HSM.
 */
import { concatenate } from "./bytes.ts";
import { keyCheckValue, tdesDecrypt, tdesEncrypt } from "../secure/tdes.ts";

const PIN_KEY_BYTES = 16;
const MAC_KEY_BYTES = 8;

/** Where the check value of the PIK stands in F62. */
export const PIN_CHECK_VALUE_AT = PIN_KEY_BYTES;

export interface WorkingKeys {
  /** PIK, 16 bytes. */
  pin: Uint8Array;
  /** MAK, 8 bytes. */
  mac: Uint8Array;
}

export interface IssuedKeys {
  /** F62 of the sign-on reply. */
  download: Uint8Array;
  /** PIK and MAK under the TMK, for the ledger. */
  sealed: Uint8Array;
}

export class AcquirerKeys {
  readonly #masterKeys: ReadonlyMap<string, Uint8Array>;

  /** @param masterKeys TMKs of 16 bytes by terminal number, F41 */
  constructor(masterKeys: ReadonlyMap<string, Uint8Array>) {
    this.#masterKeys = masterKeys;
  }

  has(terminal: string): boolean {
    return this.#masterKeys.has(terminal);
  }

  /** Fresh working keys with odd parity, under the terminal's TMK. */
  issue(terminal: string, random: (length: number) => Uint8Array): IssuedKeys {
    const pin = oddParity(random(PIN_KEY_BYTES));
    const mac = oddParity(random(MAC_KEY_BYTES));
    const masterKey = this.#masterKey(terminal);
    const sealed = concatenate(tdesEncrypt(masterKey, pin), tdesEncrypt(masterKey, mac));
    const download = concatenate(
      sealed.subarray(0, PIN_KEY_BYTES),
      keyCheckValue(pin),
      sealed.subarray(PIN_KEY_BYTES),
      new Uint8Array(8),
      keyCheckValue(mac),
    );
    wipe({ pin, mac });
    return { download, sealed };
  }

  /** @returns undefined before the first sign-on; otherwise the caller wipes the keys after use */
  open(terminal: string, sealed: Uint8Array): WorkingKeys | undefined {
    if (sealed.length === 0) return undefined;
    const clear = tdesDecrypt(this.#masterKey(terminal), sealed);
    return { pin: clear.subarray(0, PIN_KEY_BYTES), mac: clear.subarray(PIN_KEY_BYTES) };
  }

  #masterKey(terminal: string): Uint8Array {
    const masterKey = this.#masterKeys.get(terminal);
    if (masterKey === undefined) throw new Error("no master key for this terminal");
    return masterKey;
  }
}

export function wipe(keys: WorkingKeys): void {
  keys.pin.fill(0);
  keys.mac.fill(0);
}

/** DES keys have an odd count of ones in every byte (FIPS 46-3); the lowest bit is the one to spare. */
function oddParity(key: Uint8Array): Uint8Array {
  return key.map((byte) => {
    let ones = 0;
    for (let bit = 1; bit < 8; bit++) ones += (byte >> bit) & 1;
    return (byte & 0xfe) | (ones % 2 === 0 ? 1 : 0);
  });
}
