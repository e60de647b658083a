/** What is wrong with the terminal itself. */
import { Command, Done, Event, PARAMETERS_OPERATOR } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { viewOf, words } from "../../host/payloads.ts";
import { guide, LOG_OUT, SET_UP, typed } from "./care_guides.ts";
import type { Step } from "./care_guides.ts";
import { sale } from "./cuts.ts";
import { SETTLE, settle } from "./guides_batch.ts";
import { tamper } from "./troubles.ts";
import { unwrittenAt } from "./troubles_binding.ts";
import { at, SIGN_ON } from "./weather.ts";
import type { Weather } from "./weather.ts";
import { PARAMETERS, screenOf } from "./world.ts";
import type { World, WorldOptions } from "./world.ts";

/** A number that is nobody's, and a password of nobody. */
const STRANGER: readonly Step[] = [
  [Screen.ENTER_OPERATOR, typed("55")],
  [Screen.ENTER_PASSWORD, { secret: "1111" }],
  [Screen.NOT_ALLOWED, "cancel"],
];

export const TERMINAL: readonly Weather[] = [
  { name: "bound to an impossible operator", from: "new", tasks: [SIGN_ON], changes: badParameters(), trades: false },
  {
    name: "journal full",
    from: "full",
    tasks: [sale("debit", 1), at("sale", Screen.JOURNAL_FULL, "enter"), SIGN_ON],
    trades: false,
  },
  {
    name: "payment by code, which nobody offers",
    tasks: [
      guide([Screen.IDLE, { digit: 2 }], [Screen.NOT_AVAILABLE, "enter"]),
      guide([Screen.IDLE, { digit: 2 }], [Screen.NOT_AVAILABLE, "cancel"]),
      guide([Screen.IDLE, { digit: 2 }], [Screen.NOT_AVAILABLE, "nothing"]),
    ],
  },
  {
    name: "settlement and settings, and nobody logs on",
    tasks: [
      SET_UP,
      LOG_OUT,
      settle([Screen.SETTLE, "enter"], [Screen.ENTER_OPERATOR, "cancel"], [Screen.SETTLE, "enter"], ...STRANGER),
      guide(
        [Screen.IDLE, { digit: 6 }],
        [Screen.MENU, { digit: 1 }],
        [Screen.ENTER_OPERATOR, "cancel"],
        [Screen.MENU, "cancel"],
      ),
      guide([Screen.IDLE, { digit: 6 }], [Screen.MENU, { digit: 1 }], ...STRANGER, [Screen.MENU, "cancel"]),
    ],
  },
  {
    name: "the flash fails before a settlement",
    from: "full",
    tasks: [SETTLE],
    prepare: (world) => wearOutAt(world, Screen.IDLE),
    trades: false,
  },
  {
    name: "the flash fails before a sign-on",
    from: "full",
    tasks: [SIGN_ON],
    prepare: (world) => unwrittenAt(world, Screen.SIGNING_ON),
    trades: false,
  },
  { name: "secure module tampered with", tasks: [sale("debit", 1)], prepare: tamper, trades: false },
];

/** From the first time that this screen is shown on, the flash refuses what is written. */
function wearOutAt(world: World, screen: Screen): void {
  let isWorn = false;
  world.observers.push({
    before: ({ code, payload }) => {
      isWorn ||= code === Command.SCREEN && screenOf(viewOf(payload)) === screen;
    },
  });
  world.meddle = (event) => [
    isWorn && event.code === Event.FLASH_DONE ? { ...event, payload: words(Done.REFUSED) } : event,
  ];
}

function badParameters(): Partial<WorldOptions> {
  const parameters = PARAMETERS.slice();
  parameters[PARAMETERS_OPERATOR] = 0x01;
  return { parameters };
}
