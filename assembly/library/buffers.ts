/**
 * The memory of codec.wasm that hosts share: one page of INPUT, one of OUTPUT, and the pages of compiled dialects.
 *
 * Page 0 holds constants and the stack. The addresses are fixed, and the module is built with PAGES pages, so nothing
 * here is allocated and memory never grows. Whoever writes a secret into a buffer wipes it.
 */

/** Bytes of INPUT and of OUTPUT: one page each. */
export const BUFFER_BYTES: i32 = 0x10000;
export const INPUT: usize = 0x10000;
export const OUTPUT: usize = 0x20000;
/** Where a host lays compiled dialects. */
export const TABLES: usize = 0x30000;
export const TABLES_BYTES: i32 = 0x40000;
/** What is worked out once for messages of one kind. */
export const PLANS: usize = 0x70000;
export const PLANS_BYTES: i32 = 0x10000;

export function inputAt(): usize {
  return INPUT;
}

export function outputAt(): usize {
  return OUTPUT;
}

export function bufferBytes(): i32 {
  return BUFFER_BYTES;
}

export function tablesAt(): usize {
  return TABLES;
}

export function tablesBytes(): i32 {
  return TABLES_BYTES;
}
