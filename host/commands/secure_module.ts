/**
 * What the core asks of the secure module, carried there and back; and the keypad, while the module has it.
 *
 * Decides nothing: which slot, which purpose and what becomes of an answer are the core's. Holds always: a secret that was
 * asked for is answered at most once, and a ticket that was cancelled never.
 */
import { Command, Done, Event, HASH_SHA1, Purpose } from "../../assembly/abi.ts";
import type { CoreCommand, Ticket } from "../core.ts";
import { blockPayload, bytesAt, bytesInRow, bytesPayload, word, words } from "../payloads.ts";
import type { ClockPort, Key, ScreenPort } from "../ports.ts";
import type { EntryResult } from "../secure/entry/secret_entry.ts";
import type { SecureModule } from "../secure/module.ts";
import type { PinVerdict } from "../secure/pin/offline.ts";
import { obeyPassword } from "./passwords.ts";
import type { Post } from "./post.ts";

const NOTHING = new Uint8Array(0);
const NO_BLOCK = new Uint8Array(8);
/** In CARD_KEY and VERIFY_SIGNATURE. */
const RID_AT = 16;
const RID_BYTES = 5;
const CARD_KEY_PARTS_AT = 24;
const SIGNED_AT = 8;

export class SecureModuleCommands {
  private ticket: Ticket | undefined;
  private readonly devices: { secure: SecureModule; clock: ClockPort; screen: ScreenPort };
  private readonly post: Post;

  constructor(devices: { secure: SecureModule; clock: ClockPort; screen: ScreenPort }, post: Post) {
    this.devices = devices;
    this.post = post;
  }

  /** A key while the module has the keypad. @returns whether it has it still */
  key(key: Exclude<Key, "menu">): boolean {
    const { secure, clock, screen } = this.devices;
    const result = secure.key(key, clock.monotonic_ms());
    if (result !== undefined) {
      this.done(result);
      return false;
    }
    screen.showEntry(secure.entering?.count ?? 0);
    return true;
  }

  /** The module's own deadline may have come. */
  tick(): void {
    const result = this.devices.secure.tick(this.devices.clock.monotonic_ms());
    if (result !== undefined) this.done(result);
  }

  /** A tamper switch has opened: a secret that was being typed is refused at once. */
  tamper(): void {
    const result = this.devices.secure.tamper();
    if (result !== undefined) this.done(result);
  }

  /** The answer to this ticket is no longer wanted. */
  cancel(ticket: number): void {
    if (this.ticket?.number !== ticket) return;
    this.ticket = undefined;
    this.devices.secure.cancelEntry();
  }

  /** @throws Error for a command that no board knows */
  obey({ code, ticket, payload }: CoreCommand): void {
    const { secure } = this.devices;
    const { post } = this;
    switch (code) {
      case Command.ENTER_SECRET:
        return this.enter(payload, ticket);
      case Command.WIPE:
        return secure.wipe();
      case Command.ENCIPHER_PIN: {
        const request = { slot: word(payload, 0), handle: word(payload, 1), pan: bytesAt(payload, 8) };
        const { status, block } = secure.encipherPin(request);
        // F52 has 8 bytes: a block of AES or SM4 finds no room in a message of this core.
        if (block.length !== 8)
          return post(Event.PIN_DONE, blockPayload(Done.REFUSED, secure.generation, NO_BLOCK), ticket);
        return post(Event.PIN_DONE, blockPayload(status, secure.generation, block), ticket);
      }
      case Command.VERIFY_PIN:
        return this.verifyPin(word(payload, 0), word(payload, 1) !== 0, ticket);
      case Command.MAC: {
        const { status, mac } = secure.mac(word(payload, 0), bytesAt(payload, 8));
        return post(Event.MAC_DONE, blockPayload(status, secure.generation, mac), ticket);
      }
      case Command.VERIFY_MAC: {
        const status = secure.verifyMac(word(payload, 0), payload.subarray(8, 16), bytesAt(payload, 16));
        return post(Event.MAC_CHECKED, words(status), ticket);
      }
      case Command.LOAD_KEYS: {
        const status = secure.loadKeys({ parent: word(payload, 0), download: bytesAt(payload, 8) });
        return post(Event.KEY_LOADED, words(status, secure.generation), ticket);
      }
      case Command.ERASE_KEYS: {
        const status = secure.keys.eraseAcquirerKeys();
        return post(Event.KEY_LOADED, words(status, secure.generation), ticket);
      }
      case Command.HASH: {
        if (word(payload, 0) !== HASH_SHA1)
          return post(Event.HASH_DONE, bytesPayload(NOTHING, Done.REFUSED, 0), ticket);
        const { status, data } = secure.hash("sha1", bytesAt(payload, 8));
        return post(Event.HASH_DONE, bytesPayload(data, status, 0), ticket);
      }
      case Command.KEY_GENERATION:
        return secure.requireGeneration(word(payload, 0));
      case Command.PROTECT: {
        const { status, data } = secure.protect(bytesAt(payload));
        return post(Event.RECORD_DONE, bytesPayload(data, status, 0), ticket);
      }
      case Command.UNPROTECT: {
        const { status, data } = secure.unprotect(bytesAt(payload));
        return post(Event.RECORD_DONE, bytesPayload(data, status, 0), ticket);
      }
      case Command.FORWARD_SECRET: {
        const { status, data } = secure.forwardSecret(
          word(payload, 0),
          word(payload, 1),
          word(payload, 2),
          word(payload, 3),
        );
        return post(Event.RECORD_DONE, bytesPayload(data, status, 0), ticket);
      }
      case Command.PASSWORD:
        return post(Event.PASSWORD_DONE, words(...obeyPassword(secure, payload)), ticket);
      case Command.RANDOM: {
        const { status, data } = secure.random(word(payload, 0));
        return post(Event.RANDOM_DONE, bytesPayload(status === Done.DONE ? data : NOTHING), ticket);
      }
      case Command.CARD_KEY: {
        const [certificate, remainder, exponent, pan] = bytesInRow(payload.slice(), CARD_KEY_PARTS_AT, 4);
        const rid = payload.subarray(RID_AT, RID_AT + RID_BYTES);
        const [which, index, today] = [word(payload, 0), word(payload, 1), word(payload, 2)];
        const status = secure.recoverCardKey({ which, index, today, rid, certificate, remainder, exponent, pan });
        return post(Event.CARD_KEY_DONE, words(status), ticket);
      }
      case Command.STATIC_DATA:
        return post(Event.CARD_KEY_DONE, words(secure.addStaticData(bytesAt(payload))), ticket);
      case Command.VERIFY_SIGNATURE: {
        const [signed, terminalData] = bytesInRow(payload, SIGNED_AT, 2);
        const { status, data } = secure.verifySignature({ kind: word(payload, 0), signed, terminalData });
        return post(Event.SIGNATURE_DONE, bytesPayload(data, status, 0), ticket);
      }
      default:
        throw new Error(`the core gave command ${code}, which this board does not know`);
    }
  }

  private enter(payload: Uint8Array, ticket: Ticket): void {
    const { secure, clock, screen } = this.devices;
    this.ticket = ticket;
    const purpose: Purpose = word(payload, 0);
    const [digitsMin, digitsMax] = [word(payload, 1), word(payload, 2)];
    const [keyTimeoutMs, totalTimeoutMs] = [word(payload, 3), word(payload, 4)];
    const request = { purpose, digitsMin, digitsMax, keyTimeoutMs, totalTimeoutMs };
    const result = secure.beginEntry(request, clock.monotonic_ms());
    if (result !== undefined) return this.done(result);
    screen.showEntry(0);
  }

  private done(result: EntryResult): void {
    const { ticket } = this;
    this.ticket = undefined;
    if (ticket !== undefined) this.post(Event.SECRET_DONE, words(result.status, result.handle), ticket);
  }

  private verifyPin(handle: number, isEnciphered: boolean, ticket: Ticket): void {
    const verified = (verdict: PinVerdict): void => this.pinVerified(verdict, ticket);
    const status = this.devices.secure.verifyPinAtCard(handle, isEnciphered, verified);
    if (status !== Done.DONE) this.post(Event.PIN_VERIFIED, words(status, 0), ticket);
  }

  /** What the card has said to the module's own VERIFY. */
  private pinVerified(verdict: PinVerdict, ticket: Ticket): void {
    if (verdict === "mute") return this.post(Event.CARD_MUTE, NOTHING, ticket);
    const answer = verdict === "not shown" ? words(Done.NOT_SHOWN, 0) : words(Done.DONE, verdict);
    this.post(Event.PIN_VERIFIED, answer, ticket);
  }
}
