/**
 * Reads what test programs print about themselves: the TAP of node's runner and the summary of as-pect. Knows counts,
 * not what was tested.
 */

export interface Counts {
  passed: number;
  failed: number;
  /** Tests left out, each with its reason. */
  omitted: string[];
  /** Lines that a test wants repeated in the closing report: those that begin with `counts: `. */
  figures: string[];
}

/** @param tap standard output of `node --test --test-reporter=tap`; a run that broke off counts as one failure */
export function readTap(tap: string): Counts {
  const total = (name: string): number | undefined => {
    const found = [...tap.matchAll(new RegExp(`^# ${name} (\\d+)$`, "gm"))].at(-1);
    return found === undefined ? undefined : Number(found[1]);
  };
  const passed = total("pass");
  const failed = total("fail");
  const cancelled = total("cancelled") ?? 0;
  // The directive behind a test that was left out, or that is yet to be written.
  const omitted = [...tap.matchAll(/^\s*(?:not )?ok \d+ - (.*) # [A-Z]{4}\b(.*)$/gm)];
  return {
    passed: passed ?? 0,
    failed: failed === undefined ? 1 : failed + cancelled,
    omitted: omitted.map(([, name = "", why = ""]) => `${name}: ${why.trim() || "no reason given"}`),
    figures: [...tap.matchAll(/^\s*# counts: (.*)$/gm)].map(([, line = ""]) => line),
  };
}

/** @param output of `asp --summary`; no summary means that the specs did not compile, which is one failure */
export function readAspect(output: string): Counts {
  const found = /\[Tests\]: (\d+) \/ (\d+)/.exec(output);
  const passed = Number(found?.[1] ?? 0);
  const all = Number(found?.[2] ?? 1);
  const todo = [...output.matchAll(/Todo: ([1-9]\d*)/g)].map(([, number = ""]) => `${number} specs left to be written`);
  return { passed, failed: all - passed, omitted: todo, figures: [] };
}
