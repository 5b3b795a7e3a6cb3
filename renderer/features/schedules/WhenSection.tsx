// When a schedule runs: the expression, what it means in words, and its next five times, while it is typed.

import type { CronPreview } from '../../../shared/contract/schedules.ts';
import type { ScheduleDraft } from '../../../shared/model/schedule.ts';
import { Button } from '../../components/Button.tsx';
import { SelectField, TextField } from '../../components/Field.tsx';
import { FormSection } from '../../components/FormSection.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useUi } from '../../stores/ui-store.ts';
import { formatDue, hereZone } from './format-due.ts';
import { TimeZoneField } from './TimeZoneField.tsx';
import styles from './ScheduleEditor.module.css';

const OFTEN = {
  hourly: '0 * * * *',
  daily: '0 2 * * *',
  weekdays: '0 8 * * 1-5',
  weekly: '0 1 * * 0',
  monthly: '0 3 1 * *',
} as const;

export interface SectionProps {
  readonly draft: ScheduleDraft;
  readonly change: (part: Partial<ScheduleDraft>) => void;
}

export function WhenSection({ draft, change, preview }: SectionProps & { readonly preview: CronPreview | undefined }) {
  const t = useWords('schedules');
  return (
    <FormSection title={t('editor.when')}>
      <div className={styles.grid}>
        <div className={styles.column}>
          <TextField
            label={t('editor.cron')}
            help={t('editor.cronHelp')}
            error={preview?.problem ?? undefined}
            value={draft.cron}
            onChange={(cron) => change({ cron })}
            code
            isRequired
          />
          <div className={styles.often} role="group" aria-label={t('editor.often')}>
            {(Object.keys(OFTEN) as (keyof typeof OFTEN)[]).map((name) => (
              <Button key={name} kind="quiet" onPress={() => change({ cron: OFTEN[name] })}>
                {t(`editor.${name}`)}
              </Button>
            ))}
          </div>
          <TimeZoneField value={draft.timeZone} onChange={(timeZone) => change({ timeZone })} />
          <SelectField
            label={t('editor.missed')}
            help={t('editor.missedText')}
            value={draft.missed}
            onChange={(missed) => change({ missed: missed as ScheduleDraft['missed'] })}
            choices={[
              { value: 'catch-up', label: t('editor.catchUp') },
              { value: 'skip', label: t('editor.skip') },
            ]}
          />
        </div>
        <Meaning preview={preview} timeZone={draft.timeZone} />
      </div>
    </FormSection>
  );
}

function Meaning({ preview, timeZone }: { readonly preview: CronPreview | undefined; readonly timeZone: string }) {
  const t = useWords('schedules');
  const language = useUi((ui) => ui.language);
  const isElsewhere = timeZone !== hereZone();
  return (
    <div className={styles.meaning} data-wrong={preview?.problem != null || undefined}>
      <h3 className={styles.heading}>{t('editor.meaning')}</h3>
      <p className={styles.words} aria-live="polite">
        {preview === undefined ? t('editor.reading') : (preview.problem ?? preview.inWords[language])}
      </p>
      <h3 className={styles.heading}>{t('editor.next')}</h3>
      <ol className={styles.times}>
        {preview?.nextMs.map((ms) => (
          <li key={ms}>
            {formatDue(ms, timeZone)}
            {isElsewhere && (
              <span className={styles.muted}> {t('editor.nextIn', { zone: timeZone, when: formatDue(ms) })}</span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
