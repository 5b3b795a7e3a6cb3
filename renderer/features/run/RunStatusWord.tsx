// The result of a run in the one health grammar: shape and word.

import type { RunStatus } from '../../../shared/model/run.ts';
import { HealthWord } from '../../components/Health.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { HEALTH_OF_STATUS } from './RunBanner.tsx';

export function RunStatusWord({ status }: { readonly status: RunStatus }) {
  const t = useWords('run');
  return <HealthWord health={HEALTH_OF_STATUS[status]}>{t(`status.${status}`)}</HealthWord>;
}
