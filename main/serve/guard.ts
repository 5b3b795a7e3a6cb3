// Decides about a request before anything else looks at it. Three checks, none enough alone: its Host is ours (a rebound name
// is not), its Origin is ours, and it knows the token, the cookie, or the cookie and its key.

import type { IncomingMessage } from 'node:http';
import { routeOf, type Route } from './routes.ts';
import type { Sessions } from './sessions.ts';

export type Verdict =
  | { readonly ok: true; readonly route: Route; readonly url: URL; readonly host: string }
  | {
      readonly ok: false;
      readonly status: 400 | 401 | 403 | 405 | 421 | 426;
      readonly reason: string;
      readonly allow?: string;
    };

export interface Guard {
  /** The cookie's name: cookies know no ports, so it carries ours. */
  readonly cookieName: string;
  judge(request: IncomingMessage, kind: 'request' | 'upgrade'): Verdict;
}

export function createGuard(port: number, sessions: Sessions): Guard {
  const hosts: ReadonlySet<string> = new Set([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]);
  const cookieName = `marsad-${port}`;

  return {
    cookieName,
    judge(request, kind) {
      const host = only(request.headersDistinct.host) ?? '';
      if (!hosts.has(host)) return refuse(421, 'this is not an address of the console');
      const origins = request.headersDistinct.origin;
      if (origins !== undefined && only(origins) !== `http://${host}`) return refuse(403, 'another page asked');

      const target = request.url ?? '';
      const url = target.startsWith('/') && !target.startsWith('//') ? URL.parse(target, `http://${host}`) : null;
      if (url === null) return refuse(400, 'the address cannot be read');
      const route = routeOf(url.pathname);
      if (!route.methods.includes(request.method ?? '')) {
        return { ...refuse(405, 'the method is not allowed'), allow: route.methods.join(', ') };
      }
      if (route.originRequired && origins === undefined) return refuse(403, 'no page asked');
      const cookie = cookieOf(request, cookieName);
      if (route.access !== 'token' && !sessions.holds(cookie)) return refuse(401, 'no session');
      if (route.access === 'key' && !sessions.holdsWithKey(cookie, protocolsOf(request))) return refuse(401, 'no key');
      if (route.upgrade !== (kind === 'upgrade'))
        return refuse(426, 'a socket where none belongs, or none where one does');
      return { ok: true, route, url, host };
    },
  };
}

function refuse<Status extends number>(status: Status, reason: string) {
  return { ok: false, status, reason } as const;
}

function only(values: readonly string[] | undefined): string | undefined {
  return values?.length === 1 ? values[0] : undefined;
}

function cookieOf(request: IncomingMessage, name: string): string {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

/** A page has no other header to say its key in when it opens a socket. */
function protocolsOf(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
}
