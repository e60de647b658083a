/** The scenes of the golden transcripts with a merchant's account: registration, binding, activation, unbinding, re-binding. */
import { Screen } from "../../assembly/abi_shown.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import {
  accept,
  assign,
  BINDING,
  BINDING_STATE,
  bindingTask,
  DRAFT,
  filled,
  guide,
  numbersTyped,
  office,
  papers,
  registering,
  REGISTRATION,
  turnDown,
} from "./account.ts";
import type { Step } from "./account.ts";
import { FRAME_HEAD_BYTES } from "./cuts.ts";
import { ACTIVATION_SCENES } from "./transcript_activation.ts";
import type { Scene } from "./transcript_scene.ts";
import { BINDING_ENDS } from "./transcript_binding_ends.ts";
import { boxed, meddleWithAnswer, staffed, when } from "./transcript_binding_stage.ts";
import { PowerCut } from "./world.ts";
import type { World } from "./world.ts";

const REGISTER = office(Screen.UNBOUND, REGISTRATION);
const BIND = office(Screen.UNBOUND, BINDING);
const LEAVE = [Screen.MENU, "cancel"] as const;
const STATE = [Screen.REGISTRATION_STATE, "enter"] as const;

function withNumbers(...rest: readonly Step[]): (world: World) => void {
  return (world) => world.addTask(guide(...BIND, ...numbersTyped(assign(world)), ...rest));
}

const FAILED = [Screen.BINDING_FAILED, "cancel"] as const;

const REGISTRATIONS: Scene[] = [
  {
    name: "registration_approved",
    title: "An application is submitted, reviewed, approved and signed; the terminal asks after it each time",
    base: boxed,
    tasks: [
      guide(...REGISTER, ...registering(), STATE, LEAVE),
      guide(...REGISTER, STATE, LEAVE),
      guide(...office(Screen.UNBOUND, BINDING_STATE), [Screen.BINDING_STATE, "cancel"], LEAVE),
    ],
    prepare: (world) => when(world, Screen.UNBOUND, () => void accept(world), 2),
  },
  {
    name: "registration_rejected",
    title: "An application is rejected with a reason, and made anew with another licence number",
    base: boxed,
    tasks: [
      guide(...REGISTER, ...registering(), STATE, LEAVE),
      guide(...REGISTER, STATE, ...registering({ ...DRAFT, licence: "91110000600037341L" }), STATE, LEAVE),
    ],
    prepare: (world) =>
      when(world, Screen.UNBOUND, () => turnDown(world, "营业执照不清晰", "The licence cannot be read"), 2),
  },
  {
    name: "registration_typing_errors",
    title: "Check digits find slips of the finger; cancel goes back a field, the review corrects one, and all is left",
    base: boxed,
    tasks: [
      guide(
        ...REGISTER,
        [Screen.REGISTRATION_FIRST, "enter"],
        [Screen.FORM_FIELD, { text: DRAFT.name }],
        [Screen.FORM_FIELD, { text: "0001" }],
        [Screen.FORM_FIELD, { text: "5411" }],
        [Screen.FORM_FIELD, { text: "91350100M000100Y34" }],
        [Screen.FORM_FIELD, { text: DRAFT.licence }],
        [Screen.FORM_FIELD, { text: "110105194912310021" }],
        [Screen.FORM_FIELD, { text: DRAFT.identity }],
        [Screen.FORM_FIELD, { text: "6228480402564890019" }],
        [Screen.FORM_FIELD, { text: DRAFT.account }],
        [Screen.FORM_FIELD, { text: DRAFT.contact }],
        [Screen.FORM_FIELD, "nothing"],
        [Screen.FORM_FIELD, { text: "韩梅梅" }],
        [Screen.FORM_FIELD, { text: DRAFT.phone }],
        [Screen.FORM_REVIEW, { digit: 1 }],
        [Screen.FORM_FIELD, { text: "福建测试小店二" }],
        [Screen.FORM_REVIEW, "enter"],
        [Screen.FORM_REVIEW, "enter"],
        [Screen.PAPERS, "cancel"],
        [Screen.FORM_REVIEW, "nothing"],
      ),
    ],
  },
  {
    name: "registration_papers_missing",
    title: "Without the bank's permit nothing is submitted; it is added",
    base: boxed,
    tasks: [
      guide(
        ...REGISTER,
        [Screen.REGISTRATION_FIRST, "enter"],
        ...filled(),
        ...papers([{ digit: 1 }, { digit: 2 }, { digit: 5 }]),
        ...papers([{ digit: 3 }]),
        STATE,
        LEAVE,
      ),
    ],
  },
  {
    name: "registration_without_line",
    title: "There is no line; the form is still filled in, and goes out at the second try",
    base: boxed,
    tasks: [
      guide(
        ...REGISTER,
        ...registering(),
        [Screen.ACCOUNT_NOT_DONE, "enter"],
        [Screen.FORM_REVIEW, "enter"],
        [Screen.FORM_REVIEW, "enter"],
        [Screen.PAPERS, "enter"],
        STATE,
        LEAVE,
      ),
    ],
    prepare: (world) => {
      world.network.up = false;
      when(world, Screen.ACCOUNT_NOT_DONE, () => (world.network.up = true));
    },
  },
  {
    name: "registration_answer_lost",
    title: "The answer is lost; another name is typed, and the application that is there is found",
    base: boxed,
    tasks: [
      guide(
        ...REGISTER,
        ...registering(),
        [Screen.ACCOUNT_NOT_DONE, "enter"],
        [Screen.FORM_REVIEW, { digit: 1 }],
        [Screen.FORM_FIELD, { text: "另一家小店" }],
        [Screen.FORM_REVIEW, "enter"],
        [Screen.FORM_REVIEW, "enter"],
        [Screen.PAPERS, "enter"],
        STATE,
        LEAVE,
      ),
    ],
    prepare: (world) => meddleWithAnswer(world, "801"),
  },
  {
    name: "registration_refused",
    title: "The platform does not serve this category",
    base: boxed,
    tasks: [
      guide(...REGISTER, ...registering({ ...DRAFT, category: "3999" }), [Screen.ACCOUNT_NOT_DONE, "cancel"], LEAVE),
    ],
  },
];

const BINDINGS: Scene[] = [
  {
    name: "binding_by_numbers",
    title:
      "Manager and supervisor get their passwords, the numbers are typed, keys loaded, the platform confirms: bound",
    base: boxed,
    tasks: [],
    prepare: (world) => world.addTask(bindingTask(assign(world))),
  },
  {
    name: "binding_without_people",
    title: "Whoever leaves the passwords leaves the binding; with the manager's alone it is the manager who goes on",
    base: boxed,
    tasks: [
      guide(...BIND, [Screen.SET_UP_MANAGER, "cancel"], LEAVE),
      guide(...BIND, [Screen.SET_UP_SUPERVISOR, "cancel"], LEAVE),
      guide(...BIND, [Screen.ENTER_OPERATOR, "cancel"], LEAVE),
      guide(...BIND, [Screen.BINDING_WAY, "cancel"], LEAVE),
    ],
  },
  {
    name: "binding_by_serial",
    title: "The platform knows the device by its serial number: only the password is typed",
    base: staffed,
    tasks: [],
    prepare: (world) => {
      const { password } = assign(world);
      world.addTask(
        guide(
          ...BIND,
          [Screen.BINDING_WAY, { digit: 2 }],
          [Screen.FORM_REVIEW, "enter"],
          [Screen.ENTER_PAYMENT_PASSWORD, { secret: password }],
          [Screen.BOUND, "enter"],
        ),
      );
    },
  },
  {
    name: "binding_wrong_password",
    title: "A wrong password: the tries that are left are told; the right one binds",
    base: staffed,
    tasks: [],
    prepare: (world) => {
      const assignment = assign(world);
      world.addTask(
        guide(
          ...BIND,
          ...numbersTyped({ ...assignment, password: "000000" }),
          [Screen.BINDING_FAILED, "enter"],
          ...numbersTyped(assignment),
          [Screen.BOUND, "enter"],
        ),
      );
    },
  },
  {
    name: "binding_wrong_numbers",
    title: "The terminal number is not this device's: wrong data",
    base: staffed,
    tasks: [],
    prepare: (world) =>
      world.addTask(guide(...BIND, ...numbersTyped({ ...assign(world), terminal: "20000099" }), FAILED)),
  },
  {
    name: "binding_serial_unknown",
    title: "No merchant has this device yet: the serial number brings nothing",
    base: staffed,
    tasks: [guide(...BIND, [Screen.BINDING_WAY, { digit: 2 }], FAILED)],
  },
  {
    name: "binding_without_line",
    title: "There is no line: a matter of the network, nothing has begun",
    base: staffed,
    tasks: [],
    prepare: (world) => {
      withNumbers(FAILED)(world);
      world.network.up = false;
    },
  },
  {
    name: "binding_wrong_key",
    title: "The master key comes with a wrong check value: nothing of it is kept",
    base: staffed,
    tasks: [],
    prepare: (world) => {
      withNumbers(FAILED)(world);
      meddleWithAnswer(world, "811", (body) => {
        const key = body.indexOf(Buffer.from("df1318", "hex"));
        body[key + 3]! ^= 0x10;
      });
    },
  },
  {
    name: "binding_forged_confirmation",
    title: "The confirmation has a wrong MAC: the terminal stays unbound, and the keys are erased",
    base: staffed,
    tasks: [],
    prepare: (world) => {
      withNumbers(FAILED)(world);
      meddleWithAnswer(world, "812", (body) => (body[body.length - 1]! ^= 1));
    },
  },
  {
    name: "binding_power_cut",
    title: "The power fails when the platform has confirmed: unbound at the next start, and bound by a new try",
    base: staffed,
    tasks: [],
    prepare: (world) => {
      const assignment = assign(world);
      world.addTask(bindingTask(assignment));
      world.addTask(bindingTask(assignment));
      let isCut = false;
      world.network.reply = (bytes) => {
        const isConfirmation = UNIONPAY.unpack(bytes.subarray(FRAME_HEAD_BYTES)).text(60).endsWith("812");
        if (!isConfirmation || isCut) return bytes;
        isCut = true;
        throw new PowerCut();
      };
    },
  },
  {
    name: "binding_not_ready",
    title: "The battery is too low to bind",
    base: staffed,
    tasks: [guide(...BIND, [Screen.READINESS, "cancel"], LEAVE)],
    prepare: (world) => Object.assign(world.readiness, { batteryPercent: 5, onMains: false }),
  },
];

export const BINDING_SCENES: readonly Scene[] = [...REGISTRATIONS, ...BINDINGS, ...ACTIVATION_SCENES, ...BINDING_ENDS];
