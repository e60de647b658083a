/** The scenes of the golden transcripts with first start, settings, readiness, faults and help. */
import { LineFault, Paper, Part } from "../../assembly/abi_devices.ts";
import { Command } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import {
  BEGIN,
  BLUETOOTH,
  CHINESE,
  CONNECTED,
  digit,
  ENGLISH,
  FIRST_START,
  guide,
  LEAVE,
  PRIMARY,
  SECONDARY,
  server,
  SERVERS_DONE,
  setting,
  SET_UP,
  trouble,
  troubleEchoes,
  unreachable,
  whenShown,
  WIFI,
  WIRED,
} from "./guides_setup.ts";
import { SALE, SIGN_ON, SMALL_SALE } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";
import { PowerCut } from "./world.ts";

/** Whoever leaves comes back later, and goes on where he was. */
const TO_SERVERS = [BEGIN, ENGLISH, WIRED] as const;

export const SETUP_SCENES: readonly Scene[] = [
  {
    name: "first_start_wired",
    title: "First start over the cable: language, network, server, test",
    tasks: [FIRST_START],
  },
  {
    name: "first_start_wifi",
    title: "First start over Wi-Fi, with its key, and with two servers of which the first does not answer",
    tasks: [
      guide(
        BEGIN,
        CHINESE,
        WIFI,
        [Screen.WIFI_LIST, { digit: 1 }],
        [Screen.WIFI_KEY, { secret: "12345678" }],
        PRIMARY,
        SECONDARY,
        SERVERS_DONE,
        CONNECTED,
        SET_UP,
      ),
    ],
    prepare: (world) => unreachable(world, { "pay.example.cn": LineFault.TIMED_OUT }),
  },
  {
    name: "first_start_bluetooth",
    title: "First start through a phone: the same code on both sides",
    tasks: [guide(BEGIN, ENGLISH, BLUETOOTH, [Screen.PAIRING, "enter"], SERVERS_DONE, CONNECTED, SET_UP)],
  },
  {
    name: "first_start_left",
    title: "First start left at each step, and taken up where it was",
    tasks: [
      guide(BEGIN, [Screen.MENU, "cancel"]),
      guide(BEGIN, ENGLISH, [Screen.MENU, "cancel"]),
      guide(BEGIN, WIRED, [Screen.SERVER_LIST, "cancel"]),
      guide(BEGIN, SERVERS_DONE, [Screen.NOT_CONNECTED, "cancel"]),
      guide(BEGIN, CONNECTED, SET_UP),
    ],
    prepare: (world) => {
      world.network.up = false;
      whenShown(world, Screen.TESTING_CONNECTION, () => (world.network.up = true), 2);
    },
  },
  {
    name: "first_start_power_cut",
    title: "The power fails during first start: it goes on with the step that was not done",
    tasks: [guide(...TO_SERVERS, [Screen.SERVER_LIST, "nothing"]), guide(BEGIN, SERVERS_DONE, CONNECTED, SET_UP)],
    prepare: (world) => {
      whenShown(world, Screen.SERVER_LIST, () => {
        throw new PowerCut();
      });
    },
  },
  {
    name: "wifi_key_wrong",
    title: "A wrong Wi-Fi key, then the right one",
    tasks: [
      guide(
        BEGIN,
        ENGLISH,
        WIFI,
        [Screen.WIFI_LIST, { digit: 2 }],
        [Screen.WIFI_KEY, { secret: "11111111" }],
        [Screen.NETWORK_FAILED, "enter"],
        WIFI,
        [Screen.WIFI_LIST, { digit: 2 }],
        [Screen.WIFI_KEY, { secret: "87654321" }],
        SERVERS_DONE,
        CONNECTED,
        SET_UP,
      ),
    ],
  },
  {
    name: "wifi_open_and_none",
    title: "Nothing in the air at first; then a network without a key",
    tasks: [
      guide(
        BEGIN,
        ENGLISH,
        WIFI,
        [Screen.NETWORK_FAILED, "enter"],
        WIFI,
        [Screen.WIFI_LIST, { digit: 3 }],
        SERVERS_DONE,
        CONNECTED,
        SET_UP,
      ),
    ],
    prepare: (world) => {
      const { air } = world.belongings;
      air.fault = LineFault.NO_CARRIER;
      whenShown(world, Screen.NETWORK_FAILED, () => (air.fault = LineFault.NONE));
    },
  },
  {
    name: "pairing_codes_differ",
    title: "The codes of a pairing differ, on this side and then on the other",
    tasks: [
      guide(
        BEGIN,
        ENGLISH,
        BLUETOOTH,
        [Screen.PAIRING, "cancel"],
        [Screen.NETWORK_FAILED, "enter"],
        BLUETOOTH,
        [Screen.PAIRING, "enter"],
        [Screen.NETWORK_FAILED, "cancel"],
      ),
    ],
    prepare: (world) => (world.belongings.air.refusesPairing = true),
  },
  {
    name: "server_addresses",
    title: "Addresses and ports that are none; a server that goes first, over TLS, one that is removed",
    tasks: [
      guide(
        ...TO_SERVERS,
        [Screen.SERVER_LIST, { digit: 1 }],
        [Screen.SERVER_HOST, { text: "pay..example.cn" }],
        [Screen.SERVER_WRONG, "enter"],
        [Screen.SERVER_HOST, { text: "10.0.0.256" }],
        [Screen.SERVER_WRONG, "enter"],
        [Screen.SERVER_HOST, { text: "pay.example.cn" }],
        [Screen.SERVER_PORT, { text: "65536" }],
        [Screen.SERVER_WRONG, "cancel"],
        PRIMARY,
        [Screen.SERVER_LIST, { digit: 2 }],
        [Screen.SERVER_HOST, { text: "tls:" }],
        [Screen.SERVER_WRONG, "cancel"],
        server(2, "tls:192.0.2.20", "8443"),
        [Screen.SERVER_LIST, "menu"],
        [Screen.SERVER_LIST, { digit: 1 }],
        [Screen.SERVER_HOST, { text: "" }],
        SERVERS_DONE,
        CONNECTED,
        SET_UP,
      ),
    ],
  },
  {
    name: "connection_causes",
    title: "A connection test that fails for one cause after the other, each with what may be done next",
    tasks: [
      FIRST_START,
      guide(
        [Screen.UNBOUND, "menu"],
        digit(6),
        digit(4),
        ...Array.from({ length: 7 }, () => trouble({ digit: 1 })),
        [Screen.NOT_CONNECTED, { digit: 6 }],
        [Screen.SUPPORT, "enter"],
        [Screen.NOT_CONNECTED, "cancel"],
        [Screen.MENU, "cancel"],
      ),
    ],
    prepare: (world) => {
      const faults = [
        LineFault.NONE,
        LineFault.NO_CARRIER,
        LineFault.NAME,
        LineFault.REFUSED,
        LineFault.TIMED_OUT,
        LineFault.TLS,
        LineFault.EXPIRED,
        LineFault.FOREIGN,
        LineFault.NO_TLS,
      ];
      world.network.faultOf = () => faults.shift() ?? LineFault.NONE;
    },
  },
  {
    name: "connection_server_changed",
    title: "The server's name is not known: it is corrected from there",
    tasks: [
      guide(
        ...TO_SERVERS,
        server(1, "pai.example.cn", "8443"),
        SERVERS_DONE,
        [Screen.NOT_CONNECTED, { digit: 3 }],
        PRIMARY,
        SERVERS_DONE,
        CONNECTED,
        SET_UP,
      ),
    ],
    prepare: (world) => unreachable(world, { "pai.example.cn": LineFault.NAME }),
  },
  {
    name: "connection_network_switched",
    title: "No carrier on the cable: Wi-Fi instead",
    tasks: [
      guide(
        ...TO_SERVERS,
        SERVERS_DONE,
        [Screen.NOT_CONNECTED, { digit: 2 }],
        WIFI,
        [Screen.WIFI_LIST, { digit: 3 }],
        CONNECTED,
        SET_UP,
      ),
    ],
    prepare: (world) => {
      world.network.up = false;
      world.network.fault = LineFault.NO_CARRIER;
      whenShown(world, Screen.WIFI_LIST, () => (world.network.up = true));
    },
  },
  {
    name: "connection_restart",
    title: "The terminal is started anew from a failed test",
    tasks: [
      guide(...TO_SERVERS, SERVERS_DONE, [Screen.NOT_CONNECTED, { digit: 5 }], [Screen.CONNECTED, "nothing"]),
      guide(BEGIN, CONNECTED, SET_UP),
    ],
    prepare: (world) => {
      world.network.up = false;
      world.observers.push({
        before: ({ code }) => {
          if (code === Command.RESTART) world.network.up = true;
        },
      });
    },
  },
  {
    name: "settings_of_a_bound_terminal",
    title: "A bound terminal: language, echo test, device",
    tasks: [SIGN_ON, guide(setting(1), CHINESE, digit(4), CONNECTED, digit(7), [Screen.DEVICE, "enter"], LEAVE), SALE],
  },
  {
    name: "echo_unanswered",
    title: "The platform does not answer the echo test, then refuses it",
    tasks: [SIGN_ON, guide(setting(4), [Screen.NOT_CONNECTED, { digit: 1 }], [Screen.NOT_CONNECTED, "cancel"], LEAVE)],
    prepare: troubleEchoes,
  },
  {
    name: "server_fails_over",
    title: "The first server is away: a sale goes to the second, and the next one begins there",
    tasks: [guide(...TO_SERVERS, PRIMARY, SECONDARY, SERVERS_DONE, CONNECTED, SET_UP), SIGN_ON, SALE, SMALL_SALE],
    prepare: (world) =>
      whenShown(world, Screen.SIGNED_ON, () => unreachable(world, { "pay.example.cn": LineFault.REFUSED })),
  },
  {
    name: "no_server_left",
    title: "No server can be reached: the sign-on says why, and idle says so until one is",
    tasks: [guide(...TO_SERVERS, PRIMARY, SECONDARY, SERVERS_DONE, CONNECTED, SET_UP), SIGN_ON, SIGN_ON],
    prepare: (world) => {
      whenShown(world, Screen.SIGNING_ON, () =>
        unreachable(world, { "pay.example.cn": LineFault.REFUSED, "192.0.2.20": LineFault.TLS }),
      );
      whenShown(world, Screen.SIGNING_ON, () => unreachable(world, {}), 2);
    },
  },
  {
    name: "readiness",
    title: "Readiness: battery, paper, carrier, clock and self-test, one after the other, until all is well",
    tasks: [
      SIGN_ON,
      guide(
        setting(5),
        ...Array.from({ length: 6 }, () => [Screen.READINESS, "enter"] as const),
        [Screen.READINESS, "cancel"],
        LEAVE,
      ),
    ],
    prepare: (world) => {
      const { readiness } = world;
      Object.assign(readiness, { failed: [Part.SECURE_MODULE, Part.PRINTER], batteryPercent: 15, onMains: false });
      Object.assign(readiness, { paper: Paper.OUT, hasCarrier: false, clockSet: false });
      const repairs = [
        { failed: [] },
        { onMains: true },
        { paper: Paper.LOW },
        { hasCarrier: true },
        { clockSet: true },
        { batteryPercent: 60 },
      ];
      repairs.forEach((repair, index) =>
        whenShown(world, Screen.READINESS, () => Object.assign(readiness, repair), index + 1),
      );
    },
  },
  {
    name: "fault_check_power",
    title: "Fault check: the second adapter feeds the terminal, and a cable was loose",
    tasks: [
      SIGN_ON,
      guide(
        setting(6),
        [Screen.FAULT_STEP, "enter"],
        [Screen.FAULT_STEP, "enter"],
        [Screen.FAULT_STEP, "enter"],
        [Screen.FAULT_SOLVED, "enter"],
        CONNECTED,
        LEAVE,
      ),
    ],
    prepare: (world) => {
      Object.assign(world.readiness, { batteryPercent: 4, onMains: false, hasCarrier: false });
      whenShown(world, Screen.FAULT_STEP, () => (world.readiness.onMains = true), 2);
      whenShown(world, Screen.FAULT_STEP, () => (world.readiness.hasCarrier = true), 3);
    },
  },
  {
    name: "fault_check_unsolved",
    title: "Fault check from a failed test: no step helps, support is called",
    tasks: [
      guide(
        ...TO_SERVERS,
        SERVERS_DONE,
        [Screen.NOT_CONNECTED, { digit: 4 }],
        [Screen.FAULT_STEP, "enter"],
        [Screen.FAULT_STEP, "enter"],
        [Screen.FAULT_STEP, "enter"],
        [Screen.SUPPORT, "enter"],
        [Screen.NOT_CONNECTED, "cancel"],
      ),
    ],
    prepare: (world) => {
      world.network.up = false;
      world.network.fault = LineFault.NO_CARRIER;
      world.readiness.hasCarrier = false;
      whenShown(world, Screen.SUPPORT, () => (world.network.up = true));
    },
  },
  {
    name: "help",
    title: "Help: a guide page by page, another one left, support",
    tasks: [
      guide(
        [Screen.UNBOUND, "menu"],
        digit(8),
        digit(1),
        [Screen.GUIDE, "enter"],
        [Screen.GUIDE, "menu"],
        [Screen.GUIDE, "enter"],
        digit(4),
        [Screen.GUIDE, "cancel"],
        digit(8),
        [Screen.SUPPORT, "enter"],
        LEAVE,
      ),
    ],
  },
  {
    name: "unbound_menu",
    title: "What a terminal that is not bound does not do, and what it does",
    tasks: [
      guide(
        [Screen.UNBOUND, "menu"],
        digit(1),
        [Screen.NOT_AVAILABLE, "enter"],
        [Screen.UNBOUND, "menu"],
        digit(6),
        digit(7),
        [Screen.DEVICE, "cancel"],
        LEAVE,
      ),
    ],
  },
];
