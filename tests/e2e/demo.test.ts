/** The demo as a person gets it: power on, sign-on, a sale, the slip and the ledger; and the recording of it. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { loadCards } from "../../host/cards/card_data.ts";
import { holdsPan } from "../../host/recording/card_forms.ts";
import { ended, onLine, prepare, start, tillcore } from "./command.ts";

const folder = mkdtempSync(join(tmpdir(), "tillcore-e2e-"));
const data = join(folder, "data");
const recording = join(folder, "demo.jsonl");
const { pan, pin } = loadCards().find(({ name }) => name === "debit")!;

before(prepare);
after(() => rmSync(folder, { recursive: true }));

/** Times of the day are the only other place where six digits stand alone. */
function withoutTimes(text: string): string {
  return text.replaceAll(/^F12 .*$|"F12 [^"]*"/gm, "");
}

describe("the demo", () => {
  it("plays a whole sale and shows it, with nothing that must stay secret", async () => {
    const { code, stdout, stderr } = await tillcore(
      "simulate",
      "--data",
      data,
      "--lang",
      "zh-CN",
      "--record",
      recording,
    );
    assert.equal(stderr, "");
    assert.equal(code, 0);
    const order = [
      "正在启动",
      "终端未绑定",
      "正在签到",
      "0800",
      "0810",
      "签到成功",
      "请插入芯片卡",
      "请持卡人输入密码",
    ];
    order.push("0200", "0210", "交易成功", "POS SALES SLIP", "演示完成");
    let at = 0;
    for (const mark of order) {
      const found = stdout.indexOf(mark, at);
      assert.ok(found >= at, `${mark} is missing after ${stdout.slice(Math.max(0, at - 20), at)}`);
      at = found;
    }
    assert.match(stdout, /debit: 交易前账户余额 RMB 10000\.00/);
    assert.match(stdout, /debit: 交易后账户余额 RMB 9987\.66/);
    assert.match(stdout, /金额\(AMOUNT\): +RMB 12\.34/);
    assert.match(stdout, /\[ \* \* \* \* \* \* \]/);
    assert.ok(stdout.includes(`${pan.slice(0, 6)}*********${pan.slice(-4)}`));
    assert.ok(!holdsPan(stdout.toLowerCase(), pan));
    assert.ok(!withoutTimes(stdout).includes(pin));
  });

  it("plays again on the same data, bound already, and as JSON in English", async () => {
    const { code, stdout } = await tillcore("simulate", "--demo", "--data", data, "--json");
    assert.equal(code, 0);
    const records = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const screens = records.map(({ screen }) => screen).filter((screen) => screen !== undefined);
    assert.ok(!screens.includes("UNBOUND"));
    assert.ok(screens.includes("SIGNED_ON") && screens.includes("APPROVED"));
    const balances = records.filter((record) => "balance" in record).map(({ balance }) => balance);
    assert.deepEqual(balances, [998_766, 997_532]);
    assert.deepEqual(records.at(-1), { done: true });
    assert.ok(!holdsPan(stdout.toLowerCase(), pan));
  });

  it("leaves its slips in the data folder, masked", () => {
    const slips = readFileSync(join(data, "terminal", "slips.txt"), "utf8");
    assert.equal(slips.split("MERCHANT COPY").length - 1, 2);
    assert.ok(!holdsPan(slips.toLowerCase(), pan));
  });

  it("was recorded, and the recording replays", async () => {
    const { code, stdout } = await tillcore("replay", recording);
    assert.match(stdout, /^[0-9]+ events, [0-9]+ commands, all equal\n$/);
    assert.equal(code, 0);
    assert.ok(!holdsPan(readFileSync(recording, "utf8"), pan));
  });

  it("whose recording was tampered with fails at the event, in words and as a record", async () => {
    const lines = readFileSync(recording, "utf8").split("\n");
    const at = lines.findIndex((line) => line.includes('"command":"LINE_SEND"'));
    lines[at] = lines[at]!.replace(/("command":"LINE_SEND".*?"payload":"[0-9a-f]{40})../, "$1ee");
    const tampered = join(folder, "tampered.jsonl");
    writeFileSync(tampered, lines.join("\n"));
    const { code, stdout, stderr } = await tillcore("replay", tampered, "--json");
    assert.equal(code, 1);
    const difference = JSON.parse(stdout) as Record<string, unknown>;
    assert.equal(difference["code"], "COMMAND_BYTES");
    assert.equal(difference["offset"], 20);
    assert.match(String(difference["path"]), new RegExp(`^event ${at - 1} [A-Z_]+, command [0-9]+ LINE_SEND$`));
    assert.deepEqual(JSON.parse(stderr), { error: difference });
    const plain = await tillcore("replay", tampered);
    assert.match(plain.stderr, new RegExp(`^tillcore: event ${at - 1} [^\n]+ differs at byte 20[^\n]*\n$`));
  });

  it("refuses a data folder that is in use", async () => {
    const first = start(["simulate", "--demo", "--data", data, "--json"]);
    await new Promise<void>((resolve) => onLine(first, (line) => line.includes('"balance"') && resolve()));
    const second = await tillcore("simulate", "--demo", "--data", data);
    assert.equal(second.code, 1);
    assert.match(second.stderr, /another simulation is using .* --data\n$/);
    assert.equal(await ended(first), 0);
  });

  for (const mark of ["AMOUNT", "READING_CARD", "PROCESSING"]) {
    it(`cleans up when it is stopped at ${mark}, and sells again afterwards`, async () => {
      const child = start(["simulate", "--demo", "--json", "--data", data]);
      let said = "";
      child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
      const over = ended(child);
      await new Promise<void>((resolve) => onLine(child, (line) => line.includes(`"screen":"${mark}"`) && resolve()));
      child.kill("SIGTERM");
      assert.equal(await over, 1);
      assert.equal(said, "tillcore: stopped by SIGTERM\n");
      assert.equal((await tillcore("simulate", "--demo", "--data", data)).code, 0);
    });
  }

  it("comes to its end when nobody reads on", async () => {
    const child = start(["simulate", "--demo", "--data", data]);
    const over = ended(child);
    child.stdout?.once("data", () => child.stdout?.destroy());
    assert.equal(await over, 0);
  });

  it("says what happened when the acquirer cannot be reached, and records that too", async () => {
    const file = join(folder, "failed.jsonl");
    const { code, stderr } = await tillcore("simulate", "--demo", "--acquirer", "127.0.0.1:9", "--record", file);
    assert.equal(code, 1);
    assert.equal((await tillcore("replay", file)).code, 0);
    assert.match(stderr, /^tillcore: the screen SIGN_ON_FAILED came[^\n]*\n$/);
  });
});
