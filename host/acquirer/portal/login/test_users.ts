/** The published test logins. Owns the shape of `test_users.json`. */
import file from "./test_users.json" with { type: "json" };

export interface TestUser {
  name: string;
  role: string;
  merchant?: string;
  password: string;
}

export const TEST_USERS: readonly TestUser[] = file.users;
