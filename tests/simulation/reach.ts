/**
 * What an object holds: every array of bytes and every text that can be reached from it, through properties, elements and
 * entries, and, where it is asked for, through private fields and the variables that functions keep.
 *
 * Getters are not called. The walk stops at what it is told is not the object's own.
 */
import { Session } from "node:inspector";

export interface Held {
  /** How it was reached, for a person. */
  path: string;
  bytes: Uint8Array;
}

export interface Walk {
  /** Objects that belong to somebody else. */
  stops?: readonly object[];
  /** Private fields and closures too; much slower. */
  deep?: boolean;
}

interface Place {
  path: string;
  value: unknown;
}

/** More than any module has: the walk has left it, for the whole of the process. */
const OBJECTS_MAX = 20_000;

export function heldBy(root: object, { stops = [], deep = false }: Walk = {}): Held[] {
  const seen = new Set<unknown>(stops);
  const found: Held[] = [];
  const inspector = deep ? new Insides() : undefined;
  const waiting: Place[] = [{ path: "", value: root }];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { path, value } = place;
    if (typeof value === "string") found.push({ path, bytes: Buffer.from(value) });
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) continue;
    seen.add(value);
    if (seen.size > OBJECTS_MAX) throw new Error(`the walk does not end, at ${path}`);
    const bytes = bytesOf(value);
    if (bytes !== undefined) found.push({ path, bytes });
    else waiting.push(...partsOf(value, path), ...(inspector?.of(value, path) ?? []));
  }
  inspector?.close();
  return found;
}

function bytesOf(value: object): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

function partsOf(value: object, path: string): Place[] {
  const parts: Place[] = Reflect.ownKeys(value).map((key) => ({
    path: `${path}.${String(key)}`,
    value: Object.getOwnPropertyDescriptor(value, key)?.value as unknown,
  }));
  if (value instanceof Map) {
    for (const key of value.keys()) parts.push({ path: `${path}[key]`, value: key as unknown });
    for (const entry of value.values()) parts.push({ path: `${path}[]`, value: entry as unknown });
  }
  if (value instanceof Set) for (const entry of value) parts.push({ path: `${path}[]`, value: entry as unknown });
  return parts;
}

/** What only a debugger sees. */
class Insides {
  private readonly session = new Session();

  constructor() {
    this.session.connect();
  }

  close(): void {
    this.session.disconnect();
  }

  /** Private fields of an object; of a function the variables of the functions around it, not those of its module. */
  of(value: object, path: string): Place[] {
    const id = this.idOf(value);
    const { privateProperties = [], internalProperties = [] } = this.propertiesOf(id);
    const places: Place[] = privateProperties.flatMap(({ name, value: field }) => this.place(`${path}.${name}`, field));
    const scopes = internalProperties.find(({ name }) => name === "[[Scopes]]")?.value?.objectId;
    if (scopes === undefined) return places;
    for (const { value: scope } of this.propertiesOf(scopes).result) {
      if (scope?.objectId === undefined || !/^(Closure|Block|Catch)/.test(scope.description ?? "")) continue;
      for (const { name, value: variable } of this.propertiesOf(scope.objectId).result) {
        places.push(...this.place(`${path}(${name})`, variable));
      }
    }
    return places;
  }

  private place(path: string, remote: Remote | undefined): Place[] {
    if (remote?.type === "string") return [{ path, value: remote.value }];
    return remote?.objectId === undefined ? [] : [{ path, value: this.valueOf(remote.objectId) }];
  }

  private idOf(value: object): string {
    EXCHANGE.value = value;
    const expression = `globalThis[Symbol.for(${JSON.stringify(EXCHANGE_NAME)})].value`;
    return (this.post("Runtime.evaluate", { expression }) as { result: { objectId: string } }).result.objectId;
  }

  private valueOf(objectId: string): unknown {
    const name = JSON.stringify(EXCHANGE_NAME);
    const functionDeclaration = `function () { globalThis[Symbol.for(${name})].value = this; }`;
    this.post("Runtime.callFunctionOn", { objectId, functionDeclaration });
    return EXCHANGE.value;
  }

  private propertiesOf(objectId: string): Properties {
    return this.post("Runtime.getProperties", { objectId, ownProperties: true }) as Properties;
  }

  /** In one's own process the answer comes before `post` returns. */
  private post(method: string, parameters: object): unknown {
    let answer: unknown;
    this.session.post(method, parameters, (error, result) => {
      if (error !== null) throw error;
      answer = result;
    });
    if (answer === undefined) throw new Error("the inspector did not answer at once");
    return answer;
  }
}

interface Remote {
  type: string;
  value?: unknown;
  description?: string;
  objectId?: string;
}

interface Property {
  name: string;
  value?: Remote;
}

interface Properties {
  result: Property[];
  internalProperties?: Property[];
  privateProperties?: Property[];
}

/** Where an object changes hands between this file and the inspector. */
const EXCHANGE_NAME = "tillcore-reach";
const EXCHANGE: { value: unknown } = { value: undefined };
Object.defineProperty(globalThis, Symbol.for(EXCHANGE_NAME), { value: EXCHANGE });
