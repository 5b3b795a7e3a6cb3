// The fingerprint of a plan: what was shown and confirmed is what runs. It leaves out only what changes while nothing
// changes: the moment of planning, the wording of live readings and figures that clients change.

import { createHash } from 'node:crypto';
import type { Plan } from '../../shared/model/run.ts';

/** JSON with sorted keys and without `undefined`, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** SHA-256 (hex) as documented at {@link Plan.hash}. */
export function hashPlan(plan: Omit<Plan, 'hash' | 'createdMs'>): string {
  const steps = plan.steps.map(({ reading, ...step }) => ({ ...step, ...(reading ? { ok: reading.ok } : {}) }));
  const changes = plan.changes.map(({ seen: _seen, ...change }) => change);
  return createHash('sha256')
    .update(canonicalJson({ ...plan, changes, steps }))
    .digest('hex');
}
