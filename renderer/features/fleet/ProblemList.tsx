// What is wrong, the worst first: each a sentence with its cause, since when, and the button that helps.

import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { useWords } from '../../i18n/i18n.ts';
import type { Problem } from '../../../shared/model/health.ts';
import { ProblemCard } from './ProblemCard.tsx';
import styles from './ProblemList.module.css';

const SHOWN = 3;

export function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  const t = useWords('fleet');
  const [isLong, setLong] = useState(false);
  const shown = isLong ? problems : problems.slice(0, SHOWN);
  const hidden = problems.length - SHOWN;
  const firstWithRunbook = shown.find(({ runbook }) => runbook)?.id;
  if (problems.length === 0) return null;
  return (
    <section className={styles.problems} aria-label={t('problems')}>
      <ul className={styles.list}>
        {shown.map((problem) => (
          <ProblemCard key={problem.id} problem={problem} isFirst={problem.id === firstWithRunbook} />
        ))}
      </ul>
      {hidden > 0 && (
        <div className={styles.more}>
          <Button kind="quiet" aria-expanded={isLong} onPress={() => setLong(!isLong)}>
            {isLong ? t('fewerProblems') : t('moreProblems', { count: hidden })}
          </Button>
        </div>
      )}
    </section>
  );
}
