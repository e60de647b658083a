/** `tillcore key`: commands about keys. Test keys only. */
import type { Command } from "commander";
import type { Io } from "../io.ts";
import { addCombine } from "./combine.ts";
import { addDukpt } from "./dukpt.ts";
import { addKcv } from "./kcv.ts";
import { addTr31 } from "./tr31.ts";

export function addKey(root: Command, io: Io): void {
  const key = root.command("key").description("Keys: check values, components, key blocks, DUKPT. Test keys only.");
  addKcv(key, io);
  addCombine(key, io);
  addTr31(key, io);
  addDukpt(key, io);
}
