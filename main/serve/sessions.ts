// Who may use the console in a browser: a printed address is good once, and is exchanged for a cookie and a key that live as
// long as this process. The cookie alone is not enough to speak to the engine: browsers send it to every port of this machine,
// also to a program of somebody else. All are 256 random bits; only their hashes are kept, so that looking one up tells
// nothing by its timing.

import { createHash, randomBytes } from 'node:crypto';

export interface Sessions {
  /** A new one-time token. */
  issue(): string;
  /** For a token that was never used before; undefined for any other. */
  exchange(token: string): SessionSecrets | undefined;
  holds(cookie: string): boolean;
  /** Whether one of `keys` is the one given out together with the cookie. */
  holdsWithKey(cookie: string, keys: readonly string[]): boolean;
}

export interface SessionSecrets {
  readonly cookie: string;
  /** Kept by the page where only its own origin, the port included, can read it. */
  readonly key: string;
}

/** Printed addresses that nobody has opened; the oldest is forgotten first. */
const MAX_WAITING = 20;
const MAX_SESSIONS = 100;

export function createSessions(): Sessions {
  const waiting = new Map<string, null>();
  const keyOf = new Map<string, string>();
  return {
    issue() {
      const token = secret();
      keep(waiting, hash(token), null, MAX_WAITING);
      return token;
    },
    exchange(token) {
      if (!waiting.delete(hash(token))) return undefined;
      const session = { cookie: secret(), key: secret() };
      keep(keyOf, hash(session.cookie), hash(session.key), MAX_SESSIONS);
      return session;
    },
    holds: (cookie) => keyOf.has(hash(cookie)),
    holdsWithKey(cookie, keys) {
      const known = keyOf.get(hash(cookie));
      return keys.some((key) => hash(key) === known);
    },
  };
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function keep<Value>(all: Map<string, Value>, name: string, value: Value, limit: number): void {
  all.set(name, value);
  for (const oldest of all.keys()) {
    if (all.size <= limit) return;
    all.delete(oldest);
  }
}
