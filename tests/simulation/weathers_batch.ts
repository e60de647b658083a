/** What goes otherwise in a settlement, at the gate before a payment, with limits and with test payments. */
import { sale } from "./cuts.ts";
import { SETTLE, settle } from "./guides_batch.ts";
import type { Weather } from "./weather.ts";

export const BATCH: readonly Weather[] = [
  { name: "settlement, confirmed", tasks: [sale("debit", 100), settle(), settle()], sells: 1 },
  {
    name: "settlement of a full journal",
    from: "full",
    tasks: [SETTLE, sale("debit", 100)],
    sells: 1,
  },
];
