/** `tillcore firmware`: packed and signed firmware, as a release on the platform is made of it. */
import type { Command } from "commander";
import type { Io } from "../io.ts";
import { notes } from "../options.ts";
import type { PackOptions } from "./pack.ts";
import type { ShowOptions, SignOptions, VerifyOptions } from "./manifest.ts";

export function addFirmware(root: Command, io: Io): void {
  const firmware = root.command("firmware").description("Firmware images: packed, signed, verified, shown.");
  notes(
    firmware
      .command("pack")
      .argument("<core>", "file with the core, core.wasm")
      .requiredOption("--out <file>", "where the image goes")
      .option("--board <file>", "the program of the board, which starts with the core")
      .description("Pack an image out of the core and the program of a board.")
      .option("--json", "one line of JSON")
      .action(async (core: string, options: PackOptions) => {
        (await import("./pack.ts")).packImage(core, options, io);
      }),
    PACK,
  );
  notes(
    firmware
      .command("sign")
      .argument("<image>", "file with the image")
      .requiredOption("--release <version>", "such as 1.4.2")
      .requiredOption("--out <file>", "where the signed manifest goes")
      .option("--key <file>", "Ed25519 private key, PEM; the published key of tests unless given")
      .description("Write the signed manifest of an image.")
      .option("--json", "one line of JSON")
      .action(async (image: string, options: SignOptions) => {
        (await import("./manifest.ts")).signImage(image, options, io);
      }),
    SIGN,
  );
  firmware
    .command("verify")
    .argument("<image>", "file with the image")
    .requiredOption("--manifest <file>", "its signed manifest")
    .option("--key <file>", "Ed25519 public key, PEM; the published key of tests unless given")
    .option("--json", "one line of JSON")
    .description("Check signature, size and hash of an image.")
    .action(async (image: string, options: VerifyOptions) => {
      (await import("./manifest.ts")).verifyImage(image, options, io);
    });
  firmware
    .command("show")
    .argument("<manifest>", "file with the manifest")
    .option("--json", "one line of JSON")
    .description("Show what a manifest says; its signature is not checked.")
    .action(async (manifest: string, options: ShowOptions) => {
      (await import("./manifest.ts")).showManifest(manifest, options, io);
    });
}

const PACK = `
A terminal starts the program of the board that the image holds, with the image's core; without one
the installed program runs that core. The build leaves both in build/out. The program's first line
names the contracts that it keeps, with the launcher and with the core: a terminal that has another
launcher refuses the image before it goes into a slot (FIRMWARE_INTERFACE).

  $ tillcore firmware pack build/out/core.wasm --board build/out/board.cjs --out till.image
  $ tillcore firmware pack build/out/core.wasm --out core-only.image
`;

const SIGN = `
The published key of tests signs nothing that is real: a product has a key of its own.

  $ tillcore firmware sign till.image --release 1.4.2 --out till.manifest
  $ tillcore firmware verify till.image --manifest till.manifest
`;
