// What a change is about: of two versions of one thing only the fields that differ, as before and after.

import type { AuditDetail } from '../../shared/model/audit.ts';

export interface Change {
  readonly before: AuditDetail;
  readonly after: AuditDetail;
}

/** Never give it anything that holds a secret: what differs goes into the audit log. */
export function changedFields(before: object | null, after: object | null): Change {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const changed = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]),
  );
  return { before: before && pick(old, changed), after: after && pick(now, changed) };
}

function fieldsOf(value: object | null): Readonly<Record<string, AuditDetail>> {
  return JSON.parse(JSON.stringify(value ?? {})) as Record<string, AuditDetail>;
}

function pick(fields: Readonly<Record<string, AuditDetail>>, names: readonly string[]): AuditDetail {
  return Object.fromEntries(names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
}
