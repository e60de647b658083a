/**
 * What went in and out of a core while a scene was played, byte for byte: one list of steps for every power-on, for another
 * body of the core to be fed with the same (tests/host/firmware) and for hostile ones to be made of (tests/fuzz).
 */
import type { Core } from "../../host/core.ts";
import { Recorder } from "../../host/recording/recorder.ts";
import type { Step } from "../../host/recording/recorder.ts";
import { livesOf } from "../../host/recording/trace.ts";
import { playWorld } from "./transcript_scenes.ts";
import type { Scene } from "./transcript_scene.ts";

export interface Recording {
  /** One list a power-on; each begins with Event.BOOT. */
  lives: Step[][];
  /** The flash when the scene has ended. */
  flash: Uint8Array;
}

/** Plays a scene to its end and keeps what passed. */
export function record(scene: Scene, core: () => Core): Recording {
  const recorder = new Recorder();
  const world = playWorld(scene, { core }, { observer: recorder });
  return { lives: livesOf(recorder.steps), flash: world.flash.cells.slice() };
}
