/** What the kernel has decided, in words: below the APDU after which it did; and lines cut to the width of a page. */
import { Rule } from "../../../assembly/abi_rules.ts";
import { clauseOf, decisionText } from "../../locale/decisions.ts";
import type { Language } from "../../locale/language.ts";
import type { Decision } from "../../ports.ts";
import type { Decided } from "../../simulator/chip_sale.ts";
import { widthOf } from "../table.ts";

export const PAGE_COLUMNS = 100;
const INDENT = "    ";
/** A line that is continued begins so much further to the right. */
const HANGING = "  ";
/** Words are kept whole as long as they leave no more than this unused. */
const RAGGED_COLUMNS = 24;

/** The decisions after APDU number `apdus`: a bit that is set stands below what led to it. */
export function decisionLines(decisions: readonly Decided[], apdus: number, language: Language): string[] {
  return decisions
    .filter((decision) => decision.apdus === apdus)
    .map((decision) => `${INDENT}${isBit(decision) ? "  =>" : " *"} ${saidOf(decision, language)}`);
}

export function jsonOfDecision(
  { rule, value }: Decision,
  language: Language,
): { rule: string; value: number; text: string } {
  return { rule: Rule[rule] ?? String(rule), value, text: saidOf({ rule, value }, language) };
}

function isBit({ rule }: Decision): boolean {
  return rule === (Rule.TVR_BIT as number) || rule === (Rule.TSI_BIT as number);
}

function saidOf({ rule, value }: Decision, language: Language): string {
  const clause = clauseOf(rule);
  return decisionText(rule, value, language) + (clause === "" ? "" : ` [${clause}]`);
}

/** A line as several of at most PAGE_COLUMNS, cut between words where that is near the edge. */
export function wrapped(line: string): string[] {
  const lines: string[] = [];
  let rest = line;
  const margin = `${/^ */.exec(line)?.[0] ?? ""}${HANGING}`;
  while (widthOf(rest) > PAGE_COLUMNS) {
    const at = cutOf(rest);
    lines.push(rest.slice(0, at).trimEnd());
    rest = margin + rest.slice(at).trimStart();
  }
  return [...lines, rest];
}

function cutOf(line: string): number {
  let [at, width] = [0, 0];
  for (const character of line) {
    width += widthOf(character);
    if (width > PAGE_COLUMNS) break;
    at += character.length;
  }
  const space = line.lastIndexOf(" ", at);
  return space > at - RAGGED_COLUMNS ? space : at;
}
