/**
 * How as-pect compiles and runs the specs of the core. SPEC names one file instead of all, COVERAGE adds the coverage
 * table. Compiler options stand in as-pect.asconfig.json: the specs have a heap, the core has none.
 */
export default {
  entries: [process.env.SPEC ?? "tests/core/**/*.spec.ts"],
  include: ["tests/core/**/*.include.ts"],
  disclude: [/node_modules/],
  async instantiate(memory, createImports, instantiate, binary) {
    return instantiate(binary, createImports({ env: { memory } }));
  },
  ...(process.env.COVERAGE ? { coverage: ["assembly/**/*.ts"] } : {}),
  outputBinary: false,
};
