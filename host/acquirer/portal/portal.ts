/**
 * The portal: from a request to its operation, through session, token, access and validation, and back.
 *
 * What always holds: every operation below `/api/v1` passes here, each check once and in one order; a change and its line in the
 * audit log become durable together or not at all.
 */
import type { IncomingMessage } from "node:http";
import type { Context } from "../platform/context.ts";
import { isChange } from "./api/operation.ts";
import type { Operation } from "./api/operation.ts";
import { CSRF_HEADER, openApi, SESSION_COOKIE } from "./api/openapi.ts";
import { OPERATIONS } from "./api/operations.ts";
import type { OperationId } from "./api/operations.ts";
import { COMPONENTS } from "./api/rows.ts";
import { check, checkAnswer, checkParameters, readQuery } from "./api/validate.ts";
import { PortalError } from "./errors.ts";
import type { Call } from "./handlers/call.ts";
import { DEVICE_HANDLERS } from "./handlers/devices.ts";
import { MERCHANT_HANDLERS } from "./handlers/merchants.ts";
import { RECORD_HANDLERS } from "./handlers/records.ts";
import { SETTINGS_HANDLERS } from "./handlers/settings.ts";
import { USER_HANDLERS, addOwner, addStaff } from "./handlers/users.ts";
import { loadAssets } from "./http/assets.ts";
import { readJson } from "./http/body.ts";
import { cookie, isOwnOrigin, setCookie } from "./http/headers.ts";
import { Router } from "./http/router.ts";
import { PortalServer } from "./http/server.ts";
import type { Reply } from "./http/server.ts";
import { admit } from "./login/access.ts";
import { hashPassword } from "./login/passwords.ts";
import { Sessions, isToken } from "./login/sessions.ts";
import { changePassword, shownSession, signIn, signOut } from "./login/sign_in.ts";
import type { Door, Opened } from "./login/sign_in.ts";
import { Throttle } from "./login/throttle.ts";
import type { User, Users } from "./login/users.ts";
import { View } from "./login/view.ts";

const API_VERSION = "1";
const UPLOAD_RETRY_S = 5;

const HANDLERS = {
  ...USER_HANDLERS,
  ...MERCHANT_HANDLERS,
  ...DEVICE_HANDLERS,
  ...SETTINGS_HANDLERS,
  ...RECORD_HANDLERS,
};

/** Those that wait for a password. */
type WaitingId = Exclude<OperationId, keyof typeof HANDLERS>;

export interface PortalOptions {
  context: Context;
  users: Users;
  host: string;
  /** 0 for a free one. */
  port: number;
  onFailure: (error: unknown) => void;
}

/** One request on its way. */
interface Visit {
  request: IncomingMessage;
  id: OperationId;
  /** Name of the session that the cookie asks for. */
  name: string | undefined;
  user: User | undefined;
  input: { parameters: Record<string, string>; query: Record<string, unknown>; body: unknown };
}

export class Portal {
  readonly #door: Door;
  readonly #server: PortalServer;
  readonly #router = new Router<OperationId>(OPERATIONS);
  /** Somebody sends more than is usual. */
  #isUploading = false;

  constructor({ context, users, host, port, onFailure }: PortalOptions) {
    this.#door = { context, users, sessions: new Sessions(), throttle: new Throttle() };
    const assets = loadAssets();
    const description = Buffer.from(JSON.stringify(describePortal()));
    assets.set("/openapi.json", { type: "application/json; charset=utf-8", content: description });
    const answer = (request: IncomingMessage, url: { path: string; search: URLSearchParams }): Promise<Reply> =>
      this.#answer(request, url);
    this.#server = new PortalServer({ host, port, assets, answer, onFailure });
  }

  /** @returns the port that it listens on; rejects when the address cannot be had */
  listen(): Promise<number> {
    return this.#server.listen();
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  async #answer(request: IncomingMessage, { path, search }: { path: string; search: URLSearchParams }): Promise<Reply> {
    const { id, operation, parameters } = this.#router.find(request.method ?? "", path);
    const name = cookie(request.headers.cookie, SESSION_COOKIE);
    const user = this.#admit(request, operation, name);
    checkParameters(operation, parameters);
    const query = readQuery(operation, search);
    const body = await this.#bodyOf(operation, request);
    const reply = await this.#perform({ request, id, name, user, input: { parameters, query, body } });
    checkAnswer(id, operation, reply.value);
    return reply;
  }

  /** @throws PortalError */
  async #bodyOf({ body: schema, bodyBytes }: Operation, request: IncomingMessage): Promise<unknown> {
    if (schema === undefined) return undefined;
    const isLarge = bodyBytes !== undefined;
    if (isLarge && this.#isUploading) throw new PortalError("BUSY", { retryAfter: UPLOAD_RETRY_S });
    if (isLarge) this.#isUploading = true;
    try {
      const body = await readJson(request, bodyBytes);
      check(schema, body, "body");
      return body;
    } finally {
      if (isLarge) this.#isUploading = false;
    }
  }

  /** @throws PortalError */
  #admit(request: IncomingMessage, operation: Operation, name: string | undefined): User | undefined {
    const { sessions, users, context } = this.#door;
    if (!isOwnOrigin(request.headers)) throw new PortalError("FOREIGN_ORIGIN");
    const session = sessions.find(name, context.now().getTime());
    const user = session === undefined ? undefined : users.find(session.user);
    admit(operation, user);
    if (operation.roles === "anyone" || !isChange(operation)) return user;
    const token = request.headers[CSRF_HEADER];
    if (session === undefined || !isToken(typeof token === "string" ? token : undefined, session)) {
      throw new PortalError("NO_TOKEN");
    }
    return user;
  }

  #perform(visit: Visit): Promise<Reply> {
    const { id } = visit;
    return isWaiting(id) ? this.#wait(id, visit) : Promise.resolve({ value: this.#change(id, visit) });
  }

  /** In one transaction, though it only reads. */
  #change(id: keyof typeof HANDLERS, visit: Visit): unknown {
    const handler = HANDLERS[id] as (call: Call<OperationId>) => unknown;
    return this.#door.context.ledger.transaction(() => handler(this.#callOf(visit)));
  }

  async #wait(id: WaitingId, visit: Visit): Promise<Reply> {
    const { request, name, user, input } = visit;
    const door = this.#door;
    const address = request.socket.remoteAddress ?? "";
    switch (id) {
      case "signIn": {
        const { user: asked, password } = input.body as Call<"signIn">["body"];
        const opened = await signIn(door, { name: asked, password, address });
        door.sessions.close(name);
        return replyOf(opened);
      }
      case "readSession":
        return { value: shownSession(known(user), this.#sessionOf(name)) };
      case "signOut":
        signOut(door, known(user), name);
        return { cookie: setCookie(SESSION_COOKIE, "") };
      case "changePassword": {
        const { old, next } = input.body as Call<"changePassword">["body"];
        return replyOf(await changePassword(door, known(user), old, next, address));
      }
      case "addStaff": {
        const call = this.#callOf(visit) as Call<"addStaff">;
        const password = await hashPassword(call.body.password);
        return { value: door.context.ledger.transaction(() => addStaff(call, password)) };
      }
      case "addOwner": {
        const call = this.#callOf(visit) as Call<"addOwner">;
        const password = await hashPassword(call.body.password);
        return { value: door.context.ledger.transaction(() => addOwner(call, password)) };
      }
    }
  }

  #callOf({ user, input }: Visit): Call<OperationId> {
    const { context, users } = this.#door;
    const view = new View(context.ledger, known(user));
    return { user: known(user), view, context, users, ...input } as unknown as Call<OperationId>;
  }

  /** @throws PortalError NOT_SIGNED_IN */
  #sessionOf(name: string | undefined): Parameters<typeof shownSession>[1] {
    const session = this.#door.sessions.find(name, this.#door.context.now().getTime());
    if (session === undefined) throw new PortalError("NOT_SIGNED_IN");
    return session;
  }
}

/** What `/openapi.json` says. */
export function describePortal(): Record<string, unknown> {
  return openApi(OPERATIONS, COMPONENTS, API_VERSION);
}

function isWaiting(id: OperationId): id is WaitingId {
  return !Object.hasOwn(HANDLERS, id);
}

function replyOf({ name, session, user }: Opened): Reply {
  return { value: shownSession(user, session), cookie: setCookie(SESSION_COOKIE, name) };
}

/** @throws PortalError NOT_SIGNED_IN */
function known(user: User | undefined): User {
  if (user === undefined) throw new PortalError("NOT_SIGNED_IN");
  return user;
}
