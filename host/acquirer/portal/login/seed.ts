/** Makes the published test logins, for an acquirer that runs as the simulator. */
import { hashPassword } from "./passwords.ts";
import { ROLES } from "./roles.ts";
import { TEST_USERS } from "./test_users.ts";
import type { TestUser } from "./test_users.ts";
import type { Users } from "./users.ts";

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
