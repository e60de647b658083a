/**
 * The API as functions: what an operation takes and gives is known from the table of operations, as on the server.
 *
 * Owns the token of the session. Knows no page.
 */
import { BASE, isChange } from "../api/operation.ts";
import type { Answer, Body, Operation, Parameters, Query } from "../api/operation.ts";
import { OPERATIONS } from "../api/operations.ts";
import type { OperationId, Operations } from "../api/operations.ts";
import type { ErrorBody, ErrorCode } from "../errors.ts";
import type { SESSION } from "../api/rows.ts";
import type { Value } from "../api/schema.ts";
import type { Text } from "../../../locale/language.ts";

export type Session = Value<typeof SESSION>;

interface Asked<Id extends OperationId> {
  parameters?: Parameters<Operations[Id]>;
  query?: Query<Operations[Id]>;
  body?: Body<Operations[Id]>;
}

export class CallError extends Error {
  readonly code: ErrorCode | "OFFLINE";
  readonly text: Text;
  /** JSON pointer into the request. */
  readonly path: string;

  constructor({ code, message, path = "" }: Omit<ErrorBody, "code"> & { code: ErrorCode | "OFFLINE" }) {
    super(message.en);
    this.code = code;
    this.text = message;
    this.path = path;
  }
}

const OFFLINE: Text = { zh: "无法连接服务器", en: "The server cannot be reached" };

let token = "";

/** @throws CallError */
export async function call<Id extends OperationId>(id: Id, asked: Asked<Id> = {}): Promise<Answer<Operations[Id]>> {
  const operation: Operation = OPERATIONS[id];
  const { parameters = {}, query = {}, body } = asked;
  const headers: Record<string, string> = {};
  if (isChange(operation)) headers["x-csrf-token"] = token;
  if (body !== undefined) headers["content-type"] = "application/json";
  const response = await send(pathOf(operation, parameters, query), {
    method: operation.method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = response.status === 204 ? undefined : await response.json();
  if (!response.ok) throw new CallError(answer as ErrorBody);
  if (isSession(answer)) token = answer.csrf;
  return answer as Answer<Operations[Id]>;
}

/** Whether the operation is for this role. */
export function mayCall(id: OperationId, { role }: Session): boolean {
  const { roles }: Operation = OPERATIONS[id];
  return roles === "anyone" || roles.includes(role);
}

async function send(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...options, credentials: "same-origin" });
  } catch {
    throw new CallError({ code: "OFFLINE", message: OFFLINE });
  }
}

type Named = Readonly<Record<string, unknown>>;

function pathOf({ path }: Operation, parameters: Named, query: Named): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parameters[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if ((typeof value === "string" && value !== "") || typeof value === "number") search.set(name, String(value));
  }
  return `${BASE}${filled}${search.size > 0 ? `?${search.toString()}` : ""}`;
}

function isSession(answer: unknown): answer is Session {
  return typeof answer === "object" && answer !== null && "csrf" in answer;
}
