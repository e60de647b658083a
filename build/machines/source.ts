/**
 * One source file of the core as the compiler's own parser sees it: its functions, enums, imports and whole-number
 * constants. Knows the language, and nothing of machines.
 */
import * as asc from "assemblyscript";
import { readFileSync } from "node:fs";
import { posix } from "node:path";

export interface Enum {
  line: number;
  members: Map<string, number>;
}

export class SourceFile {
  readonly statements: asc.Statement[];
  private readonly text: string;

  /** @param read gives the text of a path; a file that imports another is asked for by the same function. */
  constructor(
    readonly path: string,
    private readonly read: (path: string) => SourceFile,
    text: string,
  ) {
    this.text = text;
    const program = asc.newProgram(asc.newOptions());
    asc.parse(program, text, path, true);
    const source = program.sources.find((candidate) => candidate.normalizedPath === path);
    const fault = program.diagnostics[0];
    if (fault !== undefined || source === undefined) {
      throw new Error(`${path} cannot be parsed: ${fault?.message ?? "it is empty"}`);
    }
    this.statements = source.statements;
  }

  line(node: asc.Node): number {
    return this.text.slice(0, node.range.start).split("\n").length;
  }

  /** The first line of what stands there, for messages. */
  quote(node: asc.Node): string {
    return this.text.slice(node.range.start, node.range.end).split("\n")[0] ?? "";
  }

  functions(): asc.FunctionDeclaration[] {
    return this.statements.filter((statement) => statement instanceof asc.FunctionDeclaration);
  }

  enumeration(name: string): Enum | undefined {
    for (const statement of this.statements) {
      if (!(statement instanceof asc.EnumDeclaration) || statement.name.text !== name) continue;
      const members = new Map<string, number>();
      let number = 0;
      for (const { name: member, initializer } of statement.values) {
        if (initializer !== null) number = this.value(initializer) ?? NaN;
        members.set(member.text, number++);
      }
      return { line: this.line(statement), members };
    }
    return undefined;
  }

  /** A whole number declared here or in the file it is imported from. */
  constant(name: string): number | undefined {
    for (const statement of this.statements) {
      if (statement instanceof asc.VariableStatement) {
        const found = statement.declarations.find((declaration) => declaration.name.text === name);
        if (found?.initializer) return this.value(found.initializer);
      }
      if (statement instanceof asc.ImportStatement) {
        const found = statement.declarations?.find((declaration) => declaration.name.text === name);
        if (found) return this.imported(statement.path.value).constant(found.foreignName.text);
      }
    }
    return undefined;
  }

  /** Value of a whole-number expression of literals and constants; undefined for any other. */
  value(node: asc.Expression): number | undefined {
    if (node instanceof asc.IntegerLiteralExpression) return Number(this.quote(node).replaceAll("_", ""));
    if (node instanceof asc.IdentifierExpression) return this.constant(node.text);
    if (node instanceof asc.ParenthesizedExpression) return this.value(node.expression);
    if (!(node instanceof asc.BinaryExpression)) return undefined;
    const left = this.value(node.left);
    const right = this.value(node.right);
    return left === undefined || right === undefined ? undefined : combine(node.operator, left, right);
  }

  private imported(path: string): SourceFile {
    return this.read(`${posix.join(posix.dirname(this.path), path)}.ts`);
  }
}

function combine(operator: number, left: number, right: number): number | undefined {
  switch (operator) {
    case asc.Token.Plus as number:
      return left + right;
    case asc.Token.Minus as number:
      return left - right;
    case asc.Token.Asterisk as number:
      return left * right;
    case asc.Token.LessThan_LessThan as number:
      return left << right;
    default:
      return undefined;
  }
}

/** Reads files below `root`, each once. */
export function sourceReader(root: string): (path: string) => SourceFile {
  const known = new Map<string, SourceFile>();
  const read = (path: string): SourceFile => {
    const file = known.get(path) ?? new SourceFile(path, read, readFileSync(posix.join(root, path), "utf8"));
    known.set(path, file);
    return file;
  };
  return read;
}
