/**
 * The API against its own description: whatever the OpenAPI document allows, and much that it does not, gets an answer that the
 * document describes, and never a failure.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { OPERATIONS } from "../../../../host/acquirer/portal/api/operations.ts";
import type { OperationId } from "../../../../host/acquirer/portal/api/operations.ts";
import type { Operation } from "../../../../host/acquirer/portal/api/operation.ts";
import type { Role } from "../../../../host/acquirer/portal/login/roles.ts";
import { Visitor, openWorld, parametersOf } from "./world.ts";
import type { Answered, World } from "./world.ts";

const RUNS = 8;

/** As the document has it. */
interface SchemaText {
  $ref?: string;
  type?: string;
  enum?: string[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: SchemaText;
  maxItems?: number;
  properties?: Record<string, SchemaText>;
  required?: string[];
}

interface Content {
  content?: { "application/json": { schema: SchemaText } };
}

interface Described {
  operationId: OperationId;
  parameters?: Array<{ name: string; in: "path" | "query"; schema: SchemaText }>;
  requestBody?: Content;
  responses: Record<string, Content>;
}

interface Document {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, SchemaText> };
}

interface Place {
  path: string;
  method: string;
  described: Described;
}

let world: World;
let document: Document;
const visitors = new Map<Role, Visitor>();

before(async () => {
  world = await openWorld();
  for (const role of ["clerk", "reviewer", "support", "auditor", "owner"] as const) {
    visitors.set(role, await Visitor.signedIn(world, role));
  }
  document = (await new Visitor(world).send("GET", "/openapi.json")).body as Document;
});
after(() => world.portal.close());

function places(): Place[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method: method.toUpperCase(), described })),
  );
}

const lone = new Ajv2020({ strict: false, validateSchema: false });

/** What the document says of an answer; `undefined` when it is as described. */
function faultIn({ path, method, described }: Place, { status, body }: Answered): string | undefined {
  if (lone.getSchema("portal") === undefined) lone.addSchema(document, "portal");
  const code = String(status) in described.responses ? String(status) : "default";
  if (described.responses[code]?.content === undefined) return body === undefined ? undefined : "a body";
  const steps = ["paths", path, method.toLowerCase(), "responses", code, "content", "application/json", "schema"];
  const pointer = steps.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
  const validate = lone.getSchema(`portal#/${pointer}`);
  if (validate === undefined) return `no schema at ${pointer}`;
  return validate(body) === true ? undefined : lone.errorsText(validate.errors);
}

function valuesOf(schema: SchemaText): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return valuesOf(document.components.schemas[schema.$ref.split("/").at(-1) ?? ""]!);
  switch (schema.type) {
    case "object": {
      const fields = Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, valuesOf(inner)] as const);
      return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
    }
    case "array":
      return fc.array(valuesOf(schema.items ?? {}), { maxLength: Math.min(schema.maxItems ?? 5, 5) });
    case "integer":
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 0, 2 ** 31) });
    case "boolean":
      return fc.boolean();
    default:
      return textsOf(schema);
  }
}

function textsOf({ enum: values, pattern, minLength = 0, maxLength = 100 }: SchemaText): fc.Arbitrary<string> {
  if (values !== undefined) return fc.constantFrom(...values);
  const lengths = { minLength, maxLength };
  if (pattern === undefined) return fc.string(lengths);
  const regular = new RegExp(pattern, "u");
  const made = pattern.includes("\\u0000") ? fc.string({ ...lengths, unit: "grapheme" }) : fc.stringMatching(regular);
  return made.filter((text) => regular.test(text) && lengthOf(text) >= minLength && lengthOf(text) <= maxLength);
}

/** As JSON Schema counts: code points. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

interface Asked {
  role: Role;
  parameters: Record<string, unknown>;
  query: Record<string, unknown>;
  body: unknown;
}

/** Half of the path parameters name something that is there. */
function requestsOf({ described }: Place): fc.Arbitrary<Asked> {
  const operation: Operation = OPERATIONS[described.operationId];
  const known: Record<string, string> = { ...parametersOf(operation, 1), name: "other" };
  const { parameters = [], requestBody } = described;
  const inPath = parameters.filter((parameter) => parameter.in === "path");
  const inQuery = parameters.filter((parameter) => parameter.in === "query");
  const named = inPath.map(({ name, schema }) => [name, fc.oneof(fc.constant(known[name]), valuesOf(schema))] as const);
  const asked = inQuery.map(({ name, schema }) => [name, valuesOf(schema)] as const);
  const schema = requestBody?.content?.["application/json"].schema;
  const roles = operation.roles === "anyone" ? (["clerk"] as const) : operation.roles;
  return fc.record({
    role: fc.constantFrom(...roles),
    parameters: fc.record(Object.fromEntries(named)),
    query: fc.record(Object.fromEntries(asked), { requiredKeys: [] }),
    body: schema === undefined ? fc.constant(undefined) : valuesOf(schema),
  });
}

async function send({ path, method }: Place, { role, parameters, query, body }: Asked): Promise<Answered> {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parameters[name])));
  const search = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return visitors.get(role)!.send(method, `${filled}${search.length > 0 ? `?${search.join("&")}` : ""}`, { body });
}

function isFuzzed({ described: { operationId } }: Place): boolean {
  return operationId !== "signOut"; // takes nothing, and would end the visits
}

describe("the API, as its description says", () => {
  it("answers whatever the description allows as the description says", async () => {
    const statuses = new Map<number, number>();
    for (const place of places().filter(isFuzzed)) {
      await fc.assert(
        fc.asyncProperty(requestsOf(place), async (asked) => {
          const answered = await send(place, asked);
          statuses.set(answered.status, (statuses.get(answered.status) ?? 0) + 1);
          assert.equal(faultIn(place, answered), undefined, `${place.described.operationId}: ${answered.text}`);
          assert.ok(answered.status < 500, `${place.described.operationId}: ${answered.text}`);
        }),
        { numRuns: RUNS, seed: 20260601 },
      );
    }
    assert.deepEqual(world.failures, []);
    assert.ok((statuses.get(200) ?? 0) > 120, JSON.stringify([...statuses]));
  });

  it("refuses a body with a property more or one less, and says where", async () => {
    for (const place of places().filter(isFuzzed)) {
      const { described } = place;
      if (described.requestBody === undefined) continue;
      await fc.assert(
        fc.asyncProperty(requestsOf(place), fc.nat(), async (asked, which) => {
          const body = asked.body as Record<string, unknown>;
          const more = await send(place, { ...asked, body: { ...body, isAdmin: true } });
          assert.deepEqual([more.status, (more.body as { path: string }).path], [400, "/body/isAdmin"]);
          const names = Object.keys(body).filter((name) => name !== "device");
          const gone = names[which % names.length];
          const less = Object.fromEntries(Object.entries(body).filter(([name]) => name !== gone));
          assert.equal((await send(place, { ...asked, body: less })).status, 400);
        }),
        { numRuns: 2, seed: 20260601 },
      );
    }
  });

  it("refuses whatever else is sent, or answers as described", async () => {
    for (const place of places().filter(isFuzzed)) {
      const anything = fc.record({ parameters: fc.dictionary(fc.string(), fc.string()), body: fc.jsonValue() });
      await fc.assert(
        fc.asyncProperty(requestsOf(place), anything, async (asked, { body }) => {
          const strange = Object.fromEntries(Object.keys(asked.parameters).map((name) => [name, JSON.stringify(body)]));
          const isTaken = place.described.requestBody !== undefined;
          const inBody = await send(place, { ...asked, body: isTaken ? body : undefined });
          const inPath = await send(place, { ...asked, parameters: strange });
          const inQuery = await send(place, { ...asked, query: { limit: JSON.stringify(body), more: "1" } });
          for (const answered of [inBody, inPath, inQuery]) {
            assert.equal(faultIn(place, answered), undefined, answered.text);
            assert.ok(answered.status < 500, answered.text);
          }
          assert.ok(inQuery.status === 400 || inQuery.status === 404, `${place.path} ${inQuery.status}`);
        }),
        { numRuns: 2, seed: 20260601 },
      );
    }
    assert.deepEqual(world.failures, []);
  });
});
