/**
 * Applications and merchants: from an operation to the platform's function, and its row as this user may see it. Rules of business
 * are the platform's.
 */
import * as applications from "../../platform/applications.ts";
import * as merchants from "../../platform/merchants.ts";
import type { ApplicationDraft, MerchantRow } from "../../platform/rows.ts";
import type { APPLICATION_FORM } from "../api/rows.ts";
import type { Value } from "../api/schema.ts";
import type { View } from "../login/view.ts";
import * as present from "../present.ts";
import { actor, page, valueOf } from "./call.ts";
import type { Call, Handlers } from "./call.ts";

type Ids =
  | ("listApplications" | "readApplication" | "submitApplication" | "correctApplication")
  | ("beginReview" | "approveApplication" | "rejectApplication" | "noteContract")
  | ("listMerchants" | "readMerchant" | "changeInstitution" | "suspendMerchant");

export const MERCHANT_HANDLERS: Handlers<Ids> = {
  listApplications: ({ view, query }) => {
    const all = view.list("application").reverse();
    const found = all.map((row) => present.application(row, view.showsPersonal));
    return page(
      found.filter(({ state }) => query.state === undefined || state === query.state),
      query,
      (row) => row,
    );
  },
  readApplication: ({ view, parameters }) =>
    present.application(view.find("application", parameters.id), view.showsPersonal),

  submitApplication: ({ view, context, users, user, body: { device = "", form } }) => {
    if (device !== "" && user.role === "owner" && isOfAnother(context.ledger.tables.get("device", device), user)) {
      view.find("device", device); // not found
    }
    const row = valueOf(applications.submit(context, draftOf(form), actor(user), device));
    if (user.role === "owner")
      users.put({ ...user, applications: [...new Set([...(user.applications ?? []), row.id])] });
    return present.application(row, view.showsPersonal);
  },
  correctApplication: ({ view, context, user, parameters, body }) => {
    const { id } = view.find("application", parameters.id);
    return present.application(
      valueOf(applications.resubmit(context, id, draftOf(body), actor(user))),
      view.showsPersonal,
    );
  },

  beginReview: (call) => decided(call, applications.beginReview),
  approveApplication: (call) => decided(call, applications.approve),
  rejectApplication: (call) =>
    decided(call, (context, id, who) => applications.reject(context, id, call.body.reason, who)),
  noteContract: (call) =>
    decided(call, (context, id, who) => applications.contract(context, id, call.body.depositPaid, who)),

  listMerchants: ({ view, query }) => page(view.list("merchant"), query, (row) => shown(view, row)),
  readMerchant: ({ view, parameters }) => shown(view, view.find("merchant", parameters.merchant)),
  changeInstitution: ({ view, context, user, parameters, body }) => {
    const { merchant } = view.find("merchant", parameters.merchant);
    return shown(view, valueOf(merchants.changeInstitution(context, merchant, body.institution, actor(user))));
  },
  suspendMerchant: ({ view, context, user, parameters, body }) => {
    const { merchant } = view.find("merchant", parameters.merchant);
    const change = body.isSuspended ? merchants.suspendMerchant : merchants.resumeMerchant;
    return shown(view, valueOf(change(context, merchant, actor(user))));
  },
};

type Decision = typeof applications.approve;

function decided(
  call: Pick<Call<"approveApplication">, "view" | "context" | "user" | "parameters">,
  decide: Decision,
): present.Application {
  const { view, context, user, parameters } = call;
  const { id } = view.find("application", parameters.id);
  return present.application(valueOf(decide(context, id, actor(user))), view.showsPersonal);
}

function shown(view: View, row: MerchantRow): present.Merchant {
  return present.merchant(row, view.list("device", { merchant: row.merchant }).length, view.showsPersonal);
}

function draftOf({ documents, ...form }: Value<typeof APPLICATION_FORM>): ApplicationDraft {
  return { ...form, documents: present.bitsOf(documents) };
}

/** A device in stock is anybody's to ask for. */
function isOfAnother(device: { merchant: string } | undefined, { merchant }: { merchant?: string }): boolean {
  return device === undefined || (device.merchant !== "" && device.merchant !== merchant);
}
