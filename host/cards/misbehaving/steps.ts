/**
 * Which step of a payment a command is, seen from the card: the places at which a card can misbehave.
 *
 * Knows commands by their instruction only, never what they mean for the payment.
 */

export const STEPS = [
  "SELECT PSE",
  "READ RECORD (directory)",
  "SELECT AID",
  "GET PROCESSING OPTIONS",
  "READ RECORD",
  "GENERATE AC 1",
  "EXTERNAL AUTHENTICATE",
  "GENERATE AC 2",
] as const;

/** Other commands belong to no step: the card answers them as it should. One step only cards with a key of their own have. */
export type Step = (typeof STEPS)[number] | "INTERNAL AUTHENTICATE";

const INS_EXTERNAL_AUTHENTICATE = 0x82;
const INS_INTERNAL_AUTHENTICATE = 0x88;
const INS_SELECT = 0xa4;
const INS_GET_PROCESSING_OPTIONS = 0xa8;
const INS_GENERATE_AC = 0xae;
const INS_READ_RECORD = 0xb2;
const INS_GET_RESPONSE = 0xc0;

/** "1PAY": payment system directories have names, not AIDs. */
const DIRECTORY_NAME = [0x31, 0x50, 0x41, 0x59];

/** Follows the commands from one power-on to the next. */
export class StepCounter {
  private hasApplication = false;
  private cryptograms = 0;
  private step: Step | undefined;
  private readonly counts = new Map<Step, number>();

  /** The step that a command is; GET RESPONSE is of the step of the command before. */
  next(command: Uint8Array): Step | undefined {
    if (isFetch(command)) return this.step;
    this.step = this.stepOf(command);
    if (this.step !== undefined) this.counts.set(this.step, this.count(this.step) + 1);
    return this.step;
  }

  /** How often commands of this step have come. */
  count(step: Step): number {
    return this.counts.get(step) ?? 0;
  }

  /** The card has worked on a command and answered `sw`. */
  worked(command: Uint8Array, sw: number): void {
    const [, ins] = command;
    if (ins === INS_SELECT) this.hasApplication = !isDirectory(command) && sw === 0x9000;
    if (ins === INS_SELECT) this.cryptograms = 0;
    if (ins === INS_GENERATE_AC) this.cryptograms++;
  }

  private stepOf(command: Uint8Array): Step | undefined {
    switch (command[1]) {
      case INS_SELECT:
        return isDirectory(command) ? "SELECT PSE" : "SELECT AID";
      case INS_READ_RECORD:
        return this.hasApplication ? "READ RECORD" : "READ RECORD (directory)";
      case INS_GET_PROCESSING_OPTIONS:
        return "GET PROCESSING OPTIONS";
      case INS_GENERATE_AC:
        return this.cryptograms === 0 ? "GENERATE AC 1" : "GENERATE AC 2";
      case INS_INTERNAL_AUTHENTICATE:
        return "INTERNAL AUTHENTICATE";
      case INS_EXTERNAL_AUTHENTICATE:
        return "EXTERNAL AUTHENTICATE";
      default:
        return undefined;
    }
  }
}

export function isFetch(command: Uint8Array): boolean {
  return command[1] === INS_GET_RESPONSE;
}

function isDirectory(command: Uint8Array): boolean {
  return DIRECTORY_NAME.every((byte, index) => command[5 + index] === byte);
}
