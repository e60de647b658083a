/** Whose schemes a code names: by its kind, by the IDs that networks own, by the identifiers in its templates. */
import { flatten } from "./field.ts";
import type { QrField } from "./field.ts";
import { QR_KINDS } from "./kinds.ts";
import type { QrKind } from "./kinds.ts";
import { ACCOUNT_TO, NETWORK_IDS, NETWORK_RIDS } from "./tables.ts";

const RID_DIGITS = 10;

/** Each network once, in the order of the code. */
export function networksOf(kind: QrKind, fields: readonly QrField[]): readonly string[] {
  const { network } = QR_KINDS[kind];
  const named =
    kind === "emv-cpm"
      ? flatten(fields)
          .filter(({ id }) => id === "4F")
          .map(ofIdentifier)
      : fields.map(ofAccount);
  return [...new Set([network, ...named])].filter((name) => name !== undefined);
}

function ofAccount({ id, fields }: QrField): string | undefined {
  const number = Number(id);
  if (number > ACCOUNT_TO) return undefined;
  const owner = NETWORK_IDS.find(([from, to]) => number >= from && number <= to)?.[2];
  const identifier = fields?.find((field) => field.id === "00");
  return owner ?? (identifier === undefined ? undefined : ofIdentifier(identifier));
}

function ofIdentifier({ value }: QrField): string | undefined {
  return NETWORK_RIDS.get(value.slice(0, RID_DIGITS));
}
