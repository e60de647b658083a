/**
 * Whether a device may trade, and its term: a year, which goes on unless somebody objects or it has violated the rules.
 *
 * The state of the device comes first, then its merchant's, then the term; a term goes on when it is looked at, and no clock runs for
 * it.
 */
import { Service } from "../../../assembly/abi_platform.ts";
import { addDays, addYear, dateOf } from "./calendar.ts";
import { audit, deviceName, PLATFORM } from "./context.ts";
import type { Actor, Context } from "./context.ts";
import { refuse } from "./refusal.ts";
import type { Result } from "./refusal.ts";
import type { DeviceRow, MerchantRow } from "./rows.ts";

/** A term is renewed in its last days. */
export const RENEWAL_DAYS = 30;

/** The first and the last day of a term that begins on `today`. */
export function termFrom(today: string): Pick<DeviceRow, "termFrom" | "termUntil"> {
  return { termFrom: today, termUntil: addDays(addYear(today), -1) };
}

/** @returns undefined when it is not bound at all */
export function serviceOf(
  device: DeviceRow,
  merchant: Pick<MerchantRow, "state"> | undefined,
  today: string,
): Service | undefined {
  switch (device.state) {
    case "locked":
      return Service.LOCKED;
    case "suspended":
      return Service.SUSPENDED;
    case "bound":
      return Service.AWAITING_ACTIVATION;
    case "active":
      if (merchant?.state === "suspended") return Service.SUSPENDED;
      return device.termUntil !== "" && today > device.termUntil ? Service.EXPIRED : Service.ACTIVE;
    default:
      return undefined;
  }
}

/** Renews by the merchant's or the platform's wish, in the last days of a term and after it. */
export function renew(context: Context, id: string, who: Actor): Result<DeviceRow> {
  const device = context.ledger.tables.get("device", id);
  if (device === undefined) return refuse("UNKNOWN_DEVICE");
  if (device.termUntil === "" || !["bound", "active", "suspended"].includes(device.state)) return refuse("STATE");
  const today = dateOf(context.now());
  if (today < addDays(device.termUntil, -RENEWAL_DAYS)) return refuse("TOO_EARLY");
  return extend(context, { ...device, objected: false, violations: 0 }, today, who);
}

/** Somebody does not want the term to go on by itself, or has changed his mind. */
export function objectToRenewal(context: Context, id: string, objected: boolean, who: Actor): Result<DeviceRow> {
  const device = context.ledger.tables.get("device", id);
  if (device === undefined) return refuse("UNKNOWN_DEVICE");
  if (device.termUntil === "" || device.objected === objected) return refuse("STATE");
  const row = { ...device, objected };
  context.ledger.tables.put("device", id, row);
  const what = objected ? "renewal objected to" : "objection withdrawn";
  audit(context, { who, what, about: deviceName(device), merchant: device.merchant, old: device.termUntil });
  return row;
}

/** A term that is over goes on by itself when nobody has objected and nothing was violated. @returns the device as it is now */
export function keepTerm(context: Context, device: DeviceRow): DeviceRow {
  if (device.state !== "active" || device.termUntil === "") return device;
  const today = dateOf(context.now());
  if (today <= device.termUntil) return device;
  if (device.objected || device.violations > 0) return device;
  return extend(context, device, today, PLATFORM);
}

function extend(context: Context, device: DeviceRow, today: string, who: Actor): DeviceRow {
  let termUntil = addYear(device.termUntil);
  while (termUntil < today) termUntil = addYear(termUntil);
  const row = { ...device, termUntil };
  context.ledger.tables.put("device", device.id, row);
  const term = { old: device.termUntil, new: termUntil };
  audit(context, { who, what: "term renewed", about: deviceName(device), merchant: device.merchant, ...term });
  return row;
}
