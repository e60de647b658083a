/** The body of a request as JSON, within its limits. Knows no schema. */
import type { IncomingMessage } from "node:http";
import { isDeeper } from "../../../codec/json_schema.ts";
import { PortalError } from "../errors.ts";
import { BODY_BYTES_MAX, BODY_DEPTH_MAX } from "./limits.ts";

/** @throws PortalError CONTENT_TYPE, TOO_LARGE or MALFORMED */
export async function readJson(request: IncomingMessage, bytesMax = BODY_BYTES_MAX): Promise<unknown> {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/json(?:\s*;\s*charset=utf-8)?$/i.test(type)) throw new PortalError("CONTENT_TYPE");
  if (request.headers["content-encoding"] !== undefined) throw new PortalError("CONTENT_TYPE");
  const bytes = await readBytes(request, bytesMax);
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isDeeper(value, BODY_DEPTH_MAX) || holdsPrototype(value)) throw new PortalError("MALFORMED");
    return value;
  } catch {
    throw new PortalError("MALFORMED");
  }
}

async function readBytes(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) throw new PortalError("TOO_LARGE");
  const chunks: Buffer[] = [];
  let length = 0;
  // Not destroyed at a refusal: the refusal is still to be sent on the same socket.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bytesMax) throw new PortalError("TOO_LARGE");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** JSON.parse makes `__proto__` a property like any other; whoever copies such an object later would not. */
function holdsPrototype(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, "__proto__") || Object.values(value).some(holdsPrototype);
}
