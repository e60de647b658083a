/**
 * A recording that anybody may read: card numbers, track data, names, certificates and signatures, numbers of persons and their
 * accounts replaced in every event, and the commands of a fresh core on those events.
 *
 * Fails closed: what cannot be replaced with certainty, or would have made the core act otherwise, is refused, and nothing
 * of a card stands in the reason. PIN and keys never reach the core, so there is nothing to replace.
 */
import { Command, Event } from "../../assembly/abi.ts";
import { Signature } from "../../assembly/abi_devices.ts";
import { Core } from "../core.ts";
import { bytesAt, word } from "../payloads.ts";
import { BYTES_AT, cardObjects, panInRecord, panOf, pansOnLine, unprotectedSteps } from "./card_objects.ts";
import type { CardObject } from "./card_objects.ts";
import { holdsPan, Replacements } from "./card_forms.ts";
import { replacePersonal } from "./personal.ts";
import type { Step } from "./recorder.ts";
import { runSteps } from "./replay.ts";
import { cardAnswers, cutAgain, lineStreams } from "./streams.ts";
import { cleanStripes } from "./stripes.ts";

const TAG_5A_PAN = 0x5a;
const TAG_57_TRACK_2 = 0x57;
/** 5F20 and 9F0B cardholder name; 56 track 1, 9F1F and 9F20 discretionary data of the tracks. */
const HOLDER_TAGS: ReadonlySet<number> = new Set([0x5f20, 0x9f0b]);
const TRACK_TAGS: ReadonlySet<number> = new Set([0x56, 0x9f1f, 0x9f20]);
/**
 * 90, 9F46, 9F2D certificates; 93, 9F4B signatures. Keys of payment systems are public, so whoever has a card's certificate reads
 * the card number out of it, and a signature over the card's data tells when a guess at the number is right.
 */
const SIGNED_TAGS: ReadonlySet<number> = new Set([0x90, 0x93, 0x9f46, 0x9f2d, 0x9f4b]);
const SIGNED_FILL = 0xee;
/** Offsets of the certificate in CARD_KEY and of the signature in VERIFY_SIGNATURE. */
const CERTIFICATE_AT = 24;
const SIGNATURE_AT = 8;
const SW1_MORE = 0x61;
/** Separator, expiry date and service code stay: a terminal acts by them. */
const TRACK_2_KEPT_DIGITS = 1 + 4 + 3;
const X = 0x58;
const DIGIT_0 = 0x30;
/** A shorter name is found in any text. */
const NAME_BYTES_MIN = 5;

/** The run cannot be written down; the text says why, never with what. */
export class RecordingRefused extends Error {
  override readonly name = "RecordingRefused";
}

/**
 * @param newCore makes a core that has not been started, of the same module as the one that was recorded
 * @param knownPans further card numbers that must not be found
 * @throws RecordingRefused
 */
export function anonymise(steps: readonly Step[], newCore: () => Core, knownPans: readonly string[] = []): Step[] {
  const copies = steps.map(copyStep);
  requireWholeAnswers(copies);
  const swiped = cleanStripes(copies);
  const personal = replacePersonal(copies);
  const replacements = collect(copies, swiped);
  for (const pan of knownPans) replacements.add(pan);
  const names = replaceObjects(copies);
  replaceEverywhere(copies, replacements);
  requireNoTrack(copies, replacements.substitutes);
  const anew = runAnew(copies, newCore);
  requireSameActs(steps, anew);
  requireNoSignature(anew);
  requireClean(anew, replacements.originals, [...names, ...personal]);
  return anew;
}

function copyStep({ event, commands, trapped }: Step): Step {
  return { event: { ...event, payload: event.payload.slice() }, commands, trapped };
}

/** Every card number that an event brought. */
function collect(steps: readonly Step[], swiped: readonly string[]): Replacements {
  const replacements = new Replacements();
  const add = (pan: string): void => {
    if (!replacements.add(pan)) throw new RecordingRefused("a card has a number of a length that cannot be masked");
  };
  for (const { event } of steps) {
    if (event.code !== Event.CARD_REPLY) continue;
    const answer = bytesAt(event.payload);
    for (const { tag, at, length } of cardObjects(answer)) {
      if (tag === TAG_5A_PAN || tag === TAG_57_TRACK_2) add(panOf(answer.subarray(at, at + length)));
    }
  }
  for (const pan of swiped) add(pan);
  for (const { bytes } of lineStreams(steps)) for (const pan of pansOnLine(bytes)) add(pan);
  for (const step of unprotectedSteps(steps)) {
    const pan = panInRecord(step.event.payload);
    if (pan === undefined) throw new RecordingRefused("the secure module gave back a record of an unknown shape");
    add(pan);
  }
  return replacements;
}

/** Replaces names and what follows the service code of a track. @returns the names that were there, in hexadecimal */
function replaceObjects(steps: readonly Step[]): string[] {
  const names: string[] = [];
  for (const { event } of steps) {
    if (event.code !== Event.CARD_REPLY) continue;
    const answer = bytesAt(event.payload);
    for (const object of cardObjects(answer)) {
      const value = answer.subarray(object.at, object.at + object.length);
      if (HOLDER_TAGS.has(object.tag) && value.length >= NAME_BYTES_MIN) names.push(Buffer.from(value).toString("hex"));
      replaceObject(object, value);
    }
  }
  return names;
}

function replaceObject({ tag }: CardObject, value: Uint8Array): void {
  if (HOLDER_TAGS.has(tag)) value.fill(X);
  else if (TRACK_TAGS.has(tag)) value.fill(DIGIT_0);
  else if (SIGNED_TAGS.has(tag)) value.fill(SIGNED_FILL);
  else if (tag === TAG_57_TRACK_2) {
    const digits = Buffer.from(value).toString("hex");
    const kept = panOf(value).length + TRACK_2_KEPT_DIGITS;
    value.set(Buffer.from(digits.slice(0, kept) + digits.slice(kept).replaceAll(/[0-9]/g, "0"), "hex"));
  }
}

function replaceEverywhere(steps: readonly Step[], replacements: Replacements): void {
  const replaced = (bytes: Uint8Array): Uint8Array =>
    new Uint8Array(Buffer.from(replacements.apply(Buffer.from(bytes).toString("hex")), "hex"));
  for (const { event } of steps) event.payload = replaced(event.payload);
  for (const stream of lineStreams(steps)) cutAgain(stream, replaced(stream.bytes));
}

/** An object in two answers is not seen: its first half ends with 61 xx, and then there is more than the status word. */
function requireWholeAnswers(steps: readonly Step[]): void {
  for (const { event } of steps) {
    if (event.code !== Event.CARD_REPLY) continue;
    const answer = bytesAt(event.payload);
    if (answer.length > 2 && answer.at(-2) === SW1_MORE) throw new RecordingRefused("a card answered in parts");
  }
}

/** What goes to the secure module to be believed is none of the card's any more. */
function requireNoSignature(steps: readonly Step[]): void {
  for (const { code, payload } of steps.flatMap(({ commands }) => commands)) {
    const isStatic = code === Command.VERIFY_SIGNATURE && (word(payload, 0) as Signature) === Signature.STATIC;
    if (code !== Command.CARD_KEY && !isStatic) continue;
    const given = bytesAt(payload, isStatic ? SIGNATURE_AT : CERTIFICATE_AT);
    if (given.some((byte) => byte !== SIGNED_FILL))
      throw new RecordingRefused("a certificate stands where it cannot be replaced");
  }
}

/** Track data in an object that is none of the known ones, packed or as text, would keep its discretionary part. */
function requireNoTrack(steps: readonly Step[], substitutes: readonly string[]): void {
  for (const { event } of steps) {
    if (event.code === Event.STRIPE_READ) continue;
    const rest = Buffer.from(event.payload);
    if (event.code === Event.CARD_REPLY) {
      for (const { tag, at, length } of cardObjects(bytesAt(event.payload))) {
        if (tag === TAG_57_TRACK_2) rest.fill(0, BYTES_AT + at, BYTES_AT + at + length);
      }
    }
    const hex = rest.toString("hex");
    const isTrack = (pan: string): boolean => hex.includes(`${pan}d`) || rest.includes(`${pan}=`);
    if (substitutes.some(isTrack)) {
      throw new RecordingRefused(`an event ${Event[event.code]} brought track data outside of tag 57`);
    }
  }
}

function runAnew(steps: readonly Step[], newCore: () => Core): Step[] {
  const given = runSteps(
    steps.map(({ event }) => event),
    newCore,
  );
  return steps.map(({ event }, index) => ({ event, ...(given[index] ?? { commands: [], trapped: true }) }));
}

/** With other card numbers the core must have done the very same: kinds, tickets and lengths of its commands. */
function requireSameActs(before: readonly Step[], after: readonly Step[]): void {
  const shape = ({ commands, trapped }: Step): string =>
    JSON.stringify([trapped, commands.map(({ code, ticket, payload }) => [code, ticket, payload.length])]);
  const index = before.findIndex((step, at) => shape(step) !== shape(after[at] ?? { ...step, trapped: !step.trapped }));
  if (index < 0) return;
  const name = Event[before[index]?.event.code ?? 0] ?? "";
  throw new RecordingRefused(`with replaced card numbers the core acts otherwise at event ${index} (${name})`);
}

/** No part of an original number and no name, in any form, in any event or command, nor across the cuts of a stream. */
function requireClean(steps: readonly Step[], pans: readonly string[], names: readonly string[]): void {
  const places: Array<readonly [name: string, bytes: Uint8Array]> = [
    ...steps.flatMap(({ event, commands }, index) => [
      [`event ${index}`, event.payload] as const,
      ...commands.map(({ payload }) => [`a command of event ${index}`, payload] as const),
    ]),
    ...lineStreams(steps).map(({ bytes }) => ["the bytes of a line", bytes] as const),
    ["the answers of the card", cardAnswers(steps)],
  ];
  for (const [name, bytes] of places) {
    const hex = Buffer.from(bytes).toString("hex");
    if (pans.some((pan) => holdsPan(hex, pan))) throw new RecordingRefused(`${name} still holds part of a card number`);
    if (names.some((holder) => hex.includes(holder)))
      throw new RecordingRefused(`${name} still holds a name or a number of a person`);
  }
}
