/** Scenes of a bound terminal that is put into service. */
import { Screen } from "../../assembly/abi_shown.ts";
import { activateBySupport } from "../../host/acquirer/platform/devices.ts";
import { ACTIVATION, activationCode, activationTask, guide, inOffice, office, OFFICER, platformOf } from "./account.ts";
import { bound, boxed, DEVICE } from "./transcript_binding_stage.ts";
import { SALE } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";
import type { World } from "./world.ts";

const ACTIVATE = office(Screen.IDLE, ACTIVATION);
const LEAVE = [Screen.MENU, "cancel"] as const;

export const ACTIVATION_SCENES: readonly Scene[] = [
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
