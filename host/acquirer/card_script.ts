/**
 * Issuer scripts to order (EMV Book 3, 10.10): one command for the card, which travels in the answer's F55.
 *
 * Knows what the commands look like; their MAC is the HSM's.
 */
import { encodeTree } from "../codec/tlv/encode.ts";

export interface ScriptOrder {
  command: "blockApplication" | "unblockApplication" | "blockCard" | "unblockPin" | "putData";
  /** 71 reaches the card before the second GENERATE AC, 72 after it; 72 when absent. */
  template?: 71 | 72;
  /** Of `putData`: tag of two bytes, and value, hexadecimal. */
  tag?: string;
  value?: string;
  /** Its MAC is to be wrong: the card refuses it. */
  spoilMac?: boolean;
}

/** A command without its MAC. */
export interface PlainCommand {
  /** CLA INS P1 P2. */
  header: Uint8Array;
  data: Uint8Array;
}

const HEADERS = {
  blockApplication: [0x84, 0x1e, 0x00, 0x00],
  unblockApplication: [0x84, 0x18, 0x00, 0x00],
  blockCard: [0x84, 0x16, 0x00, 0x00],
  unblockPin: [0x84, 0x24, 0x00, 0x00],
} as const;
const PUT_DATA = [0x04, 0xda] as const;
/** Tag 9F18: any number by which the issuer knows its script again. */
const IDENTIFIER = Uint8Array.of(0x54, 0x49, 0x4c, 0x4c);

/** @returns undefined when the order, which may have come as JSON, is none */
export function plainCommand(order: ScriptOrder): PlainCommand | undefined {
  const { command, tag = "", value = "" } = order;
  if (command !== "putData") {
    const header = Object.hasOwn(HEADERS, command) ? HEADERS[command] : undefined;
    return header && { header: Uint8Array.from(header), data: new Uint8Array(0) };
  }
  if (!/^[0-9A-F]{4}$/.test(tag) || !/^([0-9A-F]{2}){1,32}$/.test(value)) return undefined;
  return { header: Uint8Array.from([...PUT_DATA, ...Buffer.from(tag, "hex")]), data: bytesOf(value) };
}

/** Template 71 or 72: identifier, and the whole command in tag 86. */
export function scriptTemplate({ template = 72 }: ScriptOrder, command: Uint8Array): Uint8Array {
  const children = [
    { tag: 0x9f18, value: IDENTIFIER },
    { tag: 0x86, value: command },
  ];
  return encodeTree([{ tag: template === 71 ? 0x71 : 0x72, children }]);
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}
