/**
 * The acquirer: one frame in, at most one frame out.
 *
 * Synchronous, and pure but for its ledger: time and randomness are given to it. What a message changes and the answer
 * that a repetition will get are one ledger transaction, which is durable before the reply leaves. No input makes it
 * throw: what is no request is dropped; when the ledger itself fails, nothing is booked and nothing is answered, and
 * the terminal's reversal settles the matter.
 */
import type { CardData } from "../cards/card_spec.ts";
import { CodecError } from "../codec/errors.ts";
import { replyFrame } from "../codec/iso8583/frame.ts";
import type { Frame } from "../codec/iso8583/frame.ts";
import { maskPan } from "../codec/mask.ts";
import { UNIONPAY } from "../codec/iso8583/unionpay.ts";
import type { Message } from "../codec/iso8583/message.ts";
import type { AcquirerEvent } from "./events.ts";
import {
  carriesMac,
  hasMac,
  isMacOf,
  isMacRight,
  isManagement,
  isRequest,
  MAC_FIELD,
  packAnswer,
  plainAnswer,
  responseOf,
  SETTLEMENT_MTI,
} from "./exchange.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { Faults } from "./faults.ts";
import { hostTime } from "./host_time.ts";
import type { AcquirerHsm } from "./hsm.ts";
import { Issuer } from "./issuer.ts";
import { callerOf, deviceSecurityOf, maySettle, mayTrade, noteSeen, noteStan, securityOf } from "./callers.ts";
import type { Caller } from "./callers.ts";
import type { Ledger } from "./ledger.ts";
import { answerSerial, isSerialQuestion, manage } from "./management.ts";
import { isOwnManagement, manageOwn } from "./own_management.ts";
import type { OwnAnswer } from "./own_management.ts";
import type { Context } from "./platform/context.ts";
import { dueDigit } from "./processing_request.ts";
import { openPlatform } from "./platform/platform.ts";
import { isNotice, takeNotice } from "./notice.ts";
import { bookOffline, isOfflineSale } from "./offline_sale.ts";
import { RESPONSE } from "./response_codes.ts";
import { reverse } from "./reversal.ts";
import { SALE_PROCESSING_CODE, amountOf, panOf, sell } from "./sale.ts";
import { settle } from "./settlement.ts";
import type { DownloadForm } from "./working_keys.ts";

export interface AcquirerOptions {
  /** Seeded (`seed.ts`) with the terminals of `hsm` and the accounts of `cards`. */
  ledger: Ledger;
  hsm: AcquirerHsm;
  cards: readonly CardData[];
  now: () => Date;
  random: (length: number) => Uint8Array;
  /** Of the working keys in a sign-on reply; `40` unless told. */
  download?: DownloadForm;
  log?: (event: AcquirerEvent) => void;
  faults?: Faults;
  /** The platform of this ledger; one of its own when absent. */
  platform?: Context;
}

export class Acquirer {
  readonly faults: Faults;
  readonly platform: Context;
  readonly #options: AcquirerOptions;
  readonly #issuer: Issuer;

  constructor(options: AcquirerOptions) {
    this.#options = options;
    this.faults = options.faults ?? new Faults();
    this.platform = options.platform ?? openPlatform(options);
    this.#issuer = new Issuer(options.ledger, options.cards, options.hsm);
  }

  /** The reply to a request, or undefined when there is none to give. Never throws for bad input. */
  handle(frame: Frame): Frame | undefined {
    try {
      return this.#handle(frame);
    } catch (error) {
      this.#log({ kind: "failed", code: error instanceof Error ? error.name : "unknown" });
      return undefined;
    }
  }

  #handle(frame: Frame): Frame | undefined {
    const request = this.#unpack(frame.body);
    if (request === undefined) return undefined;
    const { mti } = request;
    if (this.faults.take("dropRequest", mti)) return undefined;
    const { answer, body, due } = this.#options.ledger.transaction(() => this.#answer(request, frame));
    this.#options.log?.(describe(request, answer));
    if (this.faults.take("dropReply", mti)) return undefined;
    return { tpdu: replyFrame(frame, body).tpdu, header: replyHeader(frame.header, due), body };
  }

  #unpack(body: Uint8Array): Message | undefined {
    try {
      const request = UNIONPAY.unpack(body);
      if (isRequest(request.mti)) return request;
      this.#log({ kind: "dropped", code: "NOT_A_REQUEST" });
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      this.#log({ kind: "dropped", code: error.code });
    }
    return undefined;
  }

  /** The answer, its bytes under the keys that the terminal had when it asked, and what is due there. */
  #answer(request: Message, frame: Frame): { answer: Answer; body: Uint8Array; due: number } {
    const caller = callerOf(this.platform, this.#options.hsm, request.text(41));
    const { answer, security } = this.#reply(request, frame, caller);
    const body = packAnswer(request, answer, security);
    const { mti } = request;
    const isMade = security !== undefined && hasMac(mti, answer);
    if (isMade && this.faults.take("corruptMac", mti)) corruptLastCharacter(body);
    if (caller !== undefined) noteSeen(this.platform, caller, frame.header);
    return { answer, body, due: caller === undefined ? 0 : dueDigit(this.platform, caller) };
  }

  #reply(request: Message, { body, header }: Frame, caller: Caller | undefined): OwnAnswer {
    const { hsm, now } = this.#options;
    const { mti } = request;
    const at = hostTime(now());
    if (isManagement(mti)) {
      if (isOwnManagement(request)) return manageOwn({ context: this.platform, hsm }, request, body, at);
      if (isSerialQuestion(request)) return { answer: answerSerial(this.platform, request, at), security: undefined };
    }
    if (caller === undefined) return { answer: plainAnswer(at, RESPONSE.unknownTerminal), security: undefined };
    const security = securityOf(hsm, caller);
    const { terminal, device } = caller;
    const exchange = { request, body, terminal, device, security, at, isTest: isTest(header), isProved: false };
    if (carriesMac(mti)) return { answer: this.#decide(exchange), security };
    // The standard has no F64 here: where a message has it, it must be right, and the answer has it too.
    if (!request.has(MAC_FIELD)) return { answer: this.#decide(exchange), security: undefined };
    const proof = [security, deviceSecurityOf(hsm, caller)].find((one) => one && isMacOf(one, request, body));
    const answer = proof ? this.#decide({ ...exchange, isProved: true }) : plainAnswer(at, RESPONSE.wrongMac);
    return { answer: { ...answer, isSealed: true }, security: proof ?? security };
  }

  #decide(exchange: Exchange): Answer {
    const { request, terminal, at } = exchange;
    const { mti } = request;
    const context = this.platform;
    const { ledger, hsm, now, random, download = "40" } = this.#options;
    if (request.text(42) !== terminal.merchant) return plainAnswer(at, RESPONSE.invalidMerchant);
    if (isManagement(mti)) {
      return manage({ ledger, context, hsm, random, download, faults: this.faults }, exchange);
    }
    if (mti === SETTLEMENT_MTI) return settle({ ledger, now, mayCome: maySettle(hsm, exchange) }, exchange);
    if (!isMacRight(exchange)) return plainAnswer(at, RESPONSE.wrongMac);
    noteStan(ledger, terminal.terminal, Number(request.text(11)));
    const gate = (): string | undefined => (mayTrade(context, exchange) ? undefined : RESPONSE.notAllowed);
    const parts = { ledger, issuer: this.#issuer, faults: this.faults, gate };
    if (mti === "0400") return reverse(parts, exchange);
    if (isNotice(request)) return takeNotice(ledger, exchange);
    if (mti !== "0200") return plainAnswer(at, RESPONSE.unsupported);
    if (request.has(3) && request.text(3) !== SALE_PROCESSING_CODE) return plainAnswer(at, RESPONSE.invalidTransaction);
    return isOfflineSale(request) ? bookOffline(parts, exchange) : sell(parts, exchange);
  }

  #log(event: AcquirerEvent): void {
    this.#options.log?.(event);
  }
}

function describe(request: Message, answer: Answer): AcquirerEvent {
  return {
    kind: "message",
    mti: request.mti,
    terminal: request.text(41).replace(/[^\x20-\x7e]/g, "?"),
    stan: request.text(11),
    ...(request.has(4) ? { amount: amountOf(request) } : {}),
    ...(request.has(2) || request.has(35) ? { card: maskPan(panOf(request)) } : {}),
    response: responseOf(answer),
    outcome: answer.outcome,
  };
}

/** Digit 5: 1 in test mode. */
function isTest(header: Uint8Array): boolean {
  return header[2]! >> 4 === 1;
}

/** Digit 6 is the host's processing request. @param due 0 for none */
function replyHeader(header: Uint8Array, due: number): Uint8Array {
  const reply = header.slice();
  reply[2] = (reply[2]! & 0xf0) | due;
  return reply;
}

function corruptLastCharacter(body: Uint8Array): void {
  const last = body.length - 1;
  body[last] = body[last] === 0x30 ? 0x31 : 0x30;
}
