/** Faults: what a part or the platform did wrong, noted for later. */
import { Part } from "../abi_devices";
import { Terminal } from "../machine/terminal";

/** @param code what it was, a `Reason` where a person was told */
export function noteFault(_t: Terminal, _part: Part, _code: i32): void {}
