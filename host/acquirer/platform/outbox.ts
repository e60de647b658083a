/**
 * What the platform sends to people's telephones: the only place where a code stands in clear, and only in memory.
 *
 * Holds the last few, for whoever plays the telephone: a demo, a test, the console. Nothing of it is kept.
 */
import type { CodePurpose } from "./rows.ts";

export interface Letter {
  readonly purpose: CodePurpose;
  /** Telephone number. */
  readonly phone: string;
  readonly device: string;
  readonly code: string;
}

const LETTERS_MAX = 100;

export class Outbox {
  #letters: Letter[] = [];

  post(letter: Letter): void {
    this.#letters = [...this.#letters, letter].slice(-LETTERS_MAX);
  }

  /** The newest of a purpose for a device; of any when there is none named. */
  last(purpose: CodePurpose, device?: string): Letter | undefined {
    return this.#letters.findLast(
      (letter) => letter.purpose === purpose && (device ?? letter.device) === letter.device,
    );
  }
}
