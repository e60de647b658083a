/**
 * Passwords and codes that were typed at a terminal, as they come: in the envelope of its secure module.
 *
 * What always holds: an envelope that the device has not made, or not for this question, is no try of anything; one that it has
 * made is taken once. So whoever has the line can neither use up the tries of a code nor say one again.
 */
import { createHash } from "node:crypto";
import type { NetworkCode, Tag } from "../../../assembly/abi_platform.ts";
import type { Trial } from "./codes.ts";
import type { Question } from "./own_message.ts";
import { refuse } from "./refusal.ts";
import type { Result } from "./refusal.ts";
import { NONCE_BYTES } from "./tags.ts";

/** Envelopes of one device that are remembered; no more than a code has tries, and a few codes, come of a person in a year. */
const HEARD_MAX = 512;
const DIGEST_DIGITS = 24;

/** @param network F60.3 of the question, which the envelope was made for. @returns what holds it against what is stored */
export function trialOf(question: Question, tag: Tag, network: NetworkCode): Result<Trial> {
  const { hsm, device, nonce } = question;
  const envelope = question.tags.bytes(tag);
  if (envelope.length === 0) return refuse("WRONG_CODE");
  // The module has drawn its first bytes at random: they are the nonce of the one question that it is for.
  const isOfQuestion = Buffer.compare(envelope.subarray(0, NONCE_BYTES), nonce) === 0;
  const serial = device.keySerial;
  if (!isOfQuestion || !hsm.devices.isGenuine(serial, envelope, network)) return refuse("UNPROVED");
  if (!isNew(question, envelope)) return refuse("EXISTS");
  return (stored) => hsm.devices.isCode(serial, envelope, network, stored);
}

function isNew({ context, device }: Question, envelope: Uint8Array): boolean {
  const { tables } = context.ledger;
  const key = `${device.keySerial}/typed`;
  const seen = tables.get("nonce", key)?.seen ?? [];
  const digest = createHash("sha256").update(envelope).digest("hex").slice(0, DIGEST_DIGITS);
  if (seen.includes(digest)) return false;
  tables.put("nonce", key, { device: device.id, seen: [...seen, digest].slice(-HEARD_MAX) });
  return true;
}
