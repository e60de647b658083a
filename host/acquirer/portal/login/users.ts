/**
 * Who may sign in, as one small file in the data folder that is replaced whole at every change.
 *
 * Owns the shape of `users.json`. Knows no session and no operation; holds no password but its hash.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PasswordHash } from "./passwords.ts";
import type { Role } from "./roles.ts";

export const USERS_FILE = "portal_users.json";
const USERS_MAX = 10_000;

export interface User {
  /** Lower case, 3 to 32 characters. */
  readonly name: string;
  readonly role: Role;
  /** F42 of an owner's merchant; absent for staff, and for an owner whose application is under way. */
  readonly merchant?: string;
  /** Applications that an owner has handed in here. */
  readonly applications?: readonly string[];
  readonly password: PasswordHash;
  /** The password was given by somebody else: nothing is allowed but to change it. */
  readonly mustChange: boolean;
  readonly isLocked: boolean;
}

export interface Users {
  find(name: string): User | undefined;
  /** In order of names. */
  all(): User[];
  /** Durable when this returns. */
  put(user: User): void;
}

export class MemoryUsers implements Users {
  protected readonly users = new Map<string, User>();

  find(name: string): User | undefined {
    return this.users.get(name.toLowerCase());
  }

  all(): User[] {
    return [...this.users.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  put(user: User): void {
    if (!this.users.has(user.name) && this.users.size >= USERS_MAX) throw new Error("there are too many users");
    this.users.set(user.name, user);
  }
}

export class FileUsers extends MemoryUsers {
  readonly #file: string;

  /** @throws Error when the file cannot be read, or is none of ours */
  constructor(directory: string) {
    super();
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#file = join(directory, USERS_FILE);
    for (const user of readUsers(this.#file)) this.users.set(user.name, user);
  }

  override put(user: User): void {
    const before = this.users.get(user.name);
    super.put(user);
    try {
      this.#write();
    } catch (error) {
      if (before === undefined) this.users.delete(user.name);
      else this.users.set(user.name, before);
      throw error;
    }
  }

  #write(): void {
    const half = `${this.#file}.half`;
    const descriptor = openSync(half, "w", 0o600);
    try {
      writeFileSync(descriptor, `${JSON.stringify(this.all(), undefined, 1)}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(half, this.#file);
  }
}

function readUsers(file: string): User[] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as User[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new Error(`the portal's users in ${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
