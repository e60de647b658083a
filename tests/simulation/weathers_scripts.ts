/** Scripts of the issuer, and the notice that tells what became of them. */
import { Screen } from "../../assembly/abi_shown.ts";
import { debitChanged } from "./cards.ts";
import { orderScripts, sale } from "./cuts.ts";
import { fault, forgeNoticed, pressAt, pullOutAtCommand, pullOutWhileAsked } from "./troubles.ts";
import { loseNotices } from "./troubles_batch.ts";
import { HOUR_MS } from "./weather.ts";
import type { Weather } from "./weather.ts";

export const SCRIPTS: readonly Weather[] = [
  {
    name: "scripts before and after the card's last word",
    sells: 2,
    tasks: [sale("debit", 100), sale("debit", 200)],
    prepare: orderScripts,
  },
  {
    name: "scripts with a decline",
    sells: 1,
    tasks: [sale("low-balance", 1234), sale("debit", 200)],
    prepare: orderScripts,
  },
  {
    name: "scripts, and the card declines an approval",
    sells: 0,
    tasks: [sale("debit", 100)],
    changes: { cards: debitChanged({ declineSecond: true }) },
    prepare: orderScripts,
  },
  {
    name: "scripts, and the card is pulled out before its last word",
    sells: 1,
    tasks: [sale("debit", 100), sale("credit", 200)],
    prepare: (world) => {
      orderScripts(world);
      pullOutAtCommand(world, 0x24, 1);
    },
  },
  {
    name: "scripts, and the card is pulled out after its last word",
    sells: 2,
    tasks: [sale("debit", 100), sale("credit", 200)],
    prepare: (world) => {
      orderScripts(world);
      pullOutAtCommand(world, 0x24, 2);
    },
  },
  {
    name: "scripts, and the card is pulled out while the acquirer is asked",
    sells: 0,
    tasks: [sale("debit", 100)],
    prepare: (world) => {
      orderScripts(world);
      pullOutWhileAsked(world);
    },
  },
  {
    name: "two notices, the first never answered",
    sells: 2,
    tasks: [sale("debit", 100), sale("debit", 200)],
    prepare: (world) => {
      orderScripts(world);
      orderScripts(world);
      loseNotices(world, 2);
    },
  },
  {
    name: "a notice that nobody answers for a while",
    sells: 1,
    tasks: [sale("debit", 100)],
    prepare: (world) => {
      orderScripts(world);
      for (let i = 0; i < 3; i++) world.acquirer.faults.next({ kind: "dropReply", mti: "0620" });
    },
    lingers_ms: HOUR_MS,
  },
  {
    name: "a notice that nobody ever answers",
    sells: 1,
    tasks: [sale("debit", 100)],
    prepare: (world) => {
      orderScripts(world);
      loseNotices(world, 12);
    },
    lingers_ms: HOUR_MS,
  },
  {
    name: "a notice that nobody ever answers, and somebody reads what is shown",
    sells: 1,
    tasks: [sale("debit", 100)],
    prepare: (world) => {
      orderScripts(world);
      loseNotices(world, 12);
      pressAt(world, Screen.NOTICE_ASIDE, "enter");
    },
    lingers_ms: HOUR_MS,
  },
  {
    name: "a notice whose answer has a wrong MAC",
    sells: 1,
    tasks: [sale("debit", 100)],
    prepare: (world) => {
      orderScripts(world);
      fault(world, "corruptMac", "0620");
    },
  },
  {
    name: "a notice refused, and its answer forged into an approval",
    sells: 1,
    tasks: [sale("debit", 100)],
    prepare: (world) => {
      orderScripts(world);
      forgeNoticed(world);
    },
  },
];
