/** What specs share: bytes from and to hexadecimal text, and random bytes that are the same at every run. */

/** Writes the bytes that `text` spells in hexadecimal and gives their number. */
export function hexAt(at: usize, text: string): i32 {
  const length = text.length >> 1;
  for (let i = 0; i < length; i++) store<u8>(at + i, <u8>parseInt(text.substr(2 * i, 2), 16));
  return length;
}

export function hexOf(at: usize, length: i32): string {
  let text = "";
  for (let i = 0; i < length; i++) {
    const byte = load<u8>(at + i);
    text += "0123456789ABCDEF".charAt(byte >> 4) + "0123456789ABCDEF".charAt(byte & 15);
  }
  return text;
}

/** Writes one byte a character and gives their number. */
export function textAt(at: usize, text: string): i32 {
  for (let i = 0; i < text.length; i++) store<u8>(at + i, <u8>text.charCodeAt(i));
  return text.length;
}

export function textOf(at: usize, length: i32): string {
  let text = "";
  for (let i = 0; i < length; i++) text += String.fromCharCode(load<u8>(at + i));
  return text;
}

let state: u32 = 1;

export function seed(value: u32): void {
  state = value;
}

/** Xorshift32 (Marsaglia, 2003). */
export function random(): u32 {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

/** 0 to `limit` - 1. */
export function below(limit: u32): i32 {
  return random() % limit;
}
