// The address of a plan: the runbook, its parameters, and where the run would belong. The reserved names hold a dot, which no
// parameter's name may.

import { href } from '../../route.ts';
import type { Parameters } from './form.ts';

export interface PlanAddress {
  readonly parameters: Parameters;
  /** Run again from that step. */
  readonly from: string | null;
  /** The run whose manual step offered this one, and the incident it belongs to. */
  readonly parentRunId: string | null;
  readonly incidentId: string | null;
}

const RESERVED = { from: 'run.from', parentRunId: 'run.parent', incidentId: 'run.incident' } as const;

export function planHref(runbookId: string, address: Partial<PlanAddress> = {}): string {
  const query: Record<string, string> = { ...address.parameters };
  for (const [field, name] of Object.entries(RESERVED)) {
    const value = address[field as keyof typeof RESERVED];
    if (value) query[name] = value;
  }
  return href('runbooks', runbookId, query);
}

export function parsePlanAddress(query: Readonly<Record<string, string>>): PlanAddress {
  const names: readonly string[] = Object.values(RESERVED);
  return {
    parameters: Object.fromEntries(Object.entries(query).filter(([name]) => !names.includes(name))),
    from: query[RESERVED.from] ?? null,
    parentRunId: query[RESERVED.parentRunId] ?? null,
    incidentId: query[RESERVED.incidentId] ?? null,
  };
}
