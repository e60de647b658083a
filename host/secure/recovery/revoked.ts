/**
 * Certificates of issuers that payment systems have revoked (EMV Book 2, 5.1.2: by RID, CAPK index and serial number).
 *
 * Kept in memory: the terminal's configuration, which is durable itself, gives the list anew at every start.
 */
export interface Revoked {
  /** 5 bytes. */
  rid: Uint8Array;
  /** Of the CAPK that has signed it. */
  index: number;
  /** 3 bytes. */
  serial: Uint8Array;
}

/** EMV Book 2, 5.1.2 wants room for thirty of each RID. */
const REVOKED_MAX = 1000;
const RID_BYTES = 5;
const SERIAL_BYTES = 3;

export class RevokedCertificates {
  #names: ReadonlySet<string> = new Set();

  /** In place of the list before. @returns false, and the list before stays, when there is an entry that is none, or too many */
  load(list: readonly Revoked[]): boolean {
    if (list.length > REVOKED_MAX || !list.every(isEntry)) return false;
    this.#names = new Set(list.map(nameOf));
    return true;
  }

  has(entry: Revoked): boolean {
    return this.#names.size > 0 && this.#names.has(nameOf(entry));
  }
}

function isEntry({ rid, index, serial }: Revoked): boolean {
  const isIndex = Number.isInteger(index) && index >= 0 && index <= 0xff;
  return rid.length === RID_BYTES && serial.length === SERIAL_BYTES && isIndex;
}

function nameOf({ rid, index, serial }: Revoked): string {
  return `${rid.join()}/${index}/${serial.join()}`;
}
