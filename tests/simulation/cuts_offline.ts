/** Flows with approvals without the acquirer: two of them, the first uploaded before the second, and one when nobody is reached. */
import { LAST, sale } from "./cuts.ts";
import type { Flow } from "./cuts.ts";
import { SETTLE } from "./guides_batch.ts";
import { unreachedFor, WANTS_ISSUER } from "./troubles_offline.ts";
import { offlineWorld } from "./weathers_offline.ts";

const SMALL = sale("debit", 5_000);

export const OFFLINE_FLOWS: readonly Flow[] = [
  { name: "offline", tasks: [SMALL, SMALL, SETTLE, LAST], changes: offlineWorld() },
  {
    name: "unreached",
    tasks: [sale("debit", WANTS_ISSUER), LAST],
    changes: offlineWorld(),
    prepare: (world) => unreachedFor(world),
  },
];
