/**
 * The step cases of tests/vectors/emv-contact-steps.json as whole sales: what stands before a step and behind it, which the
 * traces do not have, is made here from what the step's own commands tell.
 */
import { readFileSync } from "node:fs";
import { encodeTlv } from "../../host/codec/tlv/encode.ts";
import type { AidSettings } from "./aid_record.ts";
import type { Pair, Script } from "./kernel_script.ts";

export interface StepCase {
  step: string;
  index: number;
  name?: string;
  apdus?: Pair[];
  expect_codes?: string[];
  config?: Record<string, string>;
  params?: Record<string, string>;
  icc?: Record<string, string>;
  expect?: { tvr: string; tsi?: string } | string;
  dol?: string;
  data_len?: number;
  entries?: Array<[tag: string, length: number]>;
  hex?: string;
  error?: string;
  x?: number;
  y?: number;
  rules?: Array<[code: string, condition: string]>;
}

const FILE = new URL("../vectors/emv-contact-steps.json", import.meta.url);

export const CASES = (JSON.parse(readFileSync(FILE, "utf8")) as { cases: StepCase[] }).cases;

export function idOf({ step, index }: StepCase): string {
  return `${step}/${index}`;
}

const SELECT_PSE = "00A404000E315041592E5359532E444446303100";
const OK = "9000";
const NOT_FOUND = "6A82";
/** Of the terminal and of the card, where a case has none of its own. */
const AID = "A000000333010101";
/** What emv-utils has in its test configuration, in this order. */
const THEIR_AIDS = ["A0000000031010", "A0000000032010", "A0000000032020", "A0000000041010", "A0000000043060"];
const CDOL1 = "9F02069F03069F1A0295055F2A029A039C019F3704";
const CDOL2 = "8A02" + CDOL1;
const MANDATORY = { "5A": "4761739001010119", "5F24": "491231", "8C": CDOL1, "8D": CDOL2 };
const AMOUNT = 1000;

export function scriptOf(step: StepCase): Script {
  const apdus = step.apdus ?? [];
  switch (step.step) {
    case "application_selection_candidate_list":
      return { apdus, aids: THEIR_AIDS.map((aid) => ({ aid })), amount: AMOUNT };
    case "application_selection_final":
      return finalSelection(apdus);
    case "get_processing_options":
      return gettingOptions(step, apdus);
    case "read_application_data":
      return {
        apdus,
        aids: [{ aid: AID }],
        amount: AMOUNT,
        other: answers({ options: `80${lengthOf(LOCATORS[step.index]!)}` }),
      };
    case "processing_restrictions":
    case "terminal_risk_management":
      return weighing(step, apdus);
    case "dol":
      return whole({ "8C": step.dol! });
    default:
      return whole({ "8E": step.hex! }, "1000");
  }
}

/** One candidate, which the directory names: the final SELECT of it is the trace. */
function finalSelection(apdus: readonly Pair[]): Script {
  const length = Number.parseInt(apdus[0]!.c.slice(8, 10), 16);
  const aid = apdus[0]!.c.slice(10, 10 + 2 * length);
  const entry = tlv("61", tlv("4F", aid) + tlv("50", "56495341") + tlv("87", "01"));
  const other = (command: string): string | undefined => {
    if (command === SELECT_PSE) return tlv("6F", tlv("84", "315041592E5359532E4444463031") + tlv("A5", "880101")) + OK;
    if (command === "00B2010C00") return tlv("70", entry) + OK;
    if (command === "00B2020C00") return "6A83";
    return undefined;
  };
  return { apdus, aids: [{ aid: aid.slice(0, 14) }], amount: AMOUNT, other };
}

/** PDOL 9F3303 where the trace's command has its value. */
function gettingOptions(step: StepCase, apdus: readonly Pair[]): Script {
  const hasList = apdus.length === 0 || apdus[0]!.c.startsWith("80A8000005");
  const list = apdus.length === 0 ? "9F33" : "9F3303";
  const aids: AidSettings[] = [{ aid: AID, capabilities: "60F0C8" }];
  return { apdus, aids, amount: AMOUNT, other: answers({ list: hasList ? list : undefined }) };
}

/** AIP and AFL of the card under each case; the traces begin behind them. */
const LOCATORS: Readonly<Record<number, string>> = {
  1: "1800" + "080202001001",
  2: "1800" + "08020200",
  3: "1800" + "08020200",
  4: "1800" + "08020200",
  6: "1800" + "08020200" + "10020100",
  7: "1800" + "08020200" + "10010200",
  8: "1800" + "08020200" + "10010200",
  9: "1800" + "08020200" + "60010101" + "10010200" + "58010101",
  10: "1800" + "08020200" + "10010200" + "58010100",
};

function weighing({ config = {}, params = {}, icc = {} }: StepCase, apdus: readonly Pair[]): Script {
  const settings: AidSettings = {
    aid: AID,
    ...(config["9F09"] === undefined ? {} : { version: config["9F09"] }),
    ...(config["9F35"] === undefined ? {} : { terminalType: config["9F35"] }),
    ...(config["9F40"] === undefined ? {} : { additionalCapabilities: config["9F40"] }),
    ...(config["9F1A"] === undefined ? {} : { country: config["9F1A"] }),
    ...(config["9F1B"] === undefined ? {} : { floorLimit: config["9F1B"] }),
  };
  const amount = params["81"] === undefined ? AMOUNT : Number.parseInt(params["81"], 16);
  const script = { ...whole(icc), apdus, aids: [settings], amount };
  return params["9A"] === undefined ? script : { ...script, date: params["9A"] };
}

/** A card that answers up to GENERATE AC, with these objects. */
function whole(objects: Readonly<Record<string, string>>, profile = "0000"): Script {
  const record = Object.entries({ ...MANDATORY, ...objects }).map(([tag, value]) => tlv(tag, value));
  return {
    apdus: [],
    aids: [{ aid: AID }],
    amount: AMOUNT,
    other: answers({ options: `80${lengthOf(`${profile}10010100`)}`, record: tlv("70", record.join("")) }),
  };
}

/** A card with one application; what it is not told to say it does not answer. */
function answers({
  list,
  options,
  record,
}: {
  list?: string | undefined;
  options?: string;
  record?: string;
}): Script["other"] {
  const proprietary = tlv("50", "4341524420") + (list === undefined ? "" : tlv("9F38", list));
  return (command) => {
    if (command === SELECT_PSE) return NOT_FOUND;
    if (command.startsWith("00A40400")) {
      return command.includes(AID) ? tlv("6F", tlv("84", AID) + tlv("A5", proprietary)) + OK : NOT_FOUND;
    }
    if (command.startsWith("80A8") && options !== undefined) return options + OK;
    if (command.startsWith("00B2") && record !== undefined) return record + OK;
    return undefined;
  };
}

function tlv(tag: string, value: string): string {
  const bytes = encodeTlv(Number.parseInt(tag, 16), new Uint8Array(Buffer.from(value, "hex")));
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

function lengthOf(value: string): string {
  return (value.length / 2).toString(16).toUpperCase().padStart(2, "0") + value;
}
