/** A terminal that may approve without the acquirer, and what goes wrong around such approvals. */
import { Screen } from "../../assembly/abi_shown.ts";
import { OFFLINE_CAPABLE } from "../../host/configuration/offline_capable.ts";
import { debitChanged, OFFLINE } from "./cards.ts";
import { sale } from "./cuts.ts";
import { SETTLE, settle } from "./guides_batch.ts";
import { fault, pressAt } from "./troubles.ts";
import { Kind } from "./journal.ts";
import {
  approveUnchecked,
  refuseRecord,
  refuseUpload,
  unreachedBetween,
  unreachedFor,
  WANTS_ISSUER,
} from "./troubles_offline.ts";
import { HOUR_MS } from "./weather.ts";
import type { Weather } from "./weather.ts";
import type { WorldOptions } from "./world.ts";

/** What an offline terminal and its card are; the card otherwise where `card` says so. */
export function offlineWorld(card: typeof OFFLINE = {}): Partial<WorldOptions> {
  return { configuration: OFFLINE_CAPABLE, cards: debitChanged({ ...OFFLINE, ...card }) };
}

const SMALL = sale("debit", 5_000);
const GREAT = sale("debit", WANTS_ISSUER);
const [changes, offline] = [offlineWorld(), "offline approval"];

export const OFFLINE_WEATHERS: readonly Weather[] = [
  { name: `${offline}, three times, and a settlement`, sells: 3, tasks: [SMALL, SMALL, SMALL, SETTLE], changes },
  { name: `${offline}, after which the card wants its issuer`, sells: 2, tasks: [SMALL, GREAT], changes },
  {
    name: `${offline} without a line`,
    sells: 2,
    tasks: [GREAT, SMALL],
    changes,
    prepare: (world) => unreachedFor(world),
  },
  {
    name: `${offline} without a line, and the card will not`,
    sells: 0,
    tasks: [GREAT],
    changes: offlineWorld({ approvesUnreached: false }),
    prepare: (world) => unreachedFor(world),
  },
  { name: `${offline} declined by the card`, sells: 0, tasks: [SMALL], changes: offlineWorld({ declineFirst: true }) },
  {
    name: `${offline} declined by the card, and the flash fails`,
    sells: 0,
    tasks: [SMALL],
    changes: offlineWorld({ declineFirst: true }),
    prepare: (world) => refuseRecord(world, Kind.DECLINED),
    mayStop: true,
  },
  {
    name: `${offline} whose cryptogram is not the card's`,
    sells: 0,
    tasks: [SMALL],
    changes,
    prepare: approveUnchecked,
  },
  {
    name: `${offline} refused`,
    sells: 1,
    tasks: [SMALL, SMALL],
    changes,
    prepare: refuseUpload,
  },
  {
    name: `${offline} refused, and somebody reads it`,
    sells: 0,
    tasks: [SMALL, SETTLE],
    changes,
    prepare: (world) => {
      refuseUpload(world);
      pressAt(world, Screen.UPLOAD_REFUSED, "enter");
    },
  },
  {
    name: `${offline}, and its answer is lost twice`,
    sells: 2,
    tasks: [SMALL, SMALL],
    changes,
    prepare: (world) => {
      for (let i = 0; i < 2; i++) world.acquirer.faults.next({ kind: "dropReply", mti: "0200" });
    },
    lingers_ms: HOUR_MS,
  },
  {
    name: `${offline}, and its answer has a wrong MAC`,
    sells: 1,
    tasks: [SMALL],
    changes,
    prepare: (world) => fault(world, "corruptMac", "0200"),
  },
  {
    name: `${offline}, and no line for the settlement`,
    sells: 1,
    tasks: [SMALL, settle([Screen.SETTLEMENT_REFUSED, "enter"]), SETTLE],
    changes,
    prepare: (world) => unreachedBetween(world, Screen.APPROVED, Screen.SETTLEMENT_REFUSED),
  },
];
