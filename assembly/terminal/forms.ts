/**
 * The forms: which fields each has, in their order, and what a value must be. A field's value stands in `desk.form` at its
 * offset, zeros behind it; its label and its name on the review are the texts of its `Field`.
 */
import { TextKind } from "../abi_devices";
import { Field } from "../abi_fields";
import { Check } from "./form_checks";

export enum Form {
  REGISTRATION,
  BINDING,
}

// Offsets and room of the values.
export const REGISTRATION_NAME: i32 = 0;
export const REGISTRATION_CATEGORY: i32 = 40;
export const REGISTRATION_LICENCE: i32 = 48;
export const REGISTRATION_IDENTITY: i32 = 72;
export const REGISTRATION_ACCOUNT: i32 = 96;
export const REGISTRATION_CONTACT: i32 = 120;
export const REGISTRATION_PHONE: i32 = 152;
export const REGISTRATION_BYTES: i32 = 168;

/** As `Parameters` have them. */
export const BINDING_TERMINAL: i32 = 0;
export const BINDING_MERCHANT: i32 = 8;

/** Field · TextKind · bytes at least · bytes at most · Check · offset; one field after the other, a zero at the end. */
// prettier-ignore
const REGISTRATION: usize = memory.data<i32>([
  Field.MERCHANT_NAME, TextKind.TEXT, 2, 40, Check.NONE, REGISTRATION_NAME,
  Field.CATEGORY, TextKind.DIGITS, 4, 4, Check.CATEGORY, REGISTRATION_CATEGORY,
  Field.LICENCE, TextKind.CODE, 18, 18, Check.LICENCE, REGISTRATION_LICENCE,
  Field.IDENTITY, TextKind.IDENTITY, 18, 18, Check.IDENTITY, REGISTRATION_IDENTITY,
  Field.ACCOUNT, TextKind.ACCOUNT, 12, 19, Check.ACCOUNT, REGISTRATION_ACCOUNT,
  Field.CONTACT, TextKind.TEXT, 2, 30, Check.NONE, REGISTRATION_CONTACT,
  Field.PHONE, TextKind.DIGITS, 11, 11, Check.PHONE, REGISTRATION_PHONE,
  0,
]);

// prettier-ignore
const BINDING: usize = memory.data<i32>([
  Field.MERCHANT_NUMBER, TextKind.DIGITS, 15, 15, Check.DIGITS, BINDING_MERCHANT,
  Field.TERMINAL_NUMBER, TextKind.DIGITS, 8, 8, Check.DIGITS, BINDING_TERMINAL,
  0,
]);

@unmanaged
export class FormField {
  /** A `Field`; 0 behind the last one. */
  field: i32;
  /** A `TextKind`. */
  kind: i32;
  /** Bytes. */
  min: i32;
  max: i32;
  /** A `Check`. */
  check: i32;
  at: i32;
}

function tableOf(form: i32): usize {
  switch (form) {
    case Form.REGISTRATION:
      return REGISTRATION;
    default:
      return BINDING;
  }
}

/** The field at `index` from 0; that behind the last is 0. */
export function fieldOf(form: i32, index: i32): FormField {
  return changetype<FormField>(tableOf(form) + <usize>index * offsetof<FormField>());
}

export function fieldCount(form: i32): i32 {
  let count = 0;
  while (fieldOf(form, count).field !== 0) count++;
  return count;
}
