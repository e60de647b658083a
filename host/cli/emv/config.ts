/** `tillcore emv config`: a terminal's configuration, checked or shown. */
import { aidName } from "../../codec/emv/values/aid.ts";
import type { Language } from "../../codec/lines.ts";
import type { Application } from "../../configuration/application.ts";
import { loadConfiguration } from "../../configuration/configuration.ts";
import type { Configuration } from "../../configuration/configuration.ts";
import { OFFLINE_CAPABLE } from "../../configuration/offline_capable.ts";
import type { CapkSpec, RevokedSpec } from "../../configuration/spec.ts";
import { STANDARD } from "../../configuration/standard.ts";
import { decoded, jsonFrom, parseJson, readNamed } from "../input.ts";
import type { Io } from "../io.ts";
import { nameOf } from "../iso8583/rows.ts";
import { judged } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";
import { columns, inWords } from "../table.ts";
import type { Words } from "../table.ts";

export interface CheckOptions {
  json?: boolean;
}

export interface ShowOptions extends CheckOptions {
  lang: Language;
}

const PIPED = "name one, or pipe its JSON into standard input";
const APPLICATIONS: Words = ["应用", "Applications"];
const KEYS: Words = ["公钥", "Public keys"];
const REVOKED: Words = ["已吊销的发卡行证书", "Revoked certificates"];
const EXCEPTIONS: Words = ["例外文件", "Exception file"];
const EXAMPLE: Words = ["示例值", "example values"];
const APPLICATION_HEAD: readonly Words[] = [
  ["AID", "AID"],
  ["名称", "Name"],
  ["9F09", "9F09"],
  ["9F33", "9F33"],
  ["最低限额", "Floor limit"],
  ["TAC 拒绝", "TAC denial"],
  ["TAC 联机", "TAC online"],
  ["TAC 缺省", "TAC default"],
  ["", ""],
];
const KEY_HEAD: readonly Words[] = [
  ["RID", "RID"],
  ["支付系统", "Payment system"],
  ["索引", "Index"],
  ["位数", "Bits"],
  ["指数", "Exponent"],
  ["种类", "Kind"],
  ["有效期至", "Expiry"],
];
const KINDS: Readonly<Record<CapkSpec["kind"], Words>> = {
  live: ["正式", "live"],
  test: ["测试", "test"],
  unstated: ["来源未说明", "unstated"],
};
const REVOKED_HEAD: readonly Words[] = [
  ["RID", "RID"],
  ["索引", "Index"],
  ["证书序列号", "Serial number"],
];

/** Of a file that was named, or one of those that are shipped. @throws Rejection, UsageError */
export async function configurationIn(file: string): Promise<Configuration> {
  const shipped = [STANDARD, OFFLINE_CAPABLE].find(({ name }) => name === file);
  if (shipped !== undefined) return shipped;
  return judged(async () => loadConfiguration(parseJson(decoded(readNamed(file)))));
}

/** @throws Rejection, UsageError */
export async function check(file: string | undefined, { json }: CheckOptions, io: Io): Promise<void> {
  await judged(async () => {
    const source = file === undefined ? { hint: PIPED } : { file };
    const { name, spec } = loadConfiguration(await jsonFrom(source, io, "file"));
    const { bins = [], cards = [] } = spec.exceptions ?? {};
    const counts = {
      applications: spec.applications.length,
      capks: spec.capks?.length ?? 0,
      revoked: spec.revoked?.length ?? 0,
      bins: bins.length,
      cards: cards.length,
    };
    if (json === true) {
      tellJson({ name, ...counts }, io);
      return;
    }
    const { applications, capks, revoked } = counts;
    const parts = [`${applications} applications`, `${capks} public keys`, `${revoked} revoked certificates`];
    tellLines(
      [`${name}: ${parts.join(", ")}, ${counts.bins} BINs and ${counts.cards} cards on the exception file`],
      io,
    );
  });
}

/** @param file the standard configuration when absent. @throws Rejection, UsageError */
export async function show(file: string | undefined, { json, lang }: ShowOptions, io: Io): Promise<void> {
  const configuration = file === undefined ? STANDARD : await configurationIn(file);
  if (json === true) io.out(`${JSON.stringify(configuration.spec, undefined, 2)}\n`);
  else tellLines(linesOf(configuration, lang), io);
}

function linesOf(configuration: Configuration, language: Language): string[] {
  const { name, title, capks = [], revoked = [], exceptions } = configuration.spec;
  const applications = configuration.applications().map((application) => applicationRow(application, language));
  const lines = [
    `${name}  ${nameOf(title, language)}`.trimEnd(),
    ...section(APPLICATIONS, APPLICATION_HEAD, applications, language),
    ...section(KEYS, KEY_HEAD, capks.map((capk) => keyRow(capk, language)), language), // prettier-ignore
    ...section(REVOKED, REVOKED_HEAD, revoked.map(revokedRow), language),
  ];
  if (exceptions === undefined) return lines;
  const { bins = [], cards = [] } = exceptions;
  const rows = [...bins.map((bin) => ["BIN", bin]), ...cards.map((hash) => ["SHA-256", hash])];
  return [...lines, ...section(EXCEPTIONS, [], rows, language)];
}

/** Nothing where there are no rows. */
function section(
  title: Words,
  head: readonly Words[],
  rows: ReadonlyArray<readonly string[]>,
  language: Language,
): string[] {
  if (rows.length === 0) return [];
  const top = head.length === 0 ? [] : [head.map((words) => inWords(words, language))];
  return ["", inWords(title, language), ...columns([...top, ...rows]).map((row) => `  ${row}`)];
}

function applicationRow(application: Application, language: Language): string[] {
  const { aid, title, version, capabilities, floorLimit, currencyExponent, example } = application;
  const name = title === undefined ? (aidName(Buffer.from(aid, "hex"), language) ?? "") : nameOf(title, language);
  const tacs = [application.tacDenial, application.tacOnline, application.tacDefault];
  const note = example ? inWords(EXAMPLE, language) : "";
  return [aid, name, version, capabilities, decimal(floorLimit, currencyExponent), ...tacs, note];
}

function keyRow({ rid, index, modulus, exponent, kind, expiry = "" }: CapkSpec, language: Language): string[] {
  const system = aidName(Buffer.from(rid, "hex"), language) ?? "";
  return [rid, system, index, `${4 * modulus.length}`, exponent, inWords(KINDS[kind], language), expiry];
}

function revokedRow({ rid, index, serial }: RevokedSpec): string[] {
  return [rid, index, serial];
}

/** Minor units with their decimals: 1000.00. */
function decimal(amount: number, exponent: number): string {
  if (exponent === 0) return `${amount}`;
  const digits = `${amount}`.padStart(exponent + 1, "0");
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
