/**
 * What a card can do in place of a good answer. A deed sees one command and gives the bytes that leave the card; whether the
 * good card works on the command is for the deed to say.
 */
import { encodeResponse, status } from "../apdu.ts";
import type { ResponseApdu } from "../apdu.ts";
import type { VirtualCard } from "../card.ts";
import type { Manner } from "../chip_card.ts";
import { isFetch } from "./steps.ts";

/** One command at the card, and what the card may use to answer it. */
export interface Turn {
  readonly command: Uint8Array;
  /** How often commands of this step have come since power-on, this one too; GET RESPONSE does not count. */
  readonly count: number;
  /** What has left the card before this. */
  readonly before: Uint8Array;
  readonly card: VirtualCard;
  /** The whole answer of the good card, to this command or another; undefined when it is mute. */
  good(command?: Uint8Array): ResponseApdu | undefined;
  manner: Manner | undefined;
  /** Kept from turn to turn of one step. */
  kept: ResponseApdu | undefined;
}

export type Deed = (turn: Turn) => Uint8Array;
/** A change of an answer's data. */
export type Edit = (data: Uint8Array) => Uint8Array;

const SW_OK = 0x9000;
const NOTHING = new Uint8Array(0);
/** Longer than any terminal waits. */
const LATE_MS = 60_000;

/** The command is never worked on. */
export const mute: Deed = () => NOTHING;

/** The command is worked on, but nobody hears of it. */
export const muteAfterwards: Deed = (turn) => {
  turn.good();
  return NOTHING;
};

export const late: Deed = (turn) => {
  turn.manner = { late_ms: LATE_MS };
  return goodBytes(turn);
};

/** The card leaves with the answer. */
export const pulledOut: Deed = (turn) => {
  turn.manner = { leaves: "for good" };
  return goodBytes(turn);
};

export const outAndIn: Deed = (turn) => {
  turn.manner = { leaves: "for a moment" };
  return goodBytes(turn);
};

/** The answer that came before this one, once more. */
export const answersBefore: Deed = (turn) => {
  turn.good();
  return turn.before;
};

/** Nothing but a status word, in place of any work. */
export function says(sw: number): Deed {
  return () => encodeResponse(status(sw));
}

/** The good card's data with another status word. */
export function withStatus(sw: number): Deed {
  return (turn) => encodeResponse({ data: turn.good()?.data ?? NOTHING, sw });
}

/** These bytes, whatever they are. */
export function bytes(...answer: number[]): Deed {
  return (turn) => {
    turn.good();
    return Uint8Array.from(answer);
  };
}

/** Another command reaches the good card. */
export function hears(change: (command: Uint8Array) => Uint8Array): Deed {
  return (turn) => goodBytes(turn, change(turn.command));
}

/** A good answer with other data. A refusal of the good card stays one. */
export function edited(edit: Edit): Deed {
  return (turn) => {
    const answer = turn.good();
    if (answer === undefined) return NOTHING;
    if (answer.sw !== SW_OK || answer.data.length === 0) return encodeResponse(answer);
    return encodeResponse({ ...answer, data: edit(answer.data) });
  };
}

/** The deed is done at this one of the step's commands, counted from 1. */
export function nth(which: number, deed: Deed): Deed {
  return (turn) => (turn.count === which ? deed(turn) : goodBytes(turn));
}

/** 61 xx announces the answer, GET RESPONSE fetches it; `announced` is what xx says of the `length` there is. */
export function fetched(announced: (length: number) => number): Deed {
  return (turn) => {
    if (!isFetch(turn.command)) {
      turn.kept = turn.good();
      return encodeResponse(status(0x6100 | announced(turn.kept?.data.length ?? 0)));
    }
    return turn.kept === undefined ? NOTHING : encodeResponse(turn.kept);
  };
}

/** The answer comes in two parts, the first of them with 61 xx. */
export const fetchedInParts: Deed = (turn) => {
  if (!isFetch(turn.command)) {
    turn.kept = turn.good();
    return encodeResponse(status(0x6100 | ((turn.kept?.data.length ?? 0) & 0xff)));
  }
  const { data, sw } = turn.kept ?? status(SW_OK);
  const half = data.length >> 1;
  const isRest = turn.before.length > 2 || half === 0;
  if (isRest) return encodeResponse({ data: data.slice(half), sw });
  return encodeResponse({ data: data.slice(0, half), sw: 0x6100 | (data.length - half) });
};

/** 6C xx asks for another length; what comes then is no better. */
export function lengthWanted(le: number, then: Deed): Deed {
  return (turn) => (turn.command.at(-1) === le ? then(turn) : encodeResponse(status(0x6c00 | le)));
}

/** Nothing of what the card counts has happened, each time it is used. */
export const counterBack: Deed = (turn) => {
  turn.card.state.atc = 0;
  return goodBytes(turn);
};

export function goodBytes(turn: Turn, command?: Uint8Array): Uint8Array {
  const answer = turn.good(command);
  return answer === undefined ? NOTHING : encodeResponse(answer);
}
