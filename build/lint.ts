/**
 * Types and lint of the host side, the build and the tests in one go: both ask the same checker, and it is the checker
 * that takes the time. Files that a type error stands in are still linted.
 */
import { ESLint } from "eslint";
import ts from "typescript";
import { fromCommandLine, inCheckout, isMain, ROOT } from "./script.ts";

const CONFIG = "build/eslint.config.js";
/** The files that the config has its typed rules for. */
const TYPED = { files: ["host/**/*.ts", "build/**/*.ts", "tests/**/*.ts"], ignores: ["tests/core/**/*.ts"] };

/** @throws Error when tsconfig.json cannot be read */
function readProgram(): ts.Program {
  const host: ts.ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
    },
  };
  const config = ts.getParsedCommandLineOfConfigFile(`${ROOT}tsconfig.json`, {}, host);
  if (config === undefined) throw new Error("there is no tsconfig.json");
  return ts.createProgram({
    rootNames: config.fileNames,
    options: config.options,
    configFileParsingDiagnostics: config.errors,
  });
}

function typeFaults(program: ts.Program): string {
  return ts.formatDiagnostics(ts.getPreEmitDiagnostics(program), {
    getCanonicalFileName: inCheckout,
    getCurrentDirectory: () => ROOT,
    getNewLine: () => "\n",
  });
}

async function lintFaults(program: ts.Program): Promise<string> {
  const parserOptions = { projectService: false, programs: [program] };
  const eslint = new ESLint({
    cwd: ROOT,
    overrideConfigFile: CONFIG,
    overrideConfig: [{ ...TYPED, languageOptions: { parserOptions } }],
  });
  const formatter = await eslint.loadFormatter("stylish");
  return formatter.format(await eslint.lintFiles(["."]));
}

async function main(): Promise<void> {
  const program = readProgram();
  const faults = [typeFaults(program), await lintFaults(program)].filter((text) => text !== "");
  if (faults.length === 0) return;
  console.log(faults.join("\n"));
  process.exitCode = 1;
}

if (isMain(import.meta.url)) await fromCommandLine(main);
