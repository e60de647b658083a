/** What specs ask of the screen that a machine has shown: the first command in OUT. */
import { COMMAND_HEADER } from "../../../assembly/abi";
import { OUT } from "../../../assembly/machine/io";
import { textOf } from "../base/support";

const FIELD_HEAD: usize = 8;

/** Address of the first command's payload. */
export function firstPayload(): usize {
  return OUT + COMMAND_HEADER;
}

/** Address of a field's head; 0 when the screen has none. */
function find(kind: i32): usize {
  let at = firstPayload() + 8;
  for (let i: u32 = 0; i < load<u32>(firstPayload(), 4); i++) {
    if (<i32>load<u16>(at) === kind) return at;
    at += FIELD_HEAD + ((load<u16>(at, 2) + 7) & ~7);
  }
  return 0;
}

/** @returns the number; -1 when the screen has no such field */
export function numberIn(kind: i32): i64 {
  const at = find(kind);
  return at === 0 ? -1 : load<i64>(at + FIELD_HEAD);
}

/** @returns the text; "?" when the screen has no such field */
export function textIn(kind: i32): string {
  const at = find(kind);
  return at === 0 ? "?" : textOf(at + FIELD_HEAD, load<u16>(at, 2));
}
