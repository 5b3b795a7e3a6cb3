// One entry in full: who, why, what it was about, what was before and after, and its place in the chain.

import type { AuditDetail, AuditEntry } from '../../../shared/model/audit.ts';
import { ButtonLink } from '../../components/Button.tsx';
import { Code, CodeBlock } from '../../components/Code.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { ResultWord } from './ResultWord.tsx';
import styles from './audit.module.css';

export function AuditInspector({ entry }: { readonly entry: AuditEntry }) {
  const t = useWords('audit');
  const { number, at, who, action, target, subject, why, runId, planHash, before, after, result, hash, prevHash } =
    entry;
  return (
    <Panel title={t('entry.title', { number })} aside={<ResultWord result={result} />}>
      <div className={styles.form}>
        <Facts
          facts={[
            [t('column.when'), <Code key="at">{at.replace('T', ' ')}</Code>],
            [t('column.who'), who],
            [t('entry.action'), <Code key="action">{action}</Code>],
            [t('entry.subject'), subject],
            ...(target === '' ? [] : [[t('column.where'), <Code key="target">{target}</Code>] as const]),
            [t('column.why'), why === '' ? t('entry.noReason') : why],
            ...(planHash === null ? [] : [[t('entry.plan'), <Code key="plan">{planHash.slice(0, 16)}</Code>] as const]),
          ]}
        />
        {(before !== null || after !== null) && (
          <div className={styles.change}>
            <Detail title={t('entry.before')} detail={before} />
            <Detail title={t('entry.after')} detail={after} />
          </div>
        )}
        <Facts
          title={t('entry.chain')}
          facts={[
            [
              t('entry.hash'),
              <Code key="hash" className={styles.hash!}>
                {hash}
              </Code>,
            ],
            [
              t('entry.prevHash'),
              <Code key="prev" className={styles.hash!}>
                {prevHash}
              </Code>,
            ],
          ]}
        />
        <div className={styles.actions}>
          {runId !== null && <ButtonLink href={href('runs', runId)}>{t('entry.openRun')}</ButtonLink>}
          <CopyButton kind="quiet" label={t('entry.copy')} text={JSON.stringify(entry, null, 2)} />
        </div>
      </div>
    </Panel>
  );
}

function Detail({ title, detail }: { readonly title: string; readonly detail: AuditDetail }) {
  const t = useWords('audit');
  return (
    <div>
      <h3 className={styles.heading}>{title}</h3>
      {detail === null ? (
        <p className={styles.muted}>{t('entry.nothing')}</p>
      ) : (
        <CodeBlock>{typeof detail === 'string' ? detail : JSON.stringify(detail, null, 2)}</CodeBlock>
      )}
    </div>
  );
}
