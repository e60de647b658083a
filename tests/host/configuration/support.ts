/** What the tests of configurations share: a small one that is right, to be made wrong. */
import { createHash } from "node:crypto";
import type { CapkSpec, ConfigurationSpec } from "../../../host/configuration/spec.ts";

/** 64 bytes: the shortest that there is. */
export const MODULUS = `C1${"5A".repeat(62)}03`;

export function sha1Of({ rid, index, modulus, exponent }: Omit<CapkSpec, "sha1" | "kind">): string {
  return createHash("sha1")
    .update(Buffer.from(rid + index + modulus + exponent, "hex"))
    .digest("hex")
    .toUpperCase();
}

/** A key with its right checksum. */
export function capk(changes: Partial<CapkSpec> = {}): CapkSpec {
  const key = { rid: "A000000333", index: "08", modulus: MODULUS, exponent: "03" as const, ...changes };
  return { kind: "test", sha1: sha1Of(key), ...key };
}

export const HASH = "6b0c1cf1b0d1a6a0b4d9a2b1b6d3a9c5f8e7d6c5b4a3928170605040302010ff";

export function smallConfiguration(): ConfigurationSpec {
  return {
    name: "small",
    defaults: {
      version: "0030",
      capabilities: "E0F8C8",
      additionalCapabilities: "6000B0A35F",
      terminalType: "21",
      country: "156",
      currency: "156",
      currencyExponent: 2,
      merchantCategory: "5311",
      acquirer: "123456",
      floorLimit: 0,
      tacDenial: "0010000000",
      tacOnline: "D84004F800",
      tacDefault: "D84000A800",
      ddol: "9F3704",
    },
    applications: [
      { aid: "A000000333010101" },
      { aid: "A000000333010102", selection: "exact" },
      { aid: "A000000333010106", floorLimit: 100_000, threshold: 50_000, targetPercent: 20, targetPercentMax: 50 },
    ],
    capks: [capk(), capk({ index: "09" })],
    revoked: [{ rid: "A000000333", index: "08", serial: "000123" }],
    exceptions: { bins: ["621626", "0012345678"], cards: [HASH] },
  };
}
