/**
 * Cryptogram versions as the virtual cards have them, and their issuer behind the acquirer: rows of `cvn.ts`, with scripts.
 */
import { CVN_POLICIES } from "../secure/issuer/cvn.ts";
import type { CvnPolicy, ScriptPolicy } from "../secure/issuer/cvn.ts";
import { isOfVersion } from "../secure/issuer/card_cryptogram.ts";
import type { CardVersion } from "./card_spec.ts";

export interface CardPolicy extends CvnPolicy {
  name: CardVersion;
  script: ScriptPolicy;
}

/** EMV Book 2, 9 and A1.3: what these cards take where a scheme's own rules are not published. */
const EMV_SCRIPT: ScriptPolicy = { session: "common", encipherment: "emv", pinBlock: "iso-2" };

const VERSIONS: readonly CardVersion[] = ["pboc-01", "10", "17", "18"];
const POLICIES: ReadonlyMap<CardVersion, CardPolicy> = new Map(
  VERSIONS.map((name) => {
    const policy = CVN_POLICIES.get(name)!;
    return [name, { ...policy, name, script: policy.script ?? EMV_SCRIPT }];
  }),
);

export function cardPolicy(version: CardVersion): CardPolicy {
  return POLICIES.get(version)!;
}

/** The version that issuer application data say they are of (9F10). */
export function versionOf(issuerData: Uint8Array): CardPolicy | undefined {
  return [...POLICIES.values()].find((policy) => isOfVersion(policy, issuerData));
}
