/** What goes otherwise in first start, in settings and in help: what people leave undone, and what does not answer. */
import { Event, PARAMETERS_TERMINAL_NUMBER } from "../../assembly/abi.ts";
import { LineFault } from "../../assembly/abi_devices.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import {
  BEGIN,
  BLUETOOTH,
  CONNECTED,
  digit,
  ENGLISH,
  FIRST_START,
  guide,
  LEAVE,
  noLine,
  PRIMARY,
  sealEchoes,
  server,
  servers,
  SERVERS_DONE,
  setting,
  trouble,
  troubleEchoes,
  WIFI,
  wifi,
  WIRED,
} from "./guides_setup.ts";
import type { Deed, GuideTask } from "./person.ts";
import { SIGN_ON } from "./weather.ts";
import type { Weather } from "./weather.ts";
import { PARAMETERS } from "./world.ts";
import type { World } from "./world.ts";

type Step = readonly [Screen, Deed];

const test = (...steps: Step[]): GuideTask => guide(setting(4), ...steps, LEAVE);
const check = (...steps: Step[]): GuideTask => guide(setting(6), ...steps, LEAVE);
const network = (...steps: Step[]): GuideTask => guide(setting(2), ...steps, LEAVE);
const list = (...steps: Step[]): GuideTask => guide(setting(3), ...steps, LEAVE);
const helped = (...steps: Step[]): GuideTask => guide([Screen.IDLE, "menu"], digit(8), ...steps);
const host = (text: string): Step => [Screen.SERVER_HOST, { text }];
const DO: Step = [Screen.FAULT_STEP, "enter"];
const FULL: Step = [Screen.NOT_AVAILABLE, "enter"];

const FIRST: readonly Weather[] = [
  {
    name: "first start, then the menu",
    from: "new",
    tasks: [
      guide(BEGIN, LEAVE),
      FIRST_START,
      guide(BEGIN, LEAVE),
      ...[1, 2, 3, 4].map((item) => refused(item)),
      SIGN_ON,
    ],
  },
  {
    name: "first start through a phone, nobody compares",
    from: "new",
    tasks: [guide(BEGIN, ENGLISH, BLUETOOTH, [Screen.PAIRING, "nothing"]), SIGN_ON],
  },
  {
    name: "first start left for a while",
    from: "new",
    tasks: [
      guide(BEGIN, ENGLISH, WIRED, SERVERS_DONE, [Screen.CONNECTED, "nothing"], [Screen.FIRST_START_DONE, "nothing"]),
      SIGN_ON,
    ],
  },
  {
    name: "first start, done and left",
    from: "new",
    tasks: [guide(BEGIN, ENGLISH, WIRED, SERVERS_DONE, CONNECTED, [Screen.FIRST_START_DONE, "cancel"]), SIGN_ON],
  },
];

const NETWORKS: readonly Weather[] = [
  {
    name: "networks by pages",
    tasks: [network(WIFI, wifi("menu"), wifi("menu"), wifi("clear"), wifi([{ digit: 9 }, "cancel"]), LEAVE)],
    prepare: crowdTheAir,
  },
  {
    name: "keys that are not typed",
    tasks: [
      network(WIFI, wifi({ digit: 1 }), [Screen.WIFI_KEY, "cancel"], wifi("cancel"), LEAVE),
      network(WIFI, wifi({ digit: 1 }), [Screen.WIFI_KEY, "nothing"], wifi("nothing")),
    ],
  },
  {
    name: "no network",
    tasks: [
      network(WIRED, [Screen.NETWORK_FAILED, "nothing"]),
      network(BLUETOOTH, [Screen.NETWORK_FAILED, "cancel"]),
      network(WIFI, [Screen.NETWORK_FAILED, "cancel"]),
    ],
    prepare: (world) => (world.belongings.air.fault = LineFault.CLOSED),
  },
];

const SERVERS: readonly Weather[] = [
  { name: "servers: digits that are none", tasks: [list(servers([{ digit: 9 }, "menu", "cancel"]))] },
  { name: "servers, nobody about", tasks: [list(servers("nothing"))] },
  {
    name: "addresses that are not typed",
    tasks: [
      list(servers({ digit: 1 }), servers("cancel")),
      list(servers({ digit: 1 }), host(""), servers("cancel")),
      list(servers({ digit: 1 }), host("a"), servers("cancel")),
      list(...server(1, "a", "0"), [Screen.SERVER_WRONG, "nothing"], servers("cancel")),
      list(
        ...server(1, "a", "0"),
        [Screen.SERVER_WRONG, "enter"],
        host("-"),
        [Screen.SERVER_WRONG, "cancel"],
        servers("cancel"),
      ),
    ],
  },
  {
    name: "a server that is changed",
    tasks: [list(...PRIMARY, ...server(1, "b.example", "1"), SERVERS_DONE, CONNECTED)],
  },
  {
    name: "no room for settings",
    from: "full",
    tasks: [
      guide(setting(1), ENGLISH, FULL, LEAVE),
      guide(setting(1), ENGLISH, [Screen.NOT_AVAILABLE, "nothing"], LEAVE),
      network(WIRED, FULL),
      list(...PRIMARY, FULL),
      list(SERVERS_DONE, FULL),
      test(CONNECTED, FULL),
    ],
    trades: false,
  },
];

const SENSED: readonly Weather[] = [
  {
    name: "settings, nobody about",
    tasks: [
      guide(setting(7), [Screen.DEVICE, "nothing"]),
      guide([Screen.IDLE, "menu"], digit(6), [Screen.MENU, "nothing"]),
      guide(setting(1), LEAVE, LEAVE),
      guide(setting(7), [Screen.DEVICE, "cancel"], LEAVE),
      guide(setting(5), [Screen.READINESS, "enter"], [Screen.READINESS, "cancel"], LEAVE),
    ],
  },
  {
    name: "sensors that say nothing",
    tasks: [
      guide(setting(7), [Screen.DEVICE, "enter"], LEAVE),
      guide(setting(5), [Screen.READINESS, "nothing"], LEAVE),
    ],
    prepare: (world) => (world.meddle = (event) => (event.code === Event.READINESS_DONE ? [] : [event])),
  },
  {
    name: "fault check, nothing wrong",
    tasks: [check([Screen.FAULT_SOLVED, "cancel"], CONNECTED), check([Screen.FAULT_SOLVED, "nothing"], CONNECTED)],
  },
  {
    name: "fault check of power, left",
    tasks: [
      check([Screen.FAULT_STEP, "cancel"]),
      check([Screen.FAULT_STEP, "nothing"]),
      check(DO, DO, [Screen.SUPPORT, "cancel"]),
    ],
    prepare: (world) => Object.assign(world.readiness, { onMains: false, batteryPercent: 1 }),
  },
  {
    name: "fault check of cables, left",
    tasks: [
      check([Screen.FAULT_STEP, "cancel"]),
      check([Screen.FAULT_STEP, "nothing"]),
      check(DO, DO, DO, [Screen.SUPPORT, "nothing"]),
      check(DO, DO, DO, [Screen.SUPPORT, "enter"]),
    ],
    prepare: (world) => Object.assign(world.readiness, { hasCarrier: false }),
  },
];

const LINES: readonly Weather[] = [
  { name: "no echo", tasks: [test(trouble("enter"), trouble("nothing"))], prepare: troubleEchoes },
  { name: "an echo with a wrong MAC", tasks: [test(trouble("cancel"))], prepare: sealEchoes },
  {
    name: "an echo that cannot be packed",
    from: "new",
    tasks: [SIGN_ON, test(trouble("cancel"))],
    changes: { parameters: impossible() },
    trades: false,
  },
  {
    name: "no line for a test",
    tasks: [
      test(
        trouble([{ digit: 9 }, { digit: 3 }]),
        servers("cancel"),
        trouble({ digit: 2 }),
        LEAVE,
        trouble({ digit: 4 }),
        [Screen.FAULT_SOLVED, "enter"],
        trouble({ digit: 6 }),
        [Screen.SUPPORT, "cancel"],
        trouble({ digit: 6 }),
        [Screen.SUPPORT, "enter"],
        trouble("cancel"),
      ),
      test(trouble({ digit: 6 }), [Screen.SUPPORT, "nothing"]),
    ],
    prepare: noLine,
  },
  {
    name: "a fault check that does not help the test",
    tasks: [test(trouble({ digit: 4 }), [Screen.FAULT_STEP, "cancel"], trouble("cancel"))],
    prepare: (world) => {
      noLine(world);
      Object.assign(world.readiness, { hasCarrier: false });
    },
  },
  {
    name: "a line without a tone for a test",
    from: "new",
    tasks: [guide(BEGIN, ENGLISH, WIRED, PRIMARY, SERVERS_DONE, trouble("cancel")), SIGN_ON],
    prepare: (world) => {
      world.network.silent = true;
      world.clock.after(60_000, () => (world.network.silent = false), "elsewhere");
    },
  },
  {
    name: "a board that does not start anew",
    tasks: [test(trouble({ digit: 5 }), trouble("cancel"))],
    prepare: (world) => {
      noLine(world);
      world.restart = () => {};
    },
  },
];

const HELPED: readonly Weather[] = [
  {
    name: "help, nobody about",
    tasks: [
      helped(digit(1), [Screen.GUIDE, "nothing"]),
      helped(digit(8), [Screen.SUPPORT, "cancel"], LEAVE),
      helped(digit(8), [Screen.SUPPORT, "nothing"]),
      helped(
        digit(8),
        [Screen.SUPPORT, "enter"],
        digit(2),
        [Screen.GUIDE, "menu"],
        [Screen.GUIDE, "enter"],
        [Screen.GUIDE, "cancel"],
        LEAVE,
      ),
    ],
  },
];

export const SETUP: readonly Weather[] = [...FIRST, ...NETWORKS, ...SERVERS, ...SENSED, ...LINES, ...HELPED];

/** What an unbound terminal does not do. */
function refused(item: number): GuideTask {
  return guide([Screen.UNBOUND, "menu"], digit(item), [Screen.NOT_AVAILABLE, item === 1 ? "nothing" : "cancel"]);
}

function crowdTheAir(world: World): void {
  world.belongings.air.networks = Array.from({ length: 8 }, (_, i) => {
    return { name: `net ${i}`, signalPercent: 90 - i, secured: false, key: "" };
  });
}

/** A terminal number that no message can carry. */
function impossible(): Uint8Array {
  const parameters = PARAMETERS.slice();
  parameters[PARAMETERS_TERMINAL_NUMBER] = 0x01;
  return parameters;
}
