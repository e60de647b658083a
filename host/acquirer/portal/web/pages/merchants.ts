/** Applications with their review, and merchants. */
import type { Application, Merchant } from "../../present.ts";
import type { APPLICATION_FORM } from "../../api/rows.ts";
import type { Value } from "../../api/schema.ts";
import { call, mayCall } from "../client.ts";
import { ask, tellRows } from "../dialog.ts";
import type { Field, Values } from "../dialog.ts";
import { moment, money, said } from "../shown.ts";
import { listOf } from "../table.ts";
import { APPLICATION_STATES, DOCUMENT_TEXTS } from "../texts.ts";
import { badge, deed, optionsOf, reasonOf, REASON_FIELDS } from "./page.ts";
import type { Page } from "./page.ts";

type Form = Value<typeof APPLICATION_FORM>;

const isOpen = ({ state }: Application): boolean => state === "submitted" || state === "inReview";

export const APPLICATIONS: Page = {
  title: "applications",
  reads: "listApplications",
  show: (session, report) =>
    listOf<Application>(
      {
        title: "applications",
        columns: [
          { title: "id", show: ({ id }) => id },
          { title: "name", show: ({ name }) => name },
          { title: "device", show: ({ device }) => device },
          { title: "state", show: ({ state }) => badge(state, APPLICATION_STATES[state]) },
          { title: "submittedAt", show: ({ submittedAt }) => moment(submittedAt) },
          { title: "dueDate", show: ({ dueDate }) => dueDate },
          { title: "merchant", show: ({ merchant }) => merchant },
        ],
        filters: [{ name: "state", label: "state", options: optionsOf(APPLICATION_STATES) }],
        buttons: mayCall("submitApplication", session) ? [{ name: "apply", run: apply }] : [],
        actions: [
          { name: "details", when: () => true, run: showApplication },
          ...deed<Application>(session, {
            name: "review",
            needs: "beginReview",
            when: ({ state }) => state === "submitted",
            run: ({ id }) => call("beginReview", { parameters: { id } }),
          }),
          ...deed<Application>(session, {
            name: "approve",
            needs: "approveApplication",
            when: isOpen,
            run: ({ id }) => call("approveApplication", { parameters: { id } }),
          }),
          ...deed<Application>(session, {
            name: "reject",
            needs: "rejectApplication",
            when: isOpen,
            fields: () => REASON_FIELDS,
            run: ({ id }, values) => call("rejectApplication", { parameters: { id }, body: reasonOf(values) }),
          }),
          ...deed<Application>(session, {
            name: "noteContract",
            needs: "noteContract",
            when: ({ state }) => state === "approved",
            fields: ({ deposit }) => [{ name: "depositPaid", label: "depositPaid", kind: "amount", value: deposit }],
            run: ({ id }, { depositPaid }) =>
              call("noteContract", { parameters: { id }, body: { depositPaid: depositPaid as number } }),
          }),
          ...deed<Application>(session, {
            name: "correct",
            needs: "correctApplication",
            when: ({ state }) => state === "rejected",
            fields: ({ name, category, licence }) => formFields({ name, category, licence }),
            run: ({ id }, values) => call("correctApplication", { parameters: { id }, body: formOf(values) }),
          }),
        ],
        load: (paging, filters) => call("listApplications", { query: { ...paging, ...filters } }),
      },
      report,
    ),
};

function formFields(known: Partial<Form> = {}): Field[] {
  return [
    { name: "name", label: "name", maxLength: 40, value: known.name },
    { name: "category", label: "category", maxLength: 4, value: known.category },
    { name: "licence", label: "licence", maxLength: 18, value: known.licence },
    { name: "identity", label: "identity", maxLength: 18 },
    { name: "account", label: "account", maxLength: 19 },
    { name: "contact", label: "contact", maxLength: 20 },
    { name: "phone", label: "phone", maxLength: 11 },
    { name: "documents", label: "documents", kind: "checks", options: optionsOf(DOCUMENT_TEXTS) },
  ];
}

function formOf({ device: _device, ...form }: Values): Form {
  return form as unknown as Form;
}

function apply(): Promise<boolean> {
  return ask({
    title: "apply",
    fields: [{ name: "device", label: "device", maxLength: 8, isOptional: true }, ...formFields()],
    send: async (values) => {
      const device = String(values["device"]);
      await call("submitApplication", { body: { form: formOf(values), ...(device === "" ? {} : { device }) } });
    },
  });
}

async function showApplication({ id }: Application): Promise<boolean> {
  const row = await call("readApplication", { parameters: { id } });
  await tellRows("details", [
    ["id", row.id],
    ["name", row.name],
    ["category", row.category],
    ["licence", row.licence],
    ["identity", row.identity],
    ["account", row.account],
    ["contact", row.contact],
    ["phone", row.phone],
    ["documents", row.documents.map((name) => said(DOCUMENT_TEXTS[name])).join("、")],
    ["state", said(APPLICATION_STATES[row.state])],
    ["reason", row.reason === undefined ? "" : said(row.reason)],
    ["merchant", row.merchant ?? ""],
    ["terminal", row.terminal ?? ""],
    ["deposit", money(row.deposit)],
    ["depositPaid", money(row.depositPaid)],
  ]);
  return false;
}

export const MERCHANTS: Page = {
  title: "merchants",
  reads: "listMerchants",
  show: (session, report) =>
    listOf<Merchant>(
      {
        title: "merchants",
        columns: [
          { title: "merchant", show: ({ merchant }) => merchant },
          { title: "name", show: ({ name }) => name },
          { title: "category", show: ({ category }) => category },
          { title: "institution", show: ({ institution }) => institution },
          { title: "contact", show: ({ contact }) => contact },
          { title: "phone", show: ({ phone }) => phone },
          { title: "account", show: ({ account }) => account },
          { title: "deviceCount", show: ({ devices }) => devices, isNumber: true },
        ],
        actions: [
          ...deed<Merchant>(session, {
            name: "changeInstitution",
            needs: "changeInstitution",
            fields: ({ institution }) => [
              { name: "institution", label: "institution", maxLength: 3, value: institution },
            ],
            run: ({ merchant }, { institution }) =>
              call("changeInstitution", { parameters: { merchant }, body: { institution: String(institution) } }),
          }),
          ...deed<Merchant>(session, {
            name: "suspend",
            needs: "suspendMerchant",
            when: ({ isSuspended }) => !isSuspended,
            run: ({ merchant }) => call("suspendMerchant", { parameters: { merchant }, body: { isSuspended: true } }),
          }),
          ...deed<Merchant>(session, {
            name: "resume",
            needs: "suspendMerchant",
            when: ({ isSuspended }) => isSuspended,
            run: ({ merchant }) => call("suspendMerchant", { parameters: { merchant }, body: { isSuspended: false } }),
          }),
        ],
        load: (query) => call("listMerchants", { query }),
      },
      report,
    ),
};
