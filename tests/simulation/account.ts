/**
 * A merchant's account with the platform, as its people make it: applications decided, terminals assigned, codes given out; and what
 * a merchant does at a new machine to get there by himself.
 */
import { RegistrationState, Service } from "../../assembly/abi_platform.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { addDevice } from "../../host/acquirer/platform/assignment.ts";
import { approve, beginReview, contract, latestOf, reject, submit } from "../../host/acquirer/platform/applications.ts";
import type { Context } from "../../host/acquirer/platform/context.ts";
import { giveActivation } from "../../host/acquirer/platform/devices.ts";
import { Refusal } from "../../host/acquirer/platform/refusal.ts";
import type { Result } from "../../host/acquirer/platform/refusal.ts";
import type { ApplicationDraft, DeviceRow } from "../../host/acquirer/platform/rows.ts";
import { serviceOf } from "../../host/acquirer/platform/service_state.ts";
import type { Key } from "../../host/ports.ts";
import type { Deed, GuideTask } from "./person.ts";
import { DEVICE } from "../../host/simulator/binding.ts";
import type { World } from "./world.ts";

export const OFFICER = "officer";
/** Numbers of nobody: the identity number is the example of GB 11643-1999. */
export const DRAFT: ApplicationDraft = {
  name: "福建测试小店",
  category: "5411",
  licence: "91350100M000100Y43",
  identity: "11010519491231002X",
  account: "6228480402564890018",
  contact: "李雷",
  phone: "13800138000",
  documents: 0b10111,
};

export function platformOf(world: World): Context {
  return world.acquirer.platform;
}

/** In a transaction of its own. @throws when the platform refuses */
export function inOffice<T>(world: World, work: (context: Context) => Result<T>): T {
  const result = world.ledger.transaction(() => work(platformOf(world)));
  if (result instanceof Refusal) throw new Error(`the platform refuses: ${result.code}`);
  return result;
}

export function deviceOf(world: World): DeviceRow {
  return world.ledger.tables.get("device", DEVICE.serial)!;
}

export interface Assignment {
  terminal: string;
  merchant: string;
  password: string;
}

/** Everything up to the contract is done, at the counter. */
export function assign(world: World, draft: ApplicationDraft = DRAFT): Assignment {
  const application = inOffice(world, (context) => submit(context, draft, OFFICER, DEVICE.serial));
  return accept(world, application.id);
}

/** The application that came from the machine, or this one, is approved, and its contract signed. */
export function accept(world: World, id = applicationOf(world)): Assignment {
  inOffice(world, (context) => approve(context, id, OFFICER));
  const { terminal, merchant } = inOffice(world, (context) => contract(context, id, 20_000, OFFICER));
  return { terminal, merchant, password: platformOf(world).outbox.last("binding", DEVICE.serial)!.code };
}

export function turnDown(world: World, zh: string, en: string): void {
  const id = applicationOf(world);
  inOffice(world, (context) => beginReview(context, id, OFFICER));
  inOffice(world, (context) => reject(context, id, { zh, en }, OFFICER));
}

export function applicationOf(world: World): string {
  return latestOf(platformOf(world), DEVICE.serial)!.id;
}

/** @returns the code that the contact's telephone shows */
export function activationCode(world: World): string {
  inOffice(world, (context) => giveActivation(context, DEVICE.serial, OFFICER));
  return platformOf(world).outbox.last("activation", DEVICE.serial)!.code;
}

/** Whether the platform lets the device trade; undefined when it is not bound there. */
export function serviceThere(world: World): Service | undefined {
  const device = deviceOf(world);
  const merchant = world.ledger.tables.get("merchant", device.merchant);
  return serviceOf(device, merchant, "20261122");
}

export type Step = readonly [Screen, Deed];

export const REGISTRATION = 1;
export const BINDING = 2;
export const BINDING_STATE = 3;
export const ACTIVATION = 4;
export const REBINDING = 7;
export const UNBINDING = 8;
const OFFICE = 5;
const SERVICE = 7;
const PEOPLE = 3;

/** From the screen where the machine rests into the merchant's services. */
export function office(from: Screen, item: number): Step[] {
  return [
    [from, "menu"],
    [Screen.MENU, { digit: OFFICE }],
    [Screen.MENU, { digit: item }],
  ];
}

/** All of it is the manager's to do; who sets up a new machine becomes him. */
export function guide(...steps: readonly Step[]): GuideTask {
  return { kind: "guide", steps, isManager: true };
}

/** At a machine that is not bound: passwords of manager and supervisor. */
export const SET_UP_UNBOUND: GuideTask = guide(
  [Screen.UNBOUND, "menu"],
  [Screen.MENU, { digit: SERVICE }],
  [Screen.MENU, { digit: PEOPLE }],
  [Screen.DONE, "enter"],
  [Screen.MENU, "cancel"],
);

/** Types a whole application and confirms it; without the proof of premises. */
export function filled(draft: ApplicationDraft = DRAFT): Step[] {
  const { name, category, licence, identity, account, contact, phone } = draft;
  return [
    ...[name, category, licence, identity, account, contact, phone].map((text): Step => [Screen.FORM_FIELD, { text }]),
    [Screen.FORM_REVIEW, "enter"],
    [Screen.FORM_REVIEW, "enter"],
  ];
}

const PAPERS: readonly Key[] = [{ digit: 1 }, { digit: 2 }, { digit: 3 }, { digit: 5 }];

/** Documents one after the other; each key shows the screen anew. */
export function papers(keys: readonly Key[] = PAPERS): Step[] {
  return [...keys, "enter" as const].map((key): Step => [Screen.PAPERS, key]);
}

export function registering(draft: ApplicationDraft = DRAFT): Step[] {
  return [[Screen.REGISTRATION_FIRST, "enter"], ...filled(draft), ...papers()];
}

/** The numbers are typed, and the password. */
export function numbersTyped({ terminal, merchant, password }: Assignment): Step[] {
  return [
    [Screen.BINDING_WAY, { digit: 1 }],
    [Screen.FORM_FIELD, { text: merchant }],
    [Screen.FORM_FIELD, { text: terminal }],
    [Screen.FORM_REVIEW, "enter"],
    [Screen.ENTER_PAYMENT_PASSWORD, { secret: password }],
  ];
}

export function bindingTask(assignment: Assignment, from: Screen = Screen.UNBOUND): GuideTask {
  return guide(...office(from, BINDING), ...numbersTyped(assignment), [Screen.BOUND, "enter"]);
}

export function activationTask(code: string): GuideTask {
  return guide(
    ...office(Screen.IDLE, ACTIVATION),
    [Screen.ACTIVATION, { digit: 1 }],
    [Screen.ENTER_CODE, { secret: code }],
    [Screen.ACTIVATED, "enter"],
  );
}

export function unbindingTask(): GuideTask {
  return guide(...office(Screen.IDLE, UNBINDING), [Screen.UNBIND_WARNING, "enter"], [Screen.UNBINDING_DONE, "enter"]);
}

export { RegistrationState, addDevice };
