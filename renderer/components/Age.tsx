// How old something is, renewed every second: "12 s ago"; or how long it has lasted: "for 41 s".

import { useNow } from '../stores/now-store.ts';
import { formatDateTime } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';

const NOW_MS = 2_000;

export interface AgeProps {
  readonly atMs: number;
  /** A figure that is not live any more: "as of 12 s ago". */
  readonly stale?: boolean;
  /** Something that began then and is still so. */
  readonly lasting?: boolean;
}

export function Age({ atMs, stale = false, lasting = false }: AgeProps) {
  const t = useWords('common');
  const nowMs = useNow();
  const ageMs = roundedAge(Math.max(0, nowMs - atMs));
  const form = stale ? 'ageStale' : ageMs < NOW_MS ? 'ageNow' : lasting ? 'ageLasting' : 'age';
  return (
    <time dateTime={new Date(atMs).toISOString()} title={formatDateTime(atMs)}>
      {form === 'ageNow' ? t('ageNow') : t(form, { age: ageMs })}
    </time>
  );
}

/** Whole seconds below a minute, whole minutes below an hour: an age is read, not measured. */
export function roundedAge(ageMs: number): number {
  const unit = ageMs < 60_000 ? 1_000 : ageMs < 3_600_000 ? 60_000 : 3_600_000;
  return Math.floor(ageMs / unit) * unit;
}
