/**
 * The keypad at a text terminal: raw mode, one key a press.
 *
 * 0-9 · Enter confirms · Esc or x cancels · Backspace clears · m is the menu · a.. puts a card in or pulls it out, A.. swipes
 * it · q or Ctrl-C leaves. While a text is typed, or a secret that has letters, every character is one: Esc cancels, Backspace
 * takes the last one back, Ctrl-C leaves. Bytes that were read are zeroed: they may be digits of a PIN.
 */
import type { Key } from "../ports.ts";

/** What is typed: keys, a text, or a secret that has letters. */
export type Typing = "keys" | "text" | "secret";

/** A key of the keypad, a piece of a text, a card by its place in the list, put in or swiped, or the wish to leave. */
export type Press = Key | { text: string } | { card: number } | { swipe: number } | "quit";

/** What a terminal gives, as `process.stdin` is one. */
export interface KeyboardInput {
  setRawMode?(on: boolean): unknown;
  on(event: "data", listener: (chunk: Buffer) => void): unknown;
  off(event: "data", listener: (chunk: Buffer) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** By the letter, in order of the list of cards; m, q and x have other meanings. */
export const CARD_LETTERS = "abcdefghijkl";

const ESCAPE = 0x1b;
const KEYS: ReadonlyMap<string, Press> = new Map<string, Press>([
  ["\r", "enter"],
  ["\n", "enter"],
  ["\x1b", "cancel"],
  ["x", "cancel"],
  ["\x7f", "clear"],
  ["\b", "clear"],
  ["m", "menu"],
  ["q", "quit"],
  ["\x03", "quit"],
]);

/** Of which none is a letter. */
const CONTROLS: ReadonlyMap<number, Press> = new Map<number, Press>([
  [0x0d, "enter"],
  [0x0a, "enter"],
  [ESCAPE, "cancel"],
  [0x7f, "clear"],
  [0x08, "clear"],
  [0x03, "quit"],
]);

export class ConsoleKeypad {
  private readonly input: KeyboardInput;
  private readonly listen: (chunk: Buffer) => void;
  /** Keeps the part of a character that has come so far. */
  private decoder = new TextDecoder();

  /** @param typing asked for every chunk */
  constructor(input: KeyboardInput, onPress: (press: Press) => void, typing: () => Typing = () => "keys") {
    this.input = input;
    this.listen = (chunk) => {
      const now = typing();
      const presses = now === "keys" ? pressesOf(chunk) : this.typed(chunk, now);
      chunk.fill(0);
      for (const press of presses) onPress(press);
    };
  }

  private typed(chunk: Uint8Array, typing: "text" | "secret"): Press[] {
    const presses: Press[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at += Math.max(1, sequenceLength(chunk, at))) {
      const byte = chunk[at] ?? 0;
      const key = CONTROLS.get(byte);
      const isPart = key === undefined && byte >= 0x20;
      if (isPart && typing === "text") continue;
      presses.push(...this.text(chunk.subarray(from, at)));
      from = at + Math.max(1, sequenceLength(chunk, at));
      if (sequenceLength(chunk, at) > 1) continue;
      if (key !== undefined) presses.push(key);
      else if (isPart && byte < 0x7f) presses.push({ character: byte });
    }
    return [...presses, ...this.text(chunk.subarray(from))];
  }

  private text(bytes: Uint8Array): Press[] {
    const text = this.decoder.decode(bytes, { stream: true });
    return text === "" ? [] : [{ text }];
  }

  open(): void {
    this.input.setRawMode?.(true);
    this.input.on("data", this.listen);
    this.input.resume();
  }

  /** Gives the terminal back as it was; calling it twice is harmless. */
  close(): void {
    this.input.off("data", this.listen);
    this.input.setRawMode?.(false);
    this.input.pause();
  }
}

/** The presses in bytes that a terminal sent; sequences of other keys (arrows, functions) are passed over. */
export function pressesOf(bytes: Uint8Array): Press[] {
  const presses: Press[] = [];
  for (let at = 0; at < bytes.length; at += Math.max(1, sequenceLength(bytes, at))) {
    const press = sequenceLength(bytes, at) > 1 ? undefined : pressOf(bytes[at] ?? 0);
    if (press !== undefined) presses.push(press);
  }
  return presses;
}

function pressOf(byte: number): Press | undefined {
  const letter = String.fromCharCode(byte);
  const character = letter.toLowerCase();
  if (character >= "0" && character <= "9") return { digit: byte - 0x30 };
  const card = CARD_LETTERS.indexOf(character);
  const isCapital = letter !== character;
  return KEYS.get(character) ?? (card < 0 ? undefined : isCapital ? { swipe: card } : { card });
}

/** Bytes of an escape sequence (ECMA-48, 5.4: ESC [ or ESC O, parameters, one final byte); 1 for Esc alone. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const introducer = bytes[at + 1];
  if (bytes[at] !== ESCAPE || (introducer !== 0x5b && introducer !== 0x4f)) return 1;
  let end = at + 2;
  while (end < bytes.length && (bytes[end] ?? 0) < 0x40) end++;
  return end + 1 - at;
}
