/** From method and path to an operation. Knows no operation by name, and what is no path of one leads nowhere. */
import { PortalError } from "../errors.ts";
import { BASE } from "../api/operation.ts";
import type { Operation } from "../api/operation.ts";

export interface Route<Id extends string> {
  id: Id;
  operation: Operation;
  parameters: Record<string, string>;
}

interface Entry<Id> {
  id: Id;
  operation: Operation;
  parts: string[];
}

export class Router<Id extends string> {
  readonly #entries: Array<Entry<Id>>;

  constructor(operations: Readonly<Record<Id, Operation>>) {
    this.#entries = (Object.entries(operations) as Array<[Id, Operation]>).map(([id, operation]) => {
      return { id, operation, parts: `${BASE}${operation.path}`.split("/") };
    });
  }

  /**
   * @param path as it was sent, neither decoded nor normalised
   * @throws PortalError NOT_FOUND or METHOD
   */
  find(method: string, path: string): Route<Id> {
    const parts = path.split("/");
    const found = this.#entries.flatMap((entry) => {
      const parameters = match(entry.parts, parts);
      return parameters === undefined ? [] : [{ id: entry.id, operation: entry.operation, parameters }];
    });
    // A literal part stands before a parameter: the table has no two operations that differ otherwise.
    const [route] = found
      .filter(({ operation }) => operation.method === method)
      .sort((a, b) => Object.keys(a.parameters).length - Object.keys(b.parameters).length);
    if (route !== undefined) return route;
    throw new PortalError(found.length > 0 ? "METHOD" : "NOT_FOUND");
  }
}

function match(parts: readonly string[], sent: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== sent.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const given = sent[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const value = name === undefined ? given : decode(given);
    if (value === undefined || (name === undefined && given !== part)) return undefined;
    if (name !== undefined) parameters[name] = value;
  }
  return parameters;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
