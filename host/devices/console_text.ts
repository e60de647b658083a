/**
 * Text entry at a console: what a keyboard types, by the kind of text that is asked for, until it is confirmed, cancelled or
 * nobody types any more.
 *
 * Holds always: what does not belong into such a text, or would make it too long, changes nothing; what is too short cannot be
 * confirmed. Never a secret: those are the secure module's.
 */
import { TextKind, TextResult } from "../../assembly/abi_devices.ts";
import type { TextEntryPort, TextRequest } from "../ports.ts";

export type TextPress = { text: string } | "enter" | "cancel" | "clear";

/** What may be typed, of what was made of it. */
const TAKES: Readonly<Record<TextKind, RegExp>> = {
  [TextKind.DIGITS]: /^[0-9]$/,
  [TextKind.CODE]: /^[0-9A-Z]$/,
  [TextKind.HOST]: /^[0-9A-Za-z.:-]$/,
  [TextKind.TEXT]: /^[^\p{C}\p{Zl}\p{Zp}]$/u,
  [TextKind.ACCOUNT]: /^[0-9]$/,
  [TextKind.IDENTITY]: /^[0-9X]$/,
};
const IN_CAPITALS: readonly TextKind[] = [TextKind.CODE, TextKind.IDENTITY];

interface Entry {
  request: TextRequest;
  characters: string[];
  done: (result: TextResult, text: string) => void;
}

export class ConsoleText implements TextEntryPort {
  private entry: Entry | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly show: (text: string | undefined) => void;

  /** @param show what has been typed so far; undefined when the entry is over */
  constructor(show: (text: string | undefined) => void) {
    this.show = show;
  }

  get isOpen(): boolean {
    return this.entry !== undefined;
  }

  enter(request: TextRequest, done: (result: TextResult, text: string) => void): void {
    this.entry = { request, characters: Array.from(request.text), done };
    this.goesOn();
  }

  cancel(): void {
    if (this.entry === undefined) return;
    this.entry = undefined;
    clearTimeout(this.timer);
    this.show(undefined);
  }

  press(press: TextPress): void {
    const { entry } = this;
    if (entry === undefined) return;
    if (press === "cancel") return this.ends(TextResult.CANCELLED);
    if (press === "enter") {
      if (bytesOf(entry.characters) >= entry.request.min) return this.ends(TextResult.ENTERED);
    } else if (press === "clear") entry.characters.pop();
    else append(entry, press.text);
    this.goesOn();
  }

  private goesOn(): void {
    const { entry } = this;
    if (entry === undefined) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ends(TextResult.TIMED_OUT), entry.request.timeout_ms);
    this.show(entry.characters.join(""));
  }

  private ends(result: TextResult): void {
    const { entry } = this;
    this.cancel();
    entry?.done(result, result === TextResult.ENTERED ? entry.characters.join("") : "");
  }
}

function append({ request, characters }: Entry, typed: string): void {
  const { kind, max } = request;
  for (const one of typed) {
    const character = IN_CAPITALS.includes(kind) ? one.toUpperCase() : one;
    if (!(TAKES[kind] as RegExp | undefined)?.test(character)) continue;
    if (bytesOf([...characters, character]) <= max) characters.push(character);
  }
}

function bytesOf(characters: readonly string[]): number {
  return Buffer.byteLength(characters.join(""));
}
