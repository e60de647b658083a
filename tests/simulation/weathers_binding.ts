/** What goes otherwise with a merchant's account: what people leave undone, what the platform says, what the flash does not take. */
import { Done, Event } from "../../assembly/abi.ts";
import { NetworkCode } from "../../assembly/abi_platform.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { bytesPayload, words } from "../../host/payloads.ts";
import {
  ACTIVATION,
  activationCode,
  assign,
  BINDING,
  BINDING_STATE,
  DRAFT,
  filled,
  guide,
  numbersTyped,
  office,
  REBINDING,
  registering,
  REGISTRATION,
  UNBINDING,
} from "./account.ts";
import type { Step } from "./account.ts";
import { logsOn, MANAGER, SET_UP, SUPERVISOR } from "./care_guides.ts";
import { loseAnswers, LOST_AMOUNT, sale } from "./cuts.ts";
import { whenShown } from "./guides_setup.ts";
import type { Deed, Task } from "./person.ts";
import {
  ACTIVATED,
  answersTo,
  ASKED,
  bind,
  BINDING_AGREED,
  BINDING_BEGUN,
  BINDING_GIVEN_UP,
  crowdForCheck,
  cutBinding,
  giveTerm,
  KEYS_ERASED,
  meddle,
  REGISTRATION_NOTED,
  repeatQuestion,
  SERVICE_NOTED,
  silence,
  unbindFull,
  UNBINDING_BEGUN,
  uncompacted,
  UNBOUND,
  unwritten,
  unwrittenAt,
} from "./troubles_binding.ts";
import { SIGN_ON } from "./weather.ts";
import type { Weather } from "./weather.ts";
import type { World } from "./world.ts";

type Prepare = (world: World) => void;

/** A machine out of its box. */
function boxed(name: string, steps: readonly Step[][], prepare: Prepare = () => {}): Weather {
  const tasks = steps.map((some) => guide(...some));
  return { name, from: "new", changes: { fresh: true }, tasks, prepare, trades: false };
}

/** One whose numbers are there to be typed. */
function offered(name: string, stepsOf: (typed: Step[]) => readonly Step[][], prepare: Prepare = () => {}): Weather {
  return boxed(name, [], (world) => {
    const assignment = assign(world);
    for (const steps of stepsOf(numbersTyped(assignment))) world.addTask(guide(...steps));
    prepare(world);
  });
}

/** One that is bound, and waits for its activation. */
function bound(
  name: string,
  tasks: ReadonlyArray<Task | Step[]>,
  prepare: Prepare = () => {},
  isActive = false,
): Weather {
  return boxed(name, [], (world) => {
    bind(world, isActive);
    for (const task of tasks) world.addTask(Array.isArray(task) ? guide(...task) : task);
    prepare(world);
  });
}

const active = (name: string, tasks: ReadonlyArray<Task | Step[]>, prepare?: Prepare): Weather =>
  bound(name, tasks, prepare, true);

const REGISTER = office(Screen.UNBOUND, REGISTRATION);
const BIND = office(Screen.UNBOUND, BINDING);
const ACTIVATE = office(Screen.IDLE, ACTIVATION);
const UNBIND = office(Screen.IDLE, UNBINDING);
const LOOK = office(Screen.IDLE, BINDING_STATE);
const LEAVE: Step = [Screen.MENU, "cancel"];
const FIRST: Step = [Screen.REGISTRATION_FIRST, "enter"];
const WARNED: Step = [Screen.UNBIND_WARNING, "enter"];
const BY_SERIAL: Step = [Screen.BINDING_WAY, { digit: 2 }];
/** The secure module refuses: a status, a handle, no bytes. */
const NOT_DONE = bytesPayload(new Uint8Array(0), Done.REFUSED, 0);

const UNKNOWN: Step = [Screen.UNKNOWN_THERE, "enter"];

const state = (deed: Deed): Step => [Screen.REGISTRATION_STATE, deed];
const notDone = (deed: Deed): Step => [Screen.ACCOUNT_NOT_DONE, deed];
const failed = (deed: Deed): Step => [Screen.BINDING_FAILED, deed];
const field = (deed: Deed): Step => [Screen.FORM_FIELD, deed];
const review = (deed: Deed): Step => [Screen.FORM_REVIEW, deed];
const way = (deed: Deed): Step => [Screen.ACTIVATION, deed];
const noLine: Prepare = (world) => void (world.network.up = false);

const REGISTRATIONS: readonly Weather[] = [
  boxed("registration left in every way", [
    [...REGISTER, [Screen.REGISTRATION_FIRST, "cancel"], LEAVE],
    [...REGISTER, [Screen.REGISTRATION_FIRST, "nothing"], LEAVE],
    [...REGISTER, FIRST, field("cancel"), LEAVE],
    [...REGISTER, FIRST, ...filled(), [Screen.PAPERS, "nothing"], LEAVE],
    [
      ...REGISTER,
      FIRST,
      ...filled(),
      [Screen.PAPERS, [{ digit: 9 }, "cancel"]],
      review("menu"),
      review({ digit: 3 }),
      field("nothing"),
      review("cancel"),
      field({ text: DRAFT.phone }),
      review("nothing"),
      LEAVE,
    ],
  ]),
  boxed("a field that nobody types", [[...REGISTER, FIRST, field({ text: DRAFT.name }), LEAVE]], (world) =>
    silence(world, Event.TEXT_DONE),
  ),
  boxed(
    "registration refused, left in every way",
    [
      [
        ...REGISTER,
        ...registering(),
        notDone("enter"),
        review("enter"),
        review("enter"),
        [Screen.PAPERS, "enter"],
        notDone("cancel"),
        LEAVE,
      ],
      [...REGISTER, ...registering(), notDone("nothing"), LEAVE],
    ],
    (world) => answersTo(world, NetworkCode.REGISTER, "58", "lost", "30"),
  ),
  boxed("registration answered with nothing", [[...REGISTER, ...registering(), notDone("cancel"), LEAVE]], (world) =>
    answersTo(world, NetworkCode.REGISTER, "empty"),
  ),
  boxed(
    "registration seen in every way, and forgotten",
    [
      [...REGISTER, ...registering(), state("cancel"), LEAVE],
      [...REGISTER, state("nothing"), LEAVE],
      [...REGISTER, notDone("enter"), state("enter"), LEAVE],
      [...REGISTER, notDone("cancel"), LEAVE],
      [...REGISTER, notDone("nothing"), state("enter"), LEAVE],
      [...REGISTER, [Screen.REGISTRATION_FIRST, "cancel"], LEAVE],
    ],
    (world) => answersTo(world, NetworkCode.REGISTRATION_STATE, "as it is", "lost", "58", "empty", "25"),
  ),
  boxed("an application that is there already", [[...REGISTER, ...registering(), state("enter"), LEAVE]], (world) =>
    answersTo(world, NetworkCode.REGISTER, "94"),
  ),
  worn("registration", ASKED, 1, [...REGISTER, ...registering()]),
  worn("registration", REGISTRATION_NOTED, 1, [...REGISTER, ...registering()]),
  worn("registration that is asked after", ASKED, 2, [...REGISTER, ...registering(), state("enter"), LEAVE], REGISTER),
  lostThenWorn(),
  forgottenThenWorn(),
];

const BINDINGS: readonly Weather[] = [
  boxed("binding left in every way", [
    [...BIND, [Screen.BINDING_WAY, "cancel"], LEAVE],
    [...BIND, [Screen.BINDING_WAY, { digit: 9 }], LEAVE],
    [...BIND, [Screen.BINDING_WAY, { digit: 1 }], field("cancel"), [Screen.BINDING_WAY, "cancel"], LEAVE],
    [...BIND, BY_SERIAL, failed("nothing"), LEAVE],
    [...BIND, BY_SERIAL, failed("cancel"), LEAVE],
  ]),
  boxed("binding without a line", [[...BIND, BY_SERIAL, failed("enter"), BY_SERIAL, failed("cancel"), LEAVE]], noLine),
  boxed("an empty battery, no binding", [[...BIND, [Screen.READINESS, "cancel"], LEAVE]], (world) =>
    Object.assign(world.readiness, { batteryPercent: 3, onMains: false }),
  ),
  boxed(
    "sensors that say nothing, and no binding",
    [
      [...BIND, [Screen.READINESS, "enter"], [Screen.BINDING_WAY, "cancel"], LEAVE],
      [...BIND, [Screen.READINESS, "nothing"], LEAVE],
    ],
    (world) => {
      let answers = 0;
      meddle(world, Event.READINESS_DONE, (event) => (answers++ === 1 ? [event] : []));
    },
  ),
  offered(
    "by serial number, answered with nothing",
    () => [[...BIND, BY_SERIAL, failed("cancel"), LEAVE]],
    (world) => answersTo(world, NetworkCode.SERIAL, "empty"),
  ),
  offered("a password that is not typed", (typed) => [
    [
      ...BIND,
      ...typed.slice(0, -1),
      [Screen.ENTER_PAYMENT_PASSWORD, "nothing"],
      review("nothing"),
      [Screen.BINDING_WAY, "cancel"],
      LEAVE,
    ],
  ]),
  offered(
    "a secure module that says nothing of the password",
    (typed) => [[...BIND, ...typed, review("nothing"), [Screen.BINDING_WAY, "cancel"], LEAVE]],
    (world) => silence(world, Event.SECRET_DONE),
  ),
  offered(
    "a password that is not enciphered",
    (typed) => [[...BIND, ...typed, failed("enter"), ...typed, failed("cancel"), LEAVE]],
    (world) => {
      silence(world, Event.RECORD_DONE);
      let left = 2;
      meddle(world, Event.RECORD_DONE, (event) => (left-- === 2 ? [] : [{ ...event, payload: NOT_DONE }]));
    },
  ),
  offered(
    "binding refused in every way",
    (typed) => [
      [
        ...BIND,
        ...Array.from({ length: 4 }, () => [...typed, failed("enter")]).flat(),
        [Screen.BINDING_WAY, "cancel"],
        LEAVE,
      ],
    ],
    (world) => answersTo(world, NetworkCode.BIND, "58", "lost", "empty", "03"),
  ),
  offered(
    "keys that are not loaded",
    (typed) => [[...BIND, ...typed, failed("enter"), ...typed, failed("enter"), ...typed, [Screen.BOUND, "enter"]]],
    // Nothing is heard of the erasing either.
    (world) => silence(world, Event.KEY_LOADED, 4),
  ),
  offered(
    "a binding that is not confirmed",
    (typed) => [
      [
        ...BIND,
        ...Array.from({ length: 4 }, () => [...typed, failed("enter")]).flat(),
        ...typed,
        [Screen.BOUND, "nothing"],
      ],
    ],
    (world) => {
      answersTo(world, NetworkCode.BIND_CONFIRM, "58", "lost", "empty");
      answersTo(world, NetworkCode.SIGN_ON_DOUBLE, "as it is", "as it is", "as it is", "96");
    },
  ),
  ...[BINDING_BEGUN, BINDING_AGREED, 10, 11].map((kind) => wornBinding(kind)),
  ...[1, 2].map((nth) => wornBinding(ASKED, nth)),
  boxed("a flash that takes no question", [[...BIND, BY_SERIAL]], (world) => unwritten(world, ASKED)),
  offered(
    "a confirmation that is refused",
    (typed) => [[...BIND, ...typed, failed("cancel"), LEAVE]],
    (world) => whenShown(world, Screen.SIGNED_ON, () => repeatQuestion(world, NetworkCode.BIND_CONFIRM)),
  ),
  offered(
    "a binding that is not confirmed, and no record that the keys are erased",
    (typed) => [[...BIND, ...typed]],
    (world) => {
      answersTo(world, NetworkCode.BIND_CONFIRM, "lost");
      unwritten(world, KEYS_ERASED);
    },
  ),
  offered(
    "keys that are not loaded, and a flash that takes no checkpoint",
    (typed) => [[...BIND, ...Array.from({ length: 24 }, () => [...typed, failed("enter")]).flat()]],
    (world) => {
      // Each a small record: there must be room for the question, and none for the erasing.
      answersTo(world, NetworkCode.BIND, ...Array.from({ length: 2 }, () => "58"));
      let answers = 0;
      // Every other one is that of the erasing.
      meddle(world, Event.KEY_LOADED, (event) =>
        answers++ % 2 === 0 ? [{ ...event, payload: words(Done.REFUSED, 0) }] : [event],
      );
      uncompacted(world, BINDING_BEGUN);
    },
  ),
];

const STARTS: readonly Weather[] = [
  boxed("a start after half a binding", [], cutBinding),
  boxed("a start that cannot erase the keys", [], (world) => {
    cutBinding(world);
    silence(world, Event.KEY_LOADED);
  }),
  boxed("a start that cannot say that the keys are erased", [], (world) => {
    cutBinding(world);
    unwritten(world, KEYS_ERASED);
  }),
  {
    name: "a start with keys to erase, and no room",
    from: "full",
    // Nobody binds it: its sales are nowhere.
    tasks: [guide([Screen.UNBOUND, "nothing"], [Screen.IDLE, "nothing"])],
    prepare: unbindFull,
    trades: false,
  },
];

const ACTIVATIONS: readonly Weather[] = [
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

const STATES: readonly Weather[] = [
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
    tasks: [
      guide([Screen.IDLE, "menu"], [Screen.MENU, { digit: 5 }], notDone("cancel")),
      guide([Screen.IDLE, "menu"], [Screen.MENU, { digit: 5 }], notDone("nothing")),
      guide([Screen.IDLE, "menu"], [Screen.MENU, { digit: 5 }], notDone("enter")),
    ],
    trades: false,
  },
];

const ENDS: readonly Weather[] = [
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
    (world) => answersTo(world, NetworkCode.UNBIND, "97", "97", "97"),
  ),
  active(
    "a binding that the platform has forgotten, and no record of that",
    [[...UNBIND, WARNED, [Screen.UNKNOWN_THERE, "enter"]]],
    (world) => {
      answersTo(world, NetworkCode.UNBIND, "97");
      unwritten(world, BINDING_GIVEN_UP);
    },
  ),
  active(
    "unbinding by somebody who may not",
    [
      SET_UP,
      [...UNBIND, [Screen.ENTER_OPERATOR, "cancel"], LEAVE],
      [...UNBIND, ...wrongly(SUPERVISOR), LEAVE],
      [...UNBIND, ...logsOn(MANAGER), WARNED, UNKNOWN, [Screen.UNBINDING_DONE, "enter"]],
    ],
    (world) => answersTo(world, NetworkCode.UNBIND, "97"),
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

export const ACCOUNT: readonly Weather[] = [
  ...REGISTRATIONS,
  ...BINDINGS,
  ...STARTS,
  ...ACTIVATIONS,
  ...STATES,
  ...ENDS,
];

/** The flash does not take a record of this kind: out of service. */
function worn(what: string, kind: number, nth: number, ...steps: Step[][]): Weather {
  return boxed(`${what}, and no record of kind ${kind}`, steps, (world) => unwritten(world, kind, nth));
}

function wornBinding(kind: number, nth = 1): Weather {
  const name = `binding, and no record ${nth} of kind ${kind}`;
  return offered(
    name,
    (typed) => [[...BIND, ...typed]],
    (world) => unwritten(world, kind, nth),
  );
}

/** News of an application, and the flash does not take it. */
function lostThenWorn(): Weather {
  const steps: Step[] = [...REGISTER, ...registering()];
  return boxed("an application that is there already, and no record of it", [steps], (world) => {
    answersTo(world, NetworkCode.REGISTER, "94");
    unwritten(world, REGISTRATION_NOTED);
  });
}

function forgottenThenWorn(): Weather {
  const steps: Step[][] = [[...REGISTER, ...registering(), state("enter"), LEAVE], REGISTER];
  return boxed("an application that is forgotten, and no record of that", steps, (world) => {
    answersTo(world, NetworkCode.REGISTRATION_STATE, "25");
    unwritten(world, REGISTRATION_NOTED, 2);
  });
}

/** Its working keys are out of use: a sign-on has failed. */
function signOff(world: World): void {
  answersTo(world, NetworkCode.SIGN_ON_DOUBLE, "96");
  world.addTask(SIGN_ON);
  world.powerOn();
  world.run();
  world.powerOff();
}

/** The password is not his. */
function wrongly(who: typeof MANAGER): Step[] {
  return [...logsOn({ ...who, password: "000000" }), [Screen.NOT_ALLOWED, "cancel"]];
}

/** A day later, when nobody is there for so many minutes. */
function checked(name: string, prepare: Prepare, idles = 1): Weather {
  const idle = Array.from({ length: idles + 1 }, (): Step => [Screen.IDLE, "nothing"]);
  return active(name, [idle], (world) => {
    world.clock.now_ms += 86_400_000;
    prepare(world);
  });
}
