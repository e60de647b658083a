/** What is wrong with the terminal itself. */
import { PARAMETERS_OPERATOR } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { sale } from "./cuts.ts";
import { tamper } from "./troubles.ts";
import { at, SIGN_ON } from "./weather.ts";
import type { Weather } from "./weather.ts";
import { PARAMETERS } from "./world.ts";
import type { WorldOptions } from "./world.ts";

export const TERMINAL: readonly Weather[] = [
  { name: "bound to an impossible operator", from: "new", tasks: [SIGN_ON], changes: badParameters(), trades: false },
  {
    name: "journal full",
    from: "full",
    tasks: [sale("debit", 1), at("sale", Screen.JOURNAL_FULL, "enter"), SIGN_ON],
    trades: false,
  },
  { name: "secure module tampered with", tasks: [sale("debit", 1)], prepare: tamper, trades: false },
];

function badParameters(): Partial<WorldOptions> {
  const parameters = PARAMETERS.slice();
  parameters[PARAMETERS_OPERATOR] = 0x01;
  return { parameters };
}
