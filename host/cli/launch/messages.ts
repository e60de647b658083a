/** What a launcher and the process of a firmware say to each other, over the channel between them. */
import type { CodecFault } from "../../codec/errors.ts";
import type { BoardEnd, Launch } from "../../firmware/board_program.ts";

/** Why a board has failed, as it is told to a person. */
export interface Failure {
  kind: "error" | "usage" | "rejection";
  text: string;
  fault?: CodecFault;
}

/** The core is not among it: the child reads and verifies the image itself. */
export type Told = Omit<Launch, "core" | "ask" | "up"> & { asks: boolean };

export type ToChild = { launch: Told; near: string } | { id: number; answer: unknown } | { id: number; error: string };

export type ToLauncher =
  | { say: "alive" }
  | { say: "up" }
  | { say: "ended"; how: BoardEnd }
  | { say: "failed"; failure: Failure }
  | { say: "ask"; id: number; question: object };
