/**
 * The standard configuration of a terminal that may approve by itself: for tests, and to begin an own one with. README.md says when
 * such a terminal approves.
 */
import { Configuration } from "./configuration.ts";
import type { ConfigurationSpec } from "./spec.ts";
import { STANDARD } from "./standard.ts";

/** Below 300.00; none is chosen at random below 200.00, and up to 30 of a hundred from there. */
const LIMITS = { floorLimit: 30_000, threshold: 20_000, targetPercent: 0, targetPercentMax: 30 };
const OFFLINE = { terminalType: "22", ...LIMITS };

/** Applications that are marked as examples stay online only. */
const spec: ConfigurationSpec = {
  ...STANDARD.spec,
  name: "offline-capable",
  title: { en: "As standard, with offline approval", zh: "同标准配置，可脱机批准" },
  applications: STANDARD.spec.applications.map((own) => (own.example === true ? own : { ...own, ...OFFLINE })),
};

export const OFFLINE_CAPABLE: Configuration = new Configuration(spec);
