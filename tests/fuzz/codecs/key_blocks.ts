/**
 * Key blocks under hostile bytes: nothing is thrown but a CodecError that points inside, and nothing is taken but a block as
 * it was made. They belong to the secure module, which no library gives out: the sources run. Published test keys.
 */
import { CodecError } from "../../../host/codec/errors.ts";
import { unwrapKeyBlock } from "../../../host/secure/key_block/unwrap.ts";
import type { Target } from "./targets.ts";

/** Of psec, TR-31:2018, X9.143 8.4.2 and ISO 20038 B.2. */
const BLOCKS: ReadonlyArray<readonly [kbpk: string, block: string]> = [
  [
    "89E88CF7931444F334BD7547FC3F380C",
    "A0088P0TE00E00007DD4DD9566DC0E2F956DCAC0FDE9153159539373E9D82D3CD4AFD305A7EF1BA67FE03712",
  ],
  [
    "1D22BF32387C600AD97F9B97A51311AC",
    "B0120B0TX12S0100KS1800604B120F929280000015CEB14B76D551F21EC43A75390FA118A98C6CB049E3B9E864A5F4A8B9A5108A6DB5635C95B042D7",
  ],
  [
    "88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6",
    "D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34",
  ],
  [
    "3235362D62697420414553207772617070696E67202849534F20323030333829",
    "E0084B0TV16N0000B2AE5E26BBA7F246E84D5EA24167E208A6B66EF2E27E55A52DB52F0AEACB94C57547",
  ],
];

export function keyBlocks(): Target {
  const keys = BLOCKS.map(([kbpk]) => new Uint8Array(Buffer.from(kbpk, "hex")));
  const right = new Set(BLOCKS.map(([, block]) => block));
  return {
    name: "key blocks",
    seeds: BLOCKS.map(([, block]) => new Uint8Array(Buffer.from(block, "latin1"))),
    run: (bytes) => {
      const taken = keys.filter((kbpk) => isTaken(kbpk, bytes));
      if (taken.length > 0 && !right.has(Buffer.from(bytes).toString("latin1")))
        throw new Error("a changed block is taken");
      return taken.length > 0;
    },
  };
}

/** @throws Error for anything thrown but a CodecError that points inside */
function isTaken(kbpk: Uint8Array, bytes: Uint8Array): boolean {
  try {
    unwrapKeyBlock(kbpk, bytes, { legacy: true }).key.fill(0);
    return true;
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    if (error.offset < 0 || error.offset > bytes.length)
      throw new Error(`${error.code} points outside`, { cause: error });
    return false;
  }
}
