/**
 * A device's life at the platform: bound, activated, suspended, locked, unbound.
 *
 * What always holds: until a binding is confirmed the old state counts; at most one device has a terminal number; a device
 * that is not bound has no keys here but those of its factory.
 */
import { dateOf } from "./calendar.ts";
import { CODE_RULES, codeKey, giveCode, resendCode, tryCode } from "./codes.ts";
import type { CodeHolder, Trial } from "./codes.ts";
import { audit, deviceName, moment } from "./context.ts";
import type { Actor, Context } from "./context.ts";
import { isText } from "./applications.ts";
import { refuse, Refusal } from "./refusal.ts";
import type { Result } from "./refusal.ts";
import type { DeviceRow, DeviceState, Due, Words } from "./rows.ts";
import { termFrom } from "./service_state.ts";

const DAY_MS = 86_400_000;
const REASON_LENGTH_MAX = 80;
const USERS_MAX = 99;

/** What a terminal that wants to be bound says. */
export interface BindingRequest {
  readonly serial: string;
  readonly terminal: string;
  readonly merchant: string;
  /** Its password. */
  readonly trial: Trial;
}

/**
 * The password is right and the numbers are the device's own: a binding may begin, again and again until one is confirmed.
 *
 * @param newMaster makes a TMK and gives it sealed
 */
export function beginBinding(context: Context, request: BindingRequest, newMaster: () => string): Result<DeviceRow> {
  const { tables } = context.ledger;
  const device = tables.get("device", request.serial);
  if (device === undefined) return refuse("UNKNOWN_DEVICE");
  if (device.merchant !== request.merchant) return refuse("OTHER_MERCHANT");
  if (device.terminal !== request.terminal) return refuse("NOT_FOUND");
  if (!BINDABLE.has(device.state)) return refuse("STATE");
  if (tables.get("merchant", device.merchant)?.state === "suspended") return refuse("SUSPENDED");
  const right = tryCode(context, codeKey({ purpose: "binding", device: device.id }), request.trial);
  if (right instanceof Refusal) return right;
  const { terminal, merchant } = device;
  const pending = { terminal, merchant, sealedMaster: newMaster(), sealedKeys: "", at: moment(context) };
  const row: DeviceRow = { ...device, pending };
  tables.put("device", device.id, row);
  return row;
}

/** The binding under way, of the last day; null when there is none, or the device was suspended or locked since it began. */
export function pendingOf(context: Context, device: DeviceRow): DeviceRow["pending"] {
  const { pending, state } = device;
  return pending !== null && BINDABLE.has(state) && context.now().getTime() - Date.parse(pending.at) < DAY_MS
    ? pending
    : null;
}

/** The working keys that a sign-on has given to a terminal that is being bound. */
export function keepPendingKeys({ ledger }: Context, device: DeviceRow, sealedKeys: string): void {
  if (device.pending === null) return;
  ledger.tables.put("device", device.id, { ...device, pending: { ...device.pending, sealedKeys } });
}

/**
 * The terminal has shown that it has the keys: from here on it is bound. Once more changes nothing; one that was locked in
 * between, as after an attack, stays locked.
 */
export function confirmBinding(context: Context, device: DeviceRow, who: Actor): Result<DeviceRow> {
  const { ledger } = context;
  const pending = pendingOf(context, device);
  if (pending === null) return device.state === "bound" || device.state === "active" ? device : refuse("STATE");
  if (pending.sealedKeys === "" || !BINDABLE.has(device.state)) return refuse("STATE");
  const isAnew = device.state === "bound" || device.state === "active";
  const row: DeviceRow = {
    ...device,
    ...(isAnew
      ? {}
      : { state: "bound", ...termFrom(dateOf(context.now())), objected: false, violations: 0, acceptedAt: "" }),
    sealedMaster: pending.sealedMaster,
    pending: null,
    former: null,
    due: [...new Set<Due>([...device.due, "limits", "parameters"])],
  };
  ledger.tables.put("device", device.id, row);
  const terminal = ledger.terminal(device.terminal);
  const sealedKeys = new Uint8Array(Buffer.from(pending.sealedKeys, "hex"));
  if (terminal !== undefined) ledger.putTerminal({ ...terminal, sealedKeys });
  note(context, device, row, who, isAnew ? "bound anew" : "bound");
  return row;
}

/** A code for the activation, sent to the merchant's contact. @returns the code, for whoever may say it to him */
export function giveActivation(context: Context, id: string, who: Actor): Result<string> {
  const device = context.ledger.tables.get("device", id);
  if (device === undefined) return refuse("UNKNOWN_DEVICE");
  if (device.state !== "bound") return refuse("STATE");
  audit(context, { who, what: "activation code given", about: deviceName(device), merchant: device.merchant });
  return giveCode(context, holderOf(context, device));
}

/** @returns how often it can be sent again today */
export function resendActivation(context: Context, id: string, who: Actor): Result<number> {
  const device = context.ledger.tables.get("device", id);
  if (device === undefined) return refuse("UNKNOWN_DEVICE");
  if (device.state !== "bound") return refuse("STATE");
  const left = resendCode(context, holderOf(context, device));
  if (left instanceof Refusal) return left;
  audit(context, { who, what: "activation code sent again", about: deviceName(device), merchant: device.merchant });
  return left;
}

/** A device that is active already stays so: the answer to its first activation was lost. */
export function activate(context: Context, id: string, trial: Trial, who: Actor): Result<DeviceRow> {
  const device = context.ledger.tables.get("device", id);
  if (device === undefined) return refuse("UNKNOWN_DEVICE");
  if (device.state === "active") return device;
  if (device.state !== "bound") return refuse("STATE");
  const right = tryCode(context, codeKey({ purpose: "activation", device: id }), trial);
  return right instanceof Refusal ? right : change(context, device, { state: "active" }, who, "activated");
}

/** By somebody of the platform, who has made sure by telephone whom he speaks to. */
export function activateBySupport(context: Context, id: string, who: Actor): Result<DeviceRow> {
  return move(context, id, ["bound"], { state: "active" }, who, "activated by support");
}

export function suspend(context: Context, id: string, reason: Words, who: Actor): Result<DeviceRow> {
  if (!isText(reason.zh, REASON_LENGTH_MAX) || !isText(reason.en, REASON_LENGTH_MAX)) return refuse("REASON");
  return move(context, id, ["active"], { state: "suspended", reason }, who, "suspended");
}

export function resume(context: Context, id: string, who: Actor): Result<DeviceRow> {
  return move(context, id, ["suspended"], { state: "active", reason: null }, who, "resumed");
}

/** Service has looked at a locked device: it is bound again, with fresh keys and a new password. */
export function unlock(context: Context, id: string, who: Actor): Result<DeviceRow> {
  const row = move(context, id, ["locked"], { state: "assigned", reason: null, pending: null }, who, "unlocked");
  if (row instanceof Refusal) return row;
  if (row.serial === "") return change(context, row, { state: "active" }, who, "resumed");
  giveCode(context, { ...holderOf(context, row), purpose: "binding" });
  return row;
}

/** Keys and terminal number are given up. Whoever calls makes sure that the batch is settled. */
export function unbind(context: Context, id: string, who: Actor): Result<DeviceRow> {
  const { ledger } = context;
  const device = ledger.tables.get("device", id);
  if (device === undefined) return refuse("UNKNOWN_DEVICE");
  if (!UNBINDABLE.has(device.state)) return refuse("STATE");
  const terminal = ledger.terminal(device.terminal);
  const keys = { sealedMaster: device.sealedMaster, sealedKeys: hexOf(terminal?.sealedKeys) };
  const former = { terminal: device.terminal, merchant: device.merchant, ...keys, at: moment(context) };
  if (terminal !== undefined) ledger.putTerminal({ ...terminal, sealedKeys: new Uint8Array(0) });
  for (const purpose of ["binding", "activation"] as const)
    ledger.tables.remove("code", codeKey({ purpose, device: id }));
  const numbers = device.serial === "" ? {} : { terminal: "", merchant: "" };
  const blank = { ...numbers, sealedMaster: "", pending: null, reason: null, due: [], termFrom: "", termUntil: "" };
  return change(context, device, { ...blank, state: "unbound", former }, who, "unbound");
}

/** Taken out of use for good. */
export function retire(context: Context, id: string, who: Actor): Result<DeviceRow> {
  return move(context, id, ["stock", "unbound"], { state: "retired" }, who, "retired");
}

/** A code with which an operator of this terminal gets a new password. @returns it, for whoever may say it to him */
export function giveReset(context: Context, id: string, user: number, who: Actor): Result<string> {
  const device = context.ledger.tables.get("device", id);
  if (device === undefined) return refuse("UNKNOWN_DEVICE");
  if (!Number.isInteger(user) || user < 0 || user > USERS_MAX) return refuse("TEXT");
  if (device.terminal === "") return refuse("STATE");
  const { merchant } = device;
  audit(context, { who, what: "password reset allowed", about: deviceName(device), merchant, new: `operator ${user}` });
  return giveCode(context, { ...holderOf(context, device), purpose: "reset", user });
}

/** The code is right, and spent. */
export function resetPassword(context: Context, id: string, user: number, trial: Trial, who: Actor): Result<DeviceRow> {
  const device = context.ledger.tables.get("device", id);
  if (device === undefined) return refuse("UNKNOWN_DEVICE");
  const right = tryCode(context, codeKey({ purpose: "reset", device: id, user }), trial);
  if (right instanceof Refusal) return right;
  const { merchant } = device;
  audit(context, { who, what: "password reset", about: deviceName(device), merchant, new: `operator ${user}` });
  return device;
}

/** Something is due at the device: the next reply to it says so. */
export function order(context: Context, id: string, due: Due, who: Actor): Result<DeviceRow> {
  const device = context.ledger.tables.get("device", id);
  if (device === undefined) return refuse("UNKNOWN_DEVICE");
  if (device.due.includes(due)) return device;
  return change(context, device, { due: [...device.due, due] }, who, `ordered: ${due}`);
}

/** Something that a device of a terminal will have to fetch; one that is not bound fetches everything anyway. */
export function makeDue({ ledger }: Context, id: string, due: Due): void {
  const device = ledger.tables.get("device", id);
  if (device === undefined || device.terminal === "" || device.due.includes(due)) return;
  ledger.tables.put("device", id, { ...device, due: [...device.due, due] });
}

/** It was done. */
export function fulfil({ ledger }: Context, id: string, due: Due): void {
  const device = ledger.tables.get("device", id);
  if (device?.due.includes(due) !== true) return;
  ledger.tables.put("device", id, { ...device, due: device.due.filter((other) => other !== due) });
}

const BINDABLE: ReadonlySet<DeviceState> = new Set(["assigned", "bound", "active"]);
/** A terminal has such a device. */
export const UNBINDABLE: ReadonlySet<DeviceState> = new Set(["bound", "active", "suspended", "locked"]);

/** How long a code is right, for those who show it. */
export const ACTIVATION_VALIDITY_MS = CODE_RULES.activation.validity_ms;

function holderOf({ ledger }: Context, { id, merchant }: DeviceRow): CodeHolder {
  return { purpose: "activation", device: id, merchant, phone: ledger.tables.get("merchant", merchant)?.phone ?? "" };
}

function move(
  context: Context,
  id: string,
  from: readonly DeviceState[],
  changes: Partial<DeviceRow>,
  who: Actor,
  what: string,
): Result<DeviceRow> {
  const device = context.ledger.tables.get("device", id);
  if (device === undefined) return refuse("UNKNOWN_DEVICE");
  return from.includes(device.state) ? change(context, device, changes, who, what) : refuse("STATE");
}

export function change(
  context: Context,
  device: DeviceRow,
  changes: Partial<DeviceRow>,
  who: Actor,
  what: string,
): DeviceRow {
  const row = { ...device, ...changes };
  context.ledger.tables.put("device", device.id, row);
  note(context, device, row, who, what);
  return row;
}

function note(context: Context, before: DeviceRow, after: DeviceRow, who: Actor, what: string): void {
  const merchant = after.merchant || before.merchant;
  audit(context, { who, what, about: deviceName(after), merchant, old: before.state, new: after.state });
}

function hexOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString("hex");
}
