/**
 * Limits, texts, password resets, reports and backups by message: 831 to 881 but for firmware (../README.md is the document). Tags in,
 * tags out; what is done is the business of whoever owns the rows.
 */
import { NetworkCode, SecurityEvent, Tag } from "../../../assembly/abi_platform.ts";
import { backupBlock, backupOwner, newestOf, putBackupBlock } from "./backups.ts";
import { takeSecurityReport, takeTestResult } from "./care.ts";
import { resetPassword } from "./devices.ts";
import { limitsOf } from "./limits.ts";
import { actorOf, keySerialOf, trialOf } from "./own_message.ts";
import type { HandlerRule, Question } from "./own_message.ts";
import { refuse, Refusal } from "./refusal.ts";
import type { Result } from "./refusal.ts";
import { amountTag, numberTag, textTag } from "./tags.ts";
import type { TagValues } from "./tags.ts";
import { textsOf } from "./texts.ts";

/** Added to the STAN that the platform has seen last: requests of the machine before that may never have come. */
const STAN_MARGIN = 100;
const STAN_MAX = 999_999;
const TIME_BYTES = 7;

export const CARE_MESSAGES: ReadonlyMap<number, HandlerRule> = new Map<number, HandlerRule>([
  [NetworkCode.LIMITS, { handle: limits, access: "sealed" }],
  [NetworkCode.TEXTS, { handle: texts, access: "sealed" }],
  [NetworkCode.PASSWORD_RESET, { handle: passwordReset, access: "open" }],
  [NetworkCode.TEST_RESULT, { handle: testResult, access: "sealed" }],
  [NetworkCode.SECURITY_REPORT, { handle: securityReport, access: "open" }],
  [NetworkCode.STAN_STATE, { handle: stanState, access: "open" }],
  [NetworkCode.BACKUP_PUT, { handle: backupPut, access: "sealed" }],
  [NetworkCode.BACKUP_LIST, { handle: backupList, access: "open" }],
  [NetworkCode.BACKUP_GET, { handle: backupGet, access: "open" }],
]);

function limits({ context, device }: Question): Result<TagValues> {
  const { payment, day, debit, credit, stripe } = limitsOf(context, device.terminal, device.merchant);
  return [
    amountTag(Tag.LIMIT_PAYMENT, payment),
    amountTag(Tag.LIMIT_DAY, day),
    amountTag(Tag.LIMIT_DEBIT, debit),
    amountTag(Tag.LIMIT_CREDIT, credit),
    amountTag(Tag.LIMIT_STRIPE, stripe),
  ];
}

function texts({ context, device }: Question): Result<TagValues> {
  const { supportPhone, supportOnline, receiptHead, receiptFoot, methods } = textsOf(context, device.merchant);
  return [
    textTag(Tag.SUPPORT_PHONE, supportPhone),
    textTag(Tag.SUPPORT_ONLINE, supportOnline),
    textTag(Tag.RECEIPT_HEAD, receiptHead),
    textTag(Tag.RECEIPT_FOOT, receiptFoot),
    numberTag(Tag.METHODS, methods, 1),
  ];
}

/** Of a terminal without working keys too: the code is the proof. */
function passwordReset(question: Question): Result<TagValues> {
  const user = question.tags.number(Tag.USER, 1);
  if (user === undefined || question.tags.bytes(Tag.CODE).length === 0) return refuse("TEXT");
  if (!question.hsm.devices.has(keySerialOf(question))) return refuse("UNKNOWN_DEVICE");
  const row = resetPassword(question.context, question.device.id, user, trialOf(question, Tag.CODE), actorOf(question));
  return row instanceof Refusal ? row : [];
}

function testResult({ context, device, tags }: Question): Result<TagValues> {
  const checklist = tags.number(Tag.CHECKLIST, 2);
  if (checklist === undefined) return refuse("TEXT");
  if (device.state !== "bound" && device.state !== "active") return refuse("STATE");
  takeTestResult(context, device, checklist);
  return [];
}

/** Whoever was tampered with has no keys left for F64; whatever else is reported needs it. */
function securityReport({ context, device, tags, isSealed }: Question): Result<TagValues> {
  const event: SecurityEvent | undefined = tags.number(Tag.EVENT, 1);
  const at = tags.digits(Tag.TIME, TIME_BYTES);
  if (event === undefined || at === undefined) return refuse("TEXT");
  const suspends = event === SecurityEvent.FRAUD || event === SecurityEvent.VIOLATION;
  if (suspends && !isSealed) return refuse("UNPROVED");
  const row = takeSecurityReport(context, device, event, at);
  return row instanceof Refusal ? row : [];
}

function stanState({ context, terminal }: Question): Result<TagValues> {
  const last = terminal && context.ledger.tables.get("stan", terminal.terminal)?.last;
  const next = last === undefined ? 1 : ((last + STAN_MARGIN - 1) % STAN_MAX) + 1;
  return [numberTag(Tag.NEXT_STAN, next, 4), numberTag(Tag.BATCH, Number(terminal?.batch ?? 1), 4)];
}

function backupPut({ context, device, tags }: Question): Result<TagValues> {
  const generation = tags.number(Tag.GENERATION, 4);
  const index = tags.number(Tag.BLOCK, 4);
  if (generation === undefined || generation === 0 || index === undefined) return refuse("ORDER");
  const block = { generation, index, data: tags.bytes(Tag.DATA), blocks: tags.number(Tag.BLOCKS, 4) };
  const row = putBackupBlock(context, backupOwner(device), block);
  return row instanceof Refusal ? row : [];
}

function backupList({ context, device }: Question): Result<TagValues> {
  const { generation, blocks } = newestOf(context, backupOwner(device));
  if (generation === 0) return refuse("NOT_FOUND");
  return [numberTag(Tag.GENERATION, generation, 4), numberTag(Tag.BLOCKS, blocks, 4)];
}

function backupGet({ context, device, tags }: Question): Result<TagValues> {
  const generation = tags.number(Tag.GENERATION, 4);
  const index = tags.number(Tag.BLOCK, 4);
  if (generation === undefined || index === undefined) return refuse("ORDER");
  const data = backupBlock(context, backupOwner(device), generation, index);
  return data instanceof Refusal ? data : [[Tag.DATA, data]];
}
