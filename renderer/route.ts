// Where the page is: `#/<screen>/<id>?name=value`. The address is the only place that knows it, so that links, reloads and the
// back button all work.

import { useSyncExternalStore } from 'react';

export const SCREENS = [
  'fleet',
  'topology',
  'slots',
  'lag',
  'cache',
  'runbooks',
  'backups',
  'runs',
  'incidents',
  'schedules',
  'approvals',
  'audit',
  'editor',
] as const;
export type Screen = (typeof SCREENS)[number];

export interface Route {
  readonly screen: Screen;
  /** A runbook's or a run's id. */
  readonly id: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The address of a screen, as a link's `href`. */
export function href(screen: Screen, id?: string, parameters: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(parameters).toString();
  const path = id === undefined ? screen : `${screen}/${encodeURIComponent(id)}`;
  return `#/${path}${query === '' ? '' : `?${query}`}`;
}

export function goTo(screen: Screen, id?: string, parameters?: Readonly<Record<string, string>>): void {
  window.location.hash = href(screen, id, parameters);
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name, id] = path.split('/', 2);
  const screen = SCREENS.find((each) => each === name) ?? 'fleet';
  return {
    screen,
    id: id === undefined || id === '' ? undefined : decode(id),
    parameters: Object.fromEntries(new URLSearchParams(query)),
  };
}

let current: Route | undefined;

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => (current ??= parseRoute(window.location.hash)));
}

function subscribe(listener: () => void): () => void {
  const onChange = (): void => {
    current = parseRoute(window.location.hash);
    listener();
  };
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // typed by hand, not by us
  }
}
