/**
 * The portal over HTTP: limits, headers, cookies, the way from a request to its operation and back. Knows no operation.
 *
 * What always holds: whatever comes in gets an answer with the security headers or is cut off; only what an operation's own
 * schema allows reaches it; a change needs a session, its token and an own origin; no answer holds what a handler threw.
 */
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { BASE } from "../api/operation.ts";
import { PortalError } from "../errors.ts";
import type { Asset } from "./assets.ts";
import { SECURITY_HEADERS, isOwnName } from "./headers.ts";
import * as limits from "./limits.ts";

const LINGER_MS = 1_000;

/** What an operation came to. */
export interface Reply {
  /** Absent for 204. */
  value?: unknown;
  cookie?: string;
}

export interface ServerOptions {
  host: string;
  /** 0 for a free one. */
  port: number;
  assets: ReadonlyMap<string, Asset>;
  /** Answers below `/api/v1`. @throws PortalError */
  answer: (request: IncomingMessage, url: { path: string; search: URLSearchParams }) => Promise<Reply>;
  /** An error of our own, without what was in the request. */
  onFailure: (error: unknown) => void;
}

export class PortalServer {
  readonly #options: ServerOptions;
  readonly #server: Server;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#server = createServer(
      {
        maxHeaderSize: limits.HEADER_BYTES_MAX,
        headersTimeout: limits.HEADERS_TIMEOUT_MS,
        requestTimeout: limits.REQUEST_TIMEOUT_MS,
        keepAliveTimeout: limits.KEEP_ALIVE_MS,
        connectionsCheckingInterval: limits.CHECK_EVERY_MS,
        requireHostHeader: true,
      },
      (request, response) => void this.#handle(request, response),
    );
    this.#server.maxConnections = limits.CONNECTIONS_MAX;
    this.#server.maxRequestsPerSocket = limits.REQUESTS_OF_CONNECTION_MAX;
  }

  /** @returns the port that it listens on; rejects when the address cannot be had */
  listen(): Promise<number> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on("error", () => {}); // cut off by the peer: nobody waits for the answer
    try {
      const target = request.url ?? "/";
      if (target.length > limits.URL_CHARACTERS_MAX || !target.startsWith("/")) throw new PortalError("NOT_FOUND");
      if (!isOwnName(request.headers.host, this.#options.host)) throw new PortalError("FOREIGN_ORIGIN");
      const [path = "/", ...rest] = target.split("?");
      if (!path.startsWith(`${BASE}/`)) {
        this.#sendAsset(request, response, path);
        return;
      }
      const search = new URLSearchParams(rest.join("?"));
      sendReply(response, await this.#options.answer(request, { path, search }));
    } catch (error) {
      if (!(error instanceof PortalError)) this.#options.onFailure(error);
      sendError(request, response, error instanceof PortalError ? error : new PortalError("FAILED"));
    }
  }

  /** @throws PortalError NOT_FOUND for whatever is not in the table, and METHOD */
  #sendAsset({ method }: IncomingMessage, response: ServerResponse, path: string): void {
    const asset = this.#options.assets.get(path);
    if (asset === undefined) throw new PortalError("NOT_FOUND");
    if (method !== "GET" && method !== "HEAD") throw new PortalError("METHOD");
    const { type, content } = asset;
    response.writeHead(200, { ...SECURITY_HEADERS, "content-type": type, "content-length": content.length });
    response.end(method === "HEAD" ? undefined : content);
  }
}

function sendReply(response: ServerResponse, { value, cookie }: Reply): void {
  const headers = cookie === undefined ? SECURITY_HEADERS : { ...SECURITY_HEADERS, "set-cookie": cookie };
  if (value !== undefined) return sendJson(response, 200, headers, value);
  response.writeHead(204, headers);
  response.end();
}

/** What is left of the request goes unread, and the connection ends soon after the answer has had time to arrive. */
function sendError(request: IncomingMessage, response: ServerResponse, error: PortalError): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const headers: Record<string, string> = { ...SECURITY_HEADERS };
  if (error.retryAfter !== undefined) headers["retry-after"] = String(error.retryAfter);
  if (!request.complete) {
    headers["connection"] = "close";
    request.resume();
    setTimeout(() => request.destroy(), LINGER_MS).unref();
  }
  sendJson(response, error.status, headers, error.body);
}

function sendJson(response: ServerResponse, status: number, headers: Record<string, string>, value: unknown): void {
  const content = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    ...headers,
    "content-type": "application/json; charset=utf-8",
    "content-length": content.length,
  });
  response.end(content);
}
