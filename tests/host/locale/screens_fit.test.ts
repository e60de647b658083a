/** Every screen of the golden transcripts fits the display, in both languages, with the values that it really has. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Command } from "../../../assembly/abi.ts";
import { Screen } from "../../../assembly/abi_shown.ts";
import { OUT } from "../../../build/script.ts";
import { Core } from "../../../host/core.ts";
import { columnsOf, wrap } from "../../../host/devices/columns.ts";
import { drawPage, PAGE_COLUMNS, PAGE_ROWS } from "../../../host/devices/page.ts";
import type { Page } from "../../../host/devices/page.ts";
import { LANGUAGES } from "../../../host/locale/language.ts";
import { pageOf } from "../../../host/locale/page_of.ts";
import { viewOf } from "../../../host/payloads.ts";
import type { View } from "../../../host/ports.ts";
import { playWorld, SCENES } from "../../simulation/transcript_scenes.ts";

const TEXT_COLUMNS = PAGE_COLUMNS - 2;
/** Lines of the box that are no rows: its borders, the title, two rules, one line of advice. */
const FRAME_LINES = 6;

/** What is wider or higher than its place, a line each. */
function overflows(page: Page): string[] {
  const lines = drawPage(page, { rowsMin: PAGE_ROWS });
  const { title, rows, notices, advice, code } = page;
  const wide = [title, ...rows.flat(), ...notices.flatMap((notice) => wrap(notice, TEXT_COLUMNS))].filter(
    (text) => columnsOf(text) > TEXT_COLUMNS,
  );
  return [
    ...wide.map((text) => `"${text}" is wider than ${TEXT_COLUMNS} columns`),
    ...lines.filter((line) => columnsOf(line) !== PAGE_COLUMNS + 2).map((line) => `${line} is not as wide as the box`),
    ...(lines.length > PAGE_ROWS + FRAME_LINES ? [`${lines.length - FRAME_LINES} rows`] : []),
    ...(columnsOf(advice) + columnsOf(code) + 1 > TEXT_COLUMNS ? [`"${advice}" leaves no room for ${code}`] : []),
  ];
}

/** Each screen once, as far as it looks the same. */
function shownViews(): View[] {
  const module = new WebAssembly.Module(readFileSync(join(OUT, "core.wasm")));
  const views = new Map<string, View>();
  for (const scene of SCENES) {
    playWorld(
      scene,
      { core: () => new Core(module) },
      {
        observer: {
          before: ({ code, payload }) => {
            if (code === Command.SCREEN) views.set(Buffer.from(payload).toString("latin1"), viewOf(payload));
          },
        },
      },
    );
  }
  return [...views.values()];
}

describe("the screens of the transcripts", () => {
  const views = shownViews();
  for (const language of LANGUAGES) {
    it(`fit the display in ${language}`, () => {
      const wrong = views.flatMap((view) =>
        overflows(pageOf(view, language)).map((fault) => `${Screen[view.id] ?? view.id}: ${fault}`),
      );
      assert.deepEqual([...new Set(wrong)], []);
    });
  }
});
