/** Activation, the state of a binding, and its end, when something goes wrong. */
import { Event } from "../../assembly/abi.ts";
import { NetworkCode } from "../../assembly/abi_platform.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { activationCode, BINDING_STATE, guide, office, REBINDING } from "./account.ts";
import type { Step } from "./account.ts";
import { logsOn, MANAGER, SUPERVISOR } from "./care_guides.ts";
import { loseAnswers, LOST_AMOUNT, sale } from "./cuts.ts";
import {
  ACTIVATED,
  answersTo,
  ASKED,
  BINDING_GIVEN_UP,
  crowdForCheck,
  giveTerm,
  KEYS_ERASED,
  meddle,
  repeatQuestion,
  SERVICE_NOTED,
  silence,
  UNBINDING_BEGUN,
  UNBOUND,
  unwritten,
  unwrittenAt,
} from "./troubles_binding.ts";
import { SIGN_ON } from "./weather.ts";
import type { Weather } from "./weather.ts";
import {
  boxed,
  bound,
  active,
  ACTIVATE,
  UNBIND,
  LOOK,
  LEAVE,
  WARNED,
  NOT_DONE,
  UNKNOWN,
  notDone,
  way,
  signOff,
  wrongly,
  checked,
} from "./steps_binding.ts";

/** To a question as the terminal, and to one as the device that it is. */
const FORGOTTEN = ["97", "00"] as const;

export const ACTIVATIONS: readonly Weather[] = [
  bound("activation left in every way", [
    [...ACTIVATE, way("cancel"), LEAVE],
    [...ACTIVATE, way({ digit: 9 }), LEAVE],
    [...ACTIVATE, way({ digit: 1 }), [Screen.ENTER_CODE, "cancel"], way("cancel"), LEAVE],
    [...ACTIVATE, way({ digit: 3 }), way("nothing"), LEAVE],
    [...ACTIVATE, way({ digit: 3 }), way("cancel"), LEAVE],
  ]),
  bound(
    "codes sent again, and left in every way",
    [
      [
        ...ACTIVATE,
        way({ digit: 2 }),
        [Screen.CODE_SENT, "nothing"],
        way({ digit: 2 }),
        [Screen.CODE_SENT, "cancel"],
        way({ digit: 2 }),
        [Screen.CODE_SENT, "enter"],
        [Screen.ENTER_CODE, "cancel"],
        way({ digit: 2 }),
        notDone("enter"),
        way({ digit: 2 }),
        notDone("nothing"),
        LEAVE,
      ],
    ],
    (world) => {
      activationCode(world);
      answersTo(world, NetworkCode.RESEND_CODE, "as it is", "as it is", "as it is", "lost");
    },
  ),
  bound("activation answered otherwise", [], (world) => {
    const secret: Step = [Screen.ENTER_CODE, { secret: activationCode(world) }];
    const again: Step[] = [way({ digit: 1 }), secret, notDone("enter")];
    world.addTask(
      guide(...ACTIVATE, ...again, ...again, ...again, way({ digit: 1 }), secret, notDone("cancel"), LEAVE),
    );
    world.addTask(guide(...ACTIVATE, way({ digit: 3 }), notDone("enter"), way("cancel"), LEAVE));
    answersTo(world, NetworkCode.ACTIVATE, "54", "lost", "empty");
    answersTo(world, NetworkCode.SERVICE_STATE, "58");
    let left = 4;
    // The fourth code is not enciphered.
    meddle(world, Event.RECORD_DONE, (event) => (--left === 0 ? [{ ...event, payload: NOT_DONE }] : [event]));
  }),
  bound("a wrong code, then the right one", [], (world) => {
    const secret = activationCode(world);
    const typed = (digits: string): Step[] => [way({ digit: 1 }), [Screen.ENTER_CODE, { secret: digits }]];
    world.addTask(
      guide(...ACTIVATE, ...typed("000000"), notDone("enter"), ...typed(secret), [Screen.ACTIVATED, "enter"], LEAVE),
    );
  }),
  active("activation of an active one", [
    [...ACTIVATE, [Screen.ACTIVATED, "cancel"], LEAVE],
    [...ACTIVATE, [Screen.ACTIVATED, "nothing"], LEAVE],
  ]),
  bound("activation after a sign-on that failed", [], (world) => {
    signOff(world);
    world.addTask(guide(...ACTIVATE, [Screen.SIGN_ON_FAILED, "enter"], LEAVE));
    world.addTask(guide(...ACTIVATE, way("cancel"), LEAVE));
    answersTo(world, NetworkCode.SIGN_ON_DOUBLE, "58");
  }),
  bound("activation, and no record of the sign-on", [], (world) => {
    signOff(world);
    world.addTask(guide(...ACTIVATE));
    unwritten(world, 11);
  }),
  bound("activation, and no record of the question", [[...ACTIVATE, way({ digit: 2 })]], (world) =>
    unwritten(world, ASKED),
  ),
  bound("activation asked after, and no record of it", [[...ACTIVATE, way({ digit: 3 })]], (world) =>
    unwritten(world, ASKED),
  ),
  ...[ASKED, ACTIVATED].map((kind) =>
    bound(`activation, and no record of kind ${kind}`, [], (world) => {
      world.addTask(guide(...ACTIVATE, way({ digit: 1 }), [Screen.ENTER_CODE, { secret: activationCode(world) }]));
      unwritten(world, kind);
    }),
  ),
];

export const STATES: readonly Weather[] = [
  active(
    "the binding's state, left in every way",
    [
      [...LOOK, [Screen.BINDING_STATE, "nothing"]],
      [...LOOK, [Screen.BINDING_STATE, "cancel"], LEAVE],
      [...LOOK, [Screen.BINDING_STATE, "enter"], notDone("cancel")],
      [...LOOK, [Screen.BINDING_STATE, "enter"], notDone("nothing")],
      [...LOOK, [Screen.BINDING_STATE, "enter"], notDone("enter")],
      [
        ...LOOK,
        [Screen.BINDING_STATE, "enter"],
        [Screen.BINDING_STATE, "enter"],
        [Screen.BINDING_STATE, "cancel"],
        LEAVE,
      ],
    ],
    (world) => answersTo(world, NetworkCode.SERVICE_STATE, "58", "lost", "empty"),
  ),
  active("the binding's state is refused", [[...LOOK, [Screen.BINDING_STATE, "enter"], notDone("cancel")]], (world) =>
    repeatQuestion(world, NetworkCode.SERVICE_STATE),
  ),
  boxed("an unbound terminal's state", [
    [...office(Screen.UNBOUND, BINDING_STATE), [Screen.BINDING_STATE, "enter"], LEAVE],
  ]),
  active("the binding's state, and no record of the question", [[...LOOK, [Screen.BINDING_STATE, "enter"]]], (world) =>
    unwritten(world, ASKED),
  ),
  ...[1, 2].map((shift) => checked(`a new day, number ${shift}`, () => {}, shift)),
  checked("a new day, the platform says nothing", (world) => answersTo(world, NetworkCode.SERVICE_STATE, "lost")),
  checked("a new day, and no record of it", (world) => unwritten(world, SERVICE_NOTED)),
  {
    name: "a new day, and no room",
    from: "full",
    tasks: [guide([Screen.IDLE, "nothing"], [Screen.IDLE, "nothing"], [Screen.IDLE, "nothing"])],
    prepare: giveTerm,
    trades: false,
  },
  { name: "a new day, and a flash that takes no checkpoint", tasks: [], prepare: crowdForCheck, trades: false },
  {
    name: "the merchant's services, and a flash that takes no checkpoint",
    tasks: Array.from({ length: 60 }, () => [SIGN_ON, guide(...LOOK, [Screen.BINDING_STATE, "cancel"], LEAVE)]).flat(),
    prepare: (world) => unwrittenAt(world, Screen.MENU),
    trades: false,
  },
  {
    name: "the merchant's services, and no room",
    from: "full",
    tasks: [guide(...LOOK, notDone("cancel")), guide(...LOOK, notDone("nothing")), guide(...LOOK, notDone("enter"))],
    trades: false,
  },
];

export const ENDS: readonly Weather[] = [
  active("unbinding left in every way", [
    [...UNBIND, [Screen.UNBIND_WARNING, "cancel"], LEAVE],
    [...UNBIND, [Screen.UNBIND_WARNING, "nothing"], LEAVE],
  ]),
  active("an empty battery, no unbinding", [[...UNBIND, WARNED, [Screen.READINESS, "cancel"], LEAVE]], (world) =>
    Object.assign(world.readiness, { batteryPercent: 3, onMains: false }),
  ),
  {
    name: "unbinding of one that has sold",
    tasks: [
      sale("debit", 100),
      guide(...UNBIND, notDone("nothing"), LEAVE),
      guide(...UNBIND, notDone("cancel"), LEAVE),
      guide(...UNBIND, notDone("enter"), [Screen.SETTLE, "enter"], [Screen.SETTLED, "enter"], LEAVE),
      guide(...UNBIND, WARNED, [Screen.UNBINDING_DONE, "nothing"]),
    ],
    trades: false,
  },
  active(
    "unbinding of one with a reversal to come",
    [sale("debit", LOST_AMOUNT), [...UNBIND, notDone("enter"), LEAVE]],
    loseAnswers,
  ),
  active(
    "unbinding of one that has sold, and no record of the settlement",
    [sale("debit", 100), [...UNBIND, notDone("enter"), [Screen.SETTLE, "enter"]]],
    (world) => unwritten(world, 60),
  ),
  active("unbinding that is refused", [[...UNBIND, WARNED, notDone("cancel"), LEAVE]], (world) =>
    repeatQuestion(world, NetworkCode.UNBIND),
  ),
  active(
    "unbinding unanswered, left in both ways",
    [
      [...UNBIND, WARNED, notDone("enter"), LEAVE],
      [...UNBIND, WARNED, notDone("cancel"), LEAVE],
    ],
    (world) => answersTo(world, NetworkCode.UNBIND, "lost", "lost"),
  ),
  active("unbinding after a sign-on that failed", [], (world) => {
    signOff(world);
    world.addTask(guide(...UNBIND, WARNED, [Screen.SIGN_ON_FAILED, "enter"], LEAVE));
    world.addTask(guide(...UNBIND, WARNED, [Screen.UNBINDING_DONE, "enter"]));
    answersTo(world, NetworkCode.SIGN_ON_DOUBLE, "58");
  }),
  active("unbinding, and no record of the sign-on", [], (world) => {
    signOff(world);
    world.addTask(guide(...UNBIND, WARNED));
    unwritten(world, 11);
  }),
  active("unbinding, and keys that are not erased", [[...UNBIND, WARNED, [Screen.UNBINDING_DONE, "enter"]]], (world) =>
    silence(world, Event.KEY_LOADED),
  ),
  ...[UNBINDING_BEGUN, ASKED, UNBOUND, KEYS_ERASED].map((kind) =>
    active(`unbinding, and no record of kind ${kind}`, [[...UNBIND, WARNED]], (world) => unwritten(world, kind)),
  ),
  active(
    "a binding that the platform has forgotten",
    [
      [...UNBIND, WARNED, [Screen.UNKNOWN_THERE, "cancel"], LEAVE],
      [...UNBIND, WARNED, [Screen.UNKNOWN_THERE, "nothing"], LEAVE],
      [...UNBIND, WARNED, [Screen.UNKNOWN_THERE, "enter"], [Screen.UNBINDING_DONE, "enter"]],
    ],
    (world) => answersTo(world, NetworkCode.UNBIND, ...FORGOTTEN, ...FORGOTTEN, ...FORGOTTEN),
  ),
  active(
    "a binding that the platform has not forgotten, whatever the line says",
    [
      [...UNBIND, WARNED, notDone("enter"), LEAVE],
      [...UNBIND, WARNED, notDone("cancel"), LEAVE],
    ],
    (world) => answersTo(world, NetworkCode.UNBIND, "97", "as it is", "97", "lost"),
  ),
  active("a binding that may be forgotten, and no record of the question", [[...UNBIND, WARNED]], (world) => {
    answersTo(world, NetworkCode.UNBIND, "97");
    unwritten(world, ASKED, 2);
  }),
  active(
    "a binding that the platform has forgotten, and no record of that",
    [[...UNBIND, WARNED, [Screen.UNKNOWN_THERE, "enter"]]],
    (world) => {
      answersTo(world, NetworkCode.UNBIND, ...FORGOTTEN);
      unwritten(world, BINDING_GIVEN_UP);
    },
  ),
  active(
    "unbinding by somebody who may not",
    [
      [...UNBIND, [Screen.ENTER_OPERATOR, "cancel"], LEAVE],
      [...UNBIND, ...wrongly(SUPERVISOR), LEAVE],
      [...UNBIND, ...logsOn(MANAGER), WARNED, UNKNOWN, [Screen.UNBINDING_DONE, "enter"]],
    ],
    (world) => answersTo(world, NetworkCode.UNBIND, ...FORGOTTEN),
  ),
  active("re-binding", [
    [
      ...office(Screen.IDLE, REBINDING),
      WARNED,
      [Screen.UNBINDING_DONE, "enter"],
      [Screen.BINDING_WAY, "cancel"],
      LEAVE,
    ],
  ]),
];
