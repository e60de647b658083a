/**
 * Sensors of a machine without any: all is well, unless a file says otherwise. Whoever wants to see how the terminal takes a
 * flat battery or an open paper lid writes it there: `{"batteryPercent": 4, "paper": "OUT", "failed": ["PRINTER"]}`.
 */
import { readFileSync } from "node:fs";
import { NetworkKind, Paper, Part } from "../../assembly/abi_devices.ts";
import type { Readiness, SensorsPort } from "../ports.ts";

export class FileSensors implements SensorsPort {
  private readonly path: string;
  private readonly known: () => Partial<Readiness>;

  /** @param known what other devices say of themselves; the file has the last word */
  constructor(path: string, known: () => Partial<Readiness> = () => ({})) {
    this.path = path;
    this.known = known;
  }

  read(done: (readiness: Readiness) => void): void {
    done({ ...ALL_WELL, ...this.known(), ...toldBy(this.path) });
  }
}

const ALL_WELL: Readiness = {
  batteryPercent: 100,
  onMains: true,
  paper: Paper.IN,
  network: NetworkKind.WIRED,
  hasCarrier: true,
  signalPercent: 0,
  clockSet: true,
  failed: [],
};

/** What the file says that can be understood; nothing of one that is none. */
function toldBy(path: string): Partial<Readiness> {
  const told = objectIn(path);
  const whole: Partial<Record<keyof Readiness, unknown>> = {};
  for (const name of ["batteryPercent", "signalPercent"] as const)
    if (isPercent(told[name])) whole[name] = Math.round(told[name]);
  for (const name of ["onMains", "hasCarrier", "clockSet"] as const)
    if (typeof told[name] === "boolean") whole[name] = told[name];
  const [paper, network] = [codeOf(Paper, told["paper"]), codeOf(NetworkKind, told["network"])];
  if (paper !== undefined) whole.paper = paper;
  if (network !== undefined) whole.network = network;
  const { failed } = told;
  if (Array.isArray(failed))
    whole.failed = failed.map((part) => codeOf(Part, part)).filter((part) => part !== undefined);
  return whole as Partial<Readiness>;
}

function objectIn(path: string): Readonly<Record<string, unknown>> {
  try {
    const told: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof told === "object" && told !== null ? (told as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isPercent(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 100;
}

/** By its name in the contract. */
function codeOf(codes: Readonly<Record<string, string | number>>, name: unknown): number | undefined {
  const code = typeof name === "string" && Object.hasOwn(codes, name) ? codes[name] : undefined;
  return typeof code === "number" ? code : undefined;
}
