/**
 * `tillcore key dukpt`: what the acquirer's side of DUKPT computes, for test keys alone.
 *
 * Prints keys, as it is asked to; an error never holds one. No key of a transaction is printed but its working keys.
 */
import type { Command } from "commander";
import { Option } from "commander";
import { CodecError } from "../../codec/errors.ts";
import type { DukptKeyType, DukptTransaction } from "../../secure/dukpt/usage.ts";
import { UsageError } from "../errors.ts";
import { bytesOfHex, hexOfBytes } from "../hex.ts";
import type { Io } from "../io.ts";
import { judged, notes } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";

type Algorithm = "tdes" | "aes";

interface DeriveOptions {
  ksn: string;
  bdk?: string;
  ik?: string;
  algorithm?: Algorithm;
  type?: DukptKeyType;
  json?: boolean;
}

interface Derived {
  ksn: string;
  initialKey?: string;
  keys: Record<string, string>;
}

/** Read by commander before anything is loaded: those of `DUKPT_KEY_TYPES`. */
const TYPES = ["2tdea", "3tdea", "aes128", "aes192", "aes256", "hmac128", "hmac192", "hmac256"];
const KSN_BYTES: Readonly<Record<Algorithm, number>> = { tdes: 10, aes: 12 };
/** Of the keys that a key gives unless told otherwise; which length of AES does not matter here. */
const OWN_TYPE: Readonly<Record<Algorithm, DukptKeyType>> = { tdes: "2tdea", aes: "aes128" };
const NAME_WIDTH = 14;

export function addDukpt(key: Command, io: Io): void {
  const dukpt = key.command("dukpt").description("Derived unique keys per transaction, ANSI X9.24. Test keys only.");
  notes(
    dukpt
      .command("derive")
      .description("Derive the working keys of one transaction. Prints them: test keys only.")
      .requiredOption("--ksn <hex>", "key serial number with its counter, 10 bytes of TDES or 12 of AES")
      .addOption(new Option("--bdk <hex>", "base derivation key").conflicts("ik"))
      .option("--ik <hex>", "initial key of the device (IPEK)")
      .addOption(new Option("--algorithm <name>", "by the length of the KSN unless given").choices(["tdes", "aes"]))
      .addOption(
        new Option("--type <name>", "AES: of the working keys; that of the key given unless named").choices(TYPES),
      )
      .option("--json", "one line of JSON")
      .action(async (options: DeriveOptions) => {
        await derive(options, io);
      }),
    DERIVE,
  );
}

const DERIVE = `
What is on a command line stays in its history: give no key that guards anything.

With --json: {"ksn","initialKey","keys":{"pin",...}}, upper-case hexadecimal; "initialKey" with
--bdk alone. The keys, by name: pin, mac-request, mac-response, mac-both, data-request,
data-response, data-both, and of AES also key-encryption and key-derivation. A request is what
the terminal makes. Of TDES the keys for both ways are those of the request. With --type, the
keys that may be of that type: an HMAC key makes MACs, an AES key alone derives others. TDES
keys come as they are derived, their parity not set.

  $ tillcore key dukpt derive --bdk 0123456789ABCDEFFEDCBA9876543210 --ksn FFFF9876543210E00001
  initial-key    6AC292FAA1315B4D858AB3A3D7D5933A
  pin            042666B49184CF5C68DE9628D0397B36
  mac-request    042666B4918430A368DE9628D03984C9
  mac-response   042666B46E84CFA368DE96282F397BC9
  mac-both       042666B4918430A368DE9628D03984C9
  data-request   448D3F076D8304036A55A3D7E0055A78
  data-response  AD7BFC8B06AD3A08A560B4105CF8D9E5
  data-both      448D3F076D8304036A55A3D7E0055A78
`;

async function derive(options: DeriveOptions, io: Io): Promise<void> {
  if ((options.bdk ?? options.ik) === undefined) throw new UsageError("name a key: --bdk or --ik");
  const derived = await judged(() => derivedOf(options));
  if (options.json === true) {
    tellJson(derived, io);
    return;
  }
  const { initialKey, keys } = derived;
  const rows = Object.entries(initialKey === undefined ? keys : { "initial-key": initialKey, ...keys });
  tellLines(
    rows.map(([name, value]) => `${name.padEnd(NAME_WIDTH)} ${value}`),
    io,
  );
}

async function derivedOf(options: DeriveOptions): Promise<Derived> {
  const ksn = named("ksn", options.ksn);
  const algorithm = options.algorithm ?? algorithmOf(ksn);
  const given = options.bdk === undefined ? named("ik", options.ik ?? "") : named("bdk", options.bdk);
  try {
    const initialKey = options.bdk === undefined ? given : await initialKeyOf(algorithm, given, ksn);
    const shown = options.bdk === undefined ? {} : { initialKey: hexOfBytes(initialKey) };
    const transaction = await transactionOf(algorithm, initialKey, ksn).finally(() => initialKey.fill(0));
    try {
      return { ksn: hexOfBytes(ksn), ...shown, keys: await keysOf(transaction, algorithm, options.type) };
    } finally {
      transaction.wipe();
    }
  } finally {
    given.fill(0);
  }
}

/** Every key that there is of this type, by name, in the order of the names. */
async function keysOf(
  transaction: DukptTransaction,
  algorithm: Algorithm,
  type: DukptKeyType | undefined,
): Promise<Record<string, string>> {
  const { DUKPT_USAGES, hasUsage } = await import("../../secure/dukpt/usage.ts");
  const keys: Record<string, string> = {};
  for (const usage of DUKPT_USAGES) {
    if (!hasUsage(algorithm, usage, type ?? OWN_TYPE[algorithm])) continue;
    const key = transaction.key(usage, type);
    keys[usage] = hexOfBytes(key);
    key.fill(0);
  }
  return keys;
}

async function initialKeyOf(algorithm: Algorithm, bdk: Uint8Array, ksn: Uint8Array): Promise<Uint8Array> {
  if (algorithm === "tdes") return (await import("../../secure/dukpt/tdes.ts")).tdesInitialKey(bdk, ksn);
  const { AES_KSN, initialKeyIdOf } = await import("../../secure/dukpt/ksn.ts");
  return (await import("../../secure/dukpt/aes.ts")).aesInitialKey(bdk, initialKeyIdOf(AES_KSN, ksn));
}

async function transactionOf(algorithm: Algorithm, key: Uint8Array, ksn: Uint8Array): Promise<DukptTransaction> {
  if (algorithm === "tdes") return (await import("../../secure/dukpt/tdes.ts")).tdesTransaction(key, ksn);
  return (await import("../../secure/dukpt/aes.ts")).aesTransaction(key, ksn);
}

function algorithmOf(ksn: Uint8Array): Algorithm {
  if (ksn.length === KSN_BYTES.tdes) return "tdes";
  if (ksn.length === KSN_BYTES.aes) return "aes";
  const expected = `${KSN_BYTES.tdes} bytes of TDES or ${KSN_BYTES.aes} of AES`;
  throw new CodecError({ code: "KSN_LENGTH", path: "ksn", offset: 0, expected, actual: `${ksn.length} bytes` });
}

/** The bytes of an option. @throws CodecError HEX_DIGIT under the option's name */
function named(path: string, hex: string): Uint8Array {
  try {
    return bytesOfHex(hex);
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    const { code, offset, expected } = error;
    throw new CodecError({ code, path, offset, ...(expected === undefined ? {} : { expected }) });
  }
}
