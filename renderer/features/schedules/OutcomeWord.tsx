// What became of a due time: a run's own word, or why there was no run.

import { isTrouble, type ScheduleOutcome } from '../../../shared/model/schedule.ts';
import { HealthWord } from '../../components/Health.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { RunStatusWord } from '../run/RunStatusWord.tsx';

export function OutcomeWord({ outcome }: { readonly outcome: ScheduleOutcome }) {
  const t = useWords('schedules');
  const { result, skipped } = outcome;
  if (result === 'claimed') return <HealthWord health="unknown">{t('result.claimed')}</HealthWord>;
  if (result === 'skipped') {
    return (
      <HealthWord health={isTrouble(outcome) ? 'attention' : 'unknown'}>
        {t(`result.${skipped ?? 'missed'}`)}
      </HealthWord>
    );
  }
  return <RunStatusWord status={result} />;
}
