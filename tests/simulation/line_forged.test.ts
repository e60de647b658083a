/**
 * Whoever has the line between terminal and platform, and no key: he says yes where the platform has said no, keeps the F64 that was
 * there, or leaves it out. The terminal believes none of it.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Command } from "../../assembly/abi.ts";
import { NetworkCode } from "../../assembly/abi_platform.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { encodeFrame, Framer } from "../../host/codec/iso8583/frame.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import { viewOf } from "../../host/payloads.ts";
import { NOT_DONE } from "./care_guides.ts";
import { builtCore } from "./core.ts";
import { sale } from "./cuts.ts";
import { orderDownloads } from "./download_orders.ts";
import { settle } from "./guides_batch.ts";
import { playWeather } from "./stages.ts";
import { recovery, WRONG } from "./steps_care.ts";
import type { Weather } from "./weather.ts";
import { SIGN_ON } from "./weather.ts";
import { screenOf } from "./world.ts";
import type { World } from "./world.ts";

type Fields = Map<number, string | Uint8Array>;

const cores = { core: builtCore(), spare: builtCore() };
const MAC_FIELD = 64;
/** A kind of record. */
const SETTLED = 61;
const NAME = "Somebody";
const APPENDED_KIND_AT = 8 + 2;

const WITHOUT_F64 = (fields: Fields): void => void fields.delete(MAC_FIELD);
const WITH_THE_F64_THAT_WAS_THERE = (): void => undefined;
const LIES = [WITHOUT_F64, WITH_THE_F64_THAT_WAS_THERE];

/** Every answer with this MTI and F60.3 is another. @returns how many he has changed */
function lie(world: World, mti: string, network: number, change: (fields: Fields) => void): { told: number } {
  const lies = { told: 0 };
  world.network.reply = (bytes) => {
    const frame = new Framer().push(bytes)[0]!;
    const message = UNIONPAY.unpack(frame.body);
    if (message.mti !== mti || message.text(60).slice(8, 11) !== String(network).padStart(3, "0")) return bytes;
    const fields: Fields = new Map(message.fields);
    change(fields);
    lies.told++;
    return encodeFrame({ ...frame, body: UNIONPAY.pack({ mti, fields }) });
  };
  return lies;
}

/** What was shown and written while the lies were told. */
function play(weather: Omit<Weather, "prepare">, prepare: (world: World) => { told: number }) {
  const shown: Screen[] = [];
  const written: number[] = [];
  let isNamed = false;
  let lies = { told: 0 };
  const whole = { ...weather, prepare: (world: World) => void (lies = prepare(world)) };
  const found = playWeather(cores, whole, (world) =>
    world.observers.push({
      before: ({ code, payload }) => {
        if (code === Command.SCREEN) shown.push(screenOf(viewOf(payload)));
        if (code === Command.FLASH_APPEND) written.push(payload[APPENDED_KIND_AT]!);
        isNamed ||= Buffer.from(payload).includes(NAME) && code !== Command.VERIFY_MAC;
      },
    }),
  );
  assert.deepEqual(found, []);
  assert.ok(lies.told > 0);
  return { shown, written, isNamed };
}

describe("a yes that the platform has not said", () => {
  for (const change of LIES) {
    it(`resets no password, ${change.name}`, () => {
      const { shown } = play(
        { name: "reset", from: "staffed", trades: false, tasks: [recovery(WRONG, ...NOT_DONE)] },
        (world) =>
          lie(world, "0810", NetworkCode.PASSWORD_RESET, (fields) => {
            fields.set(39, "00");
            change(fields);
          }),
      );
      assert.ok(!shown.includes(Screen.NEW_PASSWORD));
    });

    it(`closes no batch, ${change.name}`, () => {
      const tasks = [sale("debit", 100), settle([Screen.SETTLE, "enter"], [Screen.SETTLEMENT_OPEN, "enter"])];
      const { shown, written } = play({ name: "settle", tasks, trades: false }, (world) =>
        lie(world, "0510", NetworkCode.SETTLEMENT, (fields) => {
          const totals = String(fields.get(48));
          fields.set(48, `${totals.slice(0, 11)}7${totals.slice(12, 30)}2${totals.slice(31)}`);
          change(fields);
        }),
      );
      assert.ok(shown.includes(Screen.SETTLEMENT_OPEN));
      assert.ok(!written.includes(SETTLED));
    });

    it(`puts no other name on a slip, ${change.name}`, () => {
      const { isNamed } = play({ name: "parameters", tasks: [SIGN_ON], lingers_ms: 60_000 }, (world) => {
        orderDownloads(world, ["parameters"]);
        return lie(world, "0810", NetworkCode.PARAMETERS, (fields) => {
          const told = Buffer.from(fields.get(62) as Uint8Array);
          fields.set(62, new Uint8Array(Buffer.from(told.toString("latin1").replace("Tillcore", NAME), "latin1")));
          change(fields);
        });
      });
      assert.equal(isNamed, false);
    });
  }
});
