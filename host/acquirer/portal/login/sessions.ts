/**
 * Who is signed in: random names of 256 bits, in memory only, so that a restart signs everybody out.
 *
 * What always holds: a session's name is made here and never taken from outside, a new one at every sign-in and change of
 * password; it ends after a time of rest and, whatever is done, after a working day. Its CSRF token is a secret of its own.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const NAME_BYTES = 32;
export const IDLE_MS_MAX = 15 * 60_000;
export const AGE_MS_MAX = 8 * 60 * 60_000;
const SESSIONS_MAX = 1_000;
const SESSIONS_OF_USER_MAX = 5;

export interface Session {
  readonly user: string;
  readonly csrf: string;
  readonly began_ms: number;
  seen_ms: number;
}

export class Sessions {
  /** By hash of the name: what is kept cannot be sent back as a cookie. */
  readonly #sessions = new Map<string, Session>();

  /** @returns the name for the cookie, and the session */
  open(user: string, now_ms: number): { name: string; session: Session } {
    this.#makeRoom(user, now_ms);
    const name = randomBytes(NAME_BYTES).toString("base64url");
    const csrf = randomBytes(NAME_BYTES).toString("base64url");
    const session = { user, csrf, began_ms: now_ms, seen_ms: now_ms };
    this.#sessions.set(digest(name), session);
    return { name, session };
  }

  /** The session of that name while it lasts; being asked for prolongs it. */
  find(name: string | undefined, now_ms: number): Session | undefined {
    if (name === undefined) return undefined;
    const key = digest(name);
    const session = this.#sessions.get(key);
    if (session === undefined) return undefined;
    if (hasEnded(session, now_ms)) {
      this.#sessions.delete(key);
      return undefined;
    }
    session.seen_ms = now_ms;
    return session;
  }

  close(name: string | undefined): void {
    if (name !== undefined) this.#sessions.delete(digest(name));
  }

  closeAllOf(user: string): void {
    for (const [key, session] of this.#sessions) if (session.user === user) this.#sessions.delete(key);
  }

  #makeRoom(user: string, now_ms: number): void {
    for (const [key, session] of this.#sessions) if (hasEnded(session, now_ms)) this.#sessions.delete(key);
    const own = [...this.#sessions].filter(([, session]) => session.user === user);
    for (const [key] of own.slice(0, Math.max(0, own.length - SESSIONS_OF_USER_MAX + 1))) this.#sessions.delete(key);
    for (const key of this.#sessions.keys()) {
      if (this.#sessions.size < SESSIONS_MAX) break;
      this.#sessions.delete(key);
    }
  }
}

export function isToken(given: string | undefined, session: Session): boolean {
  if (given === undefined) return false;
  return timingSafeEqual(Buffer.from(digest(given)), Buffer.from(digest(session.csrf)));
}

function hasEnded({ began_ms, seen_ms }: Session, now_ms: number): boolean {
  return now_ms - seen_ms >= IDLE_MS_MAX || now_ms - began_ms >= AGE_MS_MAX;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
