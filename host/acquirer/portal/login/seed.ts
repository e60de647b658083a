/** The published test logins, for an acquirer that runs as the simulator. Owns the shape of `test_users.json`. */
import { hashPassword } from "./passwords.ts";
import { ROLES } from "./roles.ts";
import file from "./test_users.json" with { type: "json" };
import type { Users } from "./users.ts";

export interface TestUser {
  name: string;
  role: string;
  merchant?: string;
  password: string;
}

export const TEST_USERS: readonly TestUser[] = file.users;

/** Whoever is there already stays as he is. */
export async function seedUsers(users: Users, seeds: readonly TestUser[] = TEST_USERS): Promise<void> {
  for (const { name, role, merchant, password } of seeds) {
    const known = ROLES.find((candidate) => candidate === role);
    if (known === undefined || users.find(name) !== undefined) continue;
    const own = merchant === undefined ? {} : { merchant };
    users.put({
      name,
      role: known,
      ...own,
      password: await hashPassword(password),
      mustChange: false,
      isLocked: false,
    });
  }
}
