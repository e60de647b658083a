/** The scenes of the golden transcripts in which the machine is opened: what is erased, who is told, how it trades again. */
import { Command } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import {
  CLEAR_LOCK,
  DONE,
  guide,
  logsOn,
  MANAGER,
  RECOVER_PASSWORD,
  recovers,
  service,
  SET_UP,
  UNLOCK,
} from "./care_guides.ts";
import { lift, putKeysIn, resetCode } from "./care_office.ts";
import { SALE, SIGN_ON } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";
import { atScreen, lineDownAt, passAt } from "./troubles_care.ts";
import { PowerCut } from "./world.ts";
import type { World } from "./world.ts";

const MINUTE_MS = 60_000;
const NEW_PASSWORD = "445566";

/** Service puts keys into the machine that is locked; when it is so for the nth time, operations have lifted the platform's lock. */
function serveWhenLocked(world: World, liftedAt = 1): void {
  atScreen(world, Screen.LOCKED, 1, () => putKeysIn(world));
  atScreen(world, Screen.LOCKED, liftedAt, () => lift(world));
}

export const TAMPER_SCENES: readonly Scene[] = [
  {
    name: "tampered_at_idle",
    title:
      "The machine is opened while it is idle: it is cleared once operations have lifted the platform's lock, not before",
    tasks: [
      SIGN_ON,
      guide([Screen.IDLE, "menu"], [Screen.MENU, "cancel"]),
      guide(...service(CLEAR_LOCK, Screen.LOCKED), [Screen.CONFIRM_CLEAR, "enter"], [Screen.NOT_DONE, "enter"]),
      UNLOCK,
      SALE,
    ],
    prepare: (world) => {
      atScreen(world, Screen.MENU, 2, () => world.board!.runtime.tamper());
      serveWhenLocked(world, 2);
    },
  },
  {
    name: "tampered_without_a_line",
    title: "The machine is opened while there is no line: it is not cleared before the platform has been told",
    tasks: [
      SIGN_ON,
      guide([Screen.IDLE, "menu"], [Screen.MENU, "cancel"]),
      guide(...service(CLEAR_LOCK, Screen.LOCKED), [Screen.NOT_DONE, "enter"]),
      UNLOCK,
      SALE,
    ],
    prepare: (world) => {
      atScreen(world, Screen.MENU, 2, () => world.board!.runtime.tamper());
      lineDownAt(world, Screen.MENU, 2);
      atScreen(world, Screen.NOT_DONE, 1, () => (world.network.up = true));
      passAt(world, { screen: Screen.NOT_DONE, nth: 1, ms: MINUTE_MS });
      serveWhenLocked(world, 2);
    },
  },
  {
    name: "tampered_with_people",
    title:
      "The machine is opened, and its passwords are erased: the manager gets a new one by a code, and clears the lock",
    tasks: [SIGN_ON, SET_UP, guide([Screen.IDLE, "menu"], [Screen.MENU, "cancel"])],
    prepare: (world) => {
      const code = resetCode(world, Number(MANAGER.number));
      atScreen(world, Screen.MENU, 5, () => world.board!.runtime.tamper());
      serveWhenLocked(world);
      world.addTask(
        guide(...service(CLEAR_LOCK, Screen.LOCKED), [Screen.CONFIRM_CLEAR, "enter"], ...logsOn(MANAGER), [
          Screen.NOT_ALLOWED,
          "cancel",
        ]),
      );
      world.addTask(
        guide(...service(RECOVER_PASSWORD, Screen.LOCKED), ...recovers(MANAGER.number, code, NEW_PASSWORD), ...DONE),
      );
      world.addTask(
        guide(
          ...service(CLEAR_LOCK, Screen.LOCKED),
          [Screen.CONFIRM_CLEAR, "enter"],
          ...logsOn({ ...MANAGER, password: NEW_PASSWORD }),
          [Screen.DONE, "enter"],
        ),
      );
      world.addTask(SALE);
    },
  },
  {
    name: "tampered_in_payment",
    title: "The machine is opened while a PIN is typed: the payment ends by itself, and the machine is locked",
    tasks: [SIGN_ON, SALE, UNLOCK],
    prepare: (world) => {
      atScreen(world, Screen.ENTER_PIN, 1, () => world.board!.runtime.tamper());
      serveWhenLocked(world);
    },
  },
  {
    name: "tampered_and_cut",
    title: "The power goes when the machine is opened: it is locked after the start",
    tasks: [SIGN_ON, UNLOCK],
    prepare: (world) => {
      let isOver = false;
      world.observers.push({
        before: ({ code }) => {
          if (isOver || code !== Command.LOAD_KEYS) return;
          isOver = true;
          world.board!.secure.tamper();
          throw new PowerCut();
        },
      });
      serveWhenLocked(world);
    },
  },
];
