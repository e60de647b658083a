/** `tillcore emv insert`: a card in a virtual reader, until the reader lets it go. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { describe, it } from "node:test";
import { command } from "./support.ts";

/** SELECT of the payment system environment. */
const SELECT = "00A404000E315041592E5359532E444446303100";

/** A virtual reader that powers the card, says one command, and goes. */
async function readerThatSays(hex: string): Promise<{ port: string; end: () => void }> {
  const frames = ["01", "04", hex].map((text) => `${(text.length / 2).toString(16).padStart(4, "0")}${text}`);
  const server = createServer((socket: Socket) => {
    socket.write(Buffer.from(frames.join(""), "hex"));
    let length = 0;
    socket.on("data", (chunk) => {
      length += chunk.length;
      if (length > 20) socket.end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: String((server.address() as AddressInfo).port), end: () => server.close() };
}

describe("tillcore emv insert", () => {
  it("shows what is said to the card, and ends when it is out", async () => {
    const { port, end } = await readerThatSays(SELECT);
    const { code, stdout, stderr } = await command(["emv", "insert", "debit", "--port", port, "--json"]);
    end();
    assert.deepEqual([code, stderr], [0, ""]);
    const [first, second, ...rest] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, string>);
    assert.deepEqual([first, rest], [{ card: "debit", inserted: true }, []]);
    assert.deepEqual([second?.["command"], second?.["sw"]], [SELECT, "9000"]);
    assert.match(second?.["response"] ?? "", /^6F/);
  });

  it("says what to do where there is no virtual reader, and for a card that there is not", async () => {
    const none = await command(["emv", "insert", "debit", "--port", "1"]);
    assert.equal(none.code, 1);
    assert.match(none.stderr, /^tillcore: there is no virtual card reader at 127\.0\.0\.1:1: install .*\n$/);
    assert.equal((await command(["emv", "insert", "nobody", "--port", "1"])).code, 2);
    assert.equal((await command(["emv", "insert", "debit", "--port", "0"])).code, 2);
  });
});
