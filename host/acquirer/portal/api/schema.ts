/**
 * The small part of JSON Schema in which the portal describes what goes in and out, and the TypeScript type of what each
 * schema describes: a handler that answers otherwise, or a page that reads otherwise, does not compile.
 *
 * Knows no operation and no row.
 */

interface Told {
  readonly description?: string;
}

export interface StringSchema extends Told {
  readonly type: "string";
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export interface IntegerSchema extends Told {
  readonly type: "integer";
  readonly minimum: number;
  readonly maximum: number;
}

export interface NumberSchema extends Told {
  readonly type: "number";
}

export interface BooleanSchema extends Told {
  readonly type: "boolean";
}

export interface ArraySchema extends Told {
  readonly type: "array";
  readonly items: Schema;
  readonly maxItems: number;
}

export interface ObjectSchema extends Told {
  readonly type: "object";
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

export type Schema = StringSchema | IntegerSchema | NumberSchema | BooleanSchema | ArraySchema | ObjectSchema;

/** What `S` describes. */
export type Value<S> = S extends { readonly enum: ReadonlyArray<infer E> }
  ? E
  : S extends { readonly type: "string" }
    ? string
    : S extends { readonly type: "integer" | "number" }
      ? number
      : S extends { readonly type: "boolean" }
        ? boolean
        : S extends { readonly type: "array"; readonly items: infer I }
          ? ReadonlyArray<Value<I>>
          : S extends { readonly properties: infer P; readonly required: ReadonlyArray<infer R> }
            ? { readonly [K in keyof P as K extends R ? K : never]: Value<P[K]> } & {
                readonly [K in keyof P as K extends R ? never : K]?: Value<P[K]>;
              }
            : never;

type Properties = Readonly<Record<string, Schema>>;
type Keys<P> = Extract<keyof P, string>;

/** An object of these properties and no others, all of which must be there. */
export function object<const P extends Properties>(properties: P): ObjectOf<P, Keys<P>> {
  return {
    type: "object",
    properties,
    required: Object.keys(properties) as Array<Keys<P>>,
    additionalProperties: false,
  };
}

/** An object of these properties and no others, of which only `required` must be there. */
export function partial<const P extends Properties, const R extends Keys<P>>(
  properties: P,
  required: readonly R[],
): ObjectOf<P, R> {
  return { type: "object", properties, required, additionalProperties: false };
}

interface ObjectOf<P extends Properties, R extends string> {
  readonly type: "object";
  readonly properties: P;
  readonly required: readonly R[];
  readonly additionalProperties: false;
}

export function list<const S extends Schema>(items: S, maxItems = 1000): { type: "array"; items: S; maxItems: number } {
  return { type: "array", items, maxItems };
}

export function choice<const E extends readonly string[]>(values: E): { type: "string"; enum: E } {
  return { type: "string", enum: values };
}

/** Text of one line; no control characters. */
export function text(maxLength: number, minLength = 0) {
  return { type: "string", minLength, maxLength, pattern: "^[^\\u0000-\\u001f\\u007f]*$" } as const;
}

/** Digits, letters or whatever `pattern` says; anchored. */
export function pattern(source: string, description: string) {
  return { type: "string", pattern: `^(?:${source})$`, maxLength: 4096, description } as const;
}

export function integer(minimum: number, maximum: number) {
  return { type: "integer", minimum, maximum } as const;
}

export const boolean = { type: "boolean" } as const;
export const number = { type: "number" } as const;
