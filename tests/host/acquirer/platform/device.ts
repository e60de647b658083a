/**
 * A device as the tests of the platform need it: asks questions of this profile's own, with nonce, secrets and F64, and takes the
 * answers apart. Test keys only.
 */
import assert from "node:assert/strict";
import { NetworkCode, Paperwork, Tag } from "../../../../assembly/abi_platform.ts";
import type { Acquirer } from "../../../../host/acquirer/acquirer.ts";
import { TEST_DEVICES } from "../../../../host/acquirer/devices.ts";
import type { Ledger } from "../../../../host/acquirer/ledger.ts";
import { approve, contract, latestOf } from "../../../../host/acquirer/platform/applications.ts";
import type { Context } from "../../../../host/acquirer/platform/context.ts";
import { giveActivation } from "../../../../host/acquirer/platform/devices.ts";
import { Refusal } from "../../../../host/acquirer/platform/refusal.ts";
import type { Result } from "../../../../host/acquirer/platform/refusal.ts";
import type { ApplicationDraft, CodePurpose } from "../../../../host/acquirer/platform/rows.ts";
import { numberTag, readTags, textTag, writeTags } from "../../../../host/acquirer/platform/tags.ts";
import type { TagReader } from "../../../../host/acquirer/platform/tags.ts";
import type { Frame } from "../../../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../../../host/codec/iso8583/unionpay.ts";
import type { Message } from "../../../../host/codec/iso8583/message.ts";
import { TDES } from "../../../../host/secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../../../../host/secure/cipher/kcv.ts";
import { macOf } from "../../../../host/secure/mac/algorithms.ts";
import { deviceMac } from "../../../../host/secure/device_keys.ts";
import { encipherSecret } from "../../../../host/secure/secret_envelope.ts";
import { frameOf, hex, randomSource } from "../test_terminal.ts";
import type { Change } from "../test_terminal.ts";

export const SERIAL = TEST_DEVICES[0]!.serial;
export const REVIEWER = "reviewer";

/** Right in every field; the numbers are made up. */
export const DRAFT: ApplicationDraft = {
  name: "晨光便利店",
  category: "5499",
  licence: "91110105MA0000000Y",
  identity: "110105199003070017",
  account: "6222021234567890128",
  contact: "王小明",
  phone: "13800138000",
  documents: Paperwork.BUSINESS_LICENCE | Paperwork.IDENTITY_CARD | Paperwork.BANK_PERMIT | Paperwork.AGREEMENT,
};

export function draftTags(draft: ApplicationDraft): Array<readonly [Tag, Uint8Array]> {
  return [
    textTag(Tag.MERCHANT_NAME, draft.name),
    textTag(Tag.CATEGORY, draft.category),
    textTag(Tag.LICENCE, draft.licence),
    textTag(Tag.IDENTITY, draft.identity),
    textTag(Tag.ACCOUNT, draft.account),
    textTag(Tag.CONTACT, draft.contact),
    textTag(Tag.PHONE, draft.phone),
    numberTag(Tag.DOCUMENTS, draft.documents, 1),
  ];
}

export interface Reply {
  code: string;
  tags: TagReader;
  message: Message;
  frame: Frame;
}

export class TestDevice {
  readonly serial = SERIAL;
  terminal = "";
  merchant = "";
  batch = "000001";
  masterKey: Uint8Array = new Uint8Array(0);
  macKey: Uint8Array = new Uint8Array(0);
  stan = 0;
  /** Counts up, as the core's does. */
  nonce = 0;
  readonly #random = randomSource(99);

  /** A question with the serial number, without F41 and F64. */
  askOpen(acquirer: Acquirer, network: NetworkCode, tags: ReadonlyArray<readonly [Tag, Uint8Array]> = []): Reply {
    return this.send(acquirer, this.question(network, [textTag(Tag.SERIAL, this.serial), ...tags], {}));
  }

  /** A question with F64 under the device's own key, with the serial number or as the terminal that it is; so is its answer. */
  askProved(
    acquirer: Acquirer,
    network: NetworkCode,
    tags: ReadonlyArray<readonly [Tag, Uint8Array]> = [],
    change?: Change,
  ): Reply {
    const front = change === undefined ? [textTag(Tag.SERIAL, this.serial)] : [];
    const reply = this.send(acquirer, this.proved(this.question(network, [...front, ...tags], change ?? {})));
    assert.deepEqual(reply.message.bytes(64), this.deviceMac(reply.frame.body.subarray(0, -8)));
    return reply;
  }

  /** A question with F41, F42 and F64; its answer must have a right F64. */
  askSealed(acquirer: Acquirer, network: NetworkCode, tags: ReadonlyArray<readonly [Tag, Uint8Array]> = []): Reply {
    const reply = this.send(acquirer, this.sealed(this.question(network, tags, this.identity())));
    this.assertSealed(reply);
    return reply;
  }

  identity(): Change {
    return { 41: this.terminal, 42: this.merchant };
  }

  question(network: NetworkCode, tags: ReadonlyArray<readonly [Tag, Uint8Array]>, change: Change): Frame {
    // An envelope brings its own.
    const envelope = tags.find(([tag]) => tag === Tag.CODE || tag === Tag.PASSWORD)?.[1];
    const [, counted] = numberTag(Tag.NONCE, ++this.nonce, 8);
    return frameOf("0800", {
      60: `00${this.batch}${String(network).padStart(3, "0")}`,
      62: writeTags([[Tag.NONCE, envelope?.slice(0, 8) ?? counted], ...tags]),
      ...change,
    });
  }

  /** With F64 under the present MAC key. */
  sealed(frame: Frame): Frame {
    return withMac(frame, (data) => macOf("unionpay-ecb", this.macKey, data));
  }

  /** With F64 under the device's own key. */
  proved(frame: Frame): Frame {
    return withMac(frame, (data) => this.deviceMac(data));
  }

  deviceMac(data: Uint8Array): Uint8Array {
    return deviceMac(TDES, hex(TEST_DEVICES[0]!.secretKey), data);
  }

  /** Sends it, and sees that the answer is one to it. */
  send(acquirer: Acquirer, frame: Frame): Reply {
    const request = UNIONPAY.unpack(frame.body);
    const answer = acquirer.handle(frame);
    assert.ok(answer, "there is a reply");
    const message = UNIONPAY.unpack(answer.body);
    assert.equal(message.text(60).slice(8), request.text(60).slice(8));
    const tags = readTags(message.bytes(62));
    assert.ok(tags);
    assert.deepEqual(tags.nonce, readTags(request.bytes(62))?.nonce, "the nonce is repeated, first of all");
    return { code: message.text(39), tags, message, frame: answer };
  }

  assertSealed({ message, frame }: Reply): void {
    assert.ok(message.has(64), "the answer has F64");
    assert.deepEqual(message.bytes(64), macOf("unionpay-ecb", this.macKey, frame.body.subarray(0, -8)));
  }

  /** A typed secret for a question: digits one a byte for a password, characters for a code. */
  secret(tag: Tag, text: string, network = tag === Tag.PASSWORD ? NetworkCode.BIND : NetworkCode.ACTIVATE): Secret {
    const typed = tag === Tag.PASSWORD ? Uint8Array.from(text, Number) : new Uint8Array(Buffer.from(text));
    return [tag, encipherSecret(TDES, hex(TEST_DEVICES[0]!.secretKey), typed, network, this.#random)];
  }

  takeNumbers(reply: Reply): void {
    this.terminal = reply.tags.text(Tag.TERMINAL_NUMBER)!;
    this.merchant = reply.tags.text(Tag.MERCHANT_NUMBER)!;
  }

  bindQuestion(password: string): Frame {
    const tags = [textTag(Tag.SERIAL, this.serial), this.secret(Tag.PASSWORD, password)];
    return this.proved(this.question(NetworkCode.BIND, tags, this.identity()));
  }

  /** Takes the master key out of the answer to BIND. */
  takeMasterKey({ code, tags }: Reply): void {
    assert.equal(code, "00");
    const download = tags.bytes(Tag.MASTER_KEY);
    assert.equal(download.length, 24);
    this.masterKey = TDES.decrypt(hex(TEST_DEVICES[0]!.transportKey), download.subarray(0, 16));
    assert.deepEqual(keyCheckValue(TDES, this.masterKey, "zeros", 8), download.slice(16));
  }

  /** @returns F39 */
  signOn(acquirer: Acquirer): string {
    const stan = String(++this.stan).padStart(6, "0");
    const answer = acquirer.handle(
      frameOf("0800", { 11: stan, ...this.identity(), 60: `00${this.batch}003`, 63: "01 " }),
    );
    const message = UNIONPAY.unpack(answer!.body);
    if (message.text(39) !== "00") return message.text(39);
    const download = message.bytes(62);
    const macKey = TDES.decrypt(this.masterKey, download.subarray(20, 28));
    assert.deepEqual(keyCheckValue(TDES, macKey, "zeros", 4), download.slice(36, 40), "under the terminal's TMK");
    this.macKey = macKey;
    this.batch = message.text(60).slice(2, 8);
    return "00";
  }
}

type Secret = readonly [Tag, Uint8Array];

function withMac(frame: Frame, macOver: (data: Uint8Array) => Uint8Array): Frame {
  const { mti, fields } = UNIONPAY.unpack(frame.body);
  const body = UNIONPAY.pack({ mti, fields: new Map([...fields, [64, new Uint8Array(8)]]) });
  body.set(macOver(body.subarray(0, -8)), body.length - 8);
  return { ...frame, body };
}

/** What the platform sent to the contact last. */
export function sentCode({ outbox }: Context, purpose: CodePurpose): string {
  const letter = outbox.last(purpose);
  assert.ok(letter, `a code was sent: ${purpose}`);
  return letter.code;
}

/** The value of a result that must not be a refusal. */
export function done<T>(result: Result<T>): T {
  assert.ok(!(result instanceof Refusal), result instanceof Refusal ? result.code : "");
  return result;
}

/** Registered, approved, contracted: may be bound. */
export function contracted(acquirer: Acquirer, ledger: Ledger, device = new TestDevice()): TestDevice {
  const { platform } = acquirer;
  assert.equal(device.askProved(acquirer, NetworkCode.REGISTER, draftTags(DRAFT)).code, "00");
  ledger.transaction(() => {
    const { id } = latestOf(platform, SERIAL)!;
    done(approve(platform, id, REVIEWER));
    done(contract(platform, id, 20_000, REVIEWER));
  });
  device.takeNumbers(device.askProved(acquirer, NetworkCode.REGISTRATION_STATE));
  return device;
}

/** And bound, with keys. */
export function bound(acquirer: Acquirer, ledger: Ledger, device = new TestDevice()): TestDevice {
  contracted(acquirer, ledger, device);
  device.takeMasterKey(device.send(acquirer, device.bindQuestion(sentCode(acquirer.platform, "binding"))));
  assert.equal(device.signOn(acquirer), "00");
  assert.equal(device.askSealed(acquirer, NetworkCode.BIND_CONFIRM).code, "00");
  return device;
}

/** And activated. */
export function active(acquirer: Acquirer, ledger: Ledger, device = new TestDevice()): TestDevice {
  bound(acquirer, ledger, device);
  const code = ledger.transaction(() => done(giveActivation(acquirer.platform, SERIAL, REVIEWER)));
  const reply = device.askSealed(acquirer, NetworkCode.ACTIVATE, [device.secret(Tag.CODE, code)]);
  assert.equal(reply.code, "00");
  return device;
}
