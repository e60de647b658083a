/**
 * Devices: their binding, activation, suspension, and the codes that people are given for them. A code is in the answer to whoever gives
 * it, once; no list and no log has it.
 */
import * as assignment from "../../platform/assignment.ts";
import { batchKey } from "../../ledger.ts";
import { dateOf } from "../../platform/calendar.ts";
import { codeKey } from "../../platform/codes.ts";
import type { Context } from "../../platform/context.ts";
import * as devices from "../../platform/devices.ts";
import type { DeviceRow } from "../../platform/rows.ts";
import type { Result } from "../../platform/refusal.ts";
import { PortalError } from "../errors.ts";
import * as present from "../present.ts";
import { actor, page, valueOf } from "./call.ts";
import type { Call, Handlers } from "./call.ts";

type Ids =
  | ("listDevices" | "readDevice" | "activateDevice" | "resendCode" | "assistActivation")
  | ("suspendDevice" | "resumeDevice" | "unlockDevice" | "unbindDevice" | "renewPassword" | "resetPassword");

export const DEVICE_HANDLERS: Handlers<Ids> = {
  listDevices: (call) => {
    const { view, query } = call;
    const found = view.list("device", query.merchant === undefined ? {} : { merchant: query.merchant });
    const all = found.map((row) => shown(call, row));
    return page(
      all.filter(({ state }) => query.state === undefined || state === query.state),
      query,
      (row) => row,
    );
  },
  readDevice: (call) => shown(call, found(call)),

  activateDevice: (call) => {
    const code = valueOf(devices.giveActivation(call.context, found(call).id, actor(call.user)));
    return { code, device: shown(call, found(call)) };
  },
  resendCode: (call) => {
    valueOf(devices.resendActivation(call.context, found(call).id, actor(call.user)));
    return shown(call, found(call));
  },
  assistActivation: (call) => changed(call, devices.activateBySupport),
  suspendDevice: (call) => changed(call, (context, id, who) => devices.suspend(context, id, call.body.reason, who)),
  resumeDevice: (call) => changed(call, devices.resume),
  unlockDevice: (call) => changed(call, devices.unlock),
  unbindDevice: (call) => {
    if (!isSettled(call.context, found(call))) throw new PortalError("WRONG_STATE", { message: UNSETTLED });
    return changed(call, devices.unbind);
  },
  renewPassword: (call) => ({
    code: valueOf(assignment.renewPassword(call.context, found(call).id, actor(call.user))),
  }),
  resetPassword: (call) => ({
    code: valueOf(devices.giveReset(call.context, found(call).id, call.body.operator, actor(call.user))),
  }),
};

const UNSETTLED = { zh: "请先结算，再解绑", en: "Settle before unbinding" };

type DeviceCall = Pick<Call<"readDevice">, "view" | "context" | "user" | "parameters">;

function found({ view, parameters }: Pick<DeviceCall, "view" | "parameters">): DeviceRow {
  return view.find("device", parameters.device);
}

function changed(
  call: DeviceCall,
  change: (context: Context, id: string, who: string) => Result<DeviceRow>,
): present.Device {
  return shown(call, valueOf(change(call.context, found(call).id, actor(call.user))));
}

function shown({ view, context }: Pick<DeviceCall, "view" | "context">, row: DeviceRow): present.Device {
  const name = view.get("merchant", row.merchant)?.name ?? "";
  const code = view.get("code", codeKey({ purpose: "activation", device: row.id }));
  return present.device(row, dateOf(context.now()), { name, code });
}

/** Nothing stands in the open batch that was not reversed. */
function isSettled({ ledger }: Context, { merchant, terminal }: DeviceRow): boolean {
  const batch = ledger.terminal(terminal)?.batch ?? "";
  if (ledger.tables.get("settlement", `${terminal}/${batch}`) !== undefined) return true;
  return ledger.bookingsOf(batchKey({ merchant, terminal, batch })).every(({ reversed }) => reversed);
}
