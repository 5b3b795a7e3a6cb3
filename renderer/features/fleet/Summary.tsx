// The state of everything in one sentence.

import type { Problem } from '../../../shared/model/health.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useNow } from '../../stores/now-store.ts';

export interface SummaryProps {
  readonly problems: readonly Problem[];
  /** When the last figures arrived, where they are old; null while they are live. */
  readonly staleSinceMs: number | null;
}

export function Summary({ problems, staleSinceMs }: SummaryProps) {
  const t = useWords('fleet');
  const nowMs = useNow();
  const counts = { critical: 0, attention: 0, unknown: 0 };
  for (const { health } of problems) counts[health] += 1;
  const sentences = (['critical', 'attention', 'unknown'] as const)
    .filter((health) => counts[health] > 0)
    .map((health) => t(health, { count: counts[health] }));
  const words = sentences.length === 0 ? [t('allWell')] : [...sentences, t('restWell')];
  const stale =
    staleSinceMs === null ? [] : [t('stale', { age: Math.max(0, Math.floor((nowMs - staleSinceMs) / 1_000) * 1_000) })];
  return <span>{[...stale, ...words].join(' ')}</span>;
}
