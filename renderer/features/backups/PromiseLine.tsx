// What may be promised of the newest set, in one sentence: proven when, in how long, up to which moment; or why not.

import { newestFirst, type BackupSet } from '../../../shared/model/backup.ts';
import type { Health } from '../../../shared/model/health.ts';
import { heldElsewhere, restorability, restorableFacts, type Restorability } from '../../../shared/model/restorable.ts';
import { DEFAULT_SETTINGS } from '../../../shared/model/settings.ts';
import { roundedAge } from '../../components/Age.tsx';
import { HealthWord } from '../../components/Health.tsx';
import { formatDateTime, formatWhen } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useNow } from '../../stores/now-store.ts';
import { useSettings } from '../shell/use-settings.ts';

const HEALTH: Readonly<Record<Restorability, Health>> = {
  proven: 'healthy',
  stale: 'attention',
  never: 'unknown',
  failed: 'critical',
};

export function PromiseLine({ sets }: { readonly sets: readonly BackupSet[] }) {
  const t = useWords('backups');
  const nowMs = useNow();
  const { proofDays } = useSettings() ?? DEFAULT_SETTINGS;
  const [newest] = newestFirst(sets);
  if (newest === undefined) return <HealthWord health="unknown">{t('promise.none')}</HealthWord>;
  const facts = restorableFacts(newest);
  const state = restorability(facts, nowMs, proofDays);
  const since = (atMs: number | null): number => roundedAge(Math.max(0, nowMs - (atMs ?? nowMs)));
  const moment = formatWhen(facts.momentMs);
  const sentence = {
    proven: () => t('promise.proven', { age: since(facts.provenMs), took: facts.tookMs ?? 0, moment }),
    stale: () => t('promise.stale', { age: since(facts.provenMs), took: facts.tookMs ?? 0, moment }),
    never: () => {
      const proven = sets.find((set) => restorability(restorableFacts(set), nowMs, proofDays) === 'proven');
      return proven === undefined
        ? t('promise.never', { moment })
        : t('promise.neverNewest', { moment, proven: formatDateTime(proven.finishedMs) });
    },
    failed: () => t('promise.failed', { age: since(facts.failedMs) }),
  }[state]();
  const elsewhere = heldElsewhere(sets);
  if (elsewhere === null) return <HealthWord health={HEALTH[state]}>{sentence}</HealthWord>;
  const lacks = elsewhere.part === 'redis' ? 'promise.lacksRedis' : 'promise.lacksMongo';
  const lastMoment = formatWhen(restorableFacts(elsewhere.last).momentMs);
  return (
    <HealthWord health={state === 'proven' ? 'attention' : HEALTH[state]}>
      {`${sentence} ${t(lacks, { moment: lastMoment })}`}
    </HealthWord>
  );
}
