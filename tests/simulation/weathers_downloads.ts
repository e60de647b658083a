/** Downloads and a new firmware in bad weather: what people, the platform and the board do otherwise. */
import { Command, Done, Event } from "../../assembly/abi.ts";
import { StageResult } from "../../assembly/abi_devices.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { encodeFrame, Framer } from "../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import { viewOf, words } from "../../host/payloads.ts";
import { FRAME_HEAD_BYTES, sale } from "./cuts.ts";
import { changeReplies, orderDownloads, release, spoilRelease } from "./download_orders.ts";
import type { GuideTask, Reaction, Task } from "./person.ts";
import { afterRestart, flipped, loseFrom } from "./transcript_downloads.ts";
import { SIGN_ON } from "./weather.ts";
import type { Weather } from "./weather.ts";
import { screenOf } from "./world.ts";
import type { World } from "./world.ts";

const CAPK = 370;
const CAPK_LIST = 372;
/** More than a journal has room for. */
const SALES_MAX = 40;

/** Service, second page, item 1 (downloads) or 2 (firmware); then what is done at the screens behind it. */
function service(item: number, ...then: Array<GuideTask["steps"][number]>): GuideTask {
  return {
    kind: "guide",
    steps: [[Screen.IDLE, { digit: 7 }], [Screen.MENU, ["menu", { digit: item }]], ...then, [Screen.MENU, "cancel"]],
  };
}

function signOn(at: Partial<Record<Screen, Reaction>>): Task {
  return { kind: "sign-on", at };
}

const AGREE = signOn({ [Screen.FIRMWARE_OFFERED]: "enter" });

function silent(name: string, prepare: (world: World) => void, tasks: Task[] = [SIGN_ON]): Weather {
  return { name, tasks, prepare, lingers_ms: 120_000 };
}

function update(name: string, prepare: (world: World) => void, tasks: Task[] = [AGREE]): Weather {
  return silent(
    name,
    (world) => {
      release(world);
      prepare(world);
    },
    tasks,
  );
}

export const DOWNLOADS: readonly Weather[] = [
  silent(
    "everything is due",
    (world) => {
      orderDownloads(world, ["parameters", "capks", "aids", "sign-on", "status"]);
      release(world);
    },
    [AGREE],
  ),
  silent("keys refused by the board", (world) => {
    orderDownloads(world, ["capks"]);
    world.belongings.stageResult = StageResult.HASH;
  }),
  silent("a download without a board for it", (world) => {
    orderDownloads(world, ["capks"]);
    refuse(world, Event.STAGE_DONE, 1);
  }),
  silent("a board that refuses to open", (world) => {
    orderDownloads(world, ["capks"]);
    refuse(world, Event.STAGE_DONE, 1, 1);
  }),
  ...[0, 1, 2, 5].map((at) =>
    silent(`a board that falls silent at its answer ${at}`, (world) => {
      orderDownloads(world, ["capks"]);
      drop(world, Event.STAGE_DONE, at);
    }),
  ),
  silent("a board that drops nothing", (world) => {
    orderDownloads(world, ["capks"]);
    world.belongings.stageResult = StageResult.HASH;
    drop(world, Event.STAGE_DONE, 6);
  }),
  silent(
    "everything staged, and the power is cut before the commit",
    (world) => {
      orderDownloads(world, ["capks"]);
      drop(world, Event.STAGE_DONE, 5);
    },
    [SIGN_ON, SIGN_ON],
  ),
  silent("an empty list of keys", (world) => {
    orderDownloads(world, ["capks"]);
    changeReplies(world, CAPK_LIST, () => Buffer.from("0"));
  }),
  silent("a list in parts", (world) => {
    orderDownloads(world, ["capks"]);
    changeReplies(world, CAPK_LIST, inParts);
  }),
  silent("a list without an end", (world) => {
    orderDownloads(world, ["capks"]);
    changeReplies(world, CAPK_LIST, (content) => Buffer.concat([Buffer.from("2"), content.subarray(1)]));
  }),
  silent("the list is refused", (world) => {
    orderDownloads(world, ["capks"]);
    refuseAnswer(world, 372);
  }),
  silent("a key is refused", (world) => {
    orderDownloads(world, ["capks"]);
    refuseAnswer(world, 370);
  }),
  silent("the end is refused", (world) => {
    orderDownloads(world, ["capks"]);
    refuseAnswer(world, 371);
  }),
  silent("the end is lost", (world) => {
    orderDownloads(world, ["capks"]);
    world.network.reply = (bytes) => (networkOf(bytes) === "371" ? undefined : bytes);
  }),
  silent("the line is lost at the list", (world) => {
    orderDownloads(world, ["capks"]);
    loseFrom(world, CAPK_LIST, 0);
  }),
  silent("the line is lost at a key", (world) => {
    orderDownloads(world, ["capks"]);
    loseFrom(world, CAPK, 1);
  }),
  { name: "everything downloaded by hand", tasks: [service(1, [Screen.DOWNLOADED, "enter"])], prepare: few },
  { name: "downloaded by hand, left alone", tasks: [service(1, [Screen.DOWNLOADED, "nothing"])], prepare: few },
  ...(["enter", "nothing"] as const).map((deed) => ({
    name: `a download by hand that fails, ${deed}`,
    tasks: [service(1, [Screen.DOWNLOAD_FAILED, deed])],
    prepare: (world: World): void => {
      few(world);
      changeReplies(world, CAPK, (content) => flipped(content, content.length - 1));
    },
  })),
  {
    name: "a download by hand, cancelled",
    tasks: [service(1, [Screen.DOWNLOADING, "cancel"], [Screen.DOWNLOAD_FAILED, "enter"])],
    prepare: few,
  },
  {
    name: "a download by hand, cancelled at a key",
    tasks: [service(1, [Screen.DOWNLOAD_FAILED, "enter"])],
    prepare: (world) => {
      few(world);
      changeReplies(world, CAPK, (content) => {
        world.board?.runtime.key("cancel");
        return content;
      });
    },
  },
  { name: "no newer firmware", tasks: [service(2, [Screen.FIRMWARE_LATEST, "enter"])] },
  { name: "no newer firmware, left alone", tasks: [service(2, [Screen.FIRMWARE_LATEST, "nothing"])] },
  {
    name: "no offer, the line is down",
    tasks: [service(2, [Screen.FIRMWARE_FAILED, "enter"])],
    prepare: (world) => {
      world.network.up = false;
      world.clock.after(30_000, () => (world.network.up = true), "elsewhere");
    },
  },
  {
    name: "no offer, the platform refuses",
    tasks: [service(2, [Screen.FIRMWARE_FAILED, "nothing"])],
    prepare: (world) => forget(world),
  },
  { name: "the question for a firmware, cancelled", tasks: [service(2)], prepare: cancelAtOffer },
  update("an offer that is left alone", () => {}, [signOn({ [Screen.FIRMWARE_OFFERED]: "nothing" })]),
  update("an offer that is put off", () => {}, [signOn({ [Screen.FIRMWARE_OFFERED]: "cancel" })]),
  update("an offer without power", lowBattery, [
    signOn({ [Screen.FIRMWARE_OFFERED]: "enter", [Screen.READINESS]: "cancel" }),
  ]),
  update("a firmware with a bit changed", (world) => spoilRelease(world, "bit")),
  update("slots that refuse a trial", (world) => refuse(world, Event.SLOT_DONE, 1)),
  update("slots that fall silent", (world) => drop(world, Event.SLOT_DONE, 0)),
  update("a board that does not start anew", (world) => {
    Object.assign(world, { restart: () => {} });
  }),
  update("a firmware that is not confirmed", (world) => refuse(world, Event.SLOT_DONE, 1, 1)),
  update("a confirmation without an answer", (world) => drop(world, Event.SLOT_DONE, 1)),
  update("a firmware that nobody hears of", (world) => afterRestart(world, () => downFor(world, 240_000))),
  update("the boot loader does not go back", (world) => {
    afterRestart(world, () => downFor(world, 240_000));
    drop(world, Event.SLOT_DONE, 1);
  }),
  {
    name: "a firmware that cannot be left",
    tasks: [AGREE],
    trades: false,
    prepare: (world) => {
      release(world);
      afterRestart(world, () => {
        downFor(world, 240_000);
        Object.assign(world, { restart: () => {} });
      });
    },
  },
  silent("a sign-on is due at a sale", (world) => orderDownloads(world, ["sign-on"]), [sale("debit", 100)]),
  silent(
    "a sign-on is due at a sale, and refused",
    (world) => {
      orderDownloads(world, ["sign-on"]);
      refuseAnswer(world, 3);
    },
    [sale("debit", 100)],
  ),
  {
    name: "no room for a download",
    from: "full",
    tasks: [service(1, [Screen.DOWNLOAD_FAILED, "enter"])],
    prepare: few,
    trades: false,
  },
  {
    name: "no room for a download, and the flash fails",
    from: "full",
    tasks: [{ ...service(1), mayEndEarly: true }],
    prepare: (world) => {
      few(world);
      refuse(world, Event.FLASH_DONE, 1, 0);
    },
    trades: false,
  },
  {
    name: "a sign-on with a full journal, and the flash fails",
    from: "full",
    tasks: [SIGN_ON],
    prepare: (world) => refuse(world, Event.FLASH_DONE, 1, 0),
    trades: false,
  },
  silent(
    "a firmware on trial is refused an answer",
    (world) => {
      release(world);
      afterRestart(world, () => refuseAnswer(world, 851));
    },
    [AGREE],
  ),
  silent("a firmware is announced, and there is none", (world) => orderDownloads(world, ["firmware"])),
  ...worn("everything is due", 14, AGREE, (world) => {
    orderDownloads(world, ["parameters", "capks", "aids"]);
    release(world);
  }),
  ...worn("a sign-on is due at a sale", 5, sale("debit", 100), (world) => orderDownloads(world, ["sign-on"])),
  ...worn("downloads by hand", 4, service(1, [Screen.DOWNLOADED, "enter"]), few),
  ...worn("a firmware asked for by hand", 3, service(2, [Screen.FIRMWARE_OFFERED, "enter"]), (world) => release(world)),
  update("the result of a trial is not heard", (world) => {
    const once = times(1);
    world.network.reply = (bytes) => (networkOf(bytes) === "853" && once() ? undefined : bytes);
  }),
  {
    name: "the result of a trial is never heard, until the journal is full and the flash fails",
    tasks: [AGREE, ...Array.from({ length: SALES_MAX }, () => sale("debit", 100))],
    prepare: (world) => {
      release(world);
      world.network.reply = (bytes) => (networkOf(bytes) === "853" ? undefined : bytes);
      wearOutWhenFull(world);
    },
    trades: false,
  },
  update("the result of a trial is refused", (world) => refuseAnswer(world, 853)),
];

/** Once there has been no room for two sales, the flash refuses what is written. */
function wearOutWhenFull(world: World): void {
  let refused = 0;
  world.observers.push({
    before: ({ code, payload }) => {
      if (code === Command.SCREEN && screenOf(viewOf(payload)) === Screen.JOURNAL_FULL) refused++;
    },
  });
  world.meddle = (event) => [
    refused >= 2 && event.code === Event.FLASH_DONE ? { ...event, payload: words(Done.REFUSED) } : event,
  ];
}

/** The flash fails at each of its first writes. */
function worn(name: string, writes: number, task: Task, prepare: (world: World) => void): Weather[] {
  return Array.from({ length: writes }, (_, at) => ({
    name: `${name}, the flash fails at write ${at}`,
    tasks: [task],
    trades: false,
    prepare: (world) => {
      prepare(world);
      refuse(world, Event.FLASH_DONE, 1, at);
    },
  }));
}

function few(world: World): void {
  orderDownloads(world, []);
}

function lowBattery(world: World): void {
  Object.assign(world.belongings.readiness, { batteryPercent: 20, onMains: false });
}

function downFor(world: World, duration_ms: number): void {
  world.network.up = false;
  world.clock.after(duration_ms, () => (world.network.up = true), "elsewhere");
}

/** The platform knows no such terminal for a while. */
function forget(world: World): void {
  refuseAnswer(world, 851);
}

function cancelAtOffer(world: World): void {
  changeReplies(world, 851, (content) => {
    world.board?.runtime.key("cancel");
    return content;
  });
}

function times(count: number): () => boolean {
  let left = count;
  return () => left-- > 0;
}

/** The n-th answer of this kind is that the device refuses, after `skipped` others. */
function refuse(world: World, code: Event, count: number, skipped = 0): void {
  const skips = times(skipped);
  const refuses = times(count);
  world.meddle = (event) => {
    if (event.code !== code || skips() || !refuses()) return [event];
    const refused = code === Event.STAGE_DONE ? words(StageResult.REFUSED, 0, 0, 0) : words(Done.REFUSED);
    return [{ ...event, payload: refused }];
  };
}

/** The answer number `at` of this kind never comes. */
function drop(world: World, code: Event, at: number): void {
  let seen = 0;
  world.meddle = (event) => (event.code === code && seen++ === at ? [] : [event]);
}

/** F60.3 of a reply. */
function networkOf(reply: Uint8Array): string {
  const message = UNIONPAY.unpack(reply.subarray(FRAME_HEAD_BYTES));
  return message.has(60) ? message.text(60).slice(8, 11) : "";
}

/** The platform says no to this question; its MAC is right. */
function refuseAnswer(world: World, network: number): void {
  world.network.reply = (bytes) => {
    if (Number(networkOf(bytes)) !== network) return bytes;
    const frame = new Framer().push(bytes)[0]!;
    const { mti, fields } = UNIONPAY.unpack(frame.body);
    return encodeFrame({ ...frame, body: UNIONPAY.pack({ mti, fields: new Map(fields).set(39, "58") }) });
  };
  world.meddle = (event) => [event.code === Event.MAC_CHECKED ? { ...event, payload: words(Done.DONE) } : event];
}

/** A list in two messages, as if it were too long for one. */
function inParts(content: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(content).toString("hex");
  const second = text.indexOf("9f0605", 8);
  return second < 0 ? undefined : Buffer.from(`32${text.slice(2, second)}`, "hex");
}
