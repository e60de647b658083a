/**
 * kill -9 of a terminal that is being bound, with real processes and files: the next start says whether it is bound, and one that is
 * not is bound by a new try. Its acquirer, a process of its own, goes down with it.
 *
 * Moments are those at which the terminal has told something, so that a slow machine kills there too. SWEEP=long in the
 * environment takes every one from the typed password to the screen that says bound.
 */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { ended, onLine, prepare, start } from "./command.ts";

interface Told {
  screen?: string;
  message?: string;
  entry?: number;
  fields?: { TERMINAL_NUMBER?: string };
}

/** After the password: the platform is asked, answers, keys are asked for, come, are confirmed, it says bound. */
const MOMENTS = 11;
/** The first question has left; the working keys have come; it has said that it is bound. */
const SOME = [2, 6, 11];

describe("kill -9 of a terminal that is being bound", () => {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-kill-binding-"));
  /** Applied for and approved, with its people, and the password about to be typed. */
  const begun = join(folder, "begun");

  before(async () => {
    await prepare();
    await play(begun, ({ screen }) => screen === "ENTER_PAYMENT_PASSWORD");
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Runs the demo until what it tells is what is waited for, and kills it there. @returns all that it has told */
  async function play(data: string, isThere: (told: Told) => boolean): Promise<Told[]> {
    const child = start(["simulate", "--demo", "--json", "--data", data]);
    const over = ended(child);
    const lines: Told[] = [];
    let isOver = false;
    onLine(child, (line) => {
      if (isOver) return;
      const told = JSON.parse(line) as Told;
      lines.push(told);
      isOver = isThere(told);
      if (isOver) child.kill("SIGKILL");
    });
    assert.notEqual(await over, 0, "it came to its end");
    assert.ok(isOver, `it ended by itself: ${JSON.stringify(lines.at(-1))}`);
    return lines;
  }

  /** Kills it at the `moment`-th thing told after the password. */
  function dies(data: string, moment: number): Promise<Told[]> {
    let left: number | undefined;
    return play(data, ({ screen, entry }) => {
      if (left !== undefined && entry === undefined) left--;
      if (screen === "ENTER_PAYMENT_PASSWORD") left = moment;
      return left === 0;
    });
  }

  it("leaves it unbound or bound, and says which; unbound, a new try binds it", async () => {
    const moments = process.env["SWEEP"] === "long" ? Array.from({ length: MOMENTS }, (_, at) => at + 1) : SOME;
    const found = { unbound: 0, bound: 0 };
    for (const moment of moments) {
      const data = join(folder, String(moment));
      cpSync(begun, data, { recursive: true });
      const last = (await dies(data, moment)).at(-1)!;
      const told = await play(data, ({ screen }) => screen === "IDLE");
      const rests = told.filter(({ screen }) => screen === "UNBOUND" || screen === "IDLE");
      const isBound = rests[0]!.screen === "IDLE";
      found[isBound ? "bound" : "unbound"]++;
      assert.equal(
        told.some(({ screen }) => screen === "BOUND"),
        !isBound,
        `${moment}: bound twice, or never`,
      );
      assert.ok(isBound || last.screen !== "BOUND", `${moment}: it said bound, and is not`);
      assert.match(String(rests.at(-1)!.fields?.TERMINAL_NUMBER), /^2[0-9]{7}$/, `${moment}: as which terminal?`);
    }
    assert.ok(found.unbound > 0);
    console.log(
      `counts: ${moments.length} kills of a terminal being bound: ${found.unbound} unbound, ${found.bound} bound`,
    );
  });
});
