/** Text and hexadecimal of card files as bytes. */

export function ascii(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

export function hex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, "hex"));
}

export function tagNumber(tag: string): number {
  return Number.parseInt(tag, 16);
}
