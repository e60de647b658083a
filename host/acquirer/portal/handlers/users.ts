/** Who may sign in: owners and staff are added, owners locked and let in again. Each is a line of the audit log. */
import { audit } from "../../platform/context.ts";
import type { USER } from "../api/rows.ts";
import type { Value } from "../api/schema.ts";
import { PortalError } from "../errors.ts";
import type { PasswordHash } from "../login/passwords.ts";
import type { User } from "../login/users.ts";
import { actor, page } from "./call.ts";
import type { Call, Handlers } from "./call.ts";

export const USER_HANDLERS: Handlers<"listUsers" | "lockUser"> = {
  listUsers: ({ users, query }) => page(users.all(), query, shownUser),
  lockUser: ({ context, users, user, parameters, body: { isLocked } }) => {
    const before = users.find(parameters.name);
    if (before === undefined) throw new PortalError("NOT_FOUND");
    if (before.role !== "owner") throw new PortalError("FORBIDDEN");
    const what = isLocked ? "login locked" : "login unlocked";
    audit(context, { who: actor(user), what, about: `login ${before.name}`, merchant: before.merchant ?? "" });
    const next = { ...before, isLocked };
    users.put(next);
    return shownUser(next);
  },
};

/** The owner changes the password at his first sign-in. */
export function addOwner(call: Call<"addOwner">, password: PasswordHash): Value<typeof USER> {
  const { context, users, user, body, view } = call;
  const { merchant } = view.find("merchant", body.merchant);
  if (users.find(body.name) !== undefined) throw new PortalError("EXISTS", { path: "/body/name" });
  audit(context, { who: actor(user), what: "login given", about: `login ${body.name}`, merchant });
  const next: User = { name: body.name, role: "owner", merchant, password, mustChange: true, isLocked: false };
  users.put(next);
  return shownUser(next);
}

/** As with an owner, nothing is allowed before the password was changed: whoever gave it cannot go on using it unseen. */
export function addStaff({ context, users, user, body }: Call<"addStaff">, password: PasswordHash): Value<typeof USER> {
  const { name, role } = body;
  if (users.find(name) !== undefined) throw new PortalError("EXISTS", { path: "/body/name" });
  audit(context, { who: actor(user), what: "staff login given", about: `login ${name}`, new: role });
  const next: User = { name, role, password, mustChange: true, isLocked: false };
  users.put(next);
  return shownUser(next);
}

function shownUser({ name, role, merchant, mustChange, isLocked }: User): Value<typeof USER> {
  return { name, role, mustChange, isLocked, ...(merchant === undefined ? {} : { merchant }) };
}
