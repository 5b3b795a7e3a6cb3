// The result of a run in the one health grammar: shape and word. A run that goes on is neither well nor unwell: it moves.

import type { RunStatus } from '../../../shared/model/run.ts';
import { RUN_HEALTH } from '../../../shared/model/run-health.ts';
import { HealthWord } from '../../components/Health.tsx';
import { StepMark } from '../../components/StepMark.tsx';
import { useWords } from '../../i18n/i18n.ts';
import styles from './RunStatusWord.module.css';

export function RunStatusWord({ status }: { readonly status: RunStatus }) {
  const t = useWords('run');
  if (status === 'running') {
    return (
      <span className={styles.running}>
        <StepMark sign="running" />
        {t('status.running')}
      </span>
    );
  }
  return <HealthWord health={RUN_HEALTH[status]}>{t(`status.${status}`)}</HealthWord>;
}
