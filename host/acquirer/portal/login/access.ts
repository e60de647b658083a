/**
 * Who may do what: the one place. Denied unless the operation names the role.
 *
 * Which rows somebody may see is decided in `view.ts`, which is the only way to rows.
 */
import type { Operation } from "../api/operation.ts";
import { PortalError } from "../errors.ts";
import type { User } from "./users.ts";

/** @throws PortalError NOT_SIGNED_IN, FORBIDDEN or PASSWORD_DUE */
export function admit({ roles, early }: Operation, user: User | undefined): void {
  if (roles === "anyone") return;
  if (user === undefined || user.isLocked) throw new PortalError("NOT_SIGNED_IN");
  if (!roles.includes(user.role)) throw new PortalError("FORBIDDEN");
  if (user.mustChange && early !== true) throw new PortalError("PASSWORD_DUE");
}
