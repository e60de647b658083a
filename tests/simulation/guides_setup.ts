/** Ways through first start and settings, and what changes in the world while somebody is on one of them. */
import { Command } from "../../assembly/abi.ts";
import { LineFault } from "../../assembly/abi_devices.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { word } from "../../host/payloads.ts";
import type { Server } from "../../host/ports.ts";
import type { Deed, GuideTask } from "./person.ts";
import { rewrite } from "./troubles.ts";
import type { World } from "./world.ts";

type Step = readonly [Screen, Deed];

export function guide(...steps: Array<Step | readonly Step[]>): GuideTask {
  const flat = steps.flatMap((step) => (isStep(step) ? [step] : step));
  return { kind: "guide", steps: flat };
}

function isStep(step: Step | readonly Step[]): step is Step {
  return typeof step[0] === "number";
}

export const BEGIN: Step = [Screen.UNBOUND, "enter"];
export const digit = (number: number): Step => [Screen.MENU, { digit: number }];
export const CHINESE = digit(1);
export const ENGLISH = digit(2);
export const WIRED = digit(1);
export const WIFI = digit(2);
export const BLUETOOTH = digit(3);

/** The place chosen, and what is typed. */
export function server(place: number, host: string, port: string): Step[] {
  return [
    [Screen.SERVER_LIST, { digit: place }],
    [Screen.SERVER_HOST, { text: host }],
    [Screen.SERVER_PORT, { text: port }],
  ];
}

export const SERVERS_DONE: Step = [Screen.SERVER_LIST, "enter"];
export const CONNECTED: Step = [Screen.CONNECTED, "enter"];
export const LEAVE: Step = [Screen.MENU, "cancel"];
export const SET_UP: Step = [Screen.FIRST_START_DONE, "enter"];
export const PRIMARY = server(1, "pay.example.cn", "8443");
export const SECONDARY = server(2, "192.0.2.20", "8443");

/** From the box to a connection that works. */
export const FIRST_START: GuideTask = guide(BEGIN, ENGLISH, WIRED, PRIMARY, SERVERS_DONE, CONNECTED, SET_UP);

export const wifi = (deed: Deed): Step => [Screen.WIFI_LIST, deed];
export const servers = (deed: Deed): Step => [Screen.SERVER_LIST, deed];
export const trouble = (deed: Deed): Step => [Screen.NOT_CONNECTED, deed];
const key: Step = [Screen.WIFI_KEY, { secret: "12345678" }];

/** People who let it be when it goes wrong: first start, with every way to connect. */
export const SET_UP_ANYHOW: GuideTask = {
  ...guide(BEGIN, ENGLISH, WIFI, wifi({ digit: 1 }), key, PRIMARY, servers("enter"), trouble({ digit: 2 }), WIRED),
  mayEndEarly: true,
};

/** The same with the settings of a bound terminal. */
export const SET_ANYHOW: GuideTask = {
  ...guide(
    setting(1),
    ENGLISH,
    digit(2),
    BLUETOOTH,
    [Screen.PAIRING, "enter"],
    trouble({ digit: 2 }),
    WIRED,
    trouble({ digit: 3 }),
    PRIMARY,
    servers("enter"),
    trouble("cancel"),
    digit(3),
    server(1, "other.example.cn", "1"),
    servers("enter"),
    trouble("cancel"),
    digit(5),
    [Screen.READINESS, "cancel"],
    digit(6),
    [Screen.FAULT_SOLVED, "enter"],
    trouble("cancel"),
    digit(7),
    [Screen.DEVICE, "enter"],
    LEAVE,
  ),
  mayEndEarly: true,
};

/** Nothing connects until fair weather comes. */
export function noLine(world: World): void {
  world.network.up = false;
}

export const WELL: GuideTask = { ...FIRST_START, mayEndEarly: true };

/** By the digits of a bound terminal's menus. */
export function setting(item: number): Step[] {
  return [[Screen.IDLE, "menu"], digit(6), digit(item)];
}

/** Whatever happens when such a screen is shown for the `nth` time, just before. */
export function whenShown(world: World, screen: Screen, happens: () => void, nth = 1): void {
  let count = 0;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code === Command.SCREEN && (word(payload, 0) as Screen) === screen && ++count === nth) happens();
    },
  });
}

/** The first answer to an echo test is lost, the second says no. */
export function troubleEchoes(world: World): void {
  const refuse = rewrite("0830", (fields) => fields.set(39, "96"));
  const deeds = [() => undefined, refuse];
  world.network.reply = (bytes) => {
    const isEcho = refuse(bytes) !== bytes;
    return isEcho ? (deeds.shift() ?? ((same: Uint8Array) => same))(bytes) : bytes;
  };
}

/** Answers to an echo test carry a MAC that nobody made. */
export function sealEchoes(world: World): void {
  world.network.reply = rewrite("0830", (fields) => fields.set(64, new Uint8Array(8).fill(0x41)));
}

/** Such a server cannot be reached. */
export function unreachable(world: World, faults: Readonly<Record<string, LineFault>>): void {
  world.network.faultOf = ({ host }: Server) => faults[host] ?? LineFault.NONE;
}
