/** The terminal at the console, with somebody's keys: the first start in both languages, and what is to be done next. */
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { openService } from "../../../host/acquirer/service.ts";
import type { Service } from "../../../host/acquirer/service.ts";
import { ConsoleSession } from "../../../host/simulator/console_session.ts";
import { loadCore } from "../../../host/simulator/core_module.ts";
import { openDataFolder } from "../../../host/simulator/data_folder.ts";
import type { Language } from "../../../host/locale/language.ts";

const root = mkdtempSync(join(tmpdir(), "tillcore-console-"));
const core = loadCore();
const WAIT_MS = 5_000;

class Keyboard extends EventEmitter {
  resume(): void {}
  pause(): void {}
  types(keys: string): void {
    this.emit("data", Buffer.from(keys));
  }
}

describe("the terminal at the console", () => {
  let service: Service;
  before(async () => {
    service = await openService({ data: join(root, "acquirer"), host: "127.0.0.1", port: 0, log: () => {} });
  });
  after(async () => {
    await service.close();
    rmSync(root, { recursive: true });
  });

  const ways: ReadonlyArray<readonly [Language, ReadonlyArray<readonly [shown: string, keys: string]>]> = [
    [
      "zh-CN",
      [
        ["终端未绑定", "\r"],
        ["请选择语言", "1"],
        ["请选择联网方式", "1"],
        ["服务器", "\r"],
        ["连接测试成功", "\r"],
        ["基本设置完成", "\r"],
        ["下一步：回车首次开机", "m"],
        ["功能", "5"],
        ["商户服务", "4"],
      ],
    ],
    [
      "en",
      [
        ["Terminal not bound", "\r"],
        ["Language", "2"],
        ["How to connect", "1"],
        ["Servers", "\r"],
        ["The connection works", "\r"],
        ["The terminal is set up", "\r"],
        ["Next: Enter sets it up", "m"],
        ["Menu", "5"],
        ["Merchant services", "4"],
      ],
    ],
  ];
  for (const [language, steps] of ways) {
    it(`is set up by its own screens, which say what comes next, in ${language}`, async () => {
      const keyboard = new Keyboard();
      let shown = "";
      const session = new ConsoleSession({
        ...{ folder: openDataFolder(join(root, language)), core, language, input: keyboard, bound: false },
        acquirer: { host: "127.0.0.1", port: service.port },
        portal: "http://127.0.0.1:8080",
        write: (text) => (shown = text),
        size: () => ({ columns: 100, rows: 40 }),
      });
      session.open();
      try {
        for (const [screen, keys] of steps) {
          for (let waited = 0; !shown.includes(screen) && waited < WAIT_MS; waited += 10) await pause(10);
          assert.ok(shown.includes(screen), `${screen} is missing in ${shown}`);
          assert.ok(shown.includes("http://127.0.0.1:8080"));
          keyboard.types(keys);
        }
      } finally {
        session.close();
      }
      await session.left;
    });
  }
});
