/** What the weathers of a merchant's account are made of: machines in each condition, and what goes wrong there. */
import { Done } from "../../assembly/abi.ts";
import { NetworkCode } from "../../assembly/abi_platform.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { bytesPayload } from "../../host/payloads.ts";
import {
  ACTIVATION,
  assign,
  BINDING,
  BINDING_STATE,
  guide,
  numbersTyped,
  office,
  registering,
  REGISTRATION,
  UNBINDING,
} from "./account.ts";
import type { Step } from "./account.ts";
import { logsOn, MANAGER } from "./care_guides.ts";
import type { Deed, Task } from "./person.ts";
import { answersTo, bind, REGISTRATION_NOTED, unwritten } from "./troubles_binding.ts";
import { SIGN_ON } from "./weather.ts";
import type { Weather } from "./weather.ts";
import type { World } from "./world.ts";

export type Prepare = (world: World) => void;

/** A machine out of its box. */
export function boxed(name: string, steps: readonly Step[][], prepare: Prepare = () => {}): Weather {
  const tasks = steps.map((some) => guide(...some));
  return { name, from: "new", changes: { fresh: true }, tasks, prepare, trades: false };
}

/** One whose numbers are there to be typed. */
export function offered(
  name: string,
  stepsOf: (typed: Step[]) => readonly Step[][],
  prepare: Prepare = () => {},
): Weather {
  return boxed(name, [], (world) => {
    const assignment = assign(world);
    for (const steps of stepsOf(numbersTyped(assignment))) world.addTask(guide(...steps));
    prepare(world);
  });
}

/** One that is bound, and waits for its activation. */
export function bound(
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

export const active = (name: string, tasks: ReadonlyArray<Task | Step[]>, prepare?: Prepare): Weather =>
  bound(name, tasks, prepare, true);

export const REGISTER = office(Screen.UNBOUND, REGISTRATION);
export const BIND = office(Screen.UNBOUND, BINDING);
export const ACTIVATE = office(Screen.IDLE, ACTIVATION);
export const UNBIND = office(Screen.IDLE, UNBINDING);
export const LOOK = office(Screen.IDLE, BINDING_STATE);
export const LEAVE: Step = [Screen.MENU, "cancel"];
export const FIRST: Step = [Screen.REGISTRATION_FIRST, "enter"];
export const WARNED: Step = [Screen.UNBIND_WARNING, "enter"];
export const BY_SERIAL: Step = [Screen.BINDING_WAY, { digit: 2 }];
/** The secure module refuses: a status, a handle, no bytes. */
export const NOT_DONE = bytesPayload(new Uint8Array(0), Done.REFUSED, 0);

export const UNKNOWN: Step = [Screen.UNKNOWN_THERE, "enter"];

export const state = (deed: Deed): Step => [Screen.REGISTRATION_STATE, deed];
export const notDone = (deed: Deed): Step => [Screen.ACCOUNT_NOT_DONE, deed];
export const failed = (deed: Deed): Step => [Screen.BINDING_FAILED, deed];
export const field = (deed: Deed): Step => [Screen.FORM_FIELD, deed];
export const review = (deed: Deed): Step => [Screen.FORM_REVIEW, deed];
export const way = (deed: Deed): Step => [Screen.ACTIVATION, deed];
export const noLine: Prepare = (world) => void (world.network.up = false);

/** The flash does not take a record of this kind: out of service. */
export function worn(what: string, kind: number, nth: number, ...steps: Step[][]): Weather {
  return boxed(`${what}, and no record of kind ${kind}`, steps, (world) => unwritten(world, kind, nth));
}

export function wornBinding(kind: number, nth = 1): Weather {
  const name = `binding, and no record ${nth} of kind ${kind}`;
  return offered(
    name,
    (typed) => [[...BIND, ...typed]],
    (world) => unwritten(world, kind, nth),
  );
}

/** News of an application, and the flash does not take it. */
export function lostThenWorn(): Weather {
  const steps: Step[] = [...REGISTER, ...registering()];
  return boxed("an application that is there already, and no record of it", [steps], (world) => {
    answersTo(world, NetworkCode.REGISTER, "94");
    unwritten(world, REGISTRATION_NOTED);
  });
}

export function forgottenThenWorn(): Weather {
  const steps: Step[][] = [[...REGISTER, ...registering(), state("enter"), LEAVE], REGISTER];
  return boxed("an application that is forgotten, and no record of that", steps, (world) => {
    answersTo(world, NetworkCode.REGISTRATION_STATE, "25");
    unwritten(world, REGISTRATION_NOTED, 2);
  });
}

/** Its working keys are out of use: a sign-on has failed. */
export function signOff(world: World): void {
  answersTo(world, NetworkCode.SIGN_ON_DOUBLE, "96");
  world.addTask(SIGN_ON);
  world.powerOn();
  world.run();
  world.powerOff();
}

/** The password is not his. */
export function wrongly(who: typeof MANAGER): Step[] {
  return [...logsOn({ ...who, password: "000000" }), [Screen.NOT_ALLOWED, "cancel"]];
}

/** A day later, when nobody is there for so many minutes. */
export function checked(name: string, prepare: Prepare, idles = 1): Weather {
  const idle = Array.from({ length: idles + 1 }, (): Step => [Screen.IDLE, "nothing"]);
  return active(name, [idle], (world) => {
    world.clock.now_ms += 86_400_000;
    prepare(world);
  });
}
