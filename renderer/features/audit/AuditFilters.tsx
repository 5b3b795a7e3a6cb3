// What of the log is shown: words, who, what kind of action, which profile, since when.

import { useState } from 'react';
import type { AuditFilter } from '../../../shared/model/audit.ts';
import { SelectField, TextField } from '../../components/Field.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useStream } from '../../stores/use-stream.ts';
import { SPANS, sinceOf, type Span } from './spans.ts';
import styles from './audit.module.css';

export interface AuditFiltersProps {
  readonly filter: AuditFilter;
  readonly onChange: (filter: AuditFilter) => void;
}

const ACTIONS = ['', 'run.', 'profile.', 'approval.', 'incident.', 'schedule.', 'audit.'] as const;

export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  const t = useWords('audit');
  const profiles = useStream('profiles.watch', {}, ({ data }) => data?.profiles) ?? {};
  const [span, setSpan] = useState<Span>('all');
  const shownSpan = filter.fromMs === null ? 'all' : span;
  return (
    <div className={styles.filters} role="search" aria-label={t('filter.label')}>
      <TextField
        label={t('filter.text')}
        value={filter.text}
        onChange={(text) => onChange({ ...filter, text })}
        placeholder={t('filter.textExample')}
      />
      <TextField label={t('filter.who')} value={filter.who} onChange={(who) => onChange({ ...filter, who })} />
      <SelectField
        label={t('filter.action')}
        value={filter.action}
        onChange={(action) => onChange({ ...filter, action })}
        choices={ACTIONS.map((value) => ({
          value,
          label: t(`filter.actions.${value === '' ? 'all' : value.slice(0, -1)}` as 'filter.actions.all'),
        }))}
      />
      <SelectField
        label={t('filter.profile')}
        value={filter.profileId}
        onChange={(profileId) => onChange({ ...filter, profileId })}
        choices={[
          { value: '', label: t('filter.allProfiles') },
          ...Object.values(profiles).map(({ profile }) => ({ value: profile.id, label: profile.name })),
        ]}
      />
      <SelectField
        label={t('filter.since')}
        value={shownSpan}
        onChange={(value) => {
          const next = SPANS.find((each) => each === value) ?? 'all';
          setSpan(next);
          onChange({ ...filter, fromMs: sinceOf(next, Date.now()) });
        }}
        choices={SPANS.map((value) => ({ value, label: t(`filter.span.${value}`) }))}
      />
    </div>
  );
}
