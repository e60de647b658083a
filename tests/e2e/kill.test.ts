/**
 * kill -9 with real processes: of the terminal at each stage of a sale, of the acquirer at some. After each, the next
 * run recovers; in the end the ledger and the terminal agree on every payment.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Outcome } from "../../assembly/abi_shown.ts";
import { AcquirerProcess } from "../../host/acquirer/process.ts";
import { generator } from "../simulation/random.ts";
import { ended, onLine, prepare, start, TILLCORE, tillcore } from "./command.ts";

const SEED = 20_261_122;
const TERMINAL_KILLS = 12;
const ACQUIRER_KILLS = 4;
/** What a sale says of itself, stage by stage; a kill falls behind one of them, however fast the computer is. */
const STAGES = [
  '"screen":"PROCESSING"',
  '"message":"sent","mti":"0200"',
  '"message":"received","mti":"0210"',
  '"screen":"APPROVED"',
  '"document":"SALE_SLIP"',
] as const;
/** From here on a sale is approved for good. */
const APPROVED_FROM = 3;
/** At most so long after the stage, so that not every kill meets the same command. */
const JITTER_MS = 5;
const FINAL_RUNS_MAX = 4;

interface ScreenRecord {
  screen?: string;
  fields?: { OUTCOME?: number; STAN?: number };
}

describe("kill -9", () => {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-kill-"));
  const data = join(folder, "terminal");
  const random = generator(SEED);
  /** What the terminal said of each payment when it came to rest, by STAN. */
  const said = new Map<number, Outcome>();
  let acquirer: AcquirerProcess;

  before(async () => {
    await prepare();
    acquirer = await AcquirerProcess.start({
      command: [process.execPath, TILLCORE, "acquirer"],
      data: join(folder, "acquirer"),
      restart: true,
      onError: () => {},
    });
  });
  after(async () => {
    await acquirer.stop();
    rmSync(folder, { recursive: true });
  });

  const command = (): string[] => [
    "simulate",
    "--demo",
    "--bound",
    "--json",
    "--data",
    data,
    "--acquirer",
    `127.0.0.1:${acquirer.port}`,
  ];

  /** One run of the terminal; `kill` is called once the sale has come to a stage. @returns whether it came there */
  async function run(stage: number, kill: (child: ReturnType<typeof start>) => void): Promise<boolean> {
    const child = start(command());
    const over = ended(child);
    const delay_ms = random() * JITTER_MS;
    let isThere = false;
    onLine(child, (line) => {
      remember(JSON.parse(line) as ScreenRecord);
      if (isThere || !line.includes(STAGES[stage]!)) return;
      isThere = true;
      setTimeout(() => kill(child), delay_ms);
    });
    await over;
    return isThere;
  }

  function remember({ screen, fields }: ScreenRecord): void {
    const { OUTCOME: outcome, STAN: stan } = fields ?? {};
    if (screen === "IDLE" && outcome !== undefined && stan !== undefined) said.set(stan, outcome);
  }

  it("leaves exactly one booking and an approval, or none outstanding", async () => {
    let surely = 0;
    for (let round = 0; round < TERMINAL_KILLS; round++) {
      const stage = round % STAGES.length;
      const isThere = await run(stage, (child) => child.kill("SIGKILL"));
      if (isThere && stage >= APPROVED_FROM) surely++;
    }
    for (let round = 0; round < ACQUIRER_KILLS; round++) {
      await run(round % 2, () => void acquirer.kill());
      await pause(50);
      await acquirer.ready();
    }
    await comesToRest();

    const { bookings } = await acquirer.ledger();
    const stanOf = (key: string): number => Number(key.split("/")[3]);
    const outstanding = bookings.filter(({ reversed }) => !reversed).map(({ key }) => stanOf(key));
    const approved = [...said].filter(([, outcome]) => outcome === Outcome.APPROVED).map(([stan]) => stan);
    assert.deepEqual(
      outstanding.sort((a, b) => a - b),
      approved.sort((a, b) => a - b),
    );
    assert.equal(new Set(outstanding).size, outstanding.length);
    assert.ok(surely > 0 && approved.length >= surely, `${approved.length} approved, ${surely} killed after that`);
    assert.ok([...said.values()].every((outcome) => outcome !== Outcome.PENDING));

    const printed = [...slips().matchAll(/VOUCHER NO\): +([0-9]{6})/g)].map(([, stan]) => Number(stan));
    for (const stan of printed) assert.ok(approved.includes(stan), `slip ${stan} has no booking`);

    const reversed = bookings.length - outstanding.length;
    console.log(
      `${TERMINAL_KILLS} kills of the terminal, ${ACQUIRER_KILLS} of the acquirer: ${approved.length} approved, ${reversed} booked and reversed, ${said.size - approved.length} others`,
    );
  });

  /** A run without a kill, after which nothing is pending; a terminal whose line has just failed may need another. */
  async function comesToRest(): Promise<void> {
    for (let attempt = 0; attempt < FINAL_RUNS_MAX; attempt++) {
      const { code, stdout } = await tillcore(...command());
      for (const line of stdout.trimEnd().split("\n")) remember(JSON.parse(line) as ScreenRecord);
      if (code === 0) return;
    }
    assert.fail("the terminal does not come to rest");
  }

  function slips(): string {
    return readFileSync(join(data, "terminal", "slips.txt"), "utf8");
  }
});
