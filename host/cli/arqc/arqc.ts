/**
 * Makes and checks a cryptogram from the options of `tillcore arqc`.
 *
 * The key is a test key; its bytes are wiped all the same. An error names the option or the data object, never a value.
 */
import { CodecError } from "../../codec/errors.ts";
import { tagName } from "../../codec/tlv/tags.ts";
import { parseTlv } from "../../codec/tlv/parse.ts";
import type { TlvNode } from "../../codec/tlv/parse.ts";
import { TDES } from "../../secure/cipher/block_cipher.ts";
import { keyCheckValue } from "../../secure/cipher/kcv.ts";
import {
  cryptogramInput,
  cryptogramKey,
  isCryptogram,
  isOfVersion,
  makeArpc,
  makeCryptogram,
  unfitElement,
} from "../../secure/issuer/card_cryptogram.ts";
import type { CardTransaction, IssuerResponse } from "../../secure/issuer/card_cryptogram.ts";
import { CVN_POLICIES } from "../../secure/issuer/cvn.ts";
import type { CvnName, CvnPolicy } from "../../secure/issuer/cvn.ts";
import { UsageError } from "../errors.ts";
import { hexOfBytes } from "../hex.ts";
import type { Io } from "../io.ts";
import { keyOfHex } from "../key/read.ts";
import { judged } from "../options.ts";
import { tellJson, tellLines } from "../output.ts";

export type CvnOption = CvnName | "mchip";

export interface ArqcOptions {
  cvn: CvnOption;
  imk: string;
  pan: string;
  psn?: number;
  atc?: string;
  un?: string;
  data?: string;
  tlv?: string;
  arc?: string;
  csu?: string;
  proprietary?: string;
  json?: boolean;
}

export interface VerifyOptions extends ArqcOptions {
  arqc?: string;
}

const TAG = { cryptogram: 0x9f26, issuerData: 0x9f10, sequence: 0x5f34, atc: 0x9f36, unpredictable: 0x9f37 } as const;
const MCHIP: readonly CvnName[] = ["mchip-16", "mchip-17", "mchip-20", "mchip-21"];
const CRYPTOGRAM_BYTES = 8;
const ATC_BYTES = 2;
const IMK_BYTES = 16;
const ARC_CHARACTERS = 2;

/** A card in a transaction, as the options have it. */
interface Asked {
  policy: CvnPolicy;
  key: Uint8Array;
  card: CardTransaction;
  input: Uint8Array;
  response: IssuerResponse | undefined;
  /** 9F26 of --tlv. */
  cryptogram: Uint8Array | undefined;
}

/** @throws Rejection, UsageError */
export async function generate(options: ArqcOptions, io: Io): Promise<void> {
  requireOptions(options);
  const answer = await judged(() =>
    withAsked(options, (asked) => {
      const { policy, key, card, input } = asked;
      const arqc = makeCryptogram(policy, key, card, input);
      return { arqc: hexOfBytes(arqc), ...arpcOf(asked, arqc), ...sessionKcvOf(asked) };
    }),
  );
  if (options.json === true) tellJson(answer, io);
  else tellLines([answer.arqc, ...(answer.arpc === undefined ? [] : [answer.arpc])], io);
}

/** @throws Rejection ARQC_WRONG and others, UsageError */
export async function verify(options: VerifyOptions, io: Io): Promise<void> {
  requireOptions(options);
  if (options.arqc === undefined && options.tlv === undefined) throw new UsageError("give --arqc");
  const answer = await judged(() =>
    withAsked(options, (asked) => {
      const { policy, key, card, input } = asked;
      const arqc = options.arqc === undefined ? asked.cryptogram : keyOfHex(options.arqc, "arqc");
      if (arqc === undefined) throw refusal("ARQC_DATA", tagName(TAG.cryptogram), "a cryptogram of 8 bytes");
      if (arqc.length !== CRYPTOGRAM_BYTES) throw refusal("ARQC_LENGTH", "arqc", `${CRYPTOGRAM_BYTES} bytes`);
      if (!isCryptogram(policy, key, card, input, arqc))
        throw refusal("ARQC_WRONG", "arqc", "the cryptogram of this card over these data");
      return { verified: true, ...arpcOf(asked, arqc) };
    }),
  );
  if (options.json === true) tellJson(answer, io);
  else tellLines(["verified", ...(answer.arpc === undefined ? [] : [answer.arpc])], io);
}

function requireOptions({ data, tlv, arc, csu, proprietary }: ArqcOptions): void {
  if ((data === undefined) === (tlv === undefined)) throw new UsageError("give --data or --tlv, one of them");
  if (arc !== undefined && csu !== undefined) throw new UsageError("--arc and --csu are both given: leave one out");
  if (proprietary !== undefined && csu === undefined) throw new UsageError("--proprietary goes with --csu");
}

async function withAsked<T>(options: ArqcOptions, use: (asked: Asked) => T): Promise<T> {
  const key = keyOfHex(options.imk, "imk");
  try {
    if (key.length !== IMK_BYTES) throw refusal("KEY_LENGTH", "imk", `${IMK_BYTES} bytes`, `${key.length} bytes`);
    return use({ key, ...askedOf(options) });
  } finally {
    key.fill(0);
  }
}

function askedOf(options: ArqcOptions): Omit<Asked, "key"> {
  const objects = options.tlv === undefined ? new Map<number, Uint8Array>() : objectsOf(options.tlv);
  const policy = policyOf(options.cvn, objects.get(TAG.issuerData));
  const input = options.data === undefined ? coveredOf(policy, objects) : keyOfHex(options.data, "data");
  const unpredictable = options.un === undefined ? objects.get(TAG.unpredictable) : keyOfHex(options.un, "un");
  const card = {
    pan: options.pan,
    sequence: options.psn ?? sequenceOf(objects),
    atc: atcOf(options, policy, objects),
    ...(unpredictable === undefined ? {} : { unpredictable }),
  };
  return { policy, card, input, response: responseOf(options, policy), cryptogram: objects.get(TAG.cryptogram) };
}

/** All primitive objects; of a tag that comes twice the first. */
function objectsOf(hex: string): Map<number, Uint8Array> {
  const objects = new Map<number, Uint8Array>();
  const visit = (nodes: readonly TlvNode[]): void => {
    for (const { tag, value, children } of nodes) {
      if (children !== undefined && children.length > 0) visit(children);
      else if (!objects.has(tag)) objects.set(tag, value);
    }
  };
  visit(parseTlv(keyOfHex(hex, "tlv")));
  return objects;
}

function policyOf(cvn: CvnOption, issuerData: Uint8Array | undefined): CvnPolicy {
  if (cvn !== "mchip") return CVN_POLICIES.get(cvn)!;
  const versions = MCHIP.map((name) => CVN_POLICIES.get(name)!);
  const named = issuerData && versions.find((policy) => isOfVersion(policy, issuerData));
  return named ?? versions[0]!;
}

/** @throws CodecError ARQC_DATA with the tag that is missing or unfit */
function coveredOf(policy: CvnPolicy, objects: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const input = cryptogramInput(policy, objects);
  if (input !== undefined) return input;
  const tag = unfitElement(policy, objects) ?? TAG.issuerData;
  const length = policy.elements.find(([wanted]) => wanted === tag)?.[1];
  const expected = length === undefined ? `issuer application data of version ${policy.name}` : `${length} bytes`;
  throw refusal("ARQC_DATA", tagName(tag), expected, actualOf(objects.get(tag)));
}

/** 5F34 is two digits in one byte. */
function sequenceOf(objects: ReadonlyMap<number, Uint8Array>): number {
  const value = objects.get(TAG.sequence);
  if (value === undefined) return 0;
  const digits = hexOfBytes(value);
  if (!/^[0-9]{2}$/.test(digits)) throw refusal("ARQC_DATA", tagName(TAG.sequence), "two digits", actualOf(value));
  return Number(digits);
}

/** @throws UsageError when the version derives a session key and nothing names the ATC */
function atcOf({ atc }: ArqcOptions, policy: CvnPolicy, objects: ReadonlyMap<number, Uint8Array>): Uint8Array {
  if (atc !== undefined) return keyOfHex(atc, "atc");
  const value = objects.get(TAG.atc);
  if (value !== undefined) return value;
  if (policy.session !== "none") throw new UsageError(`give --atc: ${policy.name} derives a session key from it`);
  return new Uint8Array(ATC_BYTES);
}

function responseOf({ arc, csu, proprietary }: ArqcOptions, { name, arpc }: CvnPolicy): IssuerResponse | undefined {
  if (arc !== undefined) {
    if (arpc.method !== 1) throw new UsageError(`${name} answers by ARPC method 2: give --csu instead of --arc`);
    return { code: arc.length === ARC_CHARACTERS ? charactersOf(arc) : keyOfHex(arc, "arc") };
  }
  if (csu === undefined) return undefined;
  if (arpc.method !== 2) throw new UsageError(`${name} answers by ARPC method 1: give --arc instead of --csu`);
  const update = keyOfHex(csu, "csu");
  return proprietary === undefined ? { update } : { update, proprietary: keyOfHex(proprietary, "proprietary") };
}

/** @throws CodecError ARC_CHARACTER for what is not of ASCII, and would be cut to bytes */
function charactersOf(arc: string): Uint8Array {
  if (/^[ -~]*$/.test(arc)) return Uint8Array.from(arc, (character) => character.charCodeAt(0));
  throw refusal("ARC_CHARACTER", "arc", `${ARC_CHARACTERS} printable characters of ASCII, or 4 hexadecimal digits`);
}

function arpcOf({ policy, key, card, response }: Asked, arqc: Uint8Array): { arpc?: string } {
  return response === undefined ? {} : { arpc: hexOfBytes(makeArpc(policy, key, card, arqc, response)) };
}

function sessionKcvOf({ policy, key, card }: Asked): { sessionKcv?: string } {
  if (policy.session === "none") return {};
  const session = cryptogramKey(policy, key, card);
  const sessionKcv = hexOfBytes(keyCheckValue(TDES, session));
  session.fill(0);
  return { sessionKcv };
}

function refusal(code: string, path: string, expected: string, actual?: string): CodecError {
  return new CodecError({ code, path, offset: 0, expected, ...(actual === undefined ? {} : { actual }) });
}

const actualOf = (value: Uint8Array | undefined): string => (value === undefined ? "nothing" : `${value.length} bytes`);
