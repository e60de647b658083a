/** The package as it is published: in a folder with nothing but what it declares, it serves its portal and sells. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { ROOT } from "../../build/script.ts";
import { ended, onLine, prepare } from "./command.ts";

interface Manifest {
  bin: Readonly<Record<string, string>>;
  dependencies: Readonly<Record<string, string>>;
}

const folder = mkdtempSync(join(tmpdir(), "tillcore-package-"));
const modules = join(folder, "node_modules");
const installed = join(modules, "tillcore");

/** As npm installs it, without a registry: what it depends on is that of the checkout, and nothing else is there. */
function install(): void {
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ filename }] = JSON.parse(packed.toString()) as [{ filename: string }];
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, filename), "-C", installed, "--strip-components=1"]);
  const { bin, dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as Manifest;
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }
  mkdirSync(join(modules, ".bin"));
  for (const [name, file] of Object.entries(bin)) symlinkSync(join(installed, file), join(modules, ".bin", name));
}

function start(...args: string[]): ReturnType<typeof spawn> {
  return spawn(join(modules, ".bin", "tillcore"), args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
}

async function textOf(...args: string[]): Promise<string> {
  const child = start(...args);
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  assert.equal(await ended(child), 0, args.join(" "));
  return text;
}

describe("the package", () => {
  before(async () => {
    await prepare();
    install();
  });
  after(() => rmSync(folder, { recursive: true }));

  it("explains itself, and has every document that its own page names first", async () => {
    assert.match(await textOf("--help"), /^Usage: tillcore/);
    const page = readFileSync(join(installed, "README.md"), "utf8");
    const documents = [...page.matchAll(/\]\(([\w./-]+\.md)\)/g)].map(([, file = ""]) => file);
    assert.ok(documents.length > 3);
    assert.deepEqual(
      documents.filter((file) => !existsSync(join(installed, file))),
      [],
    );
  });

  it("serves the pages of its portal", async (t) => {
    const child = start("acquirer", "--json", "--port", "0", "--data", join(folder, "acquirer"));
    t.after(() => child.kill("SIGKILL"));
    const { portal } = await new Promise<{ portal: number }>((resolve, reject) => {
      onLine(child, (line) => resolve(JSON.parse(line) as { portal: number }));
      child.once("close", (code) => reject(new Error(`ended with ${code}`)));
    });
    for (const [path, marks] of [
      ["", /<html/],
      ["portal.js", /addEventListener/],
      ["portal.css", /--ink/],
      ["openapi.json", /"openapi"/],
    ] as const) {
      const answer = await fetch(`http://127.0.0.1:${portal}/${path}`);
      assert.equal(answer.status, 200, path);
      assert.match(await answer.text(), marks, path);
    }
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });

  it("starts a terminal, which sells", async () => {
    const told = await textOf("simulate", "--demo", "--bound", "--lang", "en", "--data", join(folder, "data"));
    assert.match(told, /POS SALES SLIP/);
  });
});
