// One problem. Its button leads to the runbook that helps, filled in; else to the screen that shows more.

import type { Problem } from '../../../shared/model/health.ts';
import { Age } from '../../components/Age.tsx';
import { ButtonLink } from '../../components/Button.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href, type Screen } from '../../route.ts';
import { useRunbook } from '../../stores/runbooks-store.ts';
import styles from './ProblemList.module.css';

export function ProblemCard({ problem, isFirst }: { readonly problem: Problem; readonly isFirst: boolean }) {
  const { health, title, cause, sinceMs, runbook } = problem;
  return (
    <li className={styles.problem} data-health={health}>
      <HealthMark health={health} />
      <div className={styles.words}>
        <p className={styles.title}>{sayText(title)}</p>
        <p className={styles.cause}>{sayText(cause)}</p>
      </div>
      <span className={styles.since}>
        <Age atMs={sinceMs} lasting />
      </span>
      {runbook ? <RunbookLink runbook={runbook} isFirst={isFirst} /> : <ShowLink problem={problem} />}
    </li>
  );
}

function RunbookLink({
  runbook,
  isFirst,
}: {
  readonly runbook: NonNullable<Problem['runbook']>;
  readonly isFirst: boolean;
}) {
  const t = useWords('fleet');
  const info = useRunbook(runbook.id);
  return (
    <ButtonLink kind={isFirst ? 'primary' : 'plain'} href={href('runbooks', runbook.id, runbook.parameters)}>
      {info ? t('plan', { title: sayText({ key: 'title' }, info.texts) }) : t('planSomething')}
    </ButtonLink>
  );
}

function ShowLink({ problem }: { readonly problem: Problem }) {
  const t = useWords('fleet');
  return <ButtonLink href={href(screenOf(problem))}>{t('show')}</ButtonLink>;
}

/** Where more can be seen of a problem no runbook helps with. */
function screenOf({ area, title: { key } }: Problem): Screen {
  if (area === 'backup') return 'backups';
  if (/\.(lag|link-down)\./.test(key)) return 'lag';
  if (/\.(hit-ratio|memory|evictions|no-max-memory)\./.test(key)) return 'cache';
  if (/\.slots-/.test(key)) return 'slots';
  return 'topology';
}
