/** A portal over a ledger in memory with two merchants and a row in every table, and visitors who talk to it. */
import { createHash } from "node:crypto";
import { OPERATIONS } from "../../../../host/acquirer/portal/api/operations.ts";
import type { OperationId } from "../../../../host/acquirer/portal/api/operations.ts";
import type { Operation } from "../../../../host/acquirer/portal/api/operation.ts";
import { hashPassword } from "../../../../host/acquirer/portal/login/passwords.ts";
import type { PasswordHash } from "../../../../host/acquirer/portal/login/passwords.ts";
import { ROLES } from "../../../../host/acquirer/portal/login/roles.ts";
import type { Role } from "../../../../host/acquirer/portal/login/roles.ts";
import { MemoryUsers } from "../../../../host/acquirer/portal/login/users.ts";
import { Portal } from "../../../../host/acquirer/portal/portal.ts";
import { MemoryLedger } from "../../../../host/acquirer/memory_ledger.ts";
import { releaseKeyOf } from "../../../../host/acquirer/releases.ts";
import { manifestOf, signManifest, testSigningKey } from "../../../../host/firmware/manifest.ts";
import { messageKey } from "../../../../host/acquirer/ledger.ts";
import { handDevice, stockDevice } from "../../../../host/acquirer/platform/assignment.ts";
import type { Context } from "../../../../host/acquirer/platform/context.ts";
import { identityCheck, licenceCheck, luhnCheck } from "../../../../host/acquirer/platform/check_characters.ts";
import { Outbox } from "../../../../host/acquirer/platform/outbox.ts";
import { RegistrationState, SecurityEvent } from "../../../../assembly/abi_platform.ts";

export const PASSWORD = "correct horse battery";
export const OWN = "104110548991001";
export const OTHER = "104110548992002";
export const START_MS = Date.UTC(2026, 5, 1, 4);

let hash: Promise<PasswordHash> | undefined;

export interface World {
  portal: Portal;
  context: Context;
  ledger: MemoryLedger;
  users: MemoryUsers;
  origin: string;
  port: number;
  failures: unknown[];
  /** Moves the clock. */
  pass(time_ms: number): void;
}

/** Owners: `owner` of OWN, `other` of OTHER; every other role goes by its own name. */
export async function openWorld(): Promise<World> {
  const ledger = new MemoryLedger();
  const users = new MemoryUsers();
  hash ??= hashPassword(PASSWORD);
  const password = await hash;
  const failures: unknown[] = [];
  let now_ms = START_MS;
  let drawn = 0;
  const context: Context = {
    ledger,
    now: () => new Date(now_ms),
    random: (length) => Uint8Array.from({ length }, () => (drawn = (drawn * 73 + 41) % 251)),
    codeCheck: (code, salt) => createHash("sha256").update(`${salt}${code}`).digest("hex"),
    outbox: new Outbox(),
    newCode: undefined,
  };
  for (const name of [...ROLES, "other"]) {
    const role = ROLES.find((candidate) => candidate === name) ?? "owner";
    const merchant = name === "other" ? OTHER : OWN;
    users.put({ name, role, password, mustChange: false, isLocked: false, ...(role === "owner" ? { merchant } : {}) });
  }
  ledger.transaction(() => fill(context));
  const portal = new Portal({ context, users, host: "127.0.0.1", port: 0, onFailure: (error) => failures.push(error) });
  const port = await portal.listen();
  const origin = `http://127.0.0.1:${port}`;
  return { portal, context, ledger, users, origin, port, failures, pass: (time_ms) => (now_ms += time_ms) };
}

const LICENCE_FRONT = "91110108MA01XXXX1".replaceAll("X", "2");

export const FORM = {
  name: "街角面馆",
  category: "5812",
  licence: `${LICENCE_FRONT}${licenceCheck(LICENCE_FRONT)}`,
  identity: `11010119900307123${identityCheck("11010119900307123")}`,
  account: `622848000123456789${luhnCheck("622848000123456789")}`,
  contact: "王小明",
  phone: "13800138000",
  documents: ["businessLicence", "identityCard", "bankPermit", "agreement"],
};

const IMAGE = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7) % 251);

/** The body of an upload, right in everything unless told otherwise. */
export function upload(version: number, { image = IMAGE, key = testSigningKey() } = {}): Record<string, string> {
  const manifest = signManifest(manifestOf(image, version), key);
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
  return { name: `release ${version}`, manifest: base64(manifest), image: base64(image) };
}

/** Rows of both merchants under the same names but for their end: 1 is OWN's, 2 is OTHER's. */
function fill({ ledger, now }: Context): void {
  const at = now().toISOString();
  const { tables } = ledger;
  const { licence, identity, account, contact, phone } = FORM;
  const person = { licence, identity, account, contact, phone };
  for (const [index, merchant] of [OWN, OTHER].entries()) {
    const end = String(index + 1);
    const [device, terminal] = [`TC00000${end}`, `1000000${end}`];
    const own = { merchant, device };
    tables.put("merchant", merchant, {
      ...{ merchant, name: `商户${end}`, category: "5812", ...person, application: `A${end}`, institution: "104" },
      ...{ state: "active", openedAt: at },
    });
    tables.put("application", `A${end}`, {
      ...{ id: `A${end}`, serial: device, name: `商户${end}`, category: "5812", ...person, documents: 31 },
      ...{ state: RegistrationState.CONTRACTED, submittedAt: at, dueDate: "20260608", decidedAt: at, reason: null },
      ...{ round: 1, deposit: 20_000, depositPaid: 20_000, merchant, terminal },
    });
    tables.put("device", device, { ...stockDevice(device), state: "bound", terminal, merchant, termUntil: "20270531" });
    tables.put("device", `3000000${end}`, handDevice(`3000000${end}`, merchant, device));
    ledger.putTerminal({ terminal, merchant, merchantName: "", batch: "000001", sealedKeys: new Uint8Array(0) });
    const wanted = { payment: 100, day: 1000, debit: 0, credit: 0, stripe: 0 };
    const asked = {
      id: `0000000${end}`,
      merchant,
      wanted,
      why: "旺季",
      state: "open",
      askedAt: at,
      decidedAt: "",
    } as const;
    tables.put("limitRequest", asked.id, asked);
    const fault = {
      part: 3,
      code: 7,
      count: 2,
      state: "open",
      at: "20260601120000",
      reportedAt: at,
      note: "",
    } as const;
    tables.put("fault", `${device}/1`, { key: `${device}/1`, ...own, ...fault });
    tables.put("status", device, { ...own, at, values: { "01": "1" }, operations: 500 });
    const report = { id: `0000000${end}`, ...own, event: SecurityEvent.TAMPER, at: "20260601120000", reportedAt: at };
    tables.put("securityReport", report.id, report);
    tables.put("backup", `${device}/1`, { key: `${device}/1`, device, generation: 1, blocks: 4, at });
    tables.put("settlement", `${terminal}/000000`, {
      ...{ key: `${terminal}/000000`, terminal, merchant, batch: "000000", at, result: 1 },
      ...{ debitAmount: 100, debitCount: 1, creditAmount: 0, creditCount: 0, hostAmount: 100, hostCount: 1 },
    });
    const [mti, processingCode, stan] = ["0200", "000000", "000001"];
    ledger.putBooking({
      key: messageKey({ merchant, terminal, batch: "000001", stan, mti, processingCode }),
      ...{ account: "debit", amount: 100 + index, reference: `00000000000${end}`, authorisation: "123456" },
      ...{ settlementDate: "0601", reversed: false },
    });
  }
  tables.put("device", "TC000009", stockDevice("TC000009"));
  const release = {
    bytes: 1000,
    hash: "ab".repeat(32),
    signature: "cd".repeat(64),
    state: "staged",
    share: 0,
  } as const;
  tables.put("release", releaseKeyOf(2), { version: 2, name: "1.1.0", at, ...release });
}

/** Values of path parameters that name something of OWN's (1) or of OTHER's (2). */
export function parametersOf(operation: Operation, end: 1 | 2): Record<string, string> {
  const merchant = end === 1 ? OWN : OTHER;
  const device = `TC00000${end}`;
  const id = operation.path.startsWith("/applications")
    ? `A${end}`
    : operation.path.startsWith("/faults")
      ? `${device}-1`
      : `0000000${end}`;
  return { merchant, device, id, name: end === 1 ? "owner" : "other", version: "2" };
}

export function pathOf(operation: Operation, parameters: Readonly<Record<string, string>>): string {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ""));
  return `/api/v1${path}`;
}

export interface Answered {
  status: number;
  headers: Headers;
  /** Parsed; undefined for 204. */
  body: unknown;
  text: string;
}

interface Sent {
  body?: unknown;
  headers?: Record<string, string>;
}

/** One browser: keeps its cookie and its token. */
export class Visitor {
  cookie = "";
  csrf = "";
  readonly #origin: string;

  constructor({ origin }: Pick<World, "origin">) {
    this.#origin = origin;
  }

  static async signedIn(world: World, user: Role | "other"): Promise<Visitor> {
    const visitor = new Visitor(world);
    const { status, text } = await visitor.signIn(user, PASSWORD);
    if (status !== 200) throw new Error(`${user} cannot sign in: ${text}`);
    return visitor;
  }

  async signIn(user: string, password: string): Promise<Answered> {
    return this.send("POST", "/api/v1/session", { body: { user, password } });
  }

  async call(id: OperationId, parameters: Readonly<Record<string, string>> = {}, body?: unknown): Promise<Answered> {
    const operation: Operation = OPERATIONS[id];
    return this.send(operation.method, pathOf(operation, parameters), { body });
  }

  async send(method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Answered> {
    const sent: Record<string, string> = { ...headers };
    if (this.cookie !== "" && sent["cookie"] === undefined) sent["cookie"] = this.cookie;
    if (this.csrf !== "" && sent["x-csrf-token"] === undefined) sent["x-csrf-token"] = this.csrf;
    if (body !== undefined) sent["content-type"] ??= "application/json";
    const content = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(`${this.#origin}${path}`, { method, headers: sent, body: content });
    const text = await response.text();
    const answered = { status: response.status, headers: response.headers, text, body: parse(text) };
    this.#keep(answered);
    return answered;
  }

  #keep({ headers, body }: Answered): void {
    const set = headers.get("set-cookie");
    if (set === null) return;
    this.cookie = set.split(";")[0] ?? "";
    this.csrf = (body as { csrf?: string } | undefined)?.csrf ?? "";
  }
}

function parse(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
