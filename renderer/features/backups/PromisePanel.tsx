// The promise of the newest set on top of the Backups screen, with the way to renew it and how long a proof counts.

import { newestFirst, type BackupSet } from '../../../shared/model/backup.ts';
import { DEFAULT_SETTINGS } from '../../../shared/model/settings.ts';
import { ButtonLink } from '../../components/Button.tsx';
import { SelectField } from '../../components/Field.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { saveSettings, useSettings } from '../shell/use-settings.ts';
import { PromiseLine } from './PromiseLine.tsx';
import styles from './PromisePanel.module.css';

const DAYS = [1, 3, 7, 14, 30, 90];

export function PromisePanel({ sets }: { readonly sets: readonly BackupSet[] }) {
  const t = useWords('backups');
  const { proofDays } = useSettings() ?? DEFAULT_SETTINGS;
  const [newest] = newestFirst(sets);
  const choices = DAYS.includes(proofDays) ? DAYS : [...DAYS, proofDays].sort((a, b) => a - b);
  return (
    <section className={styles.promise} aria-label={t('promise.title')}>
      <p className={styles.sentence}>
        <PromiseLine sets={sets} />
      </p>
      {newest !== undefined && (
        <>
          <div className={styles.days}>
            <SelectField
              label={t('promise.days')}
              value={String(proofDays)}
              onChange={(days) => saveSettings({ proofDays: Number(days) })}
              choices={choices.map((count) => ({ value: String(count), label: t('promise.forDays', { count }) }))}
            />
          </div>
          <ButtonLink href={href('runbooks', 'backup.drill', { set: newest.id })}>{t('promise.drill')}</ButtonLink>
        </>
      )}
    </section>
  );
}
