/** `tillcore firmware`: signed firmware, as a release on the platform is made of it. */
import type { Command } from "commander";
import type { Io } from "../io.ts";
import { notes } from "../options.ts";
import type { ShowOptions, SignOptions, VerifyOptions } from "./manifest.ts";

export function addFirmware(root: Command, io: Io): void {
  const firmware = root.command("firmware").description("Firmware images: signed, verified, shown.");
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

const SIGN = `
The published key of tests signs nothing that is real: a product has a key of its own.

  $ tillcore firmware sign core.wasm --release 1.4.2 --out core.manifest
  $ tillcore firmware verify core.wasm --manifest core.manifest
`;
