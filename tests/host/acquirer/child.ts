/** `tillcore acquirer` as the tests start it: the options of the command line, then the command itself. */
import { parseArgs } from "node:util";
import { runAcquirer } from "../../../host/cli/acquirer.ts";

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: "string", default: "0" },
    "no-portal": { type: "boolean" },
    "portal-port": { type: "string" },
    host: { type: "string", default: "127.0.0.1" },
    data: { type: "string" },
    control: { type: "boolean" },
    json: { type: "boolean" },
    supervise: { type: "boolean" },
  },
});

try {
  const pages = values["portal-port"] === undefined ? {} : { portal: Number(values["portal-port"]) };
  await runAcquirer({ ...values, ...pages, port: Number(values.port), data: values.data ?? "" });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
