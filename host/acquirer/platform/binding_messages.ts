/**
 * Registration, binding and activation by message: what 0800/101 answers, 801 to 822 (abi_platform.ts; ../README.md is the document).
 *
 * Tags in, tags out, and the proof that each message needs. What is done is the applications', the devices' and the codes'
 * to know; a master key passes through here under the transport key alone.
 */
import { NetworkCode, RegistrationState, Tag } from "../../../assembly/abi_platform.ts";
import { latestOf, submit } from "./applications.ts";
import { dateOf } from "./calendar.ts";
import { activate, beginBinding, confirmBinding, resendActivation, unbind } from "./devices.ts";
import { actorOf } from "./own_message.ts";
import type { HandlerRule, Question } from "./own_message.ts";
import { refuse, Refusal } from "./refusal.ts";
import type { Result } from "./refusal.ts";
import type { ApplicationRow, DeviceRow } from "./rows.ts";
import { keepTerm, serviceOf, termFrom } from "./service_state.ts";
import { amountTag, bcd, dateTag, numberTag, textTag } from "./tags.ts";
import type { TagValues } from "./tags.ts";
import { trialOf } from "./typed_secrets.ts";

export const BINDING_MESSAGES: ReadonlyMap<number, HandlerRule> = new Map<number, HandlerRule>([
  [NetworkCode.REGISTER, { handle: register, access: "proved" }],
  [NetworkCode.REGISTRATION_STATE, { handle: registrationState, access: "proved" }],
  [NetworkCode.BIND, { handle: bind, access: "device", isBySerial: true }],
  [NetworkCode.BIND_CONFIRM, { handle: bindConfirm, access: "sealed" }],
  [NetworkCode.UNBIND, { handle: unbindDevice, access: "sealed" }],
  [NetworkCode.SERVICE_STATE, { handle: serviceState, access: "sealed" }],
  [NetworkCode.ACTIVATE, { handle: activateDevice, access: "sealed" }],
  [NetworkCode.RESEND_CODE, { handle: resendCode, access: "sealed" }],
]);

/** What a device is assigned to, for those who bind by serial number (0800/101). */
export function assignmentTags({ context }: Pick<Question, "context">, device: DeviceRow): Result<TagValues> {
  if (device.terminal === "") return refuse("NOT_FOUND");
  return [
    textTag(Tag.TERMINAL_NUMBER, device.terminal),
    textTag(Tag.MERCHANT_NUMBER, device.merchant),
    textTag(Tag.MERCHANT_NAME, nameOf(context, device)),
  ];
}

function register(question: Question): Result<TagValues> {
  const { context, tags, device } = question;
  const text = (tag: Tag): string => tags.text(tag) ?? "";
  const draft = {
    name: text(Tag.MERCHANT_NAME),
    category: text(Tag.CATEGORY),
    licence: text(Tag.LICENCE),
    identity: text(Tag.IDENTITY),
    account: text(Tag.ACCOUNT),
    contact: text(Tag.CONTACT),
    phone: text(Tag.PHONE),
    documents: tags.number(Tag.DOCUMENTS, 1) ?? 0,
  };
  const row = submit(context, draft, actorOf(question), device.id);
  return row instanceof Refusal ? row : applicationTags(row);
}

/** Of the application that is named, or else the newest one of the device; another device's is not found. */
function registrationState({ context, tags, device }: Question): Result<TagValues> {
  const id = tags.text(Tag.APPLICATION_ID);
  const row = id === undefined ? latestOf(context, device.id) : context.ledger.tables.get("application", id);
  return row?.serial === device.id && row.serial !== "" ? applicationTags(row) : refuse("NOT_FOUND");
}

function applicationTags(row: ApplicationRow): TagValues {
  const tags = [
    textTag(Tag.APPLICATION_ID, row.id),
    numberTag(Tag.REGISTRATION_STATE, row.state, 1),
    dateTag(Tag.DUE_DATE, row.dueDate),
  ];
  if (row.reason !== null) tags.push(textTag(Tag.REASON_TEXT, row.reason.zh));
  if (row.state !== RegistrationState.APPROVED && row.state !== RegistrationState.CONTRACTED) return tags;
  return [
    ...tags,
    textTag(Tag.TERMINAL_NUMBER, row.terminal),
    textTag(Tag.MERCHANT_NUMBER, row.merchant),
    amountTag(Tag.DEPOSIT, row.deposit),
  ];
}

function bind(question: Question): Result<TagValues> {
  const { context, hsm, device, identity } = question;
  if (device.serial === "") return refuse("UNKNOWN_DEVICE");
  const trial = trialOf(question, Tag.PASSWORD, NetworkCode.BIND);
  if (trial instanceof Refusal) return trial;
  const request = { serial: device.serial, ...identity, trial };
  let download = new Uint8Array(0);
  const row = beginBinding(context, request, () => {
    const made = hsm.devices.newMasterKey(device.keySerial, context.random);
    download = new Uint8Array(made.download);
    return Buffer.from(made.sealed).toString("hex");
  });
  if (row instanceof Refusal) return row;
  const term = row.termUntil === "" ? termFrom(dateOf(context.now())) : row;
  return [
    [Tag.MASTER_KEY, download],
    textTag(Tag.MERCHANT_NAME, nameOf(context, row)),
    dateTag(Tag.TERM_FROM, term.termFrom),
    dateTag(Tag.TERM_UNTIL, term.termUntil),
    timeTag(question),
  ];
}

/** Under the new keys; once more, when the answer was lost, under the same ones. */
function bindConfirm(question: Question): Result<TagValues> {
  const { context, device, proof } = question;
  if (proof !== "pending" && device.pending !== null) return refuse("STATE");
  const row = confirmBinding(context, device, actorOf(question));
  return row instanceof Refusal ? row : serviceTags(question, row);
}

/** Answered again under the keys of the binding that has ended, when the answer was lost. */
function unbindDevice(question: Question): Result<TagValues> {
  const { context, device } = question;
  if (device.state === "unbound") return [];
  const row = unbind(context, device.id, actorOf(question));
  return row instanceof Refusal ? row : [];
}

function serviceState(question: Question): Result<TagValues> {
  return serviceTags(question, keepTerm(question.context, question.device));
}

function activateDevice(question: Question): Result<TagValues> {
  const trial = trialOf(question, Tag.CODE, NetworkCode.ACTIVATE);
  if (trial instanceof Refusal) return trial;
  const row = activate(question.context, question.device.id, trial, actorOf(question));
  return row instanceof Refusal ? row : serviceTags(question, row);
}

function resendCode(question: Question): Result<TagValues> {
  const left = resendActivation(question.context, question.device.id, actorOf(question));
  return left instanceof Refusal ? left : [numberTag(Tag.RESENDS_LEFT, left, 1)];
}

function serviceTags(question: Question, device: DeviceRow): Result<TagValues> {
  const { context } = question;
  const merchant = context.ledger.tables.get("merchant", device.merchant);
  const service = serviceOf(device, merchant, dateOf(context.now()));
  if (service === undefined) return refuse("STATE");
  const state = numberTag(Tag.SERVICE, service, 1);
  const term = [dateTag(Tag.TERM_FROM, device.termFrom), dateTag(Tag.TERM_UNTIL, device.termUntil)];
  const reason = device.reason === null ? [] : [textTag(Tag.REASON_TEXT, device.reason.zh)];
  return [state, ...term, timeTag(question), ...reason];
}

/** The platform's civil time, by which a terminal may set its clock. */
function timeTag({ context }: Question): readonly [Tag, Uint8Array] {
  const civil = new Date(context.now().getTime() + 8 * 3_600_000).toISOString();
  return [Tag.TIME, bcd(civil.slice(0, 19).replace(/\D/g, ""), 7)];
}

function nameOf({ ledger }: Question["context"], { merchant }: DeviceRow): string {
  return ledger.tables.get("merchant", merchant)?.name ?? "";
}
