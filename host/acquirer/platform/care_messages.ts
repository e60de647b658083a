/**
 * Limits, texts, password resets, reports and backups by message: 831 to 881 but for firmware (../README.md is the document). Tags in,
 * tags out; what is done is the business of whoever owns the rows.
 */
import { NetworkCode, SecurityEvent, Tag } from "../../../assembly/abi_platform.ts";
import { backupBlock, backupOwner, newestOf, putBackupBlock } from "./backups.ts";
import { takeSecurityReport, takeTestResult } from "./care.ts";
import { resetPassword } from "./devices.ts";
import { limitsOf } from "./limits.ts";
import { actorOf } from "./own_message.ts";
import type { HandlerRule, Question } from "./own_message.ts";
import { refuse, Refusal } from "./refusal.ts";
import type { Result } from "./refusal.ts";
import type { DeviceRow } from "./rows.ts";
import { amountTag, numberTag } from "./tags.ts";
import type { TagValues } from "./tags.ts";
import { trialOf } from "./typed_secrets.ts";

/** Added to the STAN that the platform has seen last: requests of the machine before that may never have come. */
const STAN_MARGIN = 100;
const STAN_MAX = 999_999;
const TIME_BYTES = 7;

export const CARE_MESSAGES: ReadonlyMap<number, HandlerRule> = new Map<number, HandlerRule>([
  [NetworkCode.LIMITS, { handle: limits, access: "sealed" }],
  [NetworkCode.PASSWORD_RESET, { handle: passwordReset, access: "device" }],
  [NetworkCode.TEST_RESULT, { handle: testResult, access: "sealed" }],
  [NetworkCode.SECURITY_REPORT, { handle: securityReport, access: "open" }],
  [NetworkCode.STAN_STATE, { handle: stanState, access: "open" }],
  [NetworkCode.BACKUP_PUT, { handle: backupPut, access: "sealed" }],
  [NetworkCode.BACKUP_LIST, { handle: backupList, access: "proved" }],
  [NetworkCode.BACKUP_GET, { handle: backupGet, access: "proved" }],
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

/** Of a terminal without working keys too: the terminal believes the answer, since it is under the device's own key. */
function passwordReset(question: Question): Result<TagValues> {
  const user = question.tags.number(Tag.USER, 1);
  if (user === undefined) return refuse("TEXT");
  const trial = trialOf(question, Tag.CODE, NetworkCode.PASSWORD_RESET);
  if (trial instanceof Refusal) return trial;
  const row = resetPassword(question.context, question.device.id, user, trial, actorOf(question));
  return row instanceof Refusal ? row : [];
}

function testResult({ context, device, tags }: Question): Result<TagValues> {
  const checklist = tags.number(Tag.CHECKLIST, 2);
  if (checklist === undefined) return refuse("TEXT");
  if (device.state !== "bound" && device.state !== "active") return refuse("STATE");
  takeTestResult(context, device, checklist);
  return [];
}

/**
 * Whoever was tampered with has no keys left for F64, but a proof that it made while it had them; a report without either is only
 * noted. Fraud and violations need F64.
 */
function securityReport(question: Question): Result<TagValues> {
  const { context, device, tags, proof } = question;
  const event: SecurityEvent | undefined = tags.number(Tag.EVENT, 1);
  const at = tags.digits(Tag.TIME, TIME_BYTES);
  if (event === undefined || at === undefined) return refuse("TEXT");
  const suspends = event === SecurityEvent.FRAUD || event === SecurityEvent.VIOLATION;
  if (suspends && proof === "none") return refuse("UNPROVED");
  const isProved = proof !== "none" || (event === SecurityEvent.TAMPER && isTamperProved(question));
  const row = takeSecurityReport(context, device, { event, at, isProved });
  return row instanceof Refusal ? row : [];
}

/** Each proof is good for one report: whoever has heard it cannot lock the machine again once it was served. */
function isTamperProved({ context, hsm, device, tags }: Question): boolean {
  const proof = tags.bytes(Tag.TAMPER_PROOF);
  const seen = context.ledger.tables.get("nonce", tamperKey(device))?.seen ?? [];
  const text = Buffer.from(proof).toString("hex");
  if (!hsm.devices.isTamperProof(device.keySerial, proof) || seen.includes(text)) return false;
  context.ledger.tables.put("nonce", tamperKey(device), { device: device.id, seen: [...seen, text] });
  return true;
}

const tamperKey = ({ keySerial }: DeviceRow): string => `${keySerial}/tampered`;

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
