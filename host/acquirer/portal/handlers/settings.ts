/**
 * What terminals download: limits, texts, firmware. A change is due at the terminals that it is for; when they fetch it is theirs to
 * say.
 */
import * as limits from "../../platform/limits.ts";
import { addRelease, releaseKeyOf, rollOut } from "../../releases.ts";
import type { LimitRequestRow, ReleaseRow } from "../../platform/rows.ts";
import * as texts from "../../platform/texts.ts";
import type { LIMIT_REQUEST, RELEASE, TEXTS } from "../api/rows.ts";
import type { Value } from "../api/schema.ts";
import { PortalError } from "../errors.ts";
import * as present from "../present.ts";
import { actor, page, valueOf } from "./call.ts";
import type { Handlers } from "./call.ts";

type Ids =
  | ("readLimits" | "setLimits" | "listLimitRequests" | "askLimits" | "decideLimits")
  | ("readTexts" | "setTexts" | "listReleases" | "publishRelease" | "stageRelease");

export const SETTINGS_HANDLERS: Handlers<Ids> = {
  readLimits: ({ view, context, parameters }) => {
    const { merchant } = view.find("merchant", parameters.merchant);
    return present.limits(limits.limitsOf(context, "", merchant));
  },
  setLimits: ({ view, context, user, parameters, body }) => {
    const key = limits.limitsKey("merchant", view.find("merchant", parameters.merchant).merchant);
    return present.limits(valueOf(limits.setLimits(context, key, body, actor(user))));
  },
  listLimitRequests: ({ view, query }) => {
    const found = view.list("limitRequest", query.state === undefined ? {} : { state: query.state });
    return page(found.reverse(), query, wish);
  },
  askLimits: ({ view, context, user, body }) => {
    const { merchant } = view.find("merchant", user.merchant ?? "");
    return wish(valueOf(limits.requestLimits(context, merchant, body.limits, body.why, actor(user))));
  },
  decideLimits: ({ view, context, user, parameters, body }) => {
    const { id } = view.find("limitRequest", parameters.id);
    return wish(valueOf(limits.decideLimits(context, id, body.isGranted, actor(user))));
  },

  readTexts: ({ context }) => shownTexts(texts.textsOf(context, "")),
  setTexts: ({ context, user, body: { cards, codes, ...rest } }) => {
    const methods = (cards ? texts.METHOD_CARDS : 0) | (codes ? texts.METHOD_CODES : 0);
    return shownTexts(valueOf(texts.setTexts(context, texts.PLATFORM_TEXTS, { ...rest, methods }, actor(user))));
  },

  listReleases: ({ view, query }) => {
    const newest = view.list("release").sort((a, b) => b.version - a.version);
    return page(newest, query, shownRelease);
  },
  publishRelease: ({ context, user, body: { name, manifest, image } }) => {
    const upload = { name, manifest: bytesOf(manifest, "manifest"), image: bytesOf(image, "image") };
    return shownRelease(valueOf(addRelease(context, upload, actor(user))));
  },
  stageRelease: ({ view, context, user, parameters, body: { share } }) => {
    const { version } = view.find("release", releaseKeyOf(Number(parameters.version)));
    return shownRelease(valueOf(rollOut(context, version, share, actor(user))));
  },
};

/** @throws PortalError INVALID: a decoder would pass over what is no Base64 */
function bytesOf(base64: string, name: string): Uint8Array {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.toString("base64") !== base64) throw new PortalError("INVALID", { path: `/body/${name}` });
  return new Uint8Array(bytes);
}

function wish({ id, merchant, wanted, why, state, askedAt }: LimitRequestRow): Value<typeof LIMIT_REQUEST> {
  return { id, merchant, wanted: present.limits(wanted), why, state, askedAt };
}

function shownTexts({ methods, ...rest }: texts.Texts): Value<typeof TEXTS> {
  const { supportPhone, supportOnline, receiptHead, receiptFoot } = rest;
  const [cards, codes] = [(methods & texts.METHOD_CARDS) !== 0, (methods & texts.METHOD_CODES) !== 0];
  return { supportPhone, supportOnline, receiptHead, receiptFoot, cards, codes };
}

function shownRelease(row: ReleaseRow): Value<typeof RELEASE> {
  const { version, name, bytes, hash, signature, state, share, at } = row;
  return { version, name, bytes, hash: hash.toLowerCase(), signature: signature.toLowerCase(), state, share, at };
}
