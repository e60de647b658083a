/**
 * Application selection told plainly, from EMV Book 1, 12.3 and 12.4, for the tests alone: a card and a table of AIDs as
 * lists, who is offered and who is taken. Beside it the same card as one that answers APDUs.
 */
import { encodeTlv } from "../../host/codec/tlv/encode.ts";
import type { Randomness } from "./random.ts";

/** What an application does once it is selected in the end. */
type Conduct =
  "takes part" | "refuses" | "warns" | "another name" | "no name" | "no template" | "6985" | "card blocked";

export interface Application {
  aid: string;
  /** 1 to 15; 0 for none. */
  priority: number;
  confirm: boolean;
  label: string;
  /** In the code table of this index; 0 for none. */
  preferred: Uint8Array | undefined;
  table: number;
  blocked: boolean;
  conduct: Conduct;
}

/** An entry of the directory: an application, one with a bad name, or one of a further directory. */
export interface Entry {
  application: Application;
  form: "whole" | "short name" | "long name" | "no name" | "further directory";
}

export interface ModelCard {
  /** How SELECT PSE and the records go. */
  directory:
    "fine" | "absent" | "blocked" | "refused" | "no SFI" | "SFI 11" | "another name" | "broken" | "error" | "6A81";
  /** Entries record by record. */
  records: Entry[][];
  /** The code table index of the PSE, 0 for none. */
  table: number;
  /** In the order in which the card finds them. */
  applications: Application[];
}

export interface ModelAid {
  aid: string;
  /** Code tables that the terminal shows: bytes 4 and 5 of 9F40. */
  tables: number;
  exact: boolean;
  /** A record that is none: to be passed over. */
  malformed: boolean;
}

const LIST_MAX = 10;

interface Candidate {
  application: Application;
  name: string;
  /** Index of the AID that it was found by. */
  by: number;
}

type KnownAid = ModelAid & { by: number };

/** What becomes of a selection when the cardholder chooses so, in the words of `Played`; an application's with the AID it was found by. */
export function expected(card: ModelCard, table: readonly ModelAid[], choose: (names: readonly string[]) => number) {
  const offers: string[][] = [];
  let spoilt = 0;
  const end = (outcome: string): { outcome: string; offers: string[][]; spoilt: number } => ({
    outcome,
    offers,
    spoilt,
  });
  if (card.directory === "6A81") return end("CARD_BLOCKED");
  const list = candidates(card, table);
  if (list === "card blocked") return end("CARD_BLOCKED");
  let asked = false;
  for (;;) {
    const [first] = list;
    if (first === undefined) return end("NO_APPLICATION");
    let index = 0;
    if (list.length > 1 || first.application.confirm || asked) {
      const names = list.map(({ name }) => name);
      offers.push(list.length > 1 ? names : [`?${first.name}`]);
      if (asked) spoilt++;
      index = choose(names);
      if (index < 0) return end("CANCELLED");
      asked = true;
    }
    const { application, by } = list[index]!;
    const conduct = application.blocked ? "warns" : application.conduct;
    if (conduct === "card blocked") return end("CARD_BLOCKED");
    if (conduct === "takes part" || conduct === "no template") {
      return end(`${application.aid} ${conduct === "takes part" ? by : 0}`);
    }
    list.splice(index, 1);
  }
}

function candidates(card: ModelCard, table: readonly ModelAid[]): Candidate[] | "card blocked" {
  const known = table.map((own, by) => ({ ...own, by })).filter(({ malformed }) => !malformed);
  const fromDirectory = card.directory === "fine" ? directoryCandidates(card, known) : [];
  if (fromDirectory.length === 0 && isBlockedAtOnce(card, known)) return "card blocked";
  const found = fromDirectory.length > 0 ? fromDirectory : listCandidates(card, known);
  const places = found.map((candidate, order) => ({ candidate, order }));
  const rank = ({ application }: Candidate): number => (application.priority === 0 ? 16 : application.priority);
  places.sort((a, b) => rank(a.candidate) - rank(b.candidate) || a.order - b.order);
  return places.slice(0, LIST_MAX).map(({ candidate }) => candidate);
}

/** 12.3.2: entries of the records, in their order, that one of the AIDs supports. */
function directoryCandidates(card: ModelCard, known: readonly KnownAid[]): Candidate[] {
  const found: Candidate[] = [];
  for (const { application, form } of card.records.flat()) {
    const own = known.find((one) => supports(one, application.aid));
    if (form !== "whole" || own === undefined) continue;
    if (found.some((other) => other.application.aid === application.aid)) continue;
    found.push({ application, name: nameOf(application, card.table, own.tables), by: own.by });
  }
  return found;
}

/** 12.3.3, step 2: the very first SELECT of the list says so. */
function isBlockedAtOnce({ applications }: ModelCard, [own]: readonly ModelAid[]): boolean {
  const first = own && applications.find(({ aid }) => aid.startsWith(own.aid));
  return first !== undefined && statusOf(first) === "6A81";
}

/** 12.3.3: each AID in turn finds the applications whose names begin with it, one after the other, until one is equal. */
function listCandidates(card: ModelCard, known: readonly KnownAid[]): Candidate[] {
  const found: Candidate[] = [];
  for (const own of known) {
    for (const application of card.applications.filter(({ aid }) => aid.startsWith(own.aid))) {
      const isEqual = application.aid === own.aid && application.conduct !== "no name";
      const isNew = !found.some((other) => other.application.aid === application.aid);
      const isGiven = !["another name", "no name", "no template"].includes(application.conduct);
      if (
        supports(own, application.aid) &&
        isNew &&
        isGiven &&
        !application.blocked &&
        statusOf(application) === "9000"
      ) {
        found.push({ application, name: nameOf(application, 0, own.tables), by: own.by });
      }
      const goesOn = statusOf(application).startsWith("6A") ? false : mayBeOneOfSeveral(own, application);
      if (isEqual || !goesOn) break;
    }
  }
  return found;
}

/** A name that was not given is none; but a blocked application need not say it. */
function mayBeOneOfSeveral(own: ModelAid, application: Application): boolean {
  if (application.conduct === "no name") return statusOf(application) === "6283" && !own.exact;
  return application.conduct !== "another name";
}

function supports(own: ModelAid, aid: string): boolean {
  return aid === own.aid || (!own.exact && aid.startsWith(own.aid));
}

function nameOf({ label, preferred, table, aid }: Application, tableOfPse: number, shown: number): string {
  const used = table === 0 ? tableOfPse : table;
  const name = preferred !== undefined && isCapable(shown, used) ? decoded(preferred, used) : undefined;
  return name ?? (label === "" ? aid : label);
}

/** EMV Book 4, A3: byte 5 has tables 8 to 1, byte 4 tables 10 and 9 in its last two bits. */
function isCapable(shown: number, table: number): boolean {
  const masks = [0, 0x0001, 0x0002, 0x0004, 0x0008, 0x0010, 0x0020, 0x0040, 0x0080, 0x0100, 0x0200];
  return (shown & (masks[table] ?? 0)) !== 0;
}

const COMMON = /^[ -~]$/;
/** Right to left. */
const ARABIC = 6;
const HEBREW = 8;

/** What a name in part `table` of ISO/IEC 8859 says; undefined where a display from left to right cannot show it. */
export function decoded(name: Uint8Array, table: number): string | undefined {
  const decoder = new TextDecoder(`iso-8859-${table}`);
  const characters = Array.from(name, (byte) => {
    const character = decoder.decode(Uint8Array.of(byte));
    if (COMMON.test(character)) return character;
    const isGraphic = byte >= 0xa0 && character !== "\ufffd";
    return isGraphic && table !== ARABIC && table !== HEBREW ? character : undefined;
  });
  return characters.includes(undefined) ? undefined : characters.join("");
}

function statusOf({ blocked, conduct }: Application): string {
  if (blocked || conduct === "warns") return "6283";
  return conduct === "refuses" ? "6A82" : conduct === "card blocked" ? "6A81" : "9000";
}

// The same card as one that answers.

/** Answers SELECT and READ RECORD as the model says. */
export function answering(card: ModelCard): (command: Uint8Array) => Uint8Array {
  let last = -1;
  return (command) => {
    if (command[1] === 0xb2) return readRecord(card, command[2]!);
    const name = Buffer.from(command.subarray(5, 5 + command[4]!))
      .toString("hex")
      .toUpperCase();
    if (name === PSE) return selectPse(card);
    const from = command[3] === 0x02 ? last + 1 : 0;
    last = card.applications.findIndex(({ aid }, index) => index >= from && aid.startsWith(name));
    const found = card.applications[last];
    return found === undefined ? bytes("6A82") : select(found);
  };
}

/** Asks for 9F15, by which the test knows which AID record is in use. */
const PDOL = "9F1502";
const PSE = Buffer.from("1PAY.SYS.DDF01").toString("hex").toUpperCase();

function selectPse(card: ModelCard): Uint8Array {
  const statuses = { absent: "6A82", blocked: "6283", refused: "6F00", "6A81": "6A81" } as const;
  const name = card.directory === "another name" ? `${PSE.slice(0, -2)}32` : PSE;
  const sfi = card.directory === "no SFI" ? "" : card.directory === "SFI 11" ? "88010B" : "880101";
  const table = card.table === 0 ? "" : `9F1101${byte(card.table)}`;
  const fci = tlv(0x6f, tlv(0x84, name) + tlv(0xa5, sfi + table));
  const status = (statuses as Record<string, string | undefined>)[card.directory];
  return bytes(status === undefined || status === "6283" ? fci + (status ?? "9000") : status);
}

function readRecord(card: ModelCard, number: number): Uint8Array {
  const entries = card.records[number - 1];
  if (card.directory === "error" && (entries === undefined || number === 2)) return bytes("6985");
  if (entries === undefined) return bytes("6A83");
  const record = tlv(0x70, entries.map(entryOf).join(""));
  return bytes(card.directory === "broken" ? `${record.slice(0, -2)}9000` : `${record}9000`);
}

function entryOf({ application, form }: Entry): string {
  const { aid } = application;
  const name = { whole: aid, "short name": aid.slice(0, 8), "long name": aid.padEnd(34, "0") }[form as "whole"];
  const first =
    form === "further directory" ? tlv(0x9d, aid) + tlv(0x4f, aid) : name === undefined ? "" : tlv(0x4f, name);
  // A discretionary template may hold what looks like an entry's own objects.
  return tlv(0x61, tlv(0x73, tlv(0x87, "01") + tlv(0x50, "58")) + first + objectsOf(application));
}

function select(application: Application): Uint8Array {
  const { aid, conduct } = application;
  const status = statusOf(application);
  if (status === "6A82" || status === "6A81") return bytes(status);
  const name = conduct === "another name" ? "A00000000999" : aid;
  const proprietary = conduct === "no template" ? "" : tlv(0xa5, objectsOf(application));
  return bytes(tlv(0x6f, (conduct === "no name" ? "" : tlv(0x84, name)) + proprietary) + status);
}

function objectsOf({ label, preferred, table, priority, confirm }: Application): string {
  return [
    label === "" ? "" : tlv(0x50, Buffer.from(label, "latin1").toString("hex")),
    priority === 0 && !confirm ? "" : tlv(0x87, byte(priority | (confirm ? 0x80 : 0))),
    preferred === undefined ? "" : tlv(0x9f12, Buffer.from(preferred).toString("hex")),
    table === 0 ? "" : tlv(0x9f11, byte(table)),
    tlv(0x9f38, PDOL),
  ].join("");
}

function tlv(tag: number, value: string): string {
  return Buffer.from(encodeTlv(tag, bytes(value)))
    .toString("hex")
    .toUpperCase();
}

function byte(value: number): string {
  return value.toString(16).padStart(2, "0");
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}

// Cards and tables at random.

/** Two families of names, so that one AID often begins several. */
const STEMS = ["A000000333", "A000000333010101", "A000000333010102", "A0000000031010", "A00000000310100101"];
const DIRECTORIES: ReadonlyArray<ModelCard["directory"]> = [
  ...(["fine", "fine", "fine", "fine", "fine", "fine", "fine", "absent", "absent", "absent"] as const),
  ...(["blocked", "refused", "no SFI", "SFI 11", "another name", "broken", "error", "6A81"] as const),
];
const CONDUCTS: readonly Conduct[] = [
  ...(["takes part", "takes part", "takes part", "takes part", "takes part", "takes part", "takes part"] as const),
  ...(["refuses", "warns", "another name", "no name", "no template", "6985", "6985", "card blocked"] as const),
];
const FORMS: ReadonlyArray<Entry["form"]> = [
  ...(["whole", "whole", "whole", "whole", "whole", "whole", "whole", "whole"] as const),
  ...(["short name", "long name", "no name", "further directory"] as const),
];

/** Names that some tables have and others lack; the last is in none. */
const NAMES: readonly string[] = ["C3A97461", "B4D5D1D5E2", "A5FF", "D2", "A1B5FDAF", "56495341", "1B5B324A"];
/** One past the last that there is, for one that there is not. */
const TABLES = 12;

/** A directory has sixteen records at most. */
const EMPTY_RECORDS_MAX = 8;

export function randomCard(random: Randomness): ModelCard {
  const isFull = random.below(4) === 0;
  const count = isFull ? 13 + random.below(3) : random.below(5);
  const stems = isFull ? STEMS.slice(0, 1) : STEMS;
  const drawn = Array.from({ length: count }, (_, index) => randomApplication(random, index, stems));
  // No name twice, and a name before those that begin with it: so SELECT by the whole name finds it.
  const applications = drawn
    .filter(({ aid }, index) => drawn.findIndex((other) => other.aid === aid) === index)
    .sort((a, b) => a.aid.length - b.aid.length);
  const entries = applications.map((application): Entry => ({ application, form: pick(random, FORMS) }));
  const records: Entry[][] = [];
  while (entries.length > 0) records.push(entries.splice(0, records.length > EMPTY_RECORDS_MAX ? 3 : random.below(4)));
  return { directory: pick(random, DIRECTORIES), records, table: random.below(TABLES), applications };
}

function randomApplication(random: Randomness, index: number, stems: readonly string[]): Application {
  const stem = pick(random, stems);
  const aid = random.below(8) === 0 ? stem : stem + byte(random.below(200)).toUpperCase();
  return {
    aid,
    priority: random.below(5),
    confirm: random.below(5) === 0,
    label: random.below(6) === 0 ? "" : `LABEL ${index}`,
    preferred: random.below(2) === 0 ? undefined : bytes(pick(random, NAMES) + byte(0x30 + index)),
    table: random.below(TABLES),
    blocked: random.below(8) === 0,
    conduct: pick(random, CONDUCTS),
  };
}

export function randomTable(random: Randomness): ModelAid[] {
  return Array.from({ length: random.below(7) }, () => ({
    aid: random.below(4) === 0 ? `${pick(random, STEMS)}05` : pick(random, STEMS),
    tables: random.below(0x400),
    exact: random.below(3) === 0,
    malformed: random.below(8) === 0,
  }));
}

function pick<T>(random: Randomness, from: readonly T[]): T {
  return from[random.below(from.length)]!;
}
