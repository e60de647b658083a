/**
 * What a demo or a test has the platform do from outside, as data: the same that the portal does, with no login, since whoever
 * holds the control channel holds the acquirer.
 *
 * Answers are views: no account, no identity number, no key. Codes are told, as to their owner's telephone.
 */
import { RegistrationState } from "../../../assembly/abi_platform.ts";
import { approve, contract, DEPOSIT, latestOf, reject } from "./applications.ts";
import { assignDevice, renewPassword } from "./assignment.ts";
import type { Context } from "./context.ts";
import * as devices from "./devices.ts";
import type { Letter } from "./outbox.ts";
import { Refusal, refuse } from "./refusal.ts";
import type { RefusalCode, Result } from "./refusal.ts";
import type { ApplicationRow, AuditRow, CodePurpose, DeviceRow, Due, MerchantRow, Words } from "./rows.ts";
import { objectToRenewal, renew } from "./service_state.ts";
import { masked } from "./views.ts";

/** @param device the serial number, or the terminal number of a machine that was provisioned by hand */
export type PlatformCommand =
  | { do: "state" }
  /** The newest application of the device is approved and contracted. */
  | { do: "approve"; device: string; deposit?: number }
  | { do: "reject"; device: string; reason: Words }
  | { do: "assign"; device: string; merchant: string }
  | { do: "give password" | "give activation" | "activate" | "resume" | "unlock" | "unbind" | "renew"; device: string }
  | { do: "give reset"; device: string; user: number }
  | { do: "suspend"; device: string; reason: Words }
  | { do: "object"; device: string; objected: boolean }
  | { do: "order"; device: string; due: Due }
  /** What was sent to a telephone last. */
  | { do: "read letter"; purpose: CodePurpose; device?: string };

export interface PlatformState {
  applications: ApplicationRow[];
  merchants: MerchantRow[];
  devices: DeviceView[];
  audit: AuditRow[];
}

/** Without keys. */
export type DeviceView = Omit<DeviceRow, "sealedMaster" | "pending" | "former">;

export type PlatformAnswer =
  | { state: PlatformState }
  | { application: ApplicationRow }
  | { device: DeviceView }
  | { code: string }
  | { letter: Letter | null }
  | { refused: RefusalCode; reason: Words };

const CONTROLLER = "control";

/** Durable when it returns. */
export function runCommand(context: Context, command: PlatformCommand): PlatformAnswer {
  const answer = context.ledger.transaction(() => answerTo(context, command));
  return answer instanceof Refusal ? { refused: answer.code, reason: answer.reason } : answer;
}

export function viewDevice({
  sealedMaster: _master,
  pending: _pending,
  former: _former,
  ...view
}: DeviceRow): DeviceView {
  return view;
}

function answerTo(context: Context, command: PlatformCommand): Result<PlatformAnswer> {
  switch (command.do) {
    case "state":
      return { state: stateOf(context) };
    case "approve":
      return application(approveAll(context, command.device, command.deposit ?? DEPOSIT));
    case "reject":
      return application(reject(context, latestId(context, command.device), command.reason, CONTROLLER));
    case "assign":
      return device(assignDevice(context, command.device, command.merchant, CONTROLLER));
    case "give password":
      return code(renewPassword(context, command.device, CONTROLLER));
    case "give activation":
      return code(devices.giveActivation(context, command.device, CONTROLLER));
    case "activate":
      return device(devices.activateBySupport(context, command.device, CONTROLLER));
    case "resume":
      return device(devices.resume(context, command.device, CONTROLLER));
    case "unlock":
      return device(devices.unlock(context, command.device, CONTROLLER));
    case "unbind":
      return device(devices.unbind(context, command.device, CONTROLLER));
    case "renew":
      return device(renew(context, command.device, CONTROLLER));
    case "give reset":
      return code(devices.giveReset(context, command.device, command.user, CONTROLLER));
    case "suspend":
      return device(devices.suspend(context, command.device, command.reason, CONTROLLER));
    case "object":
      return device(objectToRenewal(context, command.device, command.objected, CONTROLLER));
    case "order":
      return device(devices.order(context, command.device, command.due, CONTROLLER));
    case "read letter":
      return { letter: context.outbox.last(command.purpose, command.device) ?? null };
    default:
      return refuse("UNSUPPORTED");
  }
}

function stateOf({ ledger: { tables } }: Context): PlatformState {
  return {
    applications: tables.list("application").map(masked),
    merchants: tables.list("merchant").map(masked),
    devices: tables.list("device").map(viewDevice),
    audit: tables.list("audit"),
  };
}

function approveAll(context: Context, serial: string, deposit: number): Result<ApplicationRow> {
  const row = latestOf(context, serial);
  const isApproved = row?.state === RegistrationState.APPROVED;
  const approved = isApproved ? row : approve(context, row?.id ?? "", CONTROLLER);
  return approved instanceof Refusal ? approved : contract(context, approved.id, deposit, CONTROLLER);
}

function latestId(context: Context, serial: string): string {
  return latestOf(context, serial)?.id ?? "";
}

function application(row: Result<ApplicationRow>): Result<PlatformAnswer> {
  return row instanceof Refusal ? row : { application: masked(row) };
}

function device(row: Result<DeviceRow>): Result<PlatformAnswer> {
  return row instanceof Refusal ? row : { device: viewDevice(row) };
}

function code(given: Result<string>): Result<PlatformAnswer> {
  return given instanceof Refusal ? given : { code: given };
}
