/** Scenes of downloads and of a new firmware: what the platform asks for in its replies, what a person starts, and what goes wrong. */
import { Command, Event } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import { FRAME_HEAD_BYTES } from "./cuts.ts";
import { changeReplies, FEW, orderDownloads, OTHER_KEYS, release, spoilRelease } from "./download_orders.ts";
import type { GuideTask, SignOnTask } from "./person.ts";
import { SIGN_ON } from "./transcript_scene.ts";
import type { Scene } from "./transcript_scene.ts";
import { PowerCut } from "./world.ts";
import type { World } from "./world.ts";

const CAPK = 370;
const CAPK_LIST = 372;
const AID = 380;
const PARAMETERS = 360;
const FIRMWARE_BLOCK = 852;

/** Signs on, and agrees to the firmware that is offered then. */
const AGREE: SignOnTask = { kind: "sign-on", at: { [Screen.FIRMWARE_OFFERED]: "enter" } };
/** Service, second page, item 1 or 2. */
const page2 = (item: number): GuideTask => ({
  kind: "guide",
  steps: [
    [Screen.IDLE, { digit: 7 }],
    [Screen.MENU, ["menu", { digit: item }]],
    [item === 1 ? Screen.DOWNLOADED : Screen.FIRMWARE_LATEST, "enter"],
    [Screen.MENU, "cancel"],
  ],
});

export const DOWNLOAD_SCENES: readonly Scene[] = [
  scene("capks", "The platform asks for new keys of card schemes, and the terminal fetches them", (world) =>
    orderDownloads(world, ["capks"]),
  ),
  scene("aids", "The platform asks for new card applications, and the terminal fetches them", (world) =>
    orderDownloads(world, ["aids"]),
  ),
  scene("parameters", "The platform asks for new parameters: they come with its texts", (world) =>
    orderDownloads(world, ["parameters"]),
  ),
  scene("sign_on_again", "The platform asks for a new sign-on", (world) => orderDownloads(world, ["sign-on"])),
  {
    name: "download_by_hand",
    title: "A person has everything downloaded from the service menu",
    tasks: [SIGN_ON, page2(1)],
    prepare: (world) => orderDownloads(world, []),
  },
  scene("capk_hash_wrong", "A key comes with a wrong checksum: nothing changes, the fault is noted", (world) => {
    orderDownloads(world, ["capks"]);
    changeReplies(world, CAPK, (content) => flipped(content, content.length - 1));
  }),
  scene("aid_malformed", "An application comes malformed: nothing changes", (world) => {
    orderDownloads(world, ["aids"]);
    changeReplies(world, AID, (content) => content.slice(0, -3));
  }),
  scene("capk_of_another", "The answer brings another key than the one that was asked for", (world) => {
    orderDownloads(world, ["capks"]);
    changeReplies(world, CAPK, (content) => flipped(content, 12));
  }),
  scene("capk_list_malformed", "The list of keys is malformed", (world) => {
    orderDownloads(world, ["capks"]);
    changeReplies(world, CAPK_LIST, (content) => content.slice(0, -1));
  }),
  scene("parameters_malformed", "The parameters are malformed: the old ones stay", (world) => {
    orderDownloads(world, ["parameters"]);
    changeReplies(world, PARAMETERS, (content) => content.slice(0, -1));
  }),
  {
    name: "capks_line_lost",
    title: "The line is lost half-way: after the next sign-on the download goes on where it was",
    tasks: [SIGN_ON, SIGN_ON],
    prepare: (world) => {
      orderDownloads(world, ["capks"]);
      loseFrom(world, CAPK, 1);
    },
  },
  {
    name: "capks_list_changes",
    title: "The list changes while a download is interrupted: it begins anew",
    tasks: [SIGN_ON, SIGN_ON],
    prepare: (world) => {
      orderDownloads(world, ["capks"]);
      loseFrom(world, CAPK, 1, () => orderDownloads(world, [], OTHER_KEYS));
    },
  },
  {
    name: "capks_power_cut",
    title: "The power fails half-way: what is staged outlives it",
    tasks: [SIGN_ON, SIGN_ON],
    prepare: (world) => {
      orderDownloads(world, ["capks"], FEW);
      cutAtStage(world, 4);
    },
  },
  {
    name: "firmware",
    title: "A new firmware is offered, agreed to, fetched, started on trial and confirmed",
    tasks: [AGREE],
    prepare: (world) => release(world),
  },
  {
    name: "firmware_not_now",
    title: "A new firmware is offered, and nobody wants it now",
    tasks: [{ kind: "sign-on", at: { [Screen.FIRMWARE_OFFERED]: "cancel" } }],
    prepare: (world) => release(world),
  },
  {
    name: "firmware_latest",
    title: "A person asks for a newer firmware and there is none",
    tasks: [SIGN_ON, page2(2)],
  },
  firmware("firmware_bit_flipped", "One bit of a firmware is otherwise: its hash is wrong, it is refused", (world) =>
    spoilRelease(world, "bit"),
  ),
  firmware("firmware_signature_wrong", "The signature of a firmware is wrong: not one block is fetched", (world) =>
    spoilRelease(world, "signature"),
  ),
  firmware("firmware_downgrade", "A firmware is older than one that has been confirmed here: refused", (world) => {
    world.belongings.slots.state = { ...world.belongings.slots.state, oldest: 0x02_00_00 };
  }),
  firmware("firmware_block_short", "A block of a firmware is too short: what is staged stays", (world) =>
    spoilRelease(world, "length"),
  ),
  firmware("firmware_block_replayed", "The answer to an earlier block comes again: it is no answer", (world) => {
    let first: Uint8Array | undefined;
    world.network.reply = (bytes) => {
      if (!isBlock(bytes)) return bytes;
      first ??= bytes;
      return first;
    };
  }),
  {
    name: "firmware_without_power",
    title: "The battery is low and no adapter is there: no update begins",
    tasks: [
      {
        kind: "sign-on",
        at: { [Screen.FIRMWARE_OFFERED]: "enter", [Screen.READINESS]: "cancel" },
      },
    ],
    prepare: (world) => {
      release(world);
      Object.assign(world.belongings.readiness, { batteryPercent: 20, onMains: false });
    },
  },
  {
    name: "firmware_gives_itself_up",
    title: "A new firmware reaches nobody for three minutes: it gives itself up, and the old one says so",
    tasks: [AGREE],
    prepare: (world) => {
      release(world);
      afterRestart(world, () => {
        world.network.up = false;
        world.clock.after(240_000, () => (world.network.up = true), "elsewhere");
      });
    },
  },
  {
    name: "firmware_not_confirmed",
    title: "A new firmware fails at every start: the boot loader goes back to the old one",
    tasks: [AGREE],
    prepare: (world) => {
      release(world);
      let starts = 0;
      world.observers.push({
        event: ({ code, payload }) => {
          if (code === Event.BOOT && payload[28] === 1 && starts++ < 3) throw new PowerCut();
        },
      });
    },
  },
];

function scene(name: string, title: string, prepare: (world: World) => void): Scene {
  return { name, title, tasks: [SIGN_ON], prepare };
}

/** With a release, to which a person agrees. */
function firmware(name: string, title: string, prepare: (world: World) => void): Scene {
  return {
    name,
    title,
    tasks: [AGREE],
    prepare: (world) => {
      release(world);
      prepare(world);
    },
  };
}

function isBlock(reply: Uint8Array): boolean {
  return UNIONPAY.unpack(reply.subarray(FRAME_HEAD_BYTES)).text(60).endsWith(String(FIRMWARE_BLOCK));
}

export function flipped(content: Uint8Array, at: number): Uint8Array {
  const bytes = content.slice();
  bytes[at]! ^= 1;
  return bytes;
}

/** Of the replies with this code, the one behind `after` others is lost, and nothing connects for a minute. */
export function loseFrom(world: World, network: number, after: number, then: () => void = () => {}): void {
  let seen = 0;
  changeReplies(world, network, (content) => {
    if (seen++ === after) {
      world.network.up = false;
      world.board?.line.close();
      then();
      world.clock.after(20_000, () => (world.network.up = true), "elsewhere");
    }
    return content;
  });
}

/** The power is cut when the board is told of the n-th thing to do for a download. */
function cutAtStage(world: World, nth: number): void {
  let told = 0;
  world.observers.push({
    after: ({ code }) => {
      if (code === Command.STAGE && ++told === nth) throw new PowerCut();
    },
  });
}

/** Once, when the machine has started anew with a firmware on trial. */
export function afterRestart(world: World, work: () => void): void {
  let isDone = false;
  world.observers.push({
    event: ({ code, payload }) => {
      if (isDone || code !== Event.BOOT || payload[28] !== 1) return;
      isDone = true;
      work();
    },
  });
}
