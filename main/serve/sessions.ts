// Who may use the console in a browser: a printed address is good once, and is exchanged for a cookie that lives as long as
// this process. Both are 256 random bits; only their hashes are kept, so that looking one up tells nothing by its timing.

import { createHash, randomBytes } from 'node:crypto';

export interface Sessions {
  /** A new one-time token. */
  issue(): string;
  /** The cookie's value for a token that was never used before; undefined for any other. */
  exchange(token: string): string | undefined;
  holds(cookie: string): boolean;
}

/** Printed addresses that nobody has opened; the oldest is forgotten first. */
const MAX_WAITING = 20;
const MAX_SESSIONS = 100;

export function createSessions(): Sessions {
  const waiting = new Set<string>();
  const sessions = new Set<string>();
  return {
    issue() {
      const token = secret();
      keep(waiting, hash(token), MAX_WAITING);
      return token;
    },
    exchange(token) {
      if (!waiting.delete(hash(token))) return undefined;
      const cookie = secret();
      keep(sessions, hash(cookie), MAX_SESSIONS);
      return cookie;
    },
    holds: (cookie) => sessions.has(hash(cookie)),
  };
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function keep(set: Set<string>, value: string, limit: number): void {
  set.add(value);
  for (const oldest of set) {
    if (set.size <= limit) return;
    set.delete(oldest);
  }
}
