/**
 * The step cases that emv-utils publishes (tests/vectors/emv-contact-steps.json), as strict APDU scripts against the real
 * core on the real board. What this kernel does otherwise on purpose stands in a table, with the reason and the clause.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Rule } from "../../assembly/abi_rules.ts";
import type { Decision } from "../../host/ports.ts";
import { builtCore } from "./core.ts";
import { playScript } from "./kernel_script.ts";
import type { Played } from "./kernel_script.ts";
import { CASES, idOf, scriptOf } from "./kernel_steps.ts";
import type { StepCase } from "./kernel_steps.ts";

/** What the kernel does where the trace has something else, and what then must be seen. */
const OTHERWISE: Readonly<Record<string, { why: string; seen: (played: Played) => void }>> = {
  "application_selection_candidate_list/4": {
    why: "a blocked application is told by 6283 alone: its FCI is not fetched (EMV Book 1, 12.3.3)",
    seen: (played) =>
      assert.equal(
        played.sent.some((command) => command.startsWith("00C0")),
        false,
      ),
  },
  "application_selection_final/3": {
    why: "any status but 9000 ends the final selection: the FCI is not fetched (EMV Book 1, 12.4)",
    seen: (played) =>
      assert.equal(
        played.sent.some((command) => command.startsWith("80A8")),
        false,
      ),
  },
  "read_application_data/6": {
    why: "every entry of the AFL is looked at before a record is read (EMV Book 3, 10.2)",
    seen: (played) => assert.deepEqual([played.used, played.sent.at(-1)?.slice(0, 4)], [0, "80A8"]),
  },
  "processing_restrictions/2": {
    why: "this terminal is attended and no ATM, whatever a configuration says of 9F35 (EMV Book 3, 10.4.2)",
    seen: (played) => assert.equal(tvrOf(played.decisions).slice(2, 4), "00"),
  },
  "dol/0": {
    why: "the values are the terminal's own, no list of sources is given: places and lengths are those of the list (EMV Book 3, 5.4)",
    seen: (played) =>
      assert.match(played.sent.at(-1) ?? "", /^80AE80001D000000001000000000000000.{4}.{10}0156.{6}00.{8}00$/),
  },
};

describe("step cases of emv-utils", () => {
  const core = builtCore();

  for (const step of CASES) {
    const id = idOf(step);
    const other = OTHERWISE[id];
    const name = `${id} ${step.name ?? step.error ?? ""}${other === undefined ? "" : ` (otherwise: ${other.why})`}`;
    it(name, () => {
      const played = playScript(core, scriptOf(step));
      if (other === undefined) check(step, played);
      else other.seen(played);
    });
  }

  it("are all there", () => {
    assert.equal(CASES.length, 42);
    assert.equal(Object.keys(OTHERWISE).length, 5);
    for (const id of Object.keys(OTHERWISE)) {
      assert.ok(
        CASES.some((step) => idOf(step) === id),
        id,
      );
    }
  });
});

function check(step: StepCase, played: Played): void {
  const { step: kind, expect_codes: codes = [] } = step;
  assert.equal(played.strayed, undefined, "the kernel says something else to the card");
  assert.equal(played.used, step.apdus?.length ?? 0, `the kernel has said ${played.used} of the trace's commands`);
  const isGood = codes.some((code) => code.startsWith("success") || code === "EMV_TAL_RESULT_ODA_RECORD_INVALID");
  switch (kind) {
    case "application_selection_candidate_list":
      return checkCandidates(step, isGood, played);
    case "application_selection_final":
      return checkGoesOn(isGood, /^80A8/, played);
    case "get_processing_options":
      return checkGoesOn(isGood, /^00B2/, played);
    case "read_application_data":
      return checkGoesOn(isGood, BEHIND_RECORDS, played);
    case "processing_restrictions":
    case "terminal_risk_management":
      return checkBits(step, played);
    case "cvm_list":
      return checkRules(step, played);
    default:
      return checkGoesOn(false, BEHIND_RECORDS, played);
  }
}

/** Of the candidates, by case: what is selected when a person agrees with the card's order. */
const FIRST: Readonly<Record<number, string>> = {
  6: "A0000000031010",
  7: "A0000000032020",
  10: "A000000003101001",
  11: "A0000000031010",
};

/** The candidates are there: the first of them is selected. Else nothing more is said. */
function checkCandidates({ index }: StepCase, isGood: boolean, played: Played): void {
  const selected = played.after.find((command) => command.startsWith("00A40400"));
  assert.equal(selected?.slice(10, -2), isGood ? FIRST[index] : undefined);
}

/** What follows when the data have been read, whichever method or check comes first. */
const BEHIND_RECORDS = /^(80AE|80CA|0088|0084|0020)/;

function checkGoesOn(isGood: boolean, next: RegExp, { after }: Played): void {
  assert.equal(
    after.some((command) => next.test(command)),
    isGood,
    `commands after the trace: ${after.join()}`,
  );
}

function checkBits({ step, expect }: StepCase, { decisions }: Played): void {
  const { tvr, tsi = "0000" } = expect as { tvr: string; tsi?: string };
  const own = step === "processing_restrictions" ? /^..(..)/ : /^..(..)..(..)/;
  assert.deepEqual([...tvrOf(decisions).match(own)!].slice(1), [...tvr.match(own)!].slice(1), tvrOf(decisions));
  const bits = decisions.filter(({ rule }) => rule === (Rule.TSI_BIT as number)).map(({ value }) => value);
  if (tsi === "0800") assert.ok(bits.includes(0x08));
}

/** The rules that the kernel goes through are those of the list; a list of another form is none, or ends the payment. */
function checkRules({ rules, error }: StepCase, played: Played): void {
  const { decisions } = played;
  const told = decisions.filter(({ rule }) => rule === (Rule.CVM_RULE as number));
  const isRefused = decisions.some(({ rule, value }) => rule === (Rule.DATA_MALFORMED as number) && value === 0x8e);
  if (error === "no CV rule") return assert.ok(decisions.some(({ rule }) => rule === (Rule.CVM_LIST_ABSENT as number)));
  if (error !== undefined) return assert.ok(isRefused);
  const pairs = told.map(({ value }) =>
    Buffer.from([value >> 8, value & 0xff])
      .toString("hex")
      .toUpperCase(),
  );
  const listed = (rules ?? []).map((rule) => rule.join(""));
  assert.ok(pairs.length > 0);
  assert.deepEqual(pairs, listed.slice(0, pairs.length));
}

function tvrOf(decisions: readonly Decision[]): string {
  const tvr = new Uint8Array(5);
  for (const { rule, value } of decisions) if (rule === (Rule.TVR_BIT as number)) tvr[value >> 8]! |= value & 0xff;
  return Buffer.from(tvr).toString("hex").toUpperCase();
}
