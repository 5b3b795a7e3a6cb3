// How old something is, renewed every second: "12 s ago".

import { useNow } from '../stores/now-store.ts';
import { formatDateTime } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';

const NOW_MS = 2_000;

export function Age({ atMs, stale = false }: { readonly atMs: number; readonly stale?: boolean }) {
  const t = useWords('common');
  const nowMs = useNow();
  const ageMs = roundedAge(Math.max(0, nowMs - atMs));
  const words = stale ? t('ageStale', { age: ageMs }) : ageMs < NOW_MS ? t('ageNow') : t('age', { age: ageMs });
  return (
    <time dateTime={new Date(atMs).toISOString()} title={formatDateTime(atMs)}>
      {words}
    </time>
  );
}

/** Whole seconds below a minute, whole minutes below an hour: an age is read, not measured. */
function roundedAge(ageMs: number): number {
  const unit = ageMs < 60_000 ? 1_000 : ageMs < 3_600_000 ? 60_000 : 3_600_000;
  return Math.floor(ageMs / unit) * unit;
}
