/**
 * The picture of each machine, as mermaid state diagrams in a Markdown file that has a place for them. The picture is
 * made from the table that the compiler compiles, so that it cannot lie; a stale one fails the check.
 */
import { type Machine, type Row, type State } from "./model.ts";

const BEGIN = "<!-- machines:begin -->";
const END = "<!-- machines:end -->";

/** `text` with the diagrams between its two markers. @throws when the markers are missing */
export function withDiagrams(text: string, machines: readonly Machine[]): string {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the lines ${BEGIN} and ${END} are missing`);
  return `${text.slice(0, begin + BEGIN.length)}\n\n${machines.map(draw).join("\n")}\n${text.slice(end)}`;
}

function draw(machine: Machine): string {
  const first = machine.states[0]?.name ?? "";
  const lines = machine.states.flatMap((state) => [...label(state), ...arrows(state)]);
  return [`### ${machine.name}`, "", "```mermaid", "stateDiagram-v2", `  [*] --> ${first}`, ...lines, "```", ""].join(
    "\n",
  );
}

function label({ name, entries }: State): string[] {
  const what = entries.map((entry) => {
    switch (entry.kind) {
      case "run":
        return `runs ${entry.machine}`;
      case "wait":
        return `${String(entry.timeout_ms / 1000)} s`;
      case "hold":
        return `holds, ${String(entry.timeout_ms / 1000)} s`;
      case "rest":
        return "rests";
      case "choose":
        return "";
    }
  });
  return what.filter((text) => text !== "").map((text) => `  ${name}: ${name}<br/>${text}`);
}

/** One arrow for each next of the state, the events that lead there beside it. */
function arrows({ name, rows }: State): string[] {
  const ways = new Map<string, string[]>();
  for (const { next, event } of rows.flatMap(steps)) ways.set(next, [...(ways.get(next) ?? []), event]);
  return [...ways].map(([next, events]) => `  ${name} --> ${next}: ${events.join("<br/>")}`);
}

function steps({ event, targets }: Row): Array<{ next: string; event: string }> {
  const shown = event === "ENTER" ? "at once" : event;
  return targets
    .filter((target) => target.kind !== "stay")
    .map(({ kind, name }) =>
      kind === "result" ? { next: "[*]", event: `${shown} / ${name}` } : { next: name, event: shown },
    );
}
