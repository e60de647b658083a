/**
 * Network management of this profile's own (F60.3 from 801 on): who asks, is the question genuine and fresh, which handler.
 *
 * What always holds: an answer repeats the nonce of its question first of all; where the question had F64 the answer has it
 * too; nothing counts of a question whose F64 is wrong, or whose nonce has been there under the same keys.
 */
import { NetworkCode, Tag } from "../../assembly/abi_platform.ts";
import type { Message } from "../codec/iso8583/message.ts";
import { callerOf, formerDevice, formerOf, noteStan, securityOf, securityOfBinding } from "./callers.ts";
import { commonFields, isMacOf, networkCodeOf, networkText, plainAnswer } from "./exchange.ts";
import type { Answer } from "./exchange.ts";
import type { HostTime } from "./host_time.ts";
import type { MessageSecurity } from "./device_hsm.ts";
import type { AcquirerHsm } from "./hsm.ts";
import { BINDING_MESSAGES } from "./platform/binding_messages.ts";
import { CARE_MESSAGES } from "./platform/care_messages.ts";
import type { Context } from "./platform/context.ts";
import { pendingOf } from "./platform/devices.ts";
import { refusalTags } from "./platform/own_message.ts";
import type { HandlerRule, Proof, Question } from "./platform/own_message.ts";
import { refuse, Refusal } from "./platform/refusal.ts";
import type { DeviceRow } from "./platform/rows.ts";
import { readTags, writeTags } from "./platform/tags.ts";
import type { TagReader, TagValues } from "./platform/tags.ts";
import { RELEASE_MESSAGES } from "./releases.ts";
import { RESPONSE } from "./response_codes.ts";

const OWN_CODES_FROM = 800;
/** Of one set of keys. */
const NONCES_MAX = 256;

/** Handlers by F60.3; another part of the platform adds its own table. */
const HANDLERS: ReadonlyMap<number, HandlerRule> = new Map([
  ...BINDING_MESSAGES,
  ...CARE_MESSAGES,
  ...RELEASE_MESSAGES,
]);
const NOT_OFFERED: HandlerRule = { handle: () => refuse("UNSUPPORTED"), access: "open" };

export interface OwnParts {
  context: Context;
  hsm: AcquirerHsm;
}

/** What is asked, and the keys under which F64 of the answer is made. */
export interface OwnAnswer {
  answer: Answer;
  security: MessageSecurity | undefined;
}

export function isOwnManagement(request: Message): boolean {
  return Number(networkCodeOf(request)) > OWN_CODES_FROM;
}

export function manageOwn(parts: OwnParts, request: Message, body: Uint8Array, at: HostTime): OwnAnswer {
  const rule = HANDLERS.get(Number(networkCodeOf(request))) ?? NOT_OFFERED;
  const tags = request.has(62) ? readTags(request.bytes(62)) : undefined;
  const nonce = tags?.nonce;
  if (tags === undefined || nonce === undefined) return plain(at, RESPONSE.format);
  const reply = (response: string, values: TagValues, security?: MessageSecurity): OwnAnswer => {
    const fields = [...commonFields(at), [39, response], [62, writeTags([[Tag.NONCE, nonce], ...values])]] as const;
    const outcome = response === RESPONSE.approved ? "answered" : "refused";
    return { answer: { outcome, fields, isSealed: security !== undefined }, security };
  };

  const sender = senderOf(parts, request, tags, rule);
  if (typeof sender === "string") return reply(sender, []);
  const keys = keysOf(sender, request, body);
  const security = keys?.security ?? (request.has(64) ? sender.keys[0]?.security : undefined);
  const proof = keys?.proof ?? "none";
  if ((keys === undefined && request.has(64)) || !ADMITTED[rule.access].includes(proof)) {
    return reply(RESPONSE.wrongMac, [], security);
  }
  if (keys !== undefined && !isFresh(parts, sender.device, keys, nonce)) return reply(RESPONSE.duplicate, [], security);
  if (keys !== undefined && request.has(11) && sender.terminal !== undefined) {
    noteStan(parts.context.ledger, sender.terminal.terminal, Number(request.text(11)));
  }
  const result = rule.handle({ ...parts, tags, nonce, ...sender, proof });
  if (result instanceof Refusal) return reply(result.response, refusalTags(result), security);
  return reply(RESPONSE.approved, result, security);
}

/** A sign-on brought new keys: no nonce has been seen under them. */
export function forgetNonces({ ledger: { tables } }: Context, device: string): void {
  tables.remove("nonce", device);
}

/** By which keys a message may be proved. */
const ADMITTED: Readonly<Record<HandlerRule["access"], readonly Proof[]>> = {
  sealed: ["working", "pending"],
  proved: ["working", "pending", "device"],
  device: ["device"],
  open: ["working", "pending", "device", "none"],
};

interface Keys {
  security: MessageSecurity;
  proof: Proof;
}

interface Sender extends Pick<Question, "device" | "terminal" | "identity"> {
  /** Those that F64 may be under, those that hold first. */
  keys: readonly Keys[];
}

/** @returns F39 when nobody known sends this */
function senderOf({ context, hsm }: OwnParts, request: Message, tags: TagReader, rule: HandlerRule): Sender | string {
  const identity = { terminal: request.text(41), merchant: request.text(42) };
  const serial = tags.text(Tag.SERIAL) ?? "";
  if (rule.isBySerial === true || identity.terminal === "") {
    const device = context.ledger.tables.get("device", serial);
    if (device === undefined) return RESPONSE.unknownTerminal;
    return { device, terminal: undefined, identity, keys: present([deviceKeys(hsm, device)]) };
  }
  const caller = callerOf(context, hsm, identity.terminal);
  const device = caller?.device ?? (isRepeatable(request) ? formerDevice(context, identity.terminal) : undefined);
  const terminal = context.ledger.terminal(identity.terminal);
  if (device === undefined || terminal === undefined) return RESPONSE.unknownTerminal;
  if (terminal.merchant !== identity.merchant) return RESPONSE.invalidMerchant;
  const keys = present([
    caller && { security: securityOf(hsm, caller), proof: "working" },
    { security: securityOfBinding(hsm, pendingOf(context, device)), proof: "pending" },
    { security: securityOfBinding(hsm, formerOf(context, device)), proof: "working" },
    deviceKeys(hsm, device),
  ]);
  return { device, terminal, identity, keys };
}

type MaybeKeys = { security: MessageSecurity | undefined; proof: Proof } | undefined;

function present(all: readonly MaybeKeys[]): Keys[] {
  return all.filter((one): one is Keys => one?.security !== undefined);
}

/** What the maker has put into the device. */
function deviceKeys(hsm: AcquirerHsm, { keySerial }: DeviceRow): MaybeKeys {
  return { security: hsm.devices.security(keySerial), proof: "device" };
}

/** The keys under which F64 is right; undefined when it is wrong, or not there. */
function keysOf({ keys }: Sender, request: Message, body: Uint8Array): Keys | undefined {
  return keys.find(({ security }) => isMacOf(security, request, body));
}

/** The one message that may come again when its sender has no keys any more. */
function isRepeatable(request: Message): boolean {
  return networkCodeOf(request) === networkText(NetworkCode.UNBIND);
}

/** Those under the device's own key are not forgotten with its working keys. */
function isFresh({ context }: OwnParts, { id }: DeviceRow, { proof }: Keys, nonce: Uint8Array): boolean {
  const { tables } = context.ledger;
  const text = Buffer.from(nonce).toString("hex");
  const key = proof === "device" ? `${id}/device` : id;
  const seen = tables.get("nonce", key)?.seen ?? [];
  if (seen.includes(text)) return false;
  tables.put("nonce", key, { device: id, seen: [...seen, text].slice(-NONCES_MAX) });
  return true;
}

function plain(at: HostTime, response: string): OwnAnswer {
  return { answer: plainAnswer(at, response), security: undefined };
}
