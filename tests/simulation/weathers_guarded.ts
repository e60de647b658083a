/** What goes otherwise where the manager is asked first, and where limits come with the parameters and nobody waits for them. */
import { NetworkCode } from "../../assembly/abi_platform.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import { office, UNBINDING } from "./account.ts";
import { guide, logsOn, MANAGER, SET_UP } from "./care_guides.ts";
import { FRAME_HEAD_BYTES } from "./cuts.ts";
import { orderDownloads } from "./download_orders.ts";
import { alterAnswers, limitTo } from "./troubles_batch.ts";
import { HOUR_MS, SIGN_ON } from "./weather.ts";
import type { Weather } from "./weather.ts";
import type { World } from "./world.ts";

const UNBIND = office(Screen.IDLE, UNBINDING);
const LEAVE = [Screen.MENU, "cancel"] as const;

export const GUARDED: readonly Weather[] = [
  {
    name: "unbinding, by nobody and by somebody with another password",
    tasks: [
      SET_UP,
      guide(...UNBIND, [Screen.ENTER_OPERATOR, "cancel"], LEAVE),
      guide(...UNBIND, ...logsOn({ ...MANAGER, password: "000000" }), [Screen.NOT_ALLOWED, "cancel"], LEAVE),
    ],
  },
  { name: "parameters wanted: limits come with them", tasks: [SIGN_ON], prepare: wantParameters, lingers_ms: HOUR_MS },
  {
    name: "parameters wanted, limits unanswered",
    tasks: [SIGN_ON],
    prepare: (world) => {
      wantParameters(world);
      world.network.reply = (bytes) => (isOfLimits(bytes) ? undefined : bytes);
    },
    lingers_ms: HOUR_MS,
  },
  {
    name: "parameters wanted, and limits that are none",
    tasks: [SIGN_ON],
    prepare: (world) => {
      wantParameters(world);
      limitTo(world, { payment: -1 });
    },
    lingers_ms: HOUR_MS,
  },
  {
    name: "parameters wanted, limits refused",
    tasks: [SIGN_ON],
    prepare: (world) => {
      wantParameters(world);
      world.network.reply = (bytes) => {
        if (!isOfLimits(bytes)) return bytes;
        alterAnswers(world, "0810", { 39: "40" });
        return world.network.reply!(bytes);
      };
    },
    lingers_ms: HOUR_MS,
  },
];

function wantParameters(world: World): void {
  orderDownloads(world, ["parameters"]);
}

function isOfLimits(bytes: Uint8Array): boolean {
  const message = UNIONPAY.unpack(bytes.subarray(FRAME_HEAD_BYTES));
  return message.mti === "0810" && Number(message.text(60).slice(8, 11)) === (NetworkCode.LIMITS as number);
}
