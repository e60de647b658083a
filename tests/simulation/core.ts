/** Cores for many short worlds: one module and one instance each, made a terminal without power whenever it is asked for. */
import { readFileSync } from "node:fs";
import { Core } from "../../host/core.ts";
import type { CoreCommand, CoreEvent } from "../../host/core.ts";
import { stepping } from "../host/commands/scripted_core.ts";

const OUT = new URL("../../build/out/", import.meta.url);

/** @param file a module in build/out */
export function builtCore(file = "core.wasm"): () => Core {
  return coreOf(readFileSync(new URL(file, OUT)));
}

/** @returns what a `World` takes as its core; only one world of it may be running at a time */
export function coreOf(bytes: Uint8Array): () => Core {
  const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
  let core: Core | undefined;
  return () => {
    if (core === undefined) return (core = new Core(module));
    core.boot();
    return core;
  };
}

/** What becomes of an event on its way to the core: these arrive, in this order; none at all when a device fell silent. */
export type Meddle = (event: CoreEvent) => readonly CoreEvent[];

/** The same core behind a board that loses, changes or repeats events. Swallowed, an event has no commands. */
export function meddledCore(core: Core, meddle: () => Meddle | undefined): Core {
  const step = (event: CoreEvent): CoreCommand[] => {
    const events = meddle()?.(event) ?? [event];
    return events.flatMap((arriving) => core.step(arriving));
  };
  return Object.assign(Object.create(core) as Core, stepping(step));
}
