// Declares an incident: a sentence and a severity are enough; everything else can be written later.

import { useState } from 'react';
import { SEVERITIES, type Severity } from '../../../shared/model/incident.ts';
import type { AppError } from '../../../shared/errors.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { SelectField, TextField } from '../../components/Field.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { goTo } from '../../route.ts';
import { useFleet, useProfileRow } from '../../stores/profile-store.ts';
import styles from './DeclareDialog.module.css';

export function DeclareDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useWords('incidents');
  const common = useWords('common');
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
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  if (profile === undefined) return null;
  const declare = (): void => {
    if (title.trim() === '' || isBusy) return;
    setIsBusy(true);
    call('incidents.open', { profileId: profile.id, title, severity, impact }).then(
      ({ incidentId }) => goTo('incidents', incidentId),
      (failure: unknown) => {
        setError(toAppError(failure));
        setIsBusy(false);
      },
    );
  };
  return (
    <Dialog
      title={t('declare.title', { name: profile.name })}
      isOpen
      onClose={onClose}
      size="small"
      keepOpen={impact !== ''}
      footer={
        <>
          <Button kind="quiet" onPress={onClose}>
            {common('cancel')}
          </Button>
          <Button kind="primary" isPending={isBusy} isDisabled={title.trim() === ''} onPress={declare}>
            {t('declare.confirm')}
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          declare();
        }}
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
        {error !== null && <ErrorNote error={error} />}
      </form>
    </Dialog>
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
