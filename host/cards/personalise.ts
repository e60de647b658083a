/**
 * Personalisation: a card's data file turned into the files and keys that its applications answer from.
 *
 * Nothing here changes while a card is used; what does is in `CardState`.
 */
import type { Dol } from "../codec/tlv/dol.ts";
import { encodeTlv, tlv } from "../codec/tlv/encode.ts";
import { cardMasterKey } from "../secure/issuer/card_key.ts";
import { CardFault } from "./card_checks.ts";
import { ISSUER_KEYS, applicationsOf } from "./card_data.ts";
import type { CardData, IssuerKeys } from "./card_spec.ts";
import { hex, tagNumber } from "./personalisation/bytes.ts";
import { codeTableOf } from "./personalisation/code_table.ts";
import { PSE_NAME, applicationFci, directoryRecord, pseFci } from "./personalisation/fci.ts";
import { addCardSignatures, addIssuerCertificate, chainOf } from "./personalisation/keys.ts";
import type { CardKeys } from "./personalisation/keys.ts";
import { listsOf } from "./personalisation/lists.ts";
import { objectsOf, withGiven } from "./personalisation/objects.ts";
import type { Objects } from "./personalisation/objects.ts";
import { filesOf, plannedRecords, staticData } from "./personalisation/records.ts";
import type { Files } from "./personalisation/records.ts";
import { cardPolicy } from "./versions.ts";
import type { CardPolicy } from "./versions.ts";

export { PSE_NAME };

/** Basic ATRs (EMV Book 1, 8.2): T=0; T=1 with IFSC 254, BWI 4, CWI 5. */
const ATR = { t0: "3B600000", t1: "3BE000008131FE45EB" } as const;
const READABLE: readonly number[] = [0x9f36, 0x9f13, 0x9f17, 0x9f4f];

export interface Personalisation {
  atr: Uint8Array;
  /** FCI of the PSE, undefined for a card without one; and its directory, SFI 1. */
  pseFci: Uint8Array | undefined;
  directory: Uint8Array[];
  /** In the order of the file, in which SELECT finds them. */
  applications: ApplicationFiles[];
}

/** One application. */
export interface ApplicationFiles extends Files, CardKeys {
  data: CardData;
  aid: Uint8Array;
  fci: Uint8Array;
  aip: Uint8Array;
  /** What GET PROCESSING OPTIONS answers. */
  options: Uint8Array;
  /** Every data object, by tag. */
  objects: Objects;
  pdol: Dol;
  cdol1: Dol;
  cdol2: Dol;
  ddol: Dol;
  policy: CardPolicy;
  /** The card's own master keys, 16 bytes each. */
  masterKeys: IssuerKeys;
  /** Tags for GET DATA and for PUT DATA. */
  readable: ReadonlySet<number>;
  writable: ReadonlySet<number>;
}

/** @throws CardFault CARD_ISSUER, CARD_KEYS, CARD_LIST, CARD_NAME or CARD_RECORD */
export function personalise(data: CardData): Personalisation {
  const applications = applicationsOf(data).map((application, index) =>
    personaliseApplication(application, data.applications === undefined ? "" : `applications[${index}].`),
  );
  const codeTable = directoryTable(applications);
  return {
    atr: hex(data.atr ?? ATR[data.transport ?? "t1"]),
    pseFci: data.pse === false ? undefined : pseFci(codeTable),
    directory: applications.map(({ data: own, objects }) =>
      directoryRecord(objects, own.preferredName !== undefined && codeTableOf(own) === codeTable),
    ),
    applications,
  };
}

/** A directory has one table for all its names: that of the first there is. The others stand in their FCIs alone. */
function directoryTable(applications: readonly ApplicationFiles[]): number {
  const named = applications.find(({ data }) => data.preferredName !== undefined);
  return named === undefined ? 1 : codeTableOf(named.data);
}

function personaliseApplication(data: CardData, path: string): ApplicationFiles {
  const policy = cardPolicy(data.cryptogram ?? "pboc-01");
  const lists = listsOf(data, policy, path);
  const chain = chainOf(data, path);
  const objects = objectsOf(data, lists, path);
  if (chain !== undefined) addIssuerCertificate(objects, chain, data);
  withGiven(objects, data);
  if (chain !== undefined) {
    const covered = staticData(plannedRecords(data, objects), objects, path);
    addCardSignatures(objects, chain, data, covered);
    withGiven(objects, data);
  }
  const files = filesOf(data, plannedRecords(data, objects), objects, path);
  const aip = objects.get(0x82)!;
  const writable = new Set((data.writable ?? []).map(tagNumber));
  return {
    ...lists,
    ...files,
    data,
    objects,
    policy,
    aid: hex(data.aid),
    fci: applicationFci(objects, data.fci, path),
    aip,
    options: optionsOf(data.format, aip, files.afl),
    icc: chain?.icc,
    pin: chain?.pin,
    masterKeys: masterKeysOf(data, policy),
    readable: new Set(data.readable?.map(tagNumber) ?? [...READABLE, ...writable]),
    writable,
  };
}

/** EMV Book 3, 6.5.8.4: AIP and AFL as they are, or each as a data object. */
function optionsOf(format: CardData["format"], aip: Uint8Array, afl: Uint8Array): Uint8Array {
  if (format === 1) return encodeTlv(0x80, Buffer.concat([aip, afl]));
  const objects = tlv([
    [0x82, aip],
    [0x94, afl],
  ]);
  return encodeTlv(0x77, objects);
}

function masterKeysOf({ issuer, pan, sequence }: CardData, { derivation }: CardPolicy): IssuerKeys {
  const keys = ISSUER_KEYS.get(issuer);
  if (keys === undefined) throw new CardFault("CARD_ISSUER", "issuer", "an issuer of issuer_keys.json");
  const own = (key: Uint8Array): Uint8Array => cardMasterKey(derivation, key, pan, sequence);
  return { ac: own(keys.ac), integrity: own(keys.integrity), confidentiality: own(keys.confidentiality) };
}
