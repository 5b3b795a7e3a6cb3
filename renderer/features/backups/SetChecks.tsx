// Who checked a set, when, and what was found; every file at fault by name.

import type { BackupSet } from '../../../shared/model/backup.ts';
import { Age } from '../../components/Age.tsx';
import { Code } from '../../components/Code.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import styles from './SetChecks.module.css';

export function SetChecks({ set: { verified, proven, drill } }: { readonly set: BackupSet }) {
  const t = useWords('backups');
  return (
    <section>
      <h3 className={styles.title}>{t('set.verification')}</h3>
      <ul className={styles.checks}>
        <li>
          <HealthMark health={verified === null ? 'unknown' : verified.ok ? 'healthy' : 'critical'} />
          {verified === null ? (
            <span>{t('set.never')}</span>
          ) : (
            <span>
              {verified.ok
                ? t('set.ok', { by: operatorOf(verified.by) })
                : t('set.failed', { count: verified.faults.length, by: operatorOf(verified.by) })}{' '}
              <span className={styles.age}>
                <Age atMs={verified.atMs} />
              </span>
            </span>
          )}
        </li>
        {verified?.faults.map((fault) => (
          <li key={fault.file} className={styles.fault}>
            <Code className={styles.file!}>{fault.file}</Code>
            <span>{fault.reason}</span>
          </li>
        ))}
        <li>
          <HealthMark health={proven === null ? 'unknown' : 'healthy'} />
          {proven === null ? (
            <span>{t('set.notProven')}</span>
          ) : (
            <span>
              {t('set.proven', { took: proven.tookMs, by: operatorOf(proven.by) })}{' '}
              <span className={styles.age}>
                <Age atMs={proven.atMs} />
              </span>
            </span>
          )}
        </li>
        {drill !== null && (
          <li>
            <HealthMark health={drill.ok ? 'healthy' : 'critical'} />
            <span>
              {drill.ok
                ? t('set.drilled', { ...drill.compared, took: drill.restoredMs, by: drill.by })
                : t('set.drillFailed', { count: drill.differences, by: drill.by })}{' '}
              <a href={href('runs', drill.runId)}>{t('set.drillRun')}</a>{' '}
              <span className={styles.age}>
                <Age atMs={drill.endedMs} />
              </span>
            </span>
          </li>
        )}
      </ul>
    </section>
  );
}

/** Of `backup.verify · operator` the one who did it: which runbook it was, the sentence says. */
function operatorOf(by: string): string {
  return by.split(' · ').at(-1) ?? by;
}
