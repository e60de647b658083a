/**
 * Reads the machines of a core from its sources. The switch is the table: a machine is a function whose body is a switch
 * of the state over switches of the event, and each inner case is a row in one of the forms of assembly/machine/row.ts.
 * Any other form is a problem. Whether the table makes sense is asked in rules.ts.
 */
import * as asc from "assemblyscript";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Machine, type Machines, type Problem } from "./model.ts";
import { type Alphabet, RowReader } from "./row.ts";
import { type Enum, type SourceFile, sourceReader } from "./source.ts";

const FOLDERS = ["journal", "emv", "acquirer", "terminal"];
const DISPATCH = "assembly/terminal/machines.ts";

/** @param root folder that holds `assembly/`. @throws when a file that every core has is missing or cannot be parsed */
export function readMachines(root: string): Machines {
  const read = sourceReader(root);
  const abi = read("assembly/abi.ts");
  const row = read("assembly/machine/row.ts");
  const numbers = needEnum(row, "Machine").members;
  const alphabet: Alphabet = {
    events: needEnum(abi, "Event").members,
    machines: numbers,
    resultFirst: needConstant(abi, "RESULT_FIRST"),
    stay: needConstant(abi, "STAY"),
  };
  const problems: Problem[] = [];
  const names = readDispatch(read(DISPATCH), numbers, problems);
  const machines: Machine[] = [];
  for (const path of filesBelow(root, FOLDERS)) {
    const file = read(path);
    for (const declaration of file.functions()) {
      const outer = stateSwitch(declaration);
      if (outer === undefined) continue;
      const named = names.get(declaration.name.text);
      if (named === undefined) {
        problems.push(at(file, declaration, `${declaration.name.text} is not dispatched in ${DISPATCH}`));
        continue;
      }
      const reader = new RowReader(file, alphabet, problems);
      const states = reader.readStates(declaration, outer);
      machines.push({ ...named, file: path, line: file.line(declaration), states });
      names.delete(declaration.name.text);
    }
  }
  for (const [name, { name: member }] of names) {
    problems.push({ file: DISPATCH, line: 1, text: `Machine.${member} is ${name}, which is not written as a machine` });
  }
  machines.sort((a, b) => a.number - b.number);
  const framesMax = needConstant(read("assembly/machine/frames.ts"), "FRAMES_MAX");
  const timeoutMsMax = needConstant(row, "TIMEOUT_MS_MAX");
  return { machines, problems, framesMax, timeoutMsMax, resultFirst: alphabet.resultFirst };
}

/** The switch over `state` that a machine is, or undefined for any other function. */
function stateSwitch(declaration: asc.FunctionDeclaration): asc.SwitchStatement | undefined {
  if (!(declaration.body instanceof asc.BlockStatement)) return undefined;
  const parameters = declaration.signature.parameters.map((parameter) => parameter.name.text);
  if (parameters.join() !== "t,state,event") return undefined;
  const first = declaration.body.statements[0];
  if (!(first instanceof asc.SwitchStatement)) return undefined;
  return first.condition instanceof asc.IdentifierExpression && first.condition.text === "state" ? first : undefined;
}

/** Function name → machine, from the rows `case Machine.SALE: return sale(t, state, event);`. */
function readDispatch(
  file: SourceFile,
  numbers: Map<string, number>,
  problems: Problem[],
): Map<string, { name: string; number: number }> {
  const names = new Map<string, { name: string; number: number }>();
  const missing = new Set(numbers.keys());
  for (const one of dispatchCases(file)) {
    const name = one.label instanceof asc.PropertyAccessExpression ? one.label.property.text : "";
    const number = numbers.get(name);
    const first = one.statements[0];
    const call = first instanceof asc.ReturnStatement ? first.value : null;
    const callee = call instanceof asc.CallExpression ? call.expression : null;
    if (number === undefined || !missing.delete(name) || !(callee instanceof asc.IdentifierExpression)) {
      problems.push(at(file, one, "expected one `case Machine.X: return x(t, state, event);` a machine"));
      continue;
    }
    names.set(callee.text, { name, number });
  }
  for (const name of missing) problems.push({ file: file.path, line: 1, text: `Machine.${name} is not dispatched` });
  return names;
}

function dispatchCases(file: SourceFile): asc.SwitchCase[] {
  for (const { body } of file.functions()) {
    const first = body instanceof asc.BlockStatement ? body.statements[0] : undefined;
    if (first instanceof asc.SwitchStatement) return first.cases.filter((one) => !one.isDefault);
  }
  return [];
}

function filesBelow(root: string, folders: readonly string[]): string[] {
  return folders
    .map((folder) => `assembly/${folder}`)
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`),
    )
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"))
    .sort();
}

function at(file: SourceFile, node: asc.Node, text: string): Problem {
  return { file: file.path, line: file.line(node), text };
}

function needEnum(file: SourceFile, name: string): Enum {
  const found = file.enumeration(name);
  if (found === undefined) throw new Error(`${file.path} declares no enum ${name}`);
  return found;
}

function needConstant(file: SourceFile, name: string): number {
  const found = file.constant(name);
  if (found === undefined) throw new Error(`${file.path} declares no whole number ${name}`);
  return found;
}
