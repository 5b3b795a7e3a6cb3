// Joins a first page that was read again with the older entries that were loaded before. Pure.

import type { AuditEntry, AuditPage } from '../../../shared/model/audit.ts';

export function mergeEntries(
  before: { readonly entries: readonly AuditEntry[]; readonly cursor: number | null },
  page: AuditPage,
): { readonly entries: readonly AuditEntry[]; readonly cursor: number | null } {
  const oldest = page.entries.at(-1);
  const joins = oldest && before.entries.some(({ hash }) => hash === oldest.hash);
  if (!joins) return page; // nothing was loaded, or another log
  const older = before.entries.filter(({ number }) => number < oldest.number);
  return { entries: [...page.entries, ...older], cursor: older.length > 0 ? before.cursor : page.cursor };
}
