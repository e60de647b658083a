/**
 * Transient slots: the public keys of the card that is being served, which the module has recovered itself from one of its
 * own CAPK slots.
 *
 * Holds always: nobody can put a key here, only certificates; the keys of one card stand together, under one card number,
 * and go together. They are the only keys that an offline PIN is enciphered under.
 */
import { Authenticity } from "../../../assembly/abi_devices.ts";
import { copyBytes } from "../bytes.ts";
import type { CapkSlots } from "./capk.ts";
import { recoverIccKey, recoverIssuerKey, recoverPinKey } from "./certificate.ts";
import type { Certificate, Presented, PublicKey } from "./certificate.ts";
import { RevokedCertificates } from "./revoked.ts";

export class CardKeys {
  /** Certificates of issuers that are not believed. */
  readonly revoked = new RevokedCertificates();
  readonly #capks: CapkSlots;
  #presented: Presented | undefined;
  #issuer: PublicKey | undefined;
  #icc: PublicKey | undefined;
  #pin: PublicKey | undefined;
  /** The card has a PIN encipherment key of its own, good or not: its other key is then not for PINs. */
  #hasPinKey = false;

  constructor(capks: CapkSlots) {
    this.#capks = capks;
  }

  /**
   * The issuer's key; what was known of another card is gone.
   *
   * @param request index: tag 8F; pan: ASCII digits of tag 5A; today: YYYYMMDD
   * @returns GENUINE, or why there is no key; so do the others
   */
  recoverIssuer(request: Certificate & Presented & { rid: Uint8Array; index: number }): Authenticity {
    this.wipe();
    const { rid, index, today } = request;
    if (!isDate(today)) return Authenticity.EXPIRED;
    const capk = this.#capks.find(rid, index, today);
    if (capk === undefined) return Authenticity.NO_CAPK;
    const presented = { pan: copyBytes(request.pan), today };
    const key = recoverIssuerKey(capk, request, presented, (serial) => this.revoked.has({ rid, index, serial }));
    if (typeof key === "number") return key;
    this.#issuer = key;
    this.#presented = presented;
    return Authenticity.GENUINE;
  }

  /** The card's own key. @param staticData see `recoverIccKey` */
  recoverIcc(certificate: Certificate, staticData: Uint8Array): Authenticity {
    erase(this.#icc);
    const key = this.#recover((issuer, presented) => recoverIccKey(issuer, certificate, presented, staticData));
    this.#icc = typeof key === "number" ? undefined : key;
    return typeof key === "number" ? key : Authenticity.GENUINE;
  }

  /** The card's PIN encipherment key. */
  recoverPin(certificate: Certificate): Authenticity {
    erase(this.#pin);
    this.#hasPinKey = true;
    const key = this.#recover((issuer, presented) => recoverPinKey(issuer, certificate, presented));
    this.#pin = typeof key === "number" ? undefined : key;
    return typeof key === "number" ? key : Authenticity.GENUINE;
  }

  /** What signs for the card: static data the issuer's, dynamic data the card's own. */
  signedBy(who: "issuer" | "icc"): PublicKey | undefined {
    return copyOf(who === "issuer" ? this.#issuer : this.#icc);
  }

  /** EMV Book 2, 7.1: the PIN encipherment key if the card has one, else the card's own key. */
  get pinKey(): PublicKey | undefined {
    return copyOf(this.#hasPinKey ? this.#pin : this.#icc);
  }

  wipe(): void {
    for (const key of [this.#issuer, this.#icc, this.#pin]) erase(key);
    this.#presented?.pan.fill(0);
    this.#presented = this.#issuer = this.#icc = this.#pin = undefined;
    this.#hasPinKey = false;
  }

  #recover(from: (issuer: PublicKey, presented: Presented) => PublicKey | Authenticity): PublicKey | Authenticity {
    if (this.#issuer === undefined || this.#presented === undefined) return Authenticity.NO_KEY;
    return from(this.#issuer, this.#presented);
  }
}

/** What is given out is another's to change. */
function copyOf(key: PublicKey | undefined): PublicKey | undefined {
  return key && { modulus: copyBytes(key.modulus), exponent: copyBytes(key.exponent) };
}

/** YYYYMMDD: what is no date would be before every last day. */
function isDate(day: number): boolean {
  const [month, date] = [Math.floor(day / 100) % 100, day % 100];
  return (
    Number.isInteger(day) &&
    day >= 20_000_101 &&
    day <= 20_991_231 &&
    month >= 1 &&
    month <= 12 &&
    date >= 1 &&
    date <= 31
  );
}

function erase(key: PublicKey | undefined): void {
  key?.modulus.fill(0);
  key?.exponent.fill(0);
}
