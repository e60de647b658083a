/**
 * Network management of UnionPay's (F60.3 below 801): sign-on with new working keys, sign-off, the echo test, and what else a
 * terminal and its platform say without F64. This profile's own messages are in `own_management.ts`.
 */
import { NetworkCode, Tag } from "../../assembly/abi_platform.ts";
import { keyOwnerOf, maySignOn } from "./callers.ts";
import { commonFields, networkCodeOf, networkText, plainAnswer } from "./exchange.ts";
import type { Answer, Exchange, Fields } from "./exchange.ts";
import type { Faults } from "./faults.ts";
import type { AcquirerHsm } from "./hsm.ts";
import type { Ledger } from "./ledger.ts";
import { forgetNonces } from "./own_management.ts";
import { assignmentTags } from "./platform/binding_messages.ts";
import { takeStatus } from "./platform/care.ts";
import type { Context } from "./platform/context.ts";
import { fulfil, keepPendingKeys, pendingOf } from "./platform/devices.ts";
import { refuse, Refusal } from "./platform/refusal.ts";
import type { DeviceRow } from "./platform/rows.ts";
import { readStatus } from "./platform/status_field.ts";
import { readTags, writeTags } from "./platform/tags.ts";
import type { TagValues } from "./platform/tags.ts";
import { RESPONSE } from "./response_codes.ts";
import type { DownloadForm } from "./working_keys.ts";
import type { Message } from "../codec/iso8583/message.ts";
import type { HostTime } from "./host_time.ts";

/** F60.3 of a sign-on: single-length keys, double-length ones, those and a TDK. */
const SIGN_ON: Readonly<Record<DownloadForm, string>> = {
  "24": "001",
  "40": "003",
  "60": "004",
  blocks: "003",
  "blocks with TDK": "004",
};

export interface ManagementParts {
  ledger: Ledger;
  context: Context;
  hsm: AcquirerHsm;
  download: DownloadForm;
  random: (length: number) => Uint8Array;
  faults: Faults;
}

export type ManagementHandler = (parts: ManagementParts, exchange: Exchange) => Answer;

/** By MTI and F60.3, from a terminal that is known; a part of the platform that has more of them adds a line. */
const HANDLERS: ReadonlyMap<string, ManagementHandler> = new Map<string, ManagementHandler>([
  [codeOf("0820", NetworkCode.SIGN_OFF), signOff],
  [codeOf("0820", NetworkCode.ECHO), echo],
  [codeOf("0820", NetworkCode.STATUS), takeStatusUpload],
]);

/** Answers 0800 and 0820; 40 to what is not offered. */
export function manage(parts: ManagementParts, exchange: Exchange): Answer {
  const { request, at } = exchange;
  const network = networkCodeOf(request);
  if (request.mti === "0800" && network === SIGN_ON[parts.download]) return signOn(parts, exchange);
  const handler = HANDLERS.get(`${request.mti}/${network}`);
  return handler === undefined ? plainAnswer(at, RESPONSE.unsupported) : handler(parts, exchange);
}

/** 0800/101: which terminal and merchant a device is, by its serial number in F62; whoever asks has no number yet. */
export function isSerialQuestion(request: Message): boolean {
  return request.mti === "0800" && networkCodeOf(request) === networkText(NetworkCode.SERIAL);
}

export function answerSerial(context: Context, request: Message, at: HostTime): Answer {
  const tags = request.has(62) ? readTags(request.bytes(62)) : undefined;
  const serial = tags?.text(Tag.SERIAL);
  if (tags === undefined || serial === undefined) return plainAnswer(at, RESPONSE.format);
  const { nonce } = tags;
  const front: TagValues = nonce === undefined ? [] : [[Tag.NONCE, nonce]];
  const device = context.ledger.tables.get("device", serial);
  const found = device === undefined ? refuse("UNKNOWN_DEVICE") : assignmentTags({ context }, device);
  if (device === undefined || found instanceof Refusal) {
    const response = found instanceof Refusal ? found.response : RESPONSE.unknownTerminal;
    return { outcome: "refused", fields: [...commonFields(at), [39, response], ...privateField(front)] };
  }
  const numbers = [
    [41, device.terminal],
    [42, device.merchant],
  ] as const;
  const fields = [
    ...commonFields(at),
    [39, RESPONSE.approved],
    ...numbers,
    ...privateField([...front, ...found]),
  ] as const;
  return { outcome: "answered", fields };
}

function privateField(values: TagValues): Fields {
  return values.length === 0 ? [] : [[62, writeTags(values)]];
}

function signOn(parts: ManagementParts, { request, terminal, device, at }: Exchange): Answer {
  const { context, ledger, hsm, random, faults } = parts;
  if (!request.has(11)) return plainAnswer(at, RESPONSE.format);
  if (!maySignOn(context, { terminal, device })) return plainAnswer(at, RESPONSE.notAllowed);
  const pending = device && pendingOf(context, device);
  const owner = pending ? new Uint8Array(Buffer.from(pending.sealedMaster, "hex")) : keyOwnerOf({ terminal, device });
  const { download, sealed, pinCheckValueAt } = hsm.issueKeys(owner, random, parts.download);
  if (device && pending) keepPendingKeys(context, device, Buffer.from(sealed).toString("hex"));
  else ledger.putTerminal({ ...terminal, sealedKeys: sealed });
  if (device !== undefined) noteSignOn(context, device);
  if (faults.take("wrongKcv", request.mti)) download[pinCheckValueAt]! ^= 0xff;
  return {
    outcome: "keys issued",
    fields: [
      ...commonFields(at),
      [37, referenceNumber(ledger.nextReference())],
      [39, RESPONSE.approved],
      // The reply names the batch that is open here; the rest of F60 is the request's.
      [60, `00${terminal.batch}${SIGN_ON[parts.download]}`],
      [62, download],
    ],
  };
}

function noteSignOn(context: Context, { id }: DeviceRow): void {
  forgetNonces(context, id);
  fulfil(context, id, "sign-on");
}

/** The keys stay: a reversal may be outstanding. */
function signOff({ ledger }: ManagementParts, { at }: Exchange): Answer {
  const reference = referenceNumber(ledger.nextReference());
  return { outcome: "signed off", fields: [...commonFields(at), [37, reference], [39, RESPONSE.approved]] };
}

function echo({ ledger }: ManagementParts, { at }: Exchange): Answer {
  const reference = referenceNumber(ledger.nextReference());
  return { outcome: "echoed", fields: [...commonFields(at), [37, reference], [39, RESPONSE.approved]] };
}

/** Without F64, as the standard has it: a state is believed of whoever says that he is this terminal. */
function takeStatusUpload({ context, ledger }: ManagementParts, { request, device, at }: Exchange): Answer {
  const status = request.has(62) ? readStatus(request.bytes(62)) : undefined;
  if (status === undefined || device === undefined) return plainAnswer(at, RESPONSE.format);
  takeStatus(context, device, status);
  const reference = referenceNumber(ledger.nextReference());
  return { outcome: "answered", fields: [...commonFields(at), [37, reference], [39, RESPONSE.approved]] };
}

function codeOf(mti: string, network: NetworkCode): string {
  return `${mti}/${networkText(network)}`;
}

/** F37, 12 digits. */
export function referenceNumber(reference: number): string {
  return String(reference).padStart(12, "0").slice(-12);
}
