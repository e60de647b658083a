/**
 * Two languages, two sets of rules. assembly/ and tests/core are AssemblyScript: parsed as TypeScript but without its
 * types, and held to what a core without a heap may use. All else is TypeScript under the strict, type-aware rules.
 */
import tseslint from "typescript-eslint";

const ASSEMBLY = ["assembly/**/*.ts"];
const SPECS = ["tests/core/**/*.ts"];

/** What would compile and then need a heap, a table or the float unit. */
const NO_HEAP = [
  { selector: "NewExpression", message: "The core has no heap." },
  {
    selector: "ArrowFunctionExpression, FunctionExpression:not(MethodDefinition > *)",
    message: "The core has no closures: dispatch by switch.",
  },
  {
    selector: "ArrayExpression:not(CallExpression[callee.object.name='memory'][callee.property.name='data'] > *)",
    message: "An array literal needs a heap: use memory.data.",
  },
  {
    selector:
      "TemplateLiteral, Literal[value=type(string)]:not(ImportDeclaration > *, ExportNamedDeclaration > *, ExportAllDeclaration > *, CallExpression[callee.name='offsetof'] > *)",
    message: "A string needs a heap.",
  },
  {
    selector: "Literal[raw=/^[0-9_]*[.]/], Literal[raw=/^[0-9][0-9_]*e/i]",
    message: "The core has no floating point.",
  },
  { selector: "TSTypeReference[typeName.name=/^f(32|64)$/]", message: "The core has no floating point." },
  { selector: "TryStatement, ThrowStatement", message: "Results are codes; a bug is an assert." },
  {
    selector:
      "Program > VariableDeclaration[kind!='const'], Program > ExportNamedDeclaration > VariableDeclaration[kind!='const']",
    message: "All mutable state lies behind the terminal's base pointer.",
  },
];

const BOTH = {
  eqeqeq: "error",
  "no-var": "error",
  "prefer-const": "error",
  "no-warning-comments": ["error", { terms: ["to" + "do", "fix" + "me", "x" + "xx"] }],
};

export default [
  { ignores: ["build/out/**", "node_modules/**", "assembly/runtime/**"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: [...ASSEMBLY, ...SPECS],
    languageOptions: { parser: tseslint.parser },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: {
      ...BOTH,
      "no-constant-condition": ["error", { checkLoops: false }],
      "no-dupe-else-if": "error",
      "no-duplicate-case": "error",
      "no-self-compare": "error",
      "no-shadow-restricted-names": "error",
      "no-unreachable": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^(t|message|_)" }],
    },
  },
  { files: ASSEMBLY, rules: { "no-restricted-syntax": ["error", ...NO_HEAP] } },
  ...[...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked].map((config) => ({
    ...config,
    files: ["host/**/*.ts", "build/**/*.ts", "tests/**/*.ts"],
    ignores: SPECS,
  })),
  {
    files: ["host/**/*.ts", "build/**/*.ts", "tests/**/*.ts"],
    ignores: SPECS,
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: new URL("..", import.meta.url).pathname },
    },
    rules: {
      ...BOTH,
      // T[] for names, Array<...> for anything longer.
      "@typescript-eslint/array-type": ["error", { default: "array-simple" }],
      // A number in a message is a number.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      // What comes over a wire may lie outside its enum: a check that its type calls needless is not.
      "@typescript-eslint/no-unnecessary-condition": "off",
      "@typescript-eslint/no-unsafe-enum-assignment": "off",
      // vector["kcv"], where the keys are data.
      "@typescript-eslint/dot-notation": "off",
      // An index that the line before has checked; noUncheckedIndexedAccess makes every other one visible.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      "@typescript-eslint/no-empty-function": "off",
      // describe, it and test of node:test return promises that the runner itself awaits.
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            {
              from: "package",
              package: "node:test",
              name: ["describe", "it", "test", "suite", "before", "after", "beforeEach", "afterEach"],
            },
          ],
        },
      ],
      // The tsconfig allows parameter properties and interfaces with one call; so does the manner of the house.
      "@typescript-eslint/require-await": "off",
    },
  },
];
