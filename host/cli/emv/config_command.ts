/** `tillcore emv config`: its commands, their options and their help. */
import type { Command } from "commander";
import type { Io } from "../io.ts";
import { language, notes } from "../options.ts";
import type { CheckOptions, ShowOptions } from "./config.ts";

export function addConfig(emv: Command, io: Io): void {
  const config = emv
    .command("config")
    .description("What a terminal is told: applications, public keys, revoked certificates, exception file.");

  notes(
    config
      .command("check")
      .description("Check a configuration against the schema, and for what makes no sense together.")
      .argument("[file]", "a configuration in JSON; without it, standard input")
      .option("--json", "one line of JSON")
      .action(async (file: string | undefined, options: CheckOptions) => {
        await (await import("./config.ts")).check(file, options, io);
      }),
    CHECK,
  );
  notes(
    config
      .command("show")
      .description("Show applications and keys of a configuration.")
      .argument("[file]", "a configuration in JSON, or offline-capable; without it, the standard one")
      .option("--json", "the configuration itself, as a file of one has it")
      .addOption(language())
      .action(async (file: string | undefined, options: ShowOptions) => {
        await (await import("./config.ts")).show(file, options, io);
      }),
    SHOW,
  );
}

const CHECK = `
With --json: {"name","applications","capks","revoked","bins","cards"}, how many there are. A
rejection has the place in the JSON as its path: applications[2].tacDenial

  $ tillcore emv config show --json | tillcore emv config check
`;

const SHOW = `
The table has what differs most between applications; --json has all. tillcore simulate
--configuration FILE uses a configuration of your own.

  $ tillcore emv config show --lang zh-CN
  $ tillcore emv config show --json > own.json
`;
