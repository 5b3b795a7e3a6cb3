// A run that waits, was interrupted or is paused, seen from every screen, with the way to it.

import { CirclePause } from 'lucide-react';
import { Age } from '../../components/Age.tsx';
import { ButtonLink } from '../../components/Button.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href, useRoute } from '../../route.ts';
import { useRunbooks } from '../../stores/runbooks-store.ts';
import { useStandingRuns } from './use-run-attention.ts';
import styles from './AttentionBanner.module.css';

export function AttentionBanner() {
  const t = useWords('run');
  const route = useRoute();
  const { runbooks } = useRunbooks();
  // Its own screen says it larger.
  const standing = useStandingRuns().filter((run) => !(route.screen === 'runs' && route.id === run.id));
  const [run, ...others] = standing;
  if (run === undefined || (run.status !== 'waiting' && run.status !== 'interrupted' && run.status !== 'paused'))
    return null;
  const texts = runbooks.find((runbook) => runbook.id === run.runbookId)?.texts;
  return (
    <div className={styles.banner} data-status={run.status} role="status">
      <CirclePause size={15} aria-hidden />
      <span className={styles.words}>
        <strong>{t(`attention.${run.status}`, { title: sayText(run.title, texts) })}</strong>{' '}
        <span className={styles.age}>
          <Age atMs={run.startedMs} />
        </span>
      </span>
      {others.length > 0 && <a href={href('runs')}>{t('attention.more', { count: others.length })}</a>}
      <ButtonLink href={href('runs', run.id)}>{t(`attention.open.${run.status}`)}</ButtonLink>
    </div>
  );
}
