// Declares an incident: a sentence and a severity are enough; everything else can be written later.

import { useState } from 'react';
import { SEVERITIES, type Severity } from '../../../shared/model/incident.ts';
import { AskDialog } from '../../components/AskDialog.tsx';
import { SelectField, TextField } from '../../components/Field.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { call } from '../../rpc/connection.ts';
import { goTo } from '../../route.ts';
import { useFleet, useProfileRow } from '../../stores/profile-store.ts';
import styles from './DeclareDialog.module.css';

export function DeclareDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useWords('incidents');
  const profile = useProfileRow()?.profile;
  const worst = useFleet(({ data }) =>
    Object.values(data?.problems ?? {})
      .filter(({ health }) => health === 'critical')
      .sort((a, b) => a.sinceMs - b.sinceMs)
      .at(0),
  );
  const [title, setTitle] = useState(worst === undefined ? '' : sayText(worst.title));
  const [severity, setSeverity] = useState<Severity>(worst === undefined ? 'SEV3' : 'SEV2');
  const [impact, setImpact] = useState('');
  if (profile === undefined) return null;
  const declare = async (): Promise<void> => {
    const { incidentId } = await call('incidents.open', { profileId: profile.id, title, severity, impact });
    goTo('incidents', incidentId);
  };
  return (
    <AskDialog
      title={t('declare.title', { name: profile.name })}
      action={t('declare.confirm')}
      isReady={title.trim() !== ''}
      keepOpen={impact !== ''}
      onClose={onClose}
      onAct={declare}
    >
      <p className={styles.text}>{t('declare.text', { name: profile.name })}</p>
      <TextField
        label={t('declare.name')}
        help={t('declare.nameHelp')}
        value={title}
        onChange={setTitle}
        isRequired
        autoFocus
      />
      <SelectField
        label={t('declare.severity')}
        value={severity}
        onChange={(value) => setSeverity(value as Severity)}
        choices={severityChoices()}
      />
      <TextField
        label={t('declare.impact')}
        help={t('declare.impactHelp')}
        value={impact}
        onChange={setImpact}
        rows={3}
      />
    </AskDialog>
  );
}

export function severityChoices(): {
  readonly value: Severity;
  readonly label: string;
  readonly description: string;
}[] {
  return SEVERITIES.map((value) => ({
    value,
    label: value,
    description: sayText({ key: `incident.severity.${value}` }),
  }));
}
