/**
 * The command line: which commands there are, their options and their help. What a command does is in its own file, which is
 * loaded when it is called.
 *
 * Exit 0 done, 1 the data or the world said no, 2 wrong usage; an error is one line on standard error, with --json a record.
 */
import { createRequire } from "node:module";
import { Command, InvalidArgumentError, Option } from "commander";
import { TEST_USERS } from "../acquirer/portal/login/test_users.ts";
import { LANGUAGES, languageOf } from "../locale/language.ts";
import type { Language } from "../locale/language.ts";
import { userFolder } from "../simulator/data_folder.ts";
import type { AcquirerCommand } from "./acquirer.ts";
import { addArqc } from "./arqc/command.ts";
import { addDialect } from "./dialect/command.ts";
import { addEmv } from "./emv/command.ts";
import { processIo } from "./io.ts";
import type { Io } from "./io.ts";
import { addIso8583 } from "./iso8583/command.ts";
import { addFirmware } from "./firmware/command.ts";
import { addKey } from "./key/command.ts";
import { addMac } from "./mac.ts";
import { notes } from "./options.ts";
import { addPinBlock } from "./pin_block.ts";
import { addQr } from "./qr/command.ts";
import { rootCommand, run } from "./run.ts";
import { addTlv } from "./tlv/command.ts";
import { addTrack } from "./track.ts";

const LOOPBACK = "127.0.0.1";
const PORT_MAX = 65_535;
const CAPTURE_PORT = 8583;

function program(io: Io): Command {
  const root = rootCommand(io)
    .description(
      "A payment terminal in software, with an acquirer to talk to. Not certified; test keys and cards only.",
    )
    .version(ownVersion());
  root.addCommand(simulateCommand().copyInheritedSettings(root));
  root.addCommand(acquirerCommand().copyInheritedSettings(root));
  root.addCommand(boardCommand().copyInheritedSettings(root), { hidden: true });
  root.addCommand(replayCommand().copyInheritedSettings(root));
  root.addCommand(pcapCommand().copyInheritedSettings(root));
  addTlv(root, io);
  addIso8583(root, io);
  addDialect(root, io);
  addQr(root, io);
  addTrack(root, io);
  addPinBlock(root, io);
  addMac(root, io);
  addKey(root, io);
  addFirmware(root, io);
  addEmv(root, io);
  addArqc(root, io);
  return root;
}

/** As commander gives them: on, at a free port, unless told otherwise. */
interface PortalOptions {
  portal: boolean;
  portalPort: number;
}

function withPortal(command: Command): Command {
  return command
    .option("--portal-port <number>", "of the portal for merchants and operations; 0 takes a free one", parsePort, 0)
    .option("--no-portal", "no portal");
}

function portalOf({ portal, portalPort }: PortalOptions): { portal?: number } {
  return portal ? { portal: portalPort } : {};
}

interface SimulateOptions {
  lang: Language;
  data?: string;
  demo?: boolean;
  json?: boolean;
  bound?: boolean;
  record?: string;
  acquirer?: { host: string; port: number; tls: boolean };
  acquirerCa?: string;
  passphraseFile?: string;
  configuration?: string;
  reader?: string | true;
}

function simulateCommand(): Command {
  const command = withPortal(new Command("simulate"))
    .description("Open the terminal at this console, with an acquirer of its own. Without a console: the demo.")
    .option("--demo", "play from the box to a settled sale, show every screen and message, check the ledger")
    .option("--data <folder>", `where flash, keys, cards and ledger are kept (default: ${userFolder({}, "~")})`)
    .addOption(
      new Option("--lang <language>", "of screens and texts").choices(LANGUAGES).default(languageOf(process.env)),
    )
    .option(
      "--bound",
      "a terminal that is bound already, not one as its maker delivers it; its demo is a sign-on and a sale",
    )
    .option("--record <file>", "write every event and command of the run, card numbers replaced")
    .option(
      "--acquirer <[tls:]host:port>",
      "use an acquirer that runs already, over TLS where tls: stands in front; with --demo add --bound",
      parseAddress,
    )
    .option("--acquirer-ca <file>", "whose certificates are trusted over TLS, PEM; the usual authorities unless given")
    .option(
      "--passphrase-file <file>",
      "its first line (mode 600) enciphers the terminal's keys, in place of a machine key file",
    )
    .option("--reader [name]", "use the card reader of this computer, the first one or that of this name")
    .option("--configuration <file>", "applications and keys: see tillcore emv config; the standard ones unless given")
    .option("--json", "with --demo: one JSON object a line")
    .action(
      async ({
        lang,
        demo = false,
        json = false,
        bound = false,
        portal,
        portalPort,
        ...rest
      }: SimulateOptions & PortalOptions) => {
        const { runSimulate } = await import("./simulate.ts");
        await runSimulate({ language: lang, demo, json, bound, ...rest, ...portalOf({ portal, portalPort }) });
      },
    );
  return notes(command, SIMULATE);
}

const SIMULATE = `
On a new data folder the terminal is as it comes out of its box: Enter begins its first start, then
m opens the menu, where 5 registers, binds and activates it. The lines below the screen say what is
to be done in the portal meanwhile, and what the merchant's telephone shows.

At the console a letter puts a virtual card in or pulls it out, and the capital letter swipes it;
m at the amount has the payment go online, Enter begins a sale, q ends. --reader takes the card
that is in a real reader, and needs the package smartcard.

  $ tillcore simulate --lang zh-CN
  $ tillcore simulate --bound
  $ tillcore simulate --demo
  $ tillcore simulate --demo --bound --record sale.rec
  $ tillcore simulate --configuration own.json
  $ tillcore simulate --reader "Virtual PCD"
`;

/** What `simulate` starts a firmware with: nobody else calls it. */
function boardCommand(): Command {
  return new Command("board").description("Run a firmware from its slot, for simulate.").action(async () => {
    await (await import("./launch/child.ts")).runChild();
  });
}

interface AcquirerOptions extends Omit<AcquirerCommand, "portal"> {
  /** Only prints the ledger of an acquirer that is stopped. */
  ledger?: boolean;
}

function acquirerCommand(): Command {
  const command = withPortal(new Command("acquirer"))
    .description("Run the simulated acquirer and issuer until it is stopped.")
    .requiredOption("--data <folder>", "where its ledger is kept")
    .option("--port <number>", "to listen on; 0 takes a free one", parsePort, 0)
    .option("--host <address>", "to listen on", LOOPBACK)
    .option("--json", "lines of JSON instead of text")
    .option("--quiet", "no line a message")
    .option("--release-key <file>", "who signs firmware: Ed25519 public key; the published key of tests unless given")
    .option("--tls", "listen with TLS; its test certificate is in the data folder, tls/certificate.pem")
    .option(
      "--tls-cert <file>",
      "listen with TLS and this certificate, PEM, with what stands between it and its authority",
    )
    .option("--tls-key <file>", "its private key, PEM, which only its owner may read")
    .option("--supervise", "start it again when it dies")
    .option("--ledger", "print accounts, bookings and reversals as JSON, and end")
    .addOption(new Option("--control", "questions on standard input, answers on standard output").hideHelp())
    .action(async ({ ledger, portal, portalPort, ...options }: AcquirerOptions & PortalOptions) => {
      const { runAcquirer, showLedger } = await import("./acquirer.ts");
      if (ledger === true) process.stdout.write(`${JSON.stringify(await showLedger(options.data), undefined, 2)}\n`);
      else await runAcquirer({ ...options, ...portalOf({ portal, portalPort }) });
    });
  return notes(command, ACQUIRER);
}

const ACQUIRER = `
The portal listens on this computer alone. Its published test logins, name and password:
${TEST_USERS.map(({ name, password }) => `  ${name.padEnd(10)}${password}`).join("\n")}

  $ tillcore acquirer --data acquirer --portal-port 8080
  $ tillcore acquirer --data acquirer --tls --port 8443
  $ tillcore simulate --bound --acquirer tls:localhost:8443 --acquirer-ca acquirer/tls/certificate.pem
`;

function replayCommand(): Command {
  return new Command("replay")
    .description("Feed a recording to a fresh core; fails at the first command that differs.")
    .argument("<file>", "what --record wrote")
    .option("--trace <file>", "also write the trace for the core without JavaScript")
    .option("--json", "one JSON object: {code, path, offset, expected, actual} when a command differs")
    .action(async (file: string, { trace, json = false }: { trace?: string; json?: boolean }) => {
      const { runReplay } = await import("./replay.ts");
      runReplay({ file, json, ...(trace === undefined ? {} : { trace }) });
    });
}

function pcapCommand(): Command {
  return new Command("pcap")
    .description("Write the line traffic of a recording as a network capture, for Wireshark.")
    .argument("<file>", "what --record wrote")
    .requiredOption("--out <file>", "the capture; written over when it is there")
    .option("--port <number>", "of the acquirer, in the capture", parsePort, CAPTURE_PORT)
    .option("--json", "one JSON object: {connections, packets, bytes}")
    .action(async (file: string, { out, port, json = false }: { out: string; port: number; json?: boolean }) => {
      const { runPcap } = await import("./pcap.ts");
      runPcap({ file, out, port, json });
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^[0-9]{1,5}$/.test(text) && port <= PORT_MAX) return port;
  throw new InvalidArgumentError(`It must be 0 to ${PORT_MAX}.`);
}

function parseAddress(text: string): { host: string; port: number; tls: boolean } {
  const tls = text.startsWith("tls:");
  const [, host, port] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s]+)):([0-9]{1,5})$/
      .exec(tls ? text.slice(4) : text)
      ?.filter((part) => part !== undefined) ?? [];
  if (host === undefined || port === undefined)
    throw new InvalidArgumentError("It must be HOST:PORT or tls:HOST:PORT.");
  return { host, port: parsePort(port), tls };
}

/** From package.json, which the package finds by its own name wherever the bundle lies. */
function ownVersion(): string {
  const { version } = createRequire(import.meta.url)("tillcore/package.json") as { version: string };
  return version;
}

// Whoever stops reading (head, a closed window) stops nothing: what was begun comes to its end.
process.stdout.on("error", () => {});
const io = processIo();
process.exitCode = await run(program(io), process.argv.slice(2), io);
