/**
 * Offline data authentication as the module serves it: keys of the card, the static data that its certificate covers, and what
 * card or issuer have signed.
 *
 * Holds always: every key comes from a CAPK slot of this module through certificates; keys and static data are of one card, and
 * go with `wipe`. Gives out no key. Judges nothing but authenticity: what follows is the terminal's.
 */
import { Authenticity, CardKey, Signature } from "../../../assembly/abi_devices.ts";
import type { CardKeys } from "./card_keys.ts";
import type { Certificate, Presented } from "./certificate.ts";
import { verifyCombined, verifyDynamic, verifyStatic } from "./signature.ts";

/** All that a card can give in a payment: 64 records, in an arena of 6144 bytes, and the AIP. */
export const STATIC_DATA_BYTES_MAX = 8192;

export interface CardKeyRequest extends Certificate, Presented {
  which: CardKey;
  /** Of the application, 5 bytes. */
  rid: Uint8Array;
  /** Of the CAPK, tag 8F. */
  index: number;
}

/** @see Command.VERIFY_SIGNATURE */
export interface SignatureRequest {
  kind: Signature;
  signed: Uint8Array;
  terminalData: Uint8Array;
}

export interface SignatureResult {
  status: Authenticity;
  /** What was signed; empty unless GENUINE. */
  data: Uint8Array;
}

export class CardAuthentication {
  readonly #keys: CardKeys;
  readonly #staticData = new Uint8Array(STATIC_DATA_BYTES_MAX);
  #length = 0;

  constructor(keys: CardKeys) {
    this.#keys = keys;
  }

  /** With the issuer's key a card begins: static data of before are gone. */
  recover(request: CardKeyRequest): Authenticity {
    switch (request.which) {
      case CardKey.ISSUER:
        this.wipe();
        return this.#keys.recoverIssuer(request);
      case CardKey.ICC:
        return this.#keys.recoverIcc(request, this.#all);
      case CardKey.PIN:
        return this.#keys.recoverPin(request);
      default:
        return Authenticity.FORMAT;
    }
  }

  /** Static data, behind what came before. @returns GENUINE, or FORMAT when there is no room: nothing is taken then */
  add(data: Uint8Array): Authenticity {
    if (data.length > this.#staticData.length - this.#length) return Authenticity.FORMAT;
    this.#staticData.set(data, this.#length);
    this.#length += data.length;
    return Authenticity.GENUINE;
  }

  verify({ kind, signed, terminalData }: SignatureRequest): SignatureResult {
    const signer = this.#keys.signedBy(kind === Signature.STATIC ? "issuer" : "icc");
    if (signer === undefined) return failed(Authenticity.NO_KEY);
    const data =
      kind === Signature.STATIC
        ? verifyStatic(signer, signed, this.#all)
        : kind === Signature.DYNAMIC
          ? verifyDynamic(signer, signed, terminalData)
          : kind === Signature.COMBINED
            ? verifyCombined(signer, signed, terminalData)
            : Authenticity.FORMAT;
    return typeof data === "number" ? failed(data) : { status: Authenticity.GENUINE, data };
  }

  wipe(): void {
    this.#staticData.fill(0, 0, this.#length);
    this.#length = 0;
  }

  get #all(): Uint8Array {
    return this.#staticData.subarray(0, this.#length);
  }
}

export function failed(status: Authenticity): SignatureResult {
  return { status, data: new Uint8Array(0) };
}
