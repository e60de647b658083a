/**
 * What a simulated acquirer has terminals download: the product's own lists, with the authorities of the virtual cards.
 *
 * A download replaces all keys of a terminal: without these no virtual card could be authenticated after one. Test keys alone,
 * for terminals with test keys.
 */
import { testCapks, CARD_RIDS } from "../cards/certificates/test_keys.ts";
import type { TestCapk } from "../cards/certificates/test_keys.ts";
import { Configuration } from "../configuration/configuration.ts";
import type { CapkSpec } from "../configuration/spec.ts";
import { STANDARD } from "../configuration/standard.ts";

/** Where both have a key of one name, the virtual cards' is there. */
export function testConfiguration(): Configuration {
  const own = CARD_RIDS.flatMap(testCapks).map(specOf);
  const names = new Set(own.map(nameOf));
  const others = (STANDARD.spec.capks ?? []).filter((capk) => !names.has(nameOf(capk)));
  return new Configuration({ ...STANDARD.spec, capks: [...others, ...own] });
}

function specOf({ rid, index, modulus, exponent, checksum }: TestCapk): CapkSpec {
  const power = hex(exponent);
  return {
    rid: hex(rid),
    index: hex(Uint8Array.of(index)),
    modulus: hex(modulus),
    exponent: power === "03" ? "03" : "010001",
    sha1: hex(checksum),
    kind: "unstated",
  };
}

function nameOf({ rid, index }: Pick<CapkSpec, "rid" | "index">): string {
  return `${rid}/${index}`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}
