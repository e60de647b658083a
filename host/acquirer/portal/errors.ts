/**
 * Everything that the portal may refuse with: code, status of HTTP, and what a person reads. The one place for both.
 */
import type { Text } from "../../locale/language.ts";
import type { Refusal, RefusalCode } from "../platform/refusal.ts";

/** F39 of what was wrong in the request itself. */
const FORMAT_FAULT = "30";

interface Rule {
  status: number;
  text: Text;
}

const REFUSALS = {
  MALFORMED: { status: 400, text: { zh: "请求不是有效的 JSON", en: "The request is not valid JSON" } },
  INVALID: { status: 400, text: { zh: "填写的内容不符合要求", en: "What was entered is not as required" } },
  NOT_SIGNED_IN: { status: 401, text: { zh: "请先登录", en: "Please sign in first" } },
  WRONG_PASSWORD: { status: 401, text: { zh: "用户名或密码不正确", en: "User name or password is wrong" } },
  FORBIDDEN: { status: 403, text: { zh: "您没有此操作的权限", en: "Your role does not allow this" } },
  PASSWORD_DUE: {
    status: 403,
    text: { zh: "请先修改初始密码", en: "Change your first password before anything else" },
  },
  NO_TOKEN: {
    status: 403,
    text: { zh: "页面已失效，请刷新后重试", en: "The page is out of date: reload it and try again" },
  },
  FOREIGN_ORIGIN: { status: 403, text: { zh: "请求来自其他网站", en: "The request comes from another site" } },
  NOT_FOUND: { status: 404, text: { zh: "没有找到", en: "Not found" } },
  METHOD: { status: 405, text: { zh: "不支持此请求方法", en: "That method is not allowed here" } },
  TIMED_OUT: { status: 408, text: { zh: "请求超时", en: "The request took too long" } },
  WRONG_STATE: { status: 409, text: { zh: "当前状态不允许此操作", en: "Its present state does not allow this" } },
  EXISTS: { status: 409, text: { zh: "已经存在", en: "It exists already" } },
  TOO_LARGE: { status: 413, text: { zh: "请求内容过大", en: "The request is too large" } },
  CONTENT_TYPE: { status: 415, text: { zh: "只接受 application/json", en: "Only application/json is accepted" } },
  TOO_MANY: { status: 429, text: { zh: "尝试次数过多，请稍后再试", en: "Too many attempts: try again later" } },
  FAILED: { status: 500, text: { zh: "系统内部错误", en: "Something failed inside the portal" } },
  BUSY: { status: 503, text: { zh: "系统繁忙，请稍后再试", en: "The portal is busy: try again later" } },
} as const satisfies Readonly<Record<string, Rule>>;

export type ErrorCode = keyof typeof REFUSALS;

export const ERROR_CODES = Object.keys(REFUSALS) as ErrorCode[];

/** What is sent: `path` is a JSON pointer into the request, such as /body/amount, and absent where no place is at fault. */
export interface ErrorBody {
  code: ErrorCode;
  message: Text;
  path?: string;
}

interface Details {
  path?: string;
  /** Seconds, for Retry-After. */
  retryAfter?: number;
  /** Says more than the code's own text. */
  message?: Text;
}

export class PortalError extends Error {
  readonly code: ErrorCode;
  readonly path: string | undefined;
  /** Seconds, for Retry-After. */
  readonly retryAfter: number | undefined;
  readonly #message: Text;

  constructor(code: ErrorCode, { path, retryAfter, message = REFUSALS[code].text }: Details = {}) {
    super(message.en);
    this.code = code;
    this.path = path;
    this.retryAfter = retryAfter;
    this.#message = message;
  }

  get status(): number {
    return REFUSALS[this.code].status;
  }

  get body(): ErrorBody {
    const { zh, en } = this.#message;
    return { code: this.code, message: { zh, en }, ...(this.path === undefined ? {} : { path: this.path }) };
  }
}

const FIELDS: Partial<Record<RefusalCode, string>> = {
  ...{ NAME: "name", CATEGORY: "category", LICENCE: "licence", IDENTITY: "identity", ACCOUNT: "account" },
  ...{ SIGNATURE: "manifest", VERSION: "manifest", IMAGE: "image", IMAGE_SIZE: "image", SHARE: "share" },
  ...{ CONTACT: "contact", PHONE: "phone", DOCUMENTS: "documents", REASON: "reason" },
};

/** What the platform refuses, in its own words. */
export function refused({ code, reason, response }: Refusal): PortalError {
  const field = FIELDS[code];
  const place = field === undefined ? {} : { path: `/body/${field}` };
  return new PortalError(codeOf(code, response), { message: reason, ...place });
}

function codeOf(code: RefusalCode, response: string): ErrorCode {
  if (code === "NOT_FOUND" || code === "UNKNOWN_DEVICE" || code === "OTHER_MERCHANT") return "NOT_FOUND";
  if (code === "EXISTS") return "EXISTS";
  if (code === "IMAGE_SIZE") return "TOO_LARGE";
  if (code === "SIGNATURE" || code === "IMAGE") return "INVALID";
  if (code === "NO_TRIES" || code === "NO_RESENDS" || code === "FULL") return "TOO_MANY";
  return response === FORMAT_FAULT ? "INVALID" : "WRONG_STATE";
}
