/**
 * Selection by the terminal's list of AIDs (EMV Book 1, 12.3.3): a SELECT for each of them, and further ones where an AID
 * may be the beginning of several names on the card.
 */
import { Rule } from "../abi_rules";
import { decide } from "../machine/decisions";
import { equalBytes } from "../base/bytes";
import { Terminal } from "../machine/terminal";
import { Asi, configurationOf, Read, supports, takeAid } from "./aids";
import { clearCandidates, consider } from "./candidates";
import { hasName, hasProprietary } from "./fci";
import { keepLanguage } from "./language";
import { Card, cardOf, FOUND } from "./region";
import { Step } from "./step";
import { prepareCommand } from "./transmit";

const SELECT_BY_NAME: u32 = 0x00a40400;
const NEXT_OCCURRENCE: u32 = 0x02;
const SW_OK: i32 = 0x9000;
/** The application is blocked (EMV Book 1, 12.3.3 step 4). */
const SW_APPLICATION_BLOCKED: i32 = 0x6283;
/** SELECT not supported, or the card blocked (EMV Book 1, 12.3.3 step 2). */
const SW_CARD_BLOCKED: i32 = 0x6a81;
const SW1_WARNING: i32 = 0x62;
const SW1_WARNING_CHANGED: i32 = 0x63;
/** Names that one AID is asked for: more than the candidate list holds, and an end for a card that never stops. */
const OCCURRENCES_MAX: i32 = 16;

/** An empty list, from the terminal's first AID on. */
export function beginList(card: Card): Step {
  clearCandidates(card);
  card.aidIndex = 0;
  return Step.NEXT_AID;
}

/** @returns where to go with the next AID of the terminal */
export function takeListedAid(t: Terminal): Step {
  const card = cardOf(t);
  const read = takeAid(card);
  if (read === Read.END) return Step.CHOOSE;
  card.occurrence = 0;
  if (read === Read.RECORD) return Step.SELECT;
  card.aidIndex += 1;
  return Step.NEXT_AID;
}

export function selectListed(t: Terminal): void {
  const card = cardOf(t);
  const own = configurationOf(card);
  decide(card.occurrence === 0 ? Rule.AID_TRIED : Rule.NEXT_OCCURRENCE, card.aidIndex);
  const occurrence: u32 = card.occurrence === 0 ? 0 : NEXT_OCCURRENCE;
  prepareCommand(t, SELECT_BY_NAME | occurrence, own.aid, own.aidLength, 0);
}

/** Steps 2 to 7. Only the very first SELECT says that a card is blocked. */
export function takeListed(t: Terminal): Step {
  const card = cardOf(t);
  decide(Rule.AID_ANSWERED, card.status);
  if (card.found === 0 && card.status === SW_CARD_BLOCKED) {
    decide(Rule.CARD_BLOCKED, card.status);
    return Step.BLOCKED;
  }
  if (card.status === SW_APPLICATION_BLOCKED) {
    decide(Rule.APPLICATION_BLOCKED, card.status);
    card.offered = 1;
  }
  const isMore = isSelected(card) && isPartOfName(card);
  if (card.status === SW_OK) considerReply(card);
  card.found += 1;
  card.occurrence += 1;
  if (isMore && card.occurrence < OCCURRENCES_MAX) return Step.SELECT;
  card.aidIndex += 1;
  return Step.NEXT_AID;
}

/** The first SELECT gives 9000 or 6283, a further one any status that warns of something (steps 3 and 7). */
function isSelected(card: Card): bool {
  if (card.occurrence === 0) return card.status === SW_OK || card.status === SW_APPLICATION_BLOCKED;
  const sw1 = card.status >> 8;
  return card.status === SW_OK || sw1 === SW1_WARNING || sw1 === SW1_WARNING_CHANGED;
}

/**
 * The name in the reply begins with the AID and is longer: there may be others of that kind (step 6). A blocked application
 * that does not say its name, since its FCI did not come with the warning, is taken to be one.
 */
function isPartOfName(card: Card): bool {
  const own = configurationOf(card);
  if (!hasName(card)) return card.status !== SW_OK && own.asi === <u8>Asi.PARTIAL;
  const length = <i32>own.aidLength;
  return FOUND.length > length && equalBytes(FOUND.value, own.aid, length);
}

/** Step 4 and 6: a name that the AID supports is a candidate, any other is not what was asked for. */
function considerReply(card: Card): void {
  if (!hasName(card)) return decide(Rule.FCI_MALFORMED, 0);
  const name = FOUND.value;
  const length = FOUND.length;
  if (!hasProprietary(card)) return decide(Rule.FCI_MALFORMED, 0);
  const at = FOUND.value;
  const end = FOUND.next;
  keepLanguage(card, at, end);
  if (!supports(configurationOf(card), name, length)) return decide(Rule.DF_NAME_DIFFERS, 0);
  consider(card, card.found, name, length, at, end, 0);
}
