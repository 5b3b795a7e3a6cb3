// One runbook in the list: what it does, what it may do to the servers, what it asks of people, and how it went last.

import type { RunbookInfo, RunSummary } from '../../../shared/model/run.ts';
import { Age } from '../../components/Age.tsx';
import { EffectWord } from '../../components/EffectWord.tsx';
import { Tag } from '../../components/Tag.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { RunStatusWord } from '../run/RunStatusWord.tsx';
import styles from './RunbookCard.module.css';

export interface RunbookCardProps {
  readonly runbook: RunbookInfo;
  readonly last: RunSummary | null;
}

export function RunbookCard({ runbook, last }: RunbookCardProps) {
  const t = useWords('runbooks');
  return (
    <a className={styles.runbook} href={href('runbooks', runbook.id)}>
      <span className={styles.head}>
        <span className={styles.title}>{sayText({ key: 'title' }, runbook.texts)}</span>
        <EffectWord effect={runbook.effect} byHand={runbook.guided} />
      </span>
      <span className={styles.summary}>{sayText({ key: 'summary' }, runbook.texts)}</span>
      <span className={styles.foot}>
        <span className={styles.badges}>
          {runbook.guided && <Tag tone="information">{t('badge.guided')}</Tag>}
          {runbook.asksApproval && <Tag tone="attention">{t('badge.approval')}</Tag>}
          {runbook.origin === 'own' && <Tag>{t('badge.own')}</Tag>}
          {last === null && <span>{t('neverRun')}</span>}
        </span>
        {last !== null && (
          <span className={styles.last}>
            <span>
              {t('lastRun')} <Age atMs={last.startedMs} />
            </span>
            <RunStatusWord status={last.status} />
          </span>
        )}
      </span>
    </a>
  );
}
