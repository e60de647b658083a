/**
 * What must not be seen, in every form in which it could be: digits as text, one a byte, packed at either nibble; keys and
 * PIN blocks as bytes. A PAN is looked for by its first ten digits, of which a masked one shows six.
 */
import { TEST_DEVICES } from "../../host/acquirer/devices.ts";
import { TEST_TERMINALS } from "../../host/acquirer/seed.ts";
import { unwrapWorkingKeys } from "../../host/acquirer/working_keys.ts";
import type { CardData } from "../../host/cards/card_spec.ts";
import { encodePinBlock0 } from "../../host/codec/pin_block.ts";
import type { WorldLedger } from "./ledger.ts";

export type SecretKind = "PAN" | "track" | "PIN" | "PIN block" | "key";

export interface Secret {
  kind: SecretKind;
  bytes: Buffer;
}

const PAN_DIGITS = 10;
const BLOCK_BYTES = 8;

export function cardSecrets(cards: readonly CardData[]): Secret[] {
  return cards.flatMap(({ pan, pin, expiry }) => [
    ...digitForms("PAN", pan, PAN_DIGITS),
    ...digitForms("PIN", pin, pin.length),
    { kind: "track" as const, bytes: Buffer.from(`${pan}D${expiry}`) },
    { kind: "track" as const, bytes: Buffer.from(`${pan}=${expiry}`) },
    { kind: "track" as const, bytes: packedTrack(pan, expiry) },
    { kind: "PIN block" as const, bytes: Buffer.from(encodePinBlock0(Uint8Array.from(pin, Number), pan)) },
  ]);
}

/** The devices' own keys, the master keys, and the working keys that the acquirer has given out last; each half of a key alone, too. */
export function keySecrets(ledger: WorldLedger): Secret[] {
  const clear = TEST_TERMINALS.flatMap(({ terminal, masterKey }) => {
    const master = new Uint8Array(Buffer.from(masterKey, "hex"));
    const working = unwrapWorkingKeys(master, ledger.terminal(terminal)?.sealedKeys ?? new Uint8Array(0));
    return [master, ...(working === undefined ? [] : [working.pin, working.mac])];
  });
  const own = TEST_DEVICES.flatMap(({ transportKey, secretKey }) => [transportKey, secretKey]);
  clear.push(...own.map((key) => new Uint8Array(Buffer.from(key, "hex"))));
  return clear.flatMap((key) => halves(key).map((bytes) => ({ kind: "key" as const, bytes })));
}

export function blockSecret(block: Uint8Array): Secret {
  return { kind: "PIN block", bytes: Buffer.from(block) };
}

/** Looks for many secrets in one pass: by their first two bytes, then in full. */
export class Secrets {
  private readonly isFirst = new Uint8Array(65_536);
  private readonly byFirst = new Map<number, Secret[]>();

  constructor(secrets: readonly Secret[] = []) {
    this.add(secrets);
  }

  add(secrets: readonly Secret[]): void {
    for (const secret of secrets) {
      const first = (secret.bytes[0]! << 8) | secret.bytes[1]!;
      const others = this.byFirst.get(first) ?? [];
      if (others.some(({ bytes }) => bytes.equals(secret.bytes))) continue;
      this.isFirst[first] = 1;
      this.byFirst.set(first, [...others, secret]);
    }
  }

  /** The kinds of secrets that stand in `bytes`. */
  in(bytes: Uint8Array): SecretKind[] {
    const found: SecretKind[] = [];
    const { isFirst } = this;
    let first = bytes[0] ?? 0;
    for (let at = 1; at < bytes.length; at++) {
      first = ((first << 8) | bytes[at]!) & 0xffff;
      if (isFirst[first] === 0) continue;
      const secrets = this.byFirst.get(first) ?? [];
      for (const secret of secrets) if (standsAt(bytes, at - 1, secret.bytes)) found.push(secret.kind);
    }
    return found;
  }
}

function standsAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  if (at + wanted.length > bytes.length) return false;
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

/** As text, one digit a byte, packed from the first digit on and from the second. */
function digitForms(kind: SecretKind, digits: string, count: number): Secret[] {
  const shown = digits.slice(0, count);
  const even = shown.slice(0, count & ~1);
  const odd = digits.slice(1, 1 + ((digits.length > count ? count : count - 1) & ~1));
  const forms = [Buffer.from(shown), Buffer.from(shown, "latin1").map((byte) => byte - 0x30)];
  return [...forms, Buffer.from(even, "hex"), Buffer.from(odd, "hex")].map((bytes) => ({
    kind,
    bytes: Buffer.from(bytes),
  }));
}

/** The middle of tag 57, in whole bytes: where the PAN ends. */
function packedTrack(pan: string, expiry: string): Buffer {
  const nibbles = `${pan}D${expiry}`;
  const from = (pan.length - 3) & ~1;
  return Buffer.from(nibbles.slice(from, from + ((nibbles.length - from) & ~1)), "hex");
}

function halves(key: Uint8Array): Buffer[] {
  return Array.from({ length: key.length / BLOCK_BYTES }, (_, i) =>
    Buffer.from(key.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES)),
  );
}
