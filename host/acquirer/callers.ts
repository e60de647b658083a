/**
 * Who sends a message: the terminal of F41, its device, and the keys that it may have.
 *
 * While a binding is under way a device may have two sets of keys: those of the binding that holds and those of the one to be.
 */
import { hexOf } from "../codec/iso8583/values.ts";
import type { MessageSecurity } from "./device_hsm.ts";
import type { AcquirerHsm, KeyOwner, TerminalSecurity } from "./hsm.ts";
import type { Ledger, TerminalRow } from "./ledger.ts";
import { deviceOfTerminal } from "./platform/assignment.ts";
import { dateOf } from "./platform/calendar.ts";
import type { Context } from "./platform/context.ts";
import { pendingOf } from "./platform/devices.ts";
import type { DeviceRow, FormerBinding } from "./platform/rows.ts";
import { keepTerm, serviceOf } from "./platform/service_state.ts";
import { Service } from "../../assembly/abi_platform.ts";

const DAY_MS = 86_400_000;
const SEEN_EVERY_MS = 60_000;
const STAN_COUNT = 999_999;

export interface Caller {
  readonly terminal: TerminalRow;
  /** Undefined for a terminal of a ledger without devices. */
  readonly device: DeviceRow | undefined;
}

/** @returns undefined for a terminal that is not known, or has no keys anywhere */
export function callerOf(context: Context, hsm: AcquirerHsm, number: string): Caller | undefined {
  const terminal = context.ledger.terminal(number);
  if (terminal === undefined) return undefined;
  const device = deviceOfTerminal(context, number);
  return device !== undefined || hsm.hasTerminal(number) ? { terminal, device } : undefined;
}

/** Whose working keys lie in the ledger. */
export function keyOwnerOf({ terminal, device }: Caller): KeyOwner {
  const sealed = device?.sealedMaster ?? "";
  return sealed === "" ? terminal.terminal : bytesOf(sealed);
}

/** Under the keys that the ledger has; undefined before the first sign-on. */
export function securityOf(hsm: AcquirerHsm, caller: Caller): TerminalSecurity | undefined {
  const { sealedKeys, terminal } = caller.terminal;
  const owner = keyOwnerOf(caller);
  return owner === terminal && !hsm.hasTerminal(terminal) ? undefined : hsm.security(owner, sealedKeys);
}

/** Under the device's own key; undefined for one that has none here. */
export function deviceSecurityOf(hsm: AcquirerHsm, { device }: Caller): MessageSecurity | undefined {
  return device && hsm.devices.security(device.keySerial);
}

/**
 * Whether a settlement may come as it has: with a right F64, or without any from a machine whose keys are erased, as it has
 * proved, or that has never had one here.
 */
export function maySettle(hsm: AcquirerHsm, caller: Caller & { isProved: boolean }): boolean {
  if (caller.isProved || caller.device?.state === "locked") return true;
  return securityOf(hsm, caller) === undefined && deviceSecurityOf(hsm, caller) === undefined;
}

/** Under the keys of a binding that has begun, or of one that has ended within a day. */
export function securityOfBinding(hsm: AcquirerHsm, binding: FormerBinding | null): TerminalSecurity | undefined {
  if (binding === null || binding.sealedKeys === "") return undefined;
  const { terminal, sealedMaster, sealedKeys } = binding;
  return hsm.security(sealedMaster === "" ? terminal : bytesOf(sealedMaster), bytesOf(sealedKeys));
}

/** The device that gave up this terminal number within a day, and nobody has it since. */
export function formerDevice(context: Context, terminal: string): DeviceRow | undefined {
  const unbound = context.ledger.tables.list("device", { state: "unbound" });
  return unbound.find((device) => formerOf(context, device)?.terminal === terminal);
}

/** The binding of a device that has ended within a day. */
export function formerOf({ now }: Context, { state, former }: DeviceRow): FormerBinding | null {
  if (state !== "unbound" || former === null) return null;
  return now().getTime() - Date.parse(former.at) < DAY_MS ? former : null;
}

/** Whether trades are refused: whatever is not active may not trade. */
export function mayTrade(context: Context, { device }: Caller): boolean {
  return device === undefined || currentService(context, device) === Service.ACTIVE;
}

/** Whether keys may be had: by whom trades, by whom waits for the activation, and by whom is being bound. */
export function maySignOn(context: Context, { device }: Caller): boolean {
  if (device === undefined || pendingOf(context, device) !== null) return true;
  const service = currentService(context, device);
  return service === Service.ACTIVE || service === Service.AWAITING_ACTIVATION;
}

/** Notes when a device was heard of last, and its program. @param header of the frame, 6 bytes */
export function noteSeen({ ledger, now }: Context, { device }: Caller, header: Uint8Array): void {
  const current = device && ledger.tables.get("device", device.id);
  if (current === undefined) return;
  const at = now();
  const program = programOf(header);
  const isFresh = current.lastSeen !== "" && Math.abs(at.getTime() - seenAt(current)) < SEEN_EVERY_MS;
  if (isFresh && current.program === program) return;
  ledger.tables.put("device", current.id, { ...current, lastSeen: at.toISOString(), program });
}

/** Digits 7 to 12. */
function programOf(header: Uint8Array): string {
  return (hexOf(header[3]!) + hexOf(header[4]!) + hexOf(header[5]!)).toLowerCase();
}

/** Of rows, which never change. */
const seen_ms = new WeakMap<DeviceRow, number>();

function seenAt(row: DeviceRow): number {
  let at_ms = seen_ms.get(row);
  if (at_ms === undefined) seen_ms.set(row, (at_ms = Date.parse(row.lastSeen)));
  return at_ms;
}

/** Notes the STAN of a message that had the right MAC; one that comes late is not newer. */
export function noteStan({ tables }: Ledger, terminal: string, stan: number): void {
  const last = tables.get("stan", terminal)?.last;
  if (last !== undefined && (stan - last + STAN_COUNT) % STAN_COUNT > STAN_COUNT / 2) return;
  if (stan >= 1 && stan !== last) tables.put("stan", terminal, { terminal, last: stan });
}

function currentService(context: Context, device: DeviceRow): Service | undefined {
  const kept = keepTerm(context, device);
  // Where there is no term, nobody asks for the date.
  const today = kept.termUntil === "" ? "" : dateOf(context.now());
  return serviceOf(kept, context.ledger.tables.get("merchant", kept.merchant), today);
}

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));
