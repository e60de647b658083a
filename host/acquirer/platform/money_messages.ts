/** Limits, and what has become of a test payment, by message: LIMITS, TEST_RESULT. */
import { NetworkCode, Tag } from "../../../assembly/abi_platform.ts";
import { audit, deviceName, moment } from "./context.ts";
import { limitsOf } from "./limits.ts";
import { actorOf } from "./own_message.ts";
import type { HandlerRule, Question } from "./own_message.ts";
import { refuse } from "./refusal.ts";
import type { Result } from "./refusal.ts";
import { amountTag } from "./tags.ts";
import type { TagValues } from "./tags.ts";

export const MONEY_MESSAGES: ReadonlyMap<number, HandlerRule> = new Map<number, HandlerRule>([
  [NetworkCode.LIMITS, { handle: limits, access: "sealed" }],
  [NetworkCode.TEST_RESULT, { handle: testResult, access: "sealed" }],
]);

const CHECKLIST_BYTES = 2;
/** Screen, keys, reader, printer, the confirmation seen, the payment seen in the portal. */
const ALL_CHECKS = 0b111111;

function limits({ context, terminal }: Question): Result<TagValues> {
  if (terminal === undefined) return refuse("NOT_FOUND");
  const { payment, day, debit, credit, stripe } = limitsOf(context, terminal.terminal, terminal.merchant);
  return [
    amountTag(Tag.LIMIT_PAYMENT, payment),
    amountTag(Tag.LIMIT_DAY, day),
    amountTag(Tag.LIMIT_DEBIT, debit),
    amountTag(Tag.LIMIT_CREDIT, credit),
    amountTag(Tag.LIMIT_STRIPE, stripe),
  ];
}

/** Each test is kept; the device is accepted by the first in which everything works. */
function testResult(question: Question): Result<TagValues> {
  const { context, tags, device } = question;
  const { tables } = context.ledger;
  const checklist = tags.number(Tag.CHECKLIST, CHECKLIST_BYTES);
  if (checklist === undefined || checklist > ALL_CHECKS) return refuse("TEXT");
  const at = moment(context);
  const { id, merchant } = device;
  const key = `${id}/${String(tables.list("testResult", { device: id }).length + 1).padStart(6, "0")}`;
  tables.put("testResult", key, { key, device: id, merchant, checklist, at });
  if (checklist === ALL_CHECKS && device.acceptedAt === "") tables.put("device", id, { ...device, acceptedAt: at });
  const what = checklist === ALL_CHECKS ? "test payment accepted" : "test payment not passed";
  audit(context, { who: actorOf(question), what, about: deviceName(device), merchant, new: checklist.toString(2) });
  return [];
}
