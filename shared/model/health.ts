// One health grammar for everything that can be well or unwell.

import type { Text } from '../text.ts';

export type Health = 'healthy' | 'attention' | 'critical' | 'unknown';

const ORDER: readonly Health[] = ['healthy', 'unknown', 'attention', 'critical'];

/** The worse of the two: critical > attention > unknown > healthy. */
export function worse(a: Health, b: Health): Health {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

export type Area = 'redis' | 'mongo' | 'backup';

/** Something that is wrong now: a sentence, its cause, and the runbook that helps. */
export interface Problem {
  readonly id: string;
  readonly area: Area;
  readonly health: 'attention' | 'critical' | 'unknown';
  /** Keys of shared/texts: `problem.<kind>.title` and `problem.<kind>.cause`. */
  readonly title: Text;
  readonly cause: Text;
  readonly sinceMs: number;
  readonly runbook?: { readonly id: string; readonly parameters: Readonly<Record<string, string>> };
}

/** Something that happened: a failover seen, a node gone, a run finished. */
export interface FleetEvent {
  readonly id: string;
  readonly atMs: number;
  readonly area: Area | 'operations';
  readonly health: Health;
  readonly title: Text;
  readonly runId?: string;
}
