/**
 * The pages of the portal: who is signed in, where in the portal he is (the part of the address after #), in which language.
 *
 * Draws anew from the server at every change of one of these; keeps no row.
 */
import { CallError, call, mayCall } from "./client.ts";
import type { Session } from "./client.ts";
import { ask } from "./dialog.ts";
import { el, fill } from "./dom.ts";
import { DEVICES } from "./pages/devices.ts";
import { APPLICATIONS, MERCHANTS } from "./pages/merchants.ts";
import type { Page } from "./pages/page.ts";
import { AUDIT, BACKUPS, FAULTS, SECURITY, SETTLEMENTS, TRANSACTIONS, USERS } from "./pages/records.ts";
import { DOWNLOADS, LIMITS, RELEASES } from "./pages/settings.ts";
import { choose, chosen, said, t } from "./shown.ts";
import { ROLE_TEXTS } from "./texts.ts";

const PAGES: readonly Page[] = [
  ...[APPLICATIONS, DEVICES, MERCHANTS, LIMITS, DOWNLOADS, TRANSACTIONS, SETTLEMENTS],
  ...[FAULTS, SECURITY, RELEASES, BACKUPS, USERS, AUDIT],
];
const MESSAGE_MS = 6_000;

let session: Session | undefined;

function report(error: unknown): void {
  if (error instanceof CallError && error.code === "NOT_SIGNED_IN") {
    session = undefined;
    draw();
  }
  if (error instanceof CallError && error.code === "PASSWORD_DUE") draw();
  const text = error instanceof CallError ? said(error.text) : String(error);
  const message = el("p", { class: "message", role: "alert" }, text);
  document.body.append(message);
  setTimeout(() => message.remove(), MESSAGE_MS);
}

function draw(): void {
  document.documentElement.lang = chosen();
  document.title = t("title");
  fill(document.body, bar(), session === undefined || session.mustChange ? door() : room(session));
}

function bar(): HTMLElement {
  const language = el("button", { id: "language", lang: chosen() === "en" ? "zh-CN" : "en", click: switchLanguage });
  fill(language, t("otherLanguage"));
  const who =
    session === undefined
      ? []
      : [
          el("span", { class: "who" }, `${session.user} · ${said(ROLE_TEXTS[session.role])}`),
          el("button", { id: "change-password", click: changePassword }, t("changePassword")),
          el("button", { id: "sign-out", click: leave }, t("signOut")),
        ];
  return el(
    "header",
    { class: "bar" },
    el("a", { class: "skip", href: "#main" }, t("skip")),
    el("strong", {}, t("title")),
    el("span", { class: "test" }, t("testOnly")),
    el("span", { class: "space" }),
    ...who,
    language,
  );
}

function switchLanguage(): void {
  choose(chosen() === "en" ? "zh-CN" : "en");
  draw();
}

/** Sign-in, or the first password's change. */
function door(): HTMLElement {
  if (session?.mustChange === true) {
    const change = el("button", { class: "main", click: changePassword }, t("changePassword"));
    return el(
      "main",
      { id: "main", class: "door" },
      el("h1", {}, t("passwordDue")),
      el("p", {}, t("passwordRule")),
      change,
    );
  }
  const user = el("input", { id: "user", name: "user", autocomplete: "username", required: true, maxlength: 64 });
  const password = el("input", {
    ...{ id: "password", name: "password", type: "password", autocomplete: "current-password" },
    ...{ required: true, maxlength: 128 },
  });
  const fault = el("p", { class: "fault", role: "alert" });
  const submit = el("button", { type: "submit", class: "main", id: "sign-in" }, t("signIn"));
  const enter = async (): Promise<void> => {
    submit.disabled = true;
    try {
      session = await call("signIn", { body: { user: user.value.trim(), password: password.value } });
      draw();
    } catch (error) {
      fill(fault, error instanceof CallError ? said(error.text) : String(error));
      password.value = "";
      password.focus();
    } finally {
      submit.disabled = false;
    }
  };
  const form = el(
    "form",
    {
      submit: (event) => {
        event.preventDefault();
        void enter();
      },
    },
    el("h1", {}, t("signIn")),
    el("div", { class: "field" }, el("label", { for: "user" }, t("user")), user),
    el("div", { class: "field" }, el("label", { for: "password" }, t("password")), password),
    fault,
    submit,
  );
  return el("main", { id: "main", class: "door" }, form);
}

function room(known: Session): HTMLElement {
  const open = PAGES.filter(({ reads }) => mayCall(reads, known));
  const wanted = location.hash.slice(1);
  const page = open.find(({ title }) => title === wanted) ?? open[0];
  const links = open.map(({ title }) =>
    el("a", { href: `#${title}`, "aria-current": title === page?.title && "page" }, t(title)),
  );
  const content = page?.show(known, report);
  return el("div", { class: "room" }, el("nav", {}, ...links), el("main", { id: "main", tabindex: -1 }, content));
}

function leave(): void {
  call("signOut")
    .then(() => {
      session = undefined;
      draw();
    })
    .catch(report);
}

function changePassword(): void {
  const send = async (values: Readonly<Record<string, unknown>>): Promise<void> => {
    session = await call("changePassword", { body: { old: String(values["old"]), next: String(values["next"]) } });
  };
  const fields = [
    { name: "old", label: "oldPassword", kind: "password", maxLength: 128 },
    { name: "next", label: "newPassword", kind: "password", maxLength: 128 },
  ] as const;
  ask({ title: "changePassword", note: "passwordRule", fields, send }).then((isSent) => {
    if (isSent) draw();
  }, report);
}

async function begin(): Promise<void> {
  try {
    session = await call("readSession");
  } catch {
    session = undefined;
  }
  draw();
}

addEventListener("hashchange", () => {
  if (location.hash !== "#main") draw();
});
void begin();
