/**
 * Devices in stock, and the terminal numbers that they are given.
 *
 * What always holds: a device belongs to one merchant at most, and a number that was given to it stays its own until it is unbound.
 * Every assignment comes with a password of its own.
 */
import { audit, deviceName, nextNumber } from "./context.ts";
import type { Actor, Context } from "./context.ts";
import { giveCode } from "./codes.ts";
import { Refusal, refuse } from "./refusal.ts";
import type { Result } from "./refusal.ts";
import type { DeviceRow } from "./rows.ts";

const SERIAL = /^[0-9A-Z]{8}$/;
const FIRST_BATCH = "000001";

const BLANK = {
  ...{ terminal: "", merchant: "", reason: null, sealedMaster: "", pending: null, former: null },
  ...{ termFrom: "", termUntil: "", objected: false, violations: 0, firmware: 0, program: "", lastSeen: "" },
  ...{ due: [], acceptedAt: "" },
} as const;

/** A device out of the factory: belongs to nobody. */
export function stockDevice(serial: string): DeviceRow {
  return { ...BLANK, id: serial, serial, keySerial: serial, state: "stock" };
}

/** A machine that was provisioned by hand, with a TMK that the HSM holds: no serial number, no term. */
export function handDevice(terminal: string, merchant: string, keySerial: string): DeviceRow {
  return { ...BLANK, id: terminal, serial: "", keySerial, state: "active", terminal, merchant };
}

/** A device that the HSM has factory keys for comes into stock. */
export function addDevice(context: Context, serial: string, who: Actor): Result<DeviceRow> {
  if (!SERIAL.test(serial)) return refuse("SERIAL");
  if (context.ledger.tables.get("device", serial) !== undefined) return refuse("EXISTS");
  const row = stockDevice(serial);
  context.ledger.tables.put("device", serial, row);
  audit(context, { who, what: "device added", about: deviceName(row) });
  return row;
}

/** One more device for a merchant that has one already: a terminal number, and a password for the binding. */
export function assignDevice(context: Context, serial: string, merchant: string, who: Actor): Result<DeviceRow> {
  if (context.ledger.tables.get("merchant", merchant) === undefined) return refuse("NOT_FOUND");
  const device = context.ledger.tables.get("device", serial);
  if (device === undefined) return refuse("UNKNOWN_DEVICE");
  const isOwn = device.merchant === merchant && device.terminal !== "";
  const terminal = isOwn ? device.terminal : String(20_000_000 + nextNumber(context, "terminal"));
  return assignTerminal(context, serial, { terminal, merchant }, who);
}

/** The device may be bound under this number; the merchant's contact is sent the password. */
export function assignTerminal(
  context: Context,
  serial: string,
  { terminal, merchant }: { terminal: string; merchant: string },
  who: Actor,
): Result<DeviceRow> {
  const { ledger } = context;
  const device = ledger.tables.get("device", serial);
  const owner = ledger.tables.get("merchant", merchant);
  if (device === undefined) return refuse("UNKNOWN_DEVICE");
  if (owner === undefined) return refuse("NOT_FOUND");
  if (device.state !== "stock" && device.state !== "unbound") return refuse("STATE");
  const row: DeviceRow = { ...device, state: "assigned", terminal, merchant, reason: null, pending: null };
  ledger.tables.put("device", device.id, row);
  if (ledger.terminal(terminal) === undefined) {
    const fresh = { batch: FIRST_BATCH, sealedKeys: new Uint8Array(0) };
    ledger.putTerminal({ terminal, merchant, merchantName: owner.name, ...fresh });
  }
  givePassword(context, row);
  audit(context, {
    who,
    what: "terminal assigned",
    about: deviceName(row),
    merchant,
    old: device.state,
    new: terminal,
  });
  return row;
}

/** A new password for the binding, in place of one that was lost or tried too often. @returns it, for whoever may say it */
export function renewPassword(context: Context, id: string, who: Actor): Result<string> {
  const device = context.ledger.tables.get("device", id);
  if (device === undefined) return refuse("UNKNOWN_DEVICE");
  if (device.terminal === "" || device.serial === "" || device.state === "unbound") return refuse("STATE");
  const { merchant } = device;
  audit(context, { who, what: "binding password given", about: deviceName(device), merchant });
  return givePassword(context, device);
}

function givePassword(context: Context, { id, merchant }: DeviceRow): string {
  const phone = context.ledger.tables.get("merchant", merchant)?.phone ?? "";
  return giveCode(context, { purpose: "binding", device: id, merchant, phone });
}

/** The device of a terminal number; one that was provisioned by hand keeps its number when it is unbound. */
export function deviceOfTerminal({ ledger }: Context, terminal: string): DeviceRow | undefined {
  return ledger.tables.list("device", { terminal })[0];
}

export function isRefused<T>(result: Result<T>): result is Refusal {
  return result instanceof Refusal;
}
