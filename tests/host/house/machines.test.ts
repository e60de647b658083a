/**
 * The table tool has teeth: a sound pair of machines is read without a complaint, and for each rule one edit of it that
 * breaks this rule alone draws the complaint.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { withDiagrams } from "../../../build/machines/draw.ts";
import type { Machines } from "../../../build/machines/model.ts";
import { readMachines } from "../../../build/machines/read.ts";
import { checkMachines, nesting } from "../../../build/machines/rules.ts";

const FILES = {
  "abi.ts": "assembly/abi.ts",
  "row.ts": "assembly/machine/row.ts",
  "frames.ts": "assembly/machine/frames.ts",
  "machines.ts": "assembly/terminal/machines.ts",
  "sound.ts": "assembly/terminal/sound.ts",
};

interface Edit {
  from: string;
  to: string;
  complaint: RegExp;
  file?: keyof typeof FILES;
}

/** Every rule, and what breaks it. */
const BROKEN: Record<string, Edit> = {
  "acts take t alone": { from: "prepare(t);", to: "prepare(t, 1);", complaint: /acts only by act\(t\)/ },
  "acts are calls": { from: "prepare(t);", to: "t.depth = 1;", complaint: /acts only by act\(t\)/ },
  "a row is short": { from: "ask(t);", to: "a(t); b(t); c(t); d(t); e(t);", complaint: /at most 4 acts/ },
  "a row ends in return": { from: "return Life.RUNNING;", to: "go(t);", complaint: /a row ends in return/ },
  "no other value is returned": {
    from: "return Life.RUNNING;",
    to: "return next(t);",
    complaint: /a row returns a state/,
  },
  "no conditional row": {
    from: "return Life.RUNNING;",
    to: "return t.depth ? STAY : Life.OFF;",
    complaint: /a row returns/,
  },
  "a state of another machine": {
    from: "return Life.RUNNING;",
    to: "return Child.WAITING;",
    complaint: /a row returns a state of its/,
  },
  "an unknown state": {
    from: "return Life.RUNNING;",
    to: "return Life.LOST;",
    complaint: /a row returns a state of its/,
  },
  "an event that is no result": {
    from: "return may2(ifReady(t), Child.WAITING, Event.GOOD)",
    to: "return may2(ifReady(t), Child.WAITING, Event.KEY)",
    complaint: /a row returns/,
  },
  "an unknown event": { from: "case Event.KEY:", to: "case Event.KEYS:", complaint: /case of one Event/ },
  "a label of another enum": { from: "case Event.KEY:", to: "case Life.OFF:", complaint: /case of one Event/ },
  "an outer label of another enum": {
    from: "case Life.FAULT: switch",
    to: "case Child.HOLDING: switch",
    complaint: /case of the outer switch names a state/,
  },
  "an unknown machine": {
    from: "run(Machine.CHILD)",
    to: "run(Machine.NIECE)",
    complaint: /expected a member of Machine/,
  },
  "mayN counts its targets": {
    from: "may3(next(t), STAY, Child.HOLDING",
    to: "may3(next(t), STAY",
    complaint: /may3 names 3 targets/,
  },
  "mayN picks": { from: "may3(next(t)", to: "may3(Child.HOLDING", complaint: /first argument of mayN/ },
  "mayN names each once": {
    from: "STAY, Child.HOLDING, Event.BAD",
    to: "STAY, Child.HOLDING, STAY",
    complaint: /named twice/,
  },
  "an event twice": { from: "case Event.BOOT:\n", to: "case Event.KEY:\n", complaint: /event KEY stands twice/ },
  "a state twice": {
    from: "case Life.FAULT: switch",
    to: "case Life.OFF: switch",
    complaint: /state OFF stands twice/,
  },
  "a state without a case": {
    from: "{ OFF, RUNNING, FAULT }",
    to: "{ OFF, RUNNING, FAULT, SPARE }",
    complaint: /state SPARE has no case/,
  },
  "states of another file": { from: "export enum Life", to: "export enum Lives", complaint: /an enum of its own file/ },
  "something after the switch": {
    from: "  return NO_ROW;\n}\n\nexport enum Child",
    to: "  return STAY;\n}\n\nexport enum Child",
    complaint: /one switch, then `return NO_ROW;`/,
  },
  "a state that is no switch": {
    from: "case Event.ENTER: show(t); return REST;\n    } break;",
    to: "case Event.ENTER: show(t); return REST;\n    }",
    complaint: /a switch on the event, then `break`/,
  },
  "an empty case at the end": {
    from: "case Event.TIME: return Event.GOOD;",
    to: "case Event.TIME: return Event.GOOD;\n      case Event.KEY:",
    complaint: /ends in an empty case/,
  },
  "END leads nowhere": {
    from: "release(t); return REST;",
    to: "release(t); return Child.HOLDING;",
    complaint: /END leads nowhere/,
  },
  "ENTER stands alone": { from: "case Event.BOOT:\n", to: "case Event.ENTER:\n", complaint: /ENTER shares its row/ },
  "a state that is nothing": {
    from: "case Event.ENTER: return hold(1_500);",
    to: "",
    complaint: /HOLDING must wait, hold, run, rest or choose/,
  },
  "rest above the bottom": {
    from: "return hold(1_500);\n      case Event.TIME:",
    to: "return REST;\n      case Event.KEY:",
    complaint: /HOLDING rests/,
  },
  "a wait without TIME": {
    from: "return hold(1_500);\n      case Event.TIME:",
    to: "return hold(1_500);\n      case Event.KEY:",
    complaint: /HOLDING waits, but does not answer TIME/,
  },
  "staying on TIME": {
    from: "case Event.TIME: return Event.GOOD;",
    to: "case Event.TIME: return STAY;\n      case Event.KEY: return Event.GOOD;",
    complaint: /HOLDING stays on TIME/,
  },
  "TIME without a wait": {
    from: "case Event.BOOT: return Life.RUNNING;",
    to: "case Event.BOOT: return Life.RUNNING;\n      case Event.TIME: return Life.OFF;",
    complaint: /OFF answers TIME, but has no deadline/,
  },
  "a time-out of nothing": { from: "hold(1_500)", to: "hold(0)", complaint: /waits 0 ms/ },
  "a time-out too long": { from: "hold(1_500)", to: "hold(16_777_216)", complaint: /waits 16777216 ms/ },
  "a time-out that is no number": {
    from: "hold(1_500)",
    to: "hold(t.depth)",
    complaint: /a time-out is a number of milliseconds/,
  },
  "a result unanswered": {
    from: "case Event.BAD: return Life.FAULT;",
    to: "case Event.KEY: return Life.FAULT;",
    complaint: /may return BAD, and does not answer it/,
  },
  "a result invented": {
    from: "case Event.BAD: return Life.FAULT;",
    to: "case Event.BAD: return Life.FAULT;\n      case Event.OTHER: return Life.OFF;",
    complaint: /answers OTHER, which nothing it runs returns/,
  },
  "a result answered where nothing runs": {
    from: "case Event.BOOT: return Life.RUNNING;",
    to: "case Event.BOOT: return Life.RUNNING;\n      case Event.GOOD: return Life.OFF;",
    complaint: /OFF answers GOOD/,
  },
  "staying on a result": {
    from: "case Event.GOOD: return Life.OFF;",
    to: "case Event.GOOD: return STAY;",
    complaint: /stays on GOOD/,
  },
  "a result of the bottom": {
    from: "case Event.GOOD: return Life.OFF;",
    to: "case Event.GOOD: return Event.OTHER;",
    complaint: /LIFECYCLE returns OTHER/,
  },
  "a choice that also waits for events": {
    from: "Event.GOOD);\n    } break;",
    to: "Event.GOOD);\n      case Event.KEY: return Event.BAD;\n    } break;",
    complaint: /chooses at once and never sees KEY/,
  },
  "a choice that stays": {
    from: "may2(ifReady(t), Child.WAITING, Event.GOOD)",
    to: "may3(ifReady(t), Child.WAITING, Event.GOOD, STAY)",
    complaint: /CHOOSING stays on ENTER/,
  },
  "choices in a circle": {
    from: "Child.WAITING, Event.GOOD",
    to: "Child.CHOOSING, Child.WAITING",
    complaint: /chooses in a circle/,
  },
  "a state never reached": {
    from: "may3(next(t), STAY, Child.HOLDING, Event.BAD)",
    to: "may2(next(t), STAY, Event.BAD)",
    complaint: /HOLDING is never reached/,
  },
  "a state that never ends": {
    from: "case Event.TIME: return Event.GOOD;",
    to: "case Event.TIME: return Child.HOLDING;",
    complaint: /HOLDING can never end/,
  },
  recursion: {
    from: "return hold(1_500);\n      case Event.TIME: return Event.GOOD;",
    to: "return run(Machine.CHILD);\n      case Event.GOOD: return Event.GOOD;\n      case Event.BAD: return Event.BAD;",
    complaint: /CHILD runs itself: LIFECYCLE > CHILD > CHILD/,
  },
  "a machine never run": {
    from: "return run(Machine.CHILD);\n      case Event.GOOD: return Life.OFF;\n      case Event.BAD:",
    to: "return REST;\n      case Event.KEY:",
    complaint: /CHILD is never run/,
  },
  "too deep": {
    file: "frames.ts",
    from: "= 2",
    to: "= 1",
    complaint: /LIFECYCLE > CHILD needs 2 frames, FRAMES_MAX is 1/,
  },
  "too many states": {
    file: "abi.ts",
    from: "RESULT_FIRST: i32 = 64",
    to: "RESULT_FIRST: i32 = 2",
    complaint: /numbered 2, results begin at 2/,
  },
  "a machine not dispatched": {
    file: "machines.ts",
    from: "    case Machine.CHILD: return child(t, state, event);\n",
    to: "",
    complaint: /Machine\.CHILD is not dispatched/,
  },
  "a function not dispatched": {
    file: "machines.ts",
    from: "return child(",
    to: "return kid(",
    complaint: /child is not dispatched/,
  },
  "a dispatch to no machine": {
    file: "machines.ts",
    from: "return child(",
    to: "return kid(",
    complaint: /Machine\.CHILD is kid, which is not written as a machine/,
  },
  "a dispatch of another form": {
    file: "machines.ts",
    from: "return child(t, state, event);",
    to: "return NO_ROW;",
    complaint: /expected one `case Machine\.X/,
  },
};

function readFixture(edit?: Edit): Machines {
  const root = mkdtempSync(join(tmpdir(), "tillcore-house-"));
  try {
    for (const [name, path] of Object.entries(FILES)) {
      let text = readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), "utf8");
      if (edit && (edit.file ?? "sound.ts") === name) {
        assert.equal(text.split(edit.from).length, 2, `the edit must apply once: ${edit.from}`);
        text = text.replace(edit.from, edit.to);
      }
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return readMachines(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe("the machines' tables", () => {
  it("are read from sound switches without a complaint", () => {
    const all = readFixture();
    assert.deepEqual(checkMachines(all), []);
    assert.deepEqual(
      all.machines.map(({ name, number }) => [name, number]),
      [
        ["LIFECYCLE", 0],
        ["CHILD", 1],
      ],
    );
    assert.equal(nesting(all), 2);
    const waiting = all.machines[1]?.states[1];
    assert.deepEqual(waiting?.entries, [{ kind: "wait", timeout_ms: 2000 }]);
    assert.deepEqual(
      waiting.rows.map(({ event }) => event),
      ["KEY", "BOOT", "TIME"],
    );
    assert.deepEqual(waiting.rows[0]?.targets, [
      { kind: "stay", name: "STAY", number: 255 },
      { kind: "state", name: "HOLDING", number: 2 },
      { kind: "result", name: "BAD", number: 65 },
    ]);
    assert.deepEqual(waiting.ends, ["release"]);
  });

  for (const [rule, edit] of Object.entries(BROKEN)) {
    it(`are refused for: ${rule}`, () => {
      const complaints = checkMachines(readFixture(edit)).map(({ text }) => text);
      assert.ok(
        complaints.some((text) => edit.complaint.test(text)),
        `no such complaint among: ${complaints.join(" | ")}`,
      );
    });
  }

  it("are drawn between the markers of a document, the same again the second time", () => {
    const text = "# A\n\n<!-- machines:begin -->\nstale\n<!-- machines:end -->\n\nB\n";
    const { machines } = readFixture();
    const drawn = withDiagrams(text, machines);
    assert.match(drawn, /### CHILD[^]*WAITING --> HOLDING: KEY\n[^]*HOLDING --> \[\*\]: TIME \/ GOOD/);
    assert.ok(drawn.startsWith("# A\n") && drawn.endsWith("\n\nB\n") && !drawn.includes("stale"));
    assert.equal(withDiagrams(drawn, machines), drawn);
    assert.throws(() => withDiagrams("no place", machines), /missing/);
  });
});
