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

/** The marks in their order, each after the one before. */
function inOrder(text: string, marks: readonly string[]): void {
  let at = 0;
  for (const mark of marks) {
    const found = text.indexOf(mark, at);
    assert.ok(found >= at, `${mark} is missing after ${text.slice(Math.max(0, at - 20), at)}`);
    at = found;
  }
}

type Told = Record<string, unknown>;

function recordsOf(stdout: string): Told[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Told);
}

const told = (records: readonly Told[], what: string): unknown[] =>
  records.map((record) => record[what]).filter((value) => value !== undefined);

describe("the demo of a terminal out of its box", () => {
  it("plays from the first start to a balanced settlement, in Chinese, and then sells on with the same terminal", async () => {
    const boxed = join(folder, "boxed");
    const { code, stdout, stderr } = await tillcore("simulate", "--data", boxed, "--lang", "zh-CN");
    assert.equal(stderr, "");
    assert.equal(code, 0);
    const order = ["终端未绑定", "━━ 1. 首次开机", "请选择语言", "连接测试成功", "━━ 2. 设备注册", "福建测试小店"];
    order.push("━━ 3. 平台批准", "管理员(99)密码", "主管(00)密码", "支付密码", "绑定成功", "正在下载", "━━ 4. 激活");
    order.push("━━ 5. 测试交易", "测试通过，验收完成", "━━ 6. 芯片卡消费 12.34 元", "交易成功", "POS SALES SLIP");
    order.push("━━ 7. 结算对账", "SETTLEMENT TOTALS", "对账平", "演示完成");
    inOrder(stdout, order);
    assert.match(stdout, /debit: 交易前账户余额 RMB 10000\.00/);
    assert.match(stdout, /debit: 交易后账户余额 RMB 9987\.66/);
    assert.ok(!holdsPan(stdout.toLowerCase(), pan));
    assert.ok(!withoutTimes(stdout).includes(pin));

    const again = await tillcore("simulate", "--demo", "--data", boxed, "--json");
    assert.equal(again.code, 0);
    const records = recordsOf(again.stdout);
    assert.deepEqual(told(records, "chapter"), ["signOn", "sale", "settlement"]);
    assert.deepEqual(told(records, "document"), ["SALE_SLIP", "TOTALS_SLIP"]);
    assert.deepEqual(told(records, "balance"), [998_766, 997_532]);
  });

  it("goes on where it was stopped, in English, and says what it did as JSON", async () => {
    const stopped = join(folder, "stopped");
    const command = ["simulate", "--demo", "--json", "--lang", "en", "--data", stopped];
    for (const mark of ["PAPERS", "ENTER_PAYMENT_PASSWORD", "TEST_PRINTER"]) {
      const child = start(command);
      const over = ended(child);
      onLine(child, (line) => line.includes(`"screen":"${mark}"`) && child.kill("SIGKILL"));
      assert.notEqual(await over, 0, mark);
    }
    const { code, stdout, stderr } = await tillcore(...command);
    assert.equal(stderr, "");
    assert.equal(code, 0);
    const records = recordsOf(stdout);
    assert.deepEqual(told(records, "chapter"), ["signOn", "test", "sale", "settlement"]);
    assert.deepEqual(records.at(-1), { done: true });
  });

  it("says in one line what is missing where nobody approves", async () => {
    const { code, stderr } = await tillcore("simulate", "--demo", "--acquirer", "127.0.0.1:9");
    assert.equal(code, 2);
    assert.match(stderr, /^tillcore: --demo --acquirer needs --bound[^\n]*\n$/);
  });
});

describe("the demo of a terminal that is bound", () => {
  it("plays a whole sale and shows it, with nothing that must stay secret", async () => {
    const { code, stdout, stderr } = await tillcore(
      ...["simulate", "--bound", "--data", data, "--lang", "zh-CN", "--record", recording],
    );
    assert.equal(stderr, "");
    assert.equal(code, 0);
    const order = ["正在启动", "终端未绑定", "正在签到", "0800", "0810", "签到成功", "请插入芯片卡"];
    order.push("请持卡人输入密码", "0200", "0210", "交易成功", "POS SALES SLIP", "演示完成");
    inOrder(stdout, order);
    assert.match(stdout, /debit: 交易前账户余额 RMB 10000\.00/);
    assert.match(stdout, /debit: 交易后账户余额 RMB 9987\.66/);
    assert.match(stdout, /金额\(AMOUNT\): +RMB 12\.34/);
    assert.match(stdout, /\[ \* \* \* \* \* \* \]/);
    assert.ok(stdout.includes(`${pan.slice(0, 6)}*********${pan.slice(-4)}`));
    assert.ok(!holdsPan(stdout.toLowerCase(), pan));
    assert.ok(!withoutTimes(stdout).includes(pin));
  });

  it("plays again on the same data, and as JSON in English", async () => {
    const { code, stdout } = await tillcore("simulate", "--demo", "--bound", "--data", data, "--json");
    assert.equal(code, 0);
    const records = recordsOf(stdout);
    const screens = told(records, "screen");
    assert.ok(!screens.includes("UNBOUND"));
    assert.ok(screens.includes("SIGNED_ON") && screens.includes("APPROVED"));
    assert.deepEqual(told(records, "balance"), [998_766, 997_532]);
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
    const first = start(["simulate", "--demo", "--bound", "--data", data, "--json"]);
    await new Promise<void>((resolve) => onLine(first, (line) => line.includes('"balance"') && resolve()));
    const second = await tillcore("simulate", "--demo", "--bound", "--data", data);
    assert.equal(second.code, 1);
    assert.match(second.stderr, /another simulation is using .* --data\n$/);
    assert.equal(await ended(first), 0);
  });

  for (const mark of ["AMOUNT", "READING_CARD", "PROCESSING"]) {
    it(`cleans up when it is stopped at ${mark}, and sells again afterwards`, async () => {
      const child = start(["simulate", "--demo", "--bound", "--json", "--data", data]);
      let said = "";
      child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
      const over = ended(child);
      await new Promise<void>((resolve) => onLine(child, (line) => line.includes(`"screen":"${mark}"`) && resolve()));
      child.kill("SIGTERM");
      assert.equal(await over, 1);
      assert.equal(said, "tillcore: stopped by SIGTERM\n");
      assert.equal((await tillcore("simulate", "--demo", "--bound", "--data", data)).code, 0);
    });
  }

  it("comes to its end when nobody reads on", async () => {
    const child = start(["simulate", "--demo", "--bound", "--data", data]);
    const over = ended(child);
    child.stdout?.once("data", () => child.stdout?.destroy());
    assert.equal(await over, 0);
  });

  it("says what happened when the acquirer cannot be reached, and records that too", async () => {
    const file = join(folder, "failed.jsonl");
    const { code, stderr } = await tillcore(
      "simulate",
      "--demo",
      "--bound",
      "--acquirer",
      "127.0.0.1:9",
      "--record",
      file,
    );
    assert.equal(code, 1);
    assert.equal((await tillcore("replay", file)).code, 0);
    assert.match(stderr, /^tillcore: the screen SIGN_ON_FAILED came[^\n]*\n$/);
  });
});
