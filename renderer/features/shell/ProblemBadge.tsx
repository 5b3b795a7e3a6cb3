// How many things are wrong, beside the screen that shows them.

import { worse, type Area, type Health } from '../../../shared/model/health.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStream } from '../../stores/use-stream.ts';
import styles from './Navigation.module.css';

export function ProblemBadge({ profileId, area }: { readonly profileId: string; readonly area: Area | 'all' }) {
  const t = useWords('shell');
  const { count, health } = useStream('fleet.watch', { profileId }, ({ data }) => {
    const problems = Object.values(data?.problems ?? {}).filter((problem) => area === 'all' || problem.area === area);
    return {
      count: problems.length,
      health: problems.reduce<Health>((worst, problem) => worse(worst, problem.health), 'healthy'),
    };
  });
  if (count === 0) return null;
  return (
    <span className={styles.badge} data-health={health}>
      <span aria-hidden>{count}</span>
      <span className="visually-hidden">{t('problems', { count })}</span>
    </span>
  );
}
