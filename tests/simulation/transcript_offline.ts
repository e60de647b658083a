/** The scenes of the golden transcripts with a terminal that may approve without the acquirer. */
import { Screen } from "../../assembly/abi_shown.ts";
import { loadCards } from "../../host/cards/card_data.ts";
import type { CardData } from "../../host/cards/card_spec.ts";
import { OFFLINE_CAPABLE } from "../../host/configuration/offline_capable.ts";
import { debitChanged, OFFLINE } from "./cards.ts";
import { settle } from "./guides_batch.ts";
import { Kind } from "./journal.ts";
import { SALE, SIGN_ON, SMALL_SALE } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";
import { cutBefore, refuseUpload, unreachedBetween, unreachedFor, WANTS_ISSUER } from "./troubles_offline.ts";

const GREAT_SALE = { ...SALE, amount: WANTS_ISSUER };
/** An action code with one bit, and a card whose application is of another version than the terminal's. */
const VERSIONS_DIFFER = "0080000000";

function scene(
  name: string,
  title: string,
  more: Pick<Scene, "tasks" | "prepare">,
  card: Partial<CardData> = {},
): Scene {
  const cards = (): CardData[] => debitChanged({ ...OFFLINE, ...card }, loadCards());
  return { name, title, cards, configuration: OFFLINE_CAPABLE, ...more };
}

export const OFFLINE_SCENES: readonly Scene[] = [
  scene("offline_approved", "The card approves by itself, Y1; the acquirer is told from idle, and books it once", {
    tasks: [SIGN_ON, SALE],
  }),
  scene("offline_two", "Two offline approvals: the first is told before the second payment begins", {
    tasks: [SIGN_ON, SALE, SALE],
  }),
  scene("offline_card_asks_issuer", "Asked for its own approval, the card wants its issuer's: the sale goes online", {
    tasks: [SIGN_ON, GREAT_SALE],
  }),
  scene(
    "offline_unreached",
    "Nobody can be reached, and the card approves by itself, Y3; told once the line is there",
    {
      tasks: [SIGN_ON, GREAT_SALE],
      prepare: (world) => unreachedFor(world),
    },
  ),
  scene(
    "offline_unreached_declined",
    "Nobody can be reached, and the issuer's default code rejects the sale: the card is asked for an AAC, Z3",
    { tasks: [SIGN_ON, SALE], prepare: (world) => unreachedFor(world, SALE.amount) },
    { data: { "9F08": "0020", "9F0F": VERSIONS_DIFFER, "9F0D": VERSIONS_DIFFER } },
  ),
  scene(
    "offline_declined",
    "The issuer's denial code rejects the sale: the card is asked for an AAC, Z1",
    { tasks: [SIGN_ON, SALE] },
    { data: { "9F08": "0020", "9F0E": VERSIONS_DIFFER } },
  ),
  scene(
    "offline_card_declines",
    "Asked for its own approval, the card declines: the journal has it, and nothing goes to the acquirer",
    { tasks: [SIGN_ON, SALE] },
    { declineFirst: true },
  ),
  scene("offline_upload_refused", "The acquirer refuses an offline approval; it is told, and the settlement names it", {
    tasks: [SIGN_ON, SALE, SMALL_SALE, settle()],
    prepare: refuseUpload,
  }),
  scene("offline_upload_lost", "The acquirer's answer to an offline approval is lost: told again, and booked once", {
    tasks: [SIGN_ON, SALE],
    prepare: (world) => world.acquirer.faults.next({ kind: "dropReply", mti: "0200" }),
  }),
  scene("offline_settled", "A settlement tells the acquirer first of what it does not know", {
    tasks: [SIGN_ON, SALE, settle()],
  }),
  scene("offline_settlement_waits", "Without a line nothing can be uploaded, and the batch cannot be settled", {
    tasks: [SIGN_ON, SALE, settle([Screen.SETTLEMENT_REFUSED, "enter"]), settle()],
    prepare: (world) => unreachedBetween(world, Screen.APPROVED, Screen.SETTLEMENT_REFUSED),
  }),
  scene(
    "offline_power_cut",
    "The power goes between the card's approval and its record: nothing is booked, and people are told",
    {
      tasks: [SIGN_ON, SALE],
      prepare: (world) => cutBefore(world, Kind.APPROVED),
    },
  ),
  scene("offline_upload_cut", "The power goes after the acquirer has booked an upload: told again, and booked once", {
    tasks: [SIGN_ON, SALE],
    prepare: (world) => cutBefore(world, Kind.UPLOADED),
  }),
];
