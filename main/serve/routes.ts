// Everything browser mode answers, as data: the tests walk this list, so that a new route is tried against every kind of
// wrong request before anybody thinks of it.

export interface Route {
  readonly name: 'enter' | 'socket' | 'file';
  /** Exact path; `*` is any other. */
  readonly path: string;
  readonly methods: readonly string[];
  /** `token`: a one-time token in the query. `session`: the cookie it was exchanged for. `key`: the cookie and its key. */
  readonly access: 'token' | 'session' | 'key';
  /** Whether a request without an Origin is refused too. */
  readonly originRequired: boolean;
  readonly upgrade: boolean;
}

export const ROUTES: readonly Route[] = [
  { name: 'enter', path: '/enter', methods: ['GET'], access: 'token', originRequired: false, upgrade: false },
  { name: 'socket', path: '/socket', methods: ['GET'], access: 'key', originRequired: true, upgrade: true },
  { name: 'file', path: '*', methods: ['GET', 'HEAD'], access: 'session', originRequired: false, upgrade: false },
];

export function routeOf(path: string): Route {
  return ROUTES.find((route) => route.path === path) ?? ROUTES.at(-1)!;
}
