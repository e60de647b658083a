/** The scenes of the golden transcripts with a merchant's account: registration, binding, activation, unbinding, re-binding. */
import { Command } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { assignDevice } from "../../host/acquirer/platform/assignment.ts";
import { activateBySupport, suspend } from "../../host/acquirer/platform/devices.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import type { Core } from "../../host/core.ts";
import { viewOf } from "../../host/payloads.ts";
import {
  accept,
  ACTIVATION,
  activationCode,
  activationTask,
  assign,
  BINDING,
  BINDING_STATE,
  bindingTask,
  deviceOf,
  DRAFT,
  filled,
  guide,
  inOffice,
  numbersTyped,
  office,
  OFFICER,
  papers,
  platformOf,
  REBINDING,
  registering,
  REGISTRATION,
  turnDown,
  UNBINDING,
  unbindingTask,
} from "./account.ts";
import type { Step } from "./account.ts";
import { FRAME_HEAD_BYTES } from "./cuts.ts";
import { loadCards } from "../../host/cards/card_data.ts";
import { SALE } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";
import { TEST_DEVICES } from "../../host/acquirer/devices.ts";
import { PowerCut, World } from "./world.ts";

const DEVICE = TEST_DEVICES[0]!;

type Base = (core: () => Core) => World;

/** A machine out of its box. */
const boxed: Base = (core) => new World({ core, tasks: [], cards: loadCards(), fresh: true });

/** Bound under the number that an application has brought, and waiting for its activation, or active. */
const bound =
  (isActive: boolean): Base =>
  (core) => {
    const world = boxed(core);
    world.addTask(bindingTask(assign(world)));
    rest(world);
    if (!isActive) return world;
    world.addTask(activationTask(activationCode(world)));
    rest(world);
    return world;
  };

function rest(world: World): void {
  world.powerOn();
  if (!world.run()) throw new Error("the world does not come to rest");
  world.powerOff();
}

/** Something happens elsewhere when a screen is shown for the n-th time. */
export function when(world: World, screen: Screen, work: () => void, nth = 1): void {
  let seen = 0;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code === Command.SCREEN && (viewOf(payload).id as Screen) === screen && ++seen === nth) work();
    },
  });
}

/** Of the answers with this network code the first is lost, or another one comes in its place. */
export function meddleWithAnswer(world: World, network: string, change?: (body: Buffer) => void): void {
  let isDone = false;
  world.network.reply = (bytes) => {
    const message = UNIONPAY.unpack(bytes.subarray(FRAME_HEAD_BYTES));
    if (isDone || message.mti !== "0810" || message.text(60).slice(8, 11) !== network) return bytes;
    isDone = true;
    if (change === undefined) return undefined;
    const copy = Buffer.from(bytes);
    change(copy);
    return new Uint8Array(copy);
  };
}

const REGISTER = office(Screen.UNBOUND, REGISTRATION);
const BIND = office(Screen.UNBOUND, BINDING);
const ACTIVATE = office(Screen.IDLE, ACTIVATION);
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
    title: "Numbers and password are typed and checked, keys loaded, the platform confirms: bound",
    base: boxed,
    tasks: [],
    prepare: (world) => world.addTask(bindingTask(assign(world))),
  },
  {
    name: "binding_by_serial",
    title: "The platform knows the device by its serial number: only the password is typed",
    base: boxed,
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
    base: boxed,
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
    base: boxed,
    tasks: [],
    prepare: (world) =>
      world.addTask(guide(...BIND, ...numbersTyped({ ...assign(world), terminal: "20000099" }), FAILED)),
  },
  {
    name: "binding_serial_unknown",
    title: "No merchant has this device yet: the serial number brings nothing",
    base: boxed,
    tasks: [guide(...BIND, [Screen.BINDING_WAY, { digit: 2 }], FAILED)],
  },
  {
    name: "binding_without_line",
    title: "There is no line: a matter of the network, nothing has begun",
    base: boxed,
    tasks: [],
    prepare: (world) => {
      withNumbers(FAILED)(world);
      world.network.up = false;
    },
  },
  {
    name: "binding_wrong_key",
    title: "The master key comes with a wrong check value: nothing of it is kept",
    base: boxed,
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
    base: boxed,
    tasks: [],
    prepare: (world) => {
      withNumbers(FAILED)(world);
      meddleWithAnswer(world, "812", (body) => (body[body.length - 1]! ^= 1));
    },
  },
  {
    name: "binding_power_cut",
    title: "The power fails when the platform has confirmed: unbound at the next start, and bound by a new try",
    base: boxed,
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
    base: boxed,
    tasks: [guide(...BIND, [Screen.READINESS, "cancel"], LEAVE)],
    prepare: (world) => Object.assign(world.readiness, { batteryPercent: 5, onMains: false }),
  },
];

const ACTIVATIONS: Scene[] = [
  {
    name: "activation_by_code",
    title: "The code of the merchant's portal activates the terminal, which sells",
    base: bound(false),
    tasks: [],
    prepare: (world) => {
      world.addTask(activationTask(activationCode(world)));
      world.addTask(SALE);
    },
  },
  {
    name: "activation_wrong_code",
    title: "Five wrong codes: none is taken any more, and a new one is sent",
    base: bound(false),
    tasks: [],
    prepare: (world) => {
      activationCode(world);
      const wrong = [
        [Screen.ACTIVATION, { digit: 1 }],
        [Screen.ENTER_CODE, { secret: "000000" }],
        [Screen.ACCOUNT_NOT_DONE, "enter"],
      ] as const;
      world.addTask(
        guide(...ACTIVATE, ...wrong, ...wrong, ...wrong, ...wrong, ...wrong, [Screen.ACTIVATION, "cancel"], LEAVE),
      );
    },
  },
  {
    name: "activation_expired_and_resent",
    title: "The code has expired; another one is sent to the contact, and activates",
    base: bound(false),
    tasks: [],
    prepare: (world) => {
      const code = activationCode(world);
      const { tables } = world.ledger;
      const row = tables.get("code", `activation/${DEVICE.serial}`)!;
      world.ledger.transaction(() => tables.put("code", row.key, { ...row, expiresAt: "2026-01-01T00:00:00.000Z" }));
      world.addTask(
        guide(
          ...ACTIVATE,
          [Screen.ACTIVATION, { digit: 1 }],
          [Screen.ENTER_CODE, { secret: code }],
          [Screen.ACCOUNT_NOT_DONE, "enter"],
          [Screen.ACTIVATION, { digit: 2 }],
          [Screen.CODE_SENT, "enter"],
          [Screen.ENTER_CODE, new NewestCode(world)],
          [Screen.ACTIVATED, "enter"],
        ),
      );
    },
  },
  {
    name: "activation_resend_limit",
    title: "Three codes a day are sent again, and no more",
    base: bound(false),
    tasks: [],
    prepare: (world) => {
      activationCode(world);
      const again = [
        [Screen.ACTIVATION, { digit: 2 }],
        [Screen.CODE_SENT, "cancel"],
      ] as const;
      world.addTask(
        guide(
          ...ACTIVATE,
          ...again,
          ...again,
          ...again,
          [Screen.ACTIVATION, { digit: 2 }],
          [Screen.ACCOUNT_NOT_DONE, "cancel"],
          LEAVE,
        ),
      );
    },
  },
  {
    name: "activation_by_support",
    title: "Support has activated the terminal: it asks again, and sells",
    base: bound(false),
    tasks: [guide(...ACTIVATE, [Screen.ACTIVATION, { digit: 3 }], [Screen.ACTIVATED, "enter"]), SALE],
    prepare: (world) => void inOffice(world, (context) => activateBySupport(context, DEVICE.serial, OFFICER)),
  },
  {
    name: "activation_of_an_unbound",
    title: "A terminal that is not bound cannot be activated, sign on or sell, and says so",
    base: boxed,
    tasks: [
      guide(
        ...office(Screen.UNBOUND, ACTIVATION),
        [Screen.ACCOUNT_NOT_DONE, "enter"],
        LEAVE,
        [Screen.UNBOUND, "menu"],
        [Screen.MENU, { digit: 3 }],
        [Screen.NOT_AVAILABLE, "enter"],
      ),
    ],
  },
];

const ENDS: Scene[] = [
  {
    name: "binding_state_suspended",
    title: "The platform suspends the terminal: asked for the binding's state it learns so, and sells nothing",
    base: bound(true),
    tasks: [
      guide(
        ...office(Screen.IDLE, BINDING_STATE),
        [Screen.BINDING_STATE, "enter"],
        [Screen.BINDING_STATE, "cancel"],
        LEAVE,
      ),
    ],
    prepare: (world) =>
      void inOffice(world, (context) => suspend(context, DEVICE.serial, { zh: "违规", en: "A violation" }, OFFICER)),
  },
  {
    name: "binding_term_ending",
    title: "The binding ends in a few days: idle says until when, and that it has ended when nobody renews it",
    base: bound(true),
    tasks: [
      guide(
        ...office(Screen.IDLE, BINDING_STATE),
        [Screen.BINDING_STATE, "enter"],
        [Screen.BINDING_STATE, "cancel"],
        LEAVE,
      ),
    ],
    prepare: (world) => {
      const device = deviceOf(world);
      const ending = { ...device, termUntil: "20261130", objected: true };
      world.ledger.transaction(() => world.ledger.tables.put("device", device.id, ending));
    },
  },
  {
    name: "unbinding",
    title: "The platform agrees, the keys are erased: unbound",
    base: bound(true),
    tasks: [unbindingTask()],
  },
  {
    name: "unbinding_unsettled",
    title: "There is a sale to settle: the terminal is not unbound",
    base: bound(true),
    tasks: [SALE, guide(...office(Screen.IDLE, UNBINDING), [Screen.ACCOUNT_NOT_DONE, "cancel"], LEAVE)],
  },
  {
    name: "unbinding_answer_lost",
    title: "The platform's agreement is lost: still bound, and unbound by a new try",
    base: bound(true),
    tasks: [
      guide(
        ...office(Screen.IDLE, UNBINDING),
        [Screen.UNBIND_WARNING, "enter"],
        [Screen.ACCOUNT_NOT_DONE, "enter"],
        LEAVE,
      ),
      unbindingTask(),
    ],
    prepare: (world) => meddleWithAnswer(world, "813"),
  },
  {
    name: "rebinding",
    title: "The merchant changes his account: unbound, and bound under another number",
    base: bound(true),
    tasks: [
      guide(
        ...office(Screen.IDLE, REBINDING),
        [Screen.UNBIND_WARNING, "enter"],
        [Screen.UNBINDING_DONE, "enter"],
        [Screen.BINDING_WAY, "cancel"],
        LEAVE,
      ),
      guide(...office(Screen.UNBOUND, BINDING_STATE), [Screen.BINDING_STATE, "cancel"], LEAVE),
    ],
    prepare: (world) => {
      const { merchant } = deviceOf(world);
      when(world, Screen.UNBINDING_DONE, () => {
        inOffice(world, (context) => assignDevice(context, DEVICE.serial, merchant, OFFICER));
        const { terminal } = deviceOf(world);
        const { code: password } = platformOf(world).outbox.last("binding", DEVICE.serial)!;
        world.board!.person.tasks.push(bindingTask({ terminal, merchant, password }));
      });
    },
  },
];

/** Whatever code was sent last. */
class NewestCode {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  get secret(): string {
    return platformOf(this.#world).outbox.last("activation", DEVICE.serial)!.code;
  }
}

export const BINDING_SCENES: readonly Scene[] = [...REGISTRATIONS, ...BINDINGS, ...ACTIVATIONS, ...ENDS];
