/** The scenes of the golden transcripts in which the issuer sends the card scripts, and is told what became of them. */
import { Command } from "../../assembly/abi.ts";
import type { ScriptOrder } from "../../host/acquirer/card_script.ts";
import { loadCards } from "../../host/cards/card_data.ts";
import { CDA, debitChanged } from "./cards.ts";
import { Kind } from "./journal.ts";
import { SALE, SIGN_ON, SMALL_SALE } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";
import { loseNotices } from "./troubles_batch.ts";
import { PowerCut } from "./world.ts";
import type { World } from "./world.ts";

export const SCRIPT_SCENES: readonly Scene[] = [
  {
    name: "script_before_final_cryptogram",
    title: "A script 71 unblocks the PIN before the second GENERATE AC; the acquirer is told before the next sale",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) => orderScripts(world, { command: "unblockPin", template: 71 }),
  },
  {
    name: "scripts_before_and_after",
    title: "Scripts 71 and 72 in one answer: both are done, and told in one notice",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) =>
      orderScripts(world, { command: "unblockPin", template: 71 }, { command: "blockApplication", template: 72 }),
  },
  {
    name: "script_and_cda",
    title: "A script 71 between two signed cryptograms: both signatures are good, and the script is told",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    cards: () => debitChanged(CDA, loadCards()),
    prepare: (world) => orderScripts(world, { command: "unblockPin", template: 71 }),
  },
  {
    name: "script_with_wrong_mac",
    title: "A script 72 has a wrong MAC: the card refuses it, and the sale stands",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) => orderScripts(world, { command: "unblockPin", spoilMac: true }),
  },
  {
    name: "failing_script_command",
    title: "A script 71 sets what this card does not let anyone set: it fails, and the sale stands",
    tasks: [SIGN_ON, SALE],
    prepare: (world) => orderScripts(world, { command: "putData", template: 71, tag: "9F58", value: "01" }),
  },
  {
    name: "script_after_a_decline",
    title: "The sale is declined and the answer blocks the application: scripts are for declines, too",
    tasks: [SIGN_ON, { kind: "sale", amount: 1500, card: "low-balance", pin: "135791" }],
    prepare: (world) => orderScripts(world, { command: "blockApplication" }),
  },
  {
    name: "script_and_card_declines",
    title: "The acquirer approves, a script is done, and the card declines: notice, then reversal with the results",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    cards: () => debitChanged({ declineSecond: true }, loadCards()),
    prepare: (world) => orderScripts(world, { command: "unblockPin", template: 71 }),
  },
  {
    name: "notice_unanswered",
    title: "Nobody answers the notice: the next sale goes on without it, and it is told from idle",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) => {
      orderScripts(world, { command: "unblockPin" });
      world.acquirer.faults.next({ kind: "dropRequest", mti: "0620" });
    },
  },
  {
    name: "notice_put_aside",
    title: "Nobody ever answers the notice: after its last try it is on the list of faults, and the next sale goes on",
    tasks: [SIGN_ON, SALE],
    prepare: (world) => {
      orderScripts(world, { command: "unblockPin" });
      loseNotices(world, 10);
    },
  },
  {
    name: "power_cut_after_notice",
    title:
      "The power is cut when the script's result is durable and the approval is not: the reversal tells the result",
    tasks: [SIGN_ON, SALE],
    prepare: (world) => {
      orderScripts(world, { command: "unblockPin", template: 71 });
      world.observers.push({
        before: ({ code, payload }) => {
          if (code === Command.FLASH_APPEND && (payload[RECORD_KIND_AT] as Kind) === Kind.APPROVED)
            throw new PowerCut();
        },
      });
    },
  },
  {
    name: "notice_after_power_cut",
    title: "The power is cut when the notice has arrived: it is told again after the restart, under the same STAN",
    tasks: [SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) => {
      orderScripts(world, { command: "unblockPin" });
      world.network.step = (what) => {
        if (what !== "booked" || world.ledger.notices().length !== 1) return;
        world.network.step = undefined;
        throw new PowerCut();
      };
    },
  },
];

/** In FLASH_APPEND: offset and length, then the head of the record. */
const RECORD_KIND_AT = 8 + 2;

/** The answer to the first sale brings the card these scripts. */
function orderScripts(world: World, ...scripts: ScriptOrder[]): void {
  world.acquirer.faults.next({ kind: "script", mti: "0200", scripts });
}
