/**
 * A whole sale with a reader as any program has them: pcscd, its virtual reader, the package smartcard, and a virtual card that
 * presents itself there.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { makeCard } from "../../host/cards/card.ts";
import { loadCards } from "../../host/cards/card_data.ts";
import { VpcdCard } from "../../host/devices/pcsc/vpcd.ts";
import { ended, onLine, prepare, TILLCORE } from "./command.ts";
import { IS_LEFT_OUT, missingParts, NODE_PATH, startService } from "./pcsc/service.ts";

const debit = loadCards().find(({ name }) => name === "debit")!;
before(prepare);

/** `describe`, or nothing at all. */
function describeUnlessLeftOut(name: string, options: { skip: string | false }, suite: () => void): void {
  if (!IS_LEFT_OUT) void describe(name, options, suite);
}

describeUnlessLeftOut("a sale over PC/SC", { skip: missingParts() ?? false }, () => {
  let service = { stop: (): void => {} };
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());

  for (const transport of ["t1", "t0"] as const) {
    it(`is approved and booked with a card of protocol ${transport}, every command through the service`, async () => {
      const env = { ...process.env, NODE_PATH };
      const args = [TILLCORE, "simulate", "--demo", "--bound", "--json", "--lang", "en", "--reader", "Virtual PCD"];
      const terminal = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
      let stderr = "";
      terminal.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      const instructions: number[] = [];
      let card: Promise<VpcdCard> | undefined;
      onLine(terminal, (text) => {
        if (card === undefined && text.includes("INSERT_CARD")) {
          card = VpcdCard.insert(makeCard({ ...debit, transport }), {}, (command) => instructions.push(command[1]!));
        }
        if (text.includes('"document"')) void card?.then((one) => one.remove());
      });
      const code = await ended(terminal);
      (await card)?.remove();
      assert.equal(code, 0, stderr);
      assert.ok(instructions.includes(0xa4) && instructions.includes(0xa8) && instructions.includes(0xb2));
      assert.equal(instructions.filter((instruction) => instruction === 0xae).length, 2);
    });
  }
});

describe("simulate --reader", () => {
  it("says in one line what to install where the package is not there", async () => {
    const env = { ...process.env, NODE_PATH: "" };
    const terminal = spawn(process.execPath, [TILLCORE, "simulate", "--demo", "--reader"], { env });
    let [stdout, stderr] = ["", ""];
    terminal.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    terminal.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const code = await ended(terminal);
    const remedy = "run npm install smartcard (Linux: with libpcsclite-dev installed), and start pcscd";
    assert.deepEqual([code, stdout], [1, ""]);
    assert.equal(stderr, `tillcore: a real card reader needs the package smartcard: ${remedy}\n`);
  });
});
