/** What a weather is: one history in which something is otherwise than it should be. */
import type { Screen } from "../../assembly/abi_shown.ts";
import type { Key } from "../../host/ports.ts";
import { sale } from "./cuts.ts";
import type { Task } from "./person.ts";
import type { World, WorldOptions } from "./world.ts";

export interface Weather {
  name: string;
  tasks: Task[];
  /** How it begins; signed on, with an ordinary journal, when absent. */
  from?: "new" | "full" | "staffed";
  changes?: Partial<WorldOptions>;
  prepare?: (world: World) => void;
  /** Time that goes by when all is done, in ms. */
  lingers_ms?: number;
  /** How many of its sales stand in the end, where that is not plain. */
  sells?: number;
  /** It may go out of service, and trades when it has been switched off and on. */
  mayStop?: true;
  /** False where the terminal cannot trade afterwards. */
  trades?: false;
}

export const SIGN_ON: Task = { kind: "sign-on" };
export const HOUR_MS = 3_600_000;

/** A sale or a sign-on in which somebody does this at one screen. */
export function at(kind: "sale" | "sign-on", screen: Screen, reaction: Key | Key[] | "nothing"): Task {
  const reactions = { [screen]: reaction };
  return kind === "sale" ? { ...sale("debit", 100), at: reactions } : { kind, at: reactions };
}
