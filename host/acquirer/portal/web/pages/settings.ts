/** Limits with the wishes for others, the texts that terminals download, and firmware releases. */
import type { Limits, Merchant } from "../../present.ts";
import type { LIMIT_REQUEST, RELEASE } from "../../api/rows.ts";
import type { Value } from "../../api/schema.ts";
import { call, mayCall } from "../client.ts";
import type { Session } from "../client.ts";
import { ask } from "../dialog.ts";
import type { Field, Values } from "../dialog.ts";
import { el, fill } from "../dom.ts";
import { money, moment, t } from "../shown.ts";
import { listOf } from "../table.ts";
import { RELEASE_STATE_TEXTS, REQUEST_STATE_TEXTS } from "../texts.ts";
import { badge, deed, optionsOf } from "./page.ts";
import type { Page } from "./page.ts";

const KINDS = ["payment", "day", "debit", "credit", "stripe"] as const;

function limitFields(known?: Limits): Field[] {
  return KINDS.map((name) => ({ name, label: name, kind: "amount", value: known?.[name] ?? 0 }));
}

function limitsOf(values: Values): Limits {
  return Object.fromEntries(KINDS.map((name) => [name, values[name]])) as unknown as Limits;
}

const shown = (amount: number | undefined): string =>
  amount === undefined ? "" : amount === 0 ? t("noLimit") : money(amount);

type Limited = Merchant & { readonly limits: Limits };
type Wish = Value<typeof LIMIT_REQUEST>;

export const LIMITS: Page = {
  title: "limits",
  reads: "readLimits",
  show: (session, report) => el("div", {}, merchantLimits(session, report), wishes(session, report)),
};

function merchantLimits(session: Session, report: (error: unknown) => void): HTMLElement {
  return listOf<Limited>(
    {
      title: "limits",
      columns: [
        { title: "merchant", show: ({ merchant }) => merchant },
        { title: "name", show: ({ name }) => name },
        ...KINDS.map((name) => ({ title: name, show: ({ limits }: Limited) => shown(limits[name]), isNumber: true })),
      ],
      buttons: mayCall("askLimits", session) ? [{ name: "askLimits", run: askLimits }] : [],
      actions: deed<Limited>(session, {
        name: "setLimits",
        needs: "setLimits",
        fields: ({ limits }) => limitFields(limits),
        run: ({ merchant }, values) => call("setLimits", { parameters: { merchant }, body: limitsOf(values) }),
      }),
      load: async (query) => {
        const { items, total } = await call("listMerchants", { query });
        const limits = items.map(({ merchant }) => call("readLimits", { parameters: { merchant } }));
        const all = await Promise.all(limits);
        return { items: items.map((row, index) => ({ ...row, limits: all[index]! })), total };
      },
    },
    report,
  );
}

function askLimits(): Promise<boolean> {
  return ask({
    title: "askLimits",
    fields: [...limitFields(), { name: "why", label: "why", maxLength: 100 }],
    send: async (values) => {
      await call("askLimits", { body: { limits: limitsOf(values), why: String(values["why"]) } });
    },
  });
}

function wishes(session: Session, report: (error: unknown) => void): HTMLElement {
  const decide = (isGranted: boolean) =>
    deed<Wish>(session, {
      name: isGranted ? "grant" : "refuse",
      needs: "decideLimits",
      when: ({ state }) => state === "open",
      run: ({ id }) => call("decideLimits", { parameters: { id }, body: { isGranted } }),
    });
  return listOf<Wish>(
    {
      title: "wishes",
      columns: [
        { title: "askedAt", show: ({ askedAt }) => moment(askedAt) },
        { title: "merchant", show: ({ merchant }) => merchant },
        ...KINDS.map((name) => ({ title: name, show: ({ wanted }: Wish) => shown(wanted[name]), isNumber: true })),
        { title: "why", show: ({ why }) => why },
        { title: "state", show: ({ state }) => badge(state, REQUEST_STATE_TEXTS[state]) },
      ],
      filters: [{ name: "state", label: "state", options: optionsOf(REQUEST_STATE_TEXTS) }],
      actions: [...decide(true), ...decide(false)],
      load: (paging, filters) => call("listLimitRequests", { query: { ...paging, ...filters } }),
    },
    report,
  );
}

export const DOWNLOADS: Page = {
  title: "downloads",
  reads: "readTexts",
  show: (session, report) => {
    const section = el("section", { class: "list" });
    const read = async (): Promise<void> => {
      const texts = await call("readTexts");
      const names = ["supportPhone", "supportOnline", "receiptHead", "receiptFoot"] as const;
      const rows = names.flatMap((name) => [el("dt", {}, t(name)), el("dd", {}, texts[name] || "—")]);
      const methods = [texts.cards ? t("cards") : "", texts.codes ? t("codes") : ""].filter(Boolean).join("、");
      const fields: Field[] = [
        ...names.map((name) => ({ name, label: name, maxLength: 60, value: texts[name], isOptional: true })),
        { name: "cards", label: "cards", kind: "yes", value: texts.cards },
        { name: "codes", label: "codes", kind: "yes", value: texts.codes },
      ];
      const change = async (): Promise<void> => {
        const send = async (values: Values): Promise<void> => {
          await call("setTexts", { body: values as unknown as typeof texts });
        };
        if (await ask({ title: "downloads", fields, send })) await read();
      };
      const button = el("button", { class: "main", click: () => void change().catch(report) }, t("downloads"));
      const header = el("header", {}, el("h1", {}, t("downloads")), mayCall("setTexts", session) && button);
      fill(section, header, el("dl", { class: "card" }, ...rows, el("dt", {}, t("methods")), el("dd", {}, methods)));
    };
    read().catch(report);
    return section;
  },
};

type Release = Value<typeof RELEASE>;

export const RELEASES: Page = {
  title: "releases",
  reads: "listReleases",
  show: (session, report) =>
    listOf<Release>(
      {
        title: "releases",
        columns: [
          { title: "version", show: ({ version }) => version, isNumber: true },
          { title: "releaseName", show: ({ name }) => name },
          { title: "bytes", show: ({ bytes }) => bytes, isNumber: true },
          { title: "hash", show: ({ hash }) => `${hash.slice(0, 16)}…` },
          { title: "state", show: ({ state }) => badge(state, RELEASE_STATE_TEXTS[state]) },
          { title: "share", show: ({ share }) => share, isNumber: true },
          { title: "time", show: ({ at }) => moment(at) },
        ],
        buttons: mayCall("publishRelease", session) ? [{ name: "publish", run: publish }] : [],
        actions: deed<Release>(session, {
          name: "stage",
          needs: "stageRelease",
          fields: ({ share }) => [{ name: "share", label: "share", kind: "number", maxLength: 3, value: share }],
          run: ({ version }, { share }) =>
            call("stageRelease", { parameters: { version: String(version) }, body: { share: share as number } }),
        }),
        load: (query) => call("listReleases", { query }),
      },
      report,
    ),
};

function publish(): Promise<boolean> {
  return ask({
    title: "publish",
    fields: [
      { name: "name", label: "releaseName", maxLength: 40 },
      { name: "manifest", label: "manifest", kind: "file" },
      { name: "image", label: "image", kind: "file" },
    ],
    send: async ({ name, manifest, image }) => {
      const body = { name: String(name), manifest: String(manifest), image: String(image) };
      await call("publishRelease", { body });
    },
  });
}
