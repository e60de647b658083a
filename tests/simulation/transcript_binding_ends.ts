/** Scenes of a bound terminal's account: its state, its term, unbinding and re-binding. */
import { Screen } from "../../assembly/abi_shown.ts";
import { assignDevice } from "../../host/acquirer/platform/assignment.ts";
import { suspend } from "../../host/acquirer/platform/devices.ts";
import {
  BINDING_STATE,
  bindingTask,
  deviceOf,
  guide,
  inOffice,
  office,
  OFFICER,
  platformOf,
  REBINDING,
  UNBINDING,
  unbindingTask,
} from "./account.ts";
import { bound, DEVICE, meddleWithAnswer, when } from "./transcript_binding_stage.ts";
import { SALE } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";

const LEAVE = [Screen.MENU, "cancel"] as const;
/** The binding's state as the terminal knows it, and as the platform says. */
const LOOK_TWICE = guide(
  ...office(Screen.IDLE, BINDING_STATE),
  [Screen.BINDING_STATE, "enter"],
  [Screen.BINDING_STATE, "cancel"],
  LEAVE,
);

export const BINDING_ENDS: readonly Scene[] = [
  {
    name: "binding_state_suspended",
    title: "The platform suspends the terminal: asked for the binding's state it learns so, and sells nothing",
    base: bound(true),
    tasks: [LOOK_TWICE],
    prepare: (world) =>
      void inOffice(world, (context) => suspend(context, DEVICE.serial, { zh: "违规", en: "A violation" }, OFFICER)),
  },
  {
    name: "binding_term_ending",
    title: "The binding ends in a few days: idle says until when, and that it has ended when nobody renews it",
    base: bound(true),
    tasks: [LOOK_TWICE],
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
