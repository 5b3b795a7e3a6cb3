// What testing a profile found, per kind of server: what answered, or what to put right.

import type { ProfileTest, ServerTest } from '../../../shared/contract/fleet.ts';
import { HealthMark } from '../../components/Health.tsx';
import { useWords } from '../../i18n/i18n.ts';
import styles from './ProfileEditor.module.css';

export function TestResult({ test }: { readonly test: ProfileTest }) {
  const t = useWords('profiles');
  return (
    <output className={styles.result}>
      {test.redis && <Line kind={t('editor.redis')} test={test.redis} />}
      {test.mongo && <Line kind={t('editor.mongo')} test={test.mongo} />}
      {Object.entries(test.stores).map(([id, store]) => (
        <Line key={id} kind={t('editor.store', { id })} test={store} />
      ))}
    </output>
  );
}

function Line({ kind, test }: { readonly kind: string; readonly test: ServerTest }) {
  const t = useWords('profiles');
  const { ok, message, hint, tookMs } = test;
  return (
    <div className={styles.line}>
      <HealthMark health={ok ? 'healthy' : 'critical'} />
      <div>
        <p>
          {ok
            ? t('editor.ok', { kind, message, took: tookMs })
            : message.startsWith(kind)
              ? message
              : t('editor.fault', { kind, message })}
        </p>
        {hint !== null && <p className={styles.note}>{hint}</p>}
      </div>
    </div>
  );
}
