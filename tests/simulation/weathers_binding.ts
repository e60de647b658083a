/** What goes otherwise with a merchant's account: what people leave undone, what the platform says, what the flash does not take. */
import { Done, Event } from "../../assembly/abi.ts";
import { NetworkCode } from "../../assembly/abi_platform.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { words } from "../../host/payloads.ts";
import { DRAFT, filled, guide, registering } from "./account.ts";
import { whenShown } from "./guides_setup.ts";
import {
  answersTo,
  ASKED,
  BINDING_AGREED,
  BINDING_BEGUN,
  cutBinding,
  KEYS_ERASED,
  meddle,
  OPERATOR_ADDED,
  REGISTRATION_NOTED,
  repeatQuestion,
  silence,
  unbindFull,
  uncompacted,
  unwritten,
} from "./troubles_binding.ts";
import type { Weather } from "./weather.ts";
import {
  boxed,
  offered,
  REGISTER,
  BIND,
  LEAVE,
  FIRST,
  BY_SERIAL,
  NOT_DONE,
  state,
  notDone,
  failed,
  field,
  review,
  noLine,
  worn,
  wornBinding,
  lostThenWorn,
  forgottenThenWorn,
} from "./steps_binding.ts";
import { ACTIVATIONS, ENDS, STATES } from "./weathers_activation.ts";

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
  boxed("binding, and the first passwords left in every way", [
    [...BIND, [Screen.SET_UP_MANAGER, "cancel"], LEAVE],
    [...BIND, [Screen.SET_UP_SUPERVISOR, "nothing"], LEAVE],
    [...BIND, [Screen.ENTER_OPERATOR, "cancel"], LEAVE],
  ]),
  boxed("binding, and no record of the manager", [BIND], (world) => unwritten(world, OPERATOR_ADDED)),
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
    // After both new passwords, typed twice each.
    (world) => silence(world, Event.SECRET_DONE, 1, 4),
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
      answersTo(world, NetworkCode.BIND, ...Array.from({ length: 11 }, () => "58"));
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

export const ACCOUNT: readonly Weather[] = [
  ...REGISTRATIONS,
  ...BINDINGS,
  ...STARTS,
  ...ACTIVATIONS,
  ...STATES,
  ...ENDS,
];
