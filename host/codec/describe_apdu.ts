/**
 * Commands of a card and its answers as lines that a person can read, with nothing in them that may not be seen.
 */
import { describeObjects } from "./describe_objects.ts";
import { hexOf, sizeOf } from "./lines.ts";

/** Commands of a contact sale whose data may be shown: none carries a PIN. */
const COMMANDS: ReadonlyMap<number, string> = new Map([
  [0xa4, "SELECT"],
  [0xa8, "GET PROCESSING OPTIONS"],
  [0xb2, "READ RECORD"],
  [0xca, "GET DATA"],
  [0xae, "GENERATE AC"],
  [0x82, "EXTERNAL AUTHENTICATE"],
  [0x84, "GET CHALLENGE"],
  [0x88, "INTERNAL AUTHENTICATE"],
  [0xc0, "GET RESPONSE"],
]);
const VERIFY = 0x20;

/** Name of a command whose data may be shown, or VERIFY; undefined for any other. */
export function commandName(command: Uint8Array): string | undefined {
  const instruction = command[1] ?? 0;
  return instruction === VERIFY ? "VERIFY" : COMMANDS.get(instruction);
}

/**
 * A command with its name and, when there is one, its reply: the status word and the objects it holds. The data of VERIFY
 * and of any command that is not listed is never shown.
 */
export function describeApdu(command: Uint8Array, response?: Uint8Array): string[] {
  const instruction = command[1] ?? 0;
  const name = COMMANDS.get(instruction);
  const lines = [
    name === undefined
      ? `> ${hexOf(command.subarray(0, 4))} ${sizeOf(Math.max(0, command.length - 4))}  ${instruction === VERIFY ? "VERIFY" : ""}`.trimEnd()
      : `> ${hexOf(command)}  ${name}`,
  ];
  if (response === undefined) return lines;
  const data = response.subarray(0, Math.max(0, response.length - 2));
  lines.push(`< ${hexOf(response.subarray(data.length))}${data.length > 0 ? ` ${sizeOf(data.length)}` : ""}`);
  return [...lines, ...describeObjects(data, "en")];
}
