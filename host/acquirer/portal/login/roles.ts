/** Who works at the portal. A role is a list of operations (`api/operations.ts`), never a level above another. */
export const ROLES = ["clerk", "reviewer", "support", "auditor", "owner"] as const;

/**
 * clerk: operations (devices, downloads, releases); reviewer: decides on applications and limits, and sees personal data;
 * support: helps merchants; auditor: reads; owner: a merchant, who sees what is his.
 */
export type Role = (typeof ROLES)[number];

export const STAFF = ["clerk", "reviewer", "support", "auditor"] as const satisfies readonly Role[];

/**
 * What a clerk gives: roles that help and read. Whoever operates or decides has his login from the installation, so that
 * nobody gets by a second login what is not for him.
 */
export const GIVEN = ["support", "auditor"] as const satisfies ReadonlyArray<(typeof STAFF)[number]>;
