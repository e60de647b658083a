/** A sale over TLS: the acquirer with a test certificate of its own, and a terminal that trusts it, or does not. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { AcquirerProcess } from "../../host/acquirer/process.ts";
import { prepare, TILLCORE, tillcore } from "./command.ts";

describe("a terminal and its acquirer over TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "tillcore-tls-"));
  const certificate = join(folder, "acquirer", "tls", "certificate.pem");
  let acquirer: AcquirerProcess;

  before(async () => {
    await prepare();
    const command = [process.execPath, TILLCORE, "acquirer", "--tls"];
    acquirer = await AcquirerProcess.start({ command, data: join(folder, "acquirer"), onError: () => undefined });
  });
  after(async () => {
    await acquirer.stop();
    rmSync(folder, { recursive: true });
  });

  it("sign on, sell and settle with a certificate that is trusted", async () => {
    const address = ["--acquirer", `tls:localhost:${acquirer.port}`, "--acquirer-ca", certificate];
    const demo = ["simulate", "--demo", "--bound", "--json", "--data", join(folder, "terminal")];
    const { code, stdout, stderr } = await tillcore(...demo, ...address);
    assert.deepEqual([code, stderr], [0, ""], stdout.slice(-500));
    assert.ok(stdout.includes('"document":"SALE_SLIP"'));
    assert.equal((await acquirer.ledger()).bookings.length, 1);
  });

  it("refuse files that are none, or only one of two", async () => {
    const data = ["--data", join(folder, "other")];
    for (const args of [
      ["acquirer", ...data, "--tls-cert", certificate],
      ["acquirer", ...data, "--tls-cert", TILLCORE, "--tls-key", join(folder, "acquirer", "tls", "key.pem")],
      ["simulate", "--demo", ...data, "--acquirer-ca", TILLCORE],
    ]) {
      const { code, stderr } = await tillcore(...args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /^tillcore: --(tls-cert|acquirer-ca) [^\n]+\n$/);
    }
  });
});
