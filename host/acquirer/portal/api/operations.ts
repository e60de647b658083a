/**
 * All that the portal does, one line of a table each: the single source of the router, the access check, the validation, the
 * OpenAPI description and the calls of the pages.
 */
import type { Operation } from "./operation.ts";
import * as rows from "./rows.ts";
import { boolean, choice, integer, list, object, partial, text } from "./schema.ts";
import type { Schema } from "./schema.ts";
import { FIRMWARE_MANIFEST_BYTES } from "../../../../assembly/abi_devices.ts";
import { IMAGE_BYTES_MAX } from "../../platform/image_limit.ts";
import { GIVEN, ROLES, STAFF } from "../login/roles.ts";

/** The most rows of one answer. */
export const PAGE_MAX = 200;

const paging = { offset: integer(0, 1_000_000), limit: integer(1, PAGE_MAX) } as const;
const pageOf = <const S extends Schema>(row: S) => object({ items: list(row, PAGE_MAX), total: rows.count });
const reason = object({ reason: object({ zh: text(80, 1), en: text(80, 1) }) });
const device = { device: rows.device } as const;
const id = { id: rows.rowId } as const;

const SESSIONS = {
  signIn: {
    method: "POST",
    path: "/session",
    summary: "Sign in",
    roles: "anyone",
    body: object({ user: text(64, 1), password: { type: "string", minLength: 1, maxLength: 128 } }),
    answer: rows.SESSION,
  },
  readSession: {
    ...{
      method: "GET",
      path: "/session",
      summary: "Who is signed in, and the token for changes",
      roles: ROLES,
      early: true,
    },
    answer: rows.SESSION,
  },
  signOut: { method: "DELETE", path: "/session", summary: "Sign out", roles: ROLES, early: true },
  changePassword: {
    ...{ method: "PUT", path: "/session/password", summary: "Change one's own password", roles: ROLES, early: true },
    body: object({ old: { type: "string", minLength: 1, maxLength: 128 }, next: rows.password }),
    answer: rows.SESSION,
  },
} as const satisfies Record<string, Operation>;

const USERS = {
  listUsers: {
    ...{ method: "GET", path: "/users", summary: "Users", roles: ["clerk", "support", "auditor"] },
    query: paging,
    answer: pageOf(rows.USER),
  },
  addOwner: {
    ...{ method: "POST", path: "/users", summary: "Give a merchant's owner a login", roles: ["clerk"] },
    body: object({ name: rows.userName, merchant: rows.merchant, password: rows.password }),
    answer: rows.USER,
  },
  addStaff: {
    ...{ method: "POST", path: "/users/staff", summary: "Give somebody who helps or reads a login", roles: ["clerk"] },
    body: object({ name: rows.userName, role: choice(GIVEN), password: rows.password }),
    answer: rows.USER,
  },
  lockUser: {
    ...{ method: "PUT", path: "/users/{name}/lock", summary: "Lock or unlock an owner's login", roles: ["clerk"] },
    parameters: { name: rows.userName },
    body: object({ isLocked: boolean }),
    answer: rows.USER,
  },
} as const satisfies Record<string, Operation>;

const MERCHANTS = {
  listApplications: {
    ...{ method: "GET", path: "/applications", summary: "Applications", roles: ROLES },
    query: { ...paging, state: choice(rows.REGISTRATION_STATES) },
    answer: pageOf(rows.APPLICATION),
  },
  readApplication: {
    ...{ method: "GET", path: "/applications/{id}", summary: "One application", roles: ROLES },
    parameters: { id: rows.applicationId },
    answer: rows.APPLICATION,
  },
  submitApplication: {
    method: "POST",
    path: "/applications",
    summary: "Hand in an application for a device",
    roles: ["clerk", "support", "owner"],
    body: partial({ device: rows.device, form: rows.APPLICATION_FORM }, ["form"]),
    answer: rows.APPLICATION,
  },
  correctApplication: {
    method: "PUT",
    path: "/applications/{id}",
    summary: "Correct a rejected application and hand it in again",
    roles: ["clerk", "support", "owner"],
    parameters: { id: rows.applicationId },
    body: rows.APPLICATION_FORM,
    answer: rows.APPLICATION,
  },
  beginReview: {
    ...{ method: "POST", path: "/applications/{id}/review", summary: "Take into review", roles: ["reviewer"] },
    parameters: { id: rows.applicationId },
    answer: rows.APPLICATION,
  },
  approveApplication: {
    ...{ method: "POST", path: "/applications/{id}/approval", summary: "Approve", roles: ["reviewer"] },
    parameters: { id: rows.applicationId },
    answer: rows.APPLICATION,
  },
  rejectApplication: {
    ...{ method: "POST", path: "/applications/{id}/rejection", summary: "Reject with a reason", roles: ["reviewer"] },
    parameters: { id: rows.applicationId },
    body: reason,
    answer: rows.APPLICATION,
  },
  noteContract: {
    method: "POST",
    path: "/applications/{id}/contract",
    summary: "Note the signed contract and the deposit",
    roles: ["reviewer"],
    parameters: { id: rows.applicationId },
    body: object({ depositPaid: rows.amount }),
    answer: rows.APPLICATION,
  },
  changeInstitution: {
    ...{
      method: "PUT",
      path: "/merchants/{merchant}/institution",
      summary: "Change the institution",
      roles: ["clerk"],
    },
    parameters: { merchant: rows.merchant },
    body: object({ institution: { type: "string", pattern: "^[0-9]{3}$", maxLength: 3 } }),
    answer: rows.MERCHANT,
  },
  suspendMerchant: {
    ...{ method: "PUT", path: "/merchants/{merchant}/suspension", summary: "Suspend or resume", roles: ["reviewer"] },
    parameters: { merchant: rows.merchant },
    body: object({ isSuspended: boolean }),
    answer: rows.MERCHANT,
  },
  listMerchants: {
    ...{ method: "GET", path: "/merchants", summary: "Merchants", roles: ROLES },
    query: paging,
    answer: pageOf(rows.MERCHANT),
  },
  readMerchant: {
    ...{ method: "GET", path: "/merchants/{merchant}", summary: "One merchant", roles: ROLES },
    parameters: { merchant: rows.merchant },
    answer: rows.MERCHANT,
  },
} as const satisfies Record<string, Operation>;

const DEVICES = {
  listDevices: {
    ...{ method: "GET", path: "/devices", summary: "Devices", roles: ROLES },
    query: { ...paging, state: choice(rows.DEVICE_STATES), merchant: rows.merchant },
    answer: pageOf(rows.DEVICE),
  },
  readDevice: {
    ...{ method: "GET", path: "/devices/{device}", summary: "One device", roles: ROLES },
    parameters: device,
    answer: rows.DEVICE,
  },
  activateDevice: {
    method: "POST",
    path: "/devices/{device}/activation",
    summary: "Make an activation code, which is shown once",
    roles: ["clerk", "support", "owner"],
    parameters: device,
    answer: object({ code: text(12), device: rows.DEVICE }),
  },
  resendCode: {
    method: "POST",
    path: "/devices/{device}/activation/resend",
    summary: "Send the contact a new activation code",
    roles: ["clerk", "support", "owner"],
    parameters: device,
    answer: rows.DEVICE,
  },
  assistActivation: {
    method: "POST",
    path: "/devices/{device}/activation/assist",
    summary: "Activate without a code, once support knows whom it talks to",
    roles: ["support"],
    parameters: device,
    answer: rows.DEVICE,
  },
  suspendDevice: {
    ...{ method: "POST", path: "/devices/{device}/suspension", summary: "Suspend", roles: ["clerk", "support"] },
    parameters: device,
    body: reason,
    answer: rows.DEVICE,
  },
  resumeDevice: {
    ...{ method: "DELETE", path: "/devices/{device}/suspension", summary: "Resume", roles: ["clerk"] },
    parameters: device,
    answer: rows.DEVICE,
  },
  unbindDevice: {
    ...{ method: "DELETE", path: "/devices/{device}/binding", summary: "Unbind", roles: ["clerk"] },
    parameters: device,
    answer: rows.DEVICE,
  },
  unlockDevice: {
    ...{
      method: "DELETE",
      path: "/devices/{device}/lock",
      summary: "Unlock after a service visit",
      roles: ["support"],
    },
    parameters: device,
    answer: rows.DEVICE,
  },
  renewPassword: {
    method: "POST",
    path: "/devices/{device}/password",
    summary: "Make a new password for the binding, which is shown once",
    roles: ["clerk", "support"],
    parameters: device,
    answer: object({ code: text(12) }),
  },
  resetPassword: {
    method: "POST",
    path: "/devices/{device}/resets",
    summary: "Make a one-time code that resets an operator's password, which is shown once",
    roles: ["support", "owner"],
    parameters: device,
    body: object({ operator: integer(0, 99) }),
    answer: object({ code: text(12) }),
  },
} as const satisfies Record<string, Operation>;

const SETTINGS = {
  readLimits: {
    ...{ method: "GET", path: "/merchants/{merchant}/limits", summary: "Limits of a merchant", roles: ROLES },
    parameters: { merchant: rows.merchant },
    answer: rows.LIMITS,
  },
  setLimits: {
    ...{ method: "PUT", path: "/merchants/{merchant}/limits", summary: "Set the limits", roles: ["reviewer"] },
    parameters: { merchant: rows.merchant },
    body: rows.LIMITS,
    answer: rows.LIMITS,
  },
  listLimitRequests: {
    ...{ method: "GET", path: "/limit-requests", summary: "Wishes for other limits", roles: ROLES },
    query: { ...paging, state: choice(rows.REQUEST_STATES) },
    answer: pageOf(rows.LIMIT_REQUEST),
  },
  askLimits: {
    ...{ method: "POST", path: "/limit-requests", summary: "Ask for other limits", roles: ["owner"] },
    body: object({ limits: rows.LIMITS, why: text(100, 1) }),
    answer: rows.LIMIT_REQUEST,
  },
  decideLimits: {
    method: "POST",
    path: "/limit-requests/{id}/decision",
    summary: "Grant or refuse other limits",
    roles: ["reviewer"],
    parameters: id,
    body: object({ isGranted: boolean }),
    answer: rows.LIMIT_REQUEST,
  },
  readTexts: {
    ...{ method: "GET", path: "/texts", summary: "Texts and payment methods that terminals download", roles: STAFF },
    answer: rows.TEXTS,
  },
  setTexts: {
    ...{
      method: "PUT",
      path: "/texts",
      summary: "Set the texts; terminals are told to download them",
      roles: ["clerk"],
    },
    body: rows.TEXTS,
    answer: rows.TEXTS,
  },
  listReleases: {
    ...{ method: "GET", path: "/releases", summary: "Firmware releases", roles: STAFF },
    query: paging,
    answer: pageOf(rows.RELEASE),
  },
  publishRelease: {
    method: "POST",
    path: "/releases",
    summary: "Upload a signed release, newer than all before; it is offered to nobody yet",
    roles: ["clerk"],
    body: object({
      name: text(40, 1),
      manifest: rows.base64(FIRMWARE_MANIFEST_BYTES, "signed, as tillcore firmware sign writes it"),
      image: rows.base64(IMAGE_BYTES_MAX, "the image that the manifest names"),
    }),
    bodyBytes: 4 * Math.ceil(IMAGE_BYTES_MAX / 3) + 4096,
    answer: rows.RELEASE,
  },
  stageRelease: {
    method: "PUT",
    path: "/releases/{version}/stage",
    summary: "Offer a release to a part of the terminals",
    roles: ["clerk"],
    parameters: { version: { type: "string", pattern: "^[1-9][0-9]{0,9}$", maxLength: 10 } },
    body: object({ share: integer(0, 100) }),
    answer: rows.RELEASE,
  },
} as const satisfies Record<string, Operation>;

const RECORDS = {
  listTransactions: {
    ...{ method: "GET", path: "/transactions", summary: "Transactions, newest first", roles: ROLES },
    query: { ...paging, terminal: rows.terminal, batch: { type: "string", pattern: "^[0-9]{6}$", maxLength: 6 } },
    answer: pageOf(rows.TRANSACTION),
  },
  listSettlements: {
    ...{ method: "GET", path: "/settlements", summary: "Settlements, newest first", roles: ROLES },
    query: { ...paging, terminal: rows.terminal },
    answer: pageOf(rows.SETTLEMENT),
  },
  listFaults: {
    ...{ method: "GET", path: "/faults", summary: "Faults, newest first", roles: ROLES },
    query: { ...paging, device: rows.device, state: choice(rows.FAULT_STATES) },
    answer: pageOf(rows.FAULT),
  },
  readFaultSeries: {
    method: "GET",
    path: "/faults/series",
    summary: "Faults by part, per day and per thousand operations",
    roles: ROLES,
    query: { days: integer(1, 366) },
    answer: rows.FAULT_SERIES,
  },
  moveFault: {
    ...{ method: "PUT", path: "/faults/{id}/state", summary: "Note how far a repair is", roles: ["support"] },
    parameters: id,
    body: partial({ state: choice(rows.FAULT_STATES), note: text(200) }, ["state"]),
    answer: rows.FAULT,
  },
  listSecurityReports: {
    ...{ method: "GET", path: "/security-reports", summary: "Security reports, newest first", roles: ROLES },
    query: paging,
    answer: pageOf(rows.SECURITY_REPORT),
  },
  listBackups: {
    ...{ method: "GET", path: "/backups", summary: "Backups of terminals, newest first", roles: ROLES },
    query: { ...paging, device: rows.device },
    answer: pageOf(rows.BACKUP),
  },
  listAudit: {
    ...{ method: "GET", path: "/audit", summary: "Who changed what, newest first", roles: ["auditor"] },
    query: paging,
    answer: pageOf(rows.AUDIT),
  },
} as const satisfies Record<string, Operation>;

export const OPERATIONS = {
  ...SESSIONS,
  ...USERS,
  ...MERCHANTS,
  ...DEVICES,
  ...SETTINGS,
  ...RECORDS,
} as const satisfies Readonly<Record<string, Operation>>;

export type Operations = typeof OPERATIONS;
export type OperationId = keyof Operations;
