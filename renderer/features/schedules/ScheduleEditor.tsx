// Makes or changes a schedule. What it would mean stands beside it while it is typed; whether it may run is the engine's answer.

import { useState } from 'react';
import type { ScheduleChoices } from '../../../shared/contract/schedules.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import type { Schedule, ScheduleDraft } from '../../../shared/model/schedule.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { SelectField, TextField } from '../../components/Field.tsx';
import { FormSection, FormSections } from '../../components/FormSection.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { showToast } from '../../components/toasts.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { useProfileRow } from '../../stores/profile-store.ts';
import { useRunbooks } from '../../stores/runbooks-store.ts';
import { FieldList } from '../runbooks/FieldList.tsx';
import { useOffers } from '../runbooks/use-offers.ts';
import { presetName } from './preset-name.ts';
import { draftOf, isComplete, newDraft, sentDraft, withPreset, withRunbook } from './schedule-form.ts';
import { TellSection } from './TellSection.tsx';
import { useCronPreview } from './use-cron-preview.ts';
import { WhenSection } from './WhenSection.tsx';
import styles from './ScheduleEditor.module.css';

export interface ScheduleEditorProps {
  readonly profileId: string;
  /** Null: a new one. */
  readonly schedule: Schedule | null;
  /** Of a new one: what it begins with. */
  readonly presetId: string | null;
  readonly choices: ScheduleChoices | undefined;
  readonly onClose: () => void;
  readonly onSaved: (schedule: Schedule) => void;
  readonly onSetUpChannels: () => void;
}

export function ScheduleEditor(props: ScheduleEditorProps) {
  const t = useWords('schedules');
  const { runbooks } = useRunbooks();
  if (props.choices === undefined || runbooks.length === 0) {
    return (
      <Dialog title={t('editor.create')} isOpen onClose={props.onClose} size="large">
        <Skeleton lines={6} height={24} />
      </Dialog>
    );
  }
  return <LoadedEditor {...props} choices={props.choices} runbooks={runbooks} />;
}

function LoadedEditor({
  profileId,
  schedule,
  presetId,
  choices,
  runbooks,
  onClose,
  onSaved,
  onSetUpChannels,
}: ScheduleEditorProps & { readonly choices: ScheduleChoices; readonly runbooks: readonly RunbookInfo[] }) {
  const t = useWords('schedules');
  const common = useWords('common');
  const row = useProfileRow();
  const offers = useOffers(profileId);
  const [draft, setDraft] = useState<ScheduleDraft>(() => {
    if (schedule !== null) return draftOf(schedule);
    return presetDraft(newDraft(profileId, choices.timeZone), choices, runbooks, presetId ?? '');
  });
  const [confirmation, setConfirmation] = useState('');
  const [isChanged, setChanged] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<AppError>();
  const preview = useCronPreview(draft.cron, draft.timeZone);
  const runbook = runbooks.find(({ id }) => id === draft.runbookId);
  const asksName = choices.runbooks.find(({ id }) => id === draft.runbookId)?.asksName ?? false;
  const profileName = row?.profile.name ?? '';

  const change = (part: Partial<ScheduleDraft>): void => {
    setDraft((now) => ({ ...now, ...part }));
    setChanged(true);
    setError(undefined);
  };
  const canSave =
    isComplete(draft, runbook) && preview?.problem === null && (!asksName || confirmation === profileName) && !isSaving;
  const save = (): void => {
    if (!runbook || !canSave) return;
    setSaving(true);
    call('schedules.save', { id: schedule?.id ?? null, schedule: sentDraft(draft, runbook), confirmation }).then(
      (saved) => {
        showToast({ health: 'healthy', text: t('editor.saved', { name: saved.name }) });
        onSaved(saved);
      },
      (failure: unknown) => {
        setError(toAppError(failure));
        setSaving(false);
      },
    );
  };

  return (
    <Dialog
      title={schedule === null ? t('editor.create') : t('editor.edit', { name: schedule.name })}
      isOpen
      onClose={onClose}
      keepOpen={isChanged}
      size="large"
      footer={
        <>
          <Button kind="quiet" onPress={onClose}>
            {isChanged ? t('editor.discard') : common('cancel')}
          </Button>
          <Button kind="primary" isDisabled={!canSave} onPress={save}>
            {t('editor.save')}
          </Button>
        </>
      }
    >
      <FormSections>
        <FormSection title={t('editor.what')}>
          <RunbookFields draft={draft} change={change} setDraft={setDraft} {...{ choices, runbooks, schedule }} />
          {runbook !== undefined && (
            <FieldList
              key={runbook.id}
              runbook={runbook}
              values={draft.parameters}
              onChange={(name, value) => change({ parameters: { ...draft.parameters, [name]: value } })}
              offers={offers}
            />
          )}
        </FormSection>
        <WhenSection draft={draft} change={change} preview={preview} />
        <TellSection draft={draft} change={change} onSetUp={onSetUpChannels} />
        {asksName && (
          <TextField
            label={t('editor.confirm', { name: profileName })}
            help={t('editor.confirmHelp')}
            value={confirmation}
            onChange={setConfirmation}
            isRequired
          />
        )}
        {error && <ErrorNote error={error} />}
      </FormSections>
    </Dialog>
  );
}

interface RunbookFieldsProps {
  readonly draft: ScheduleDraft;
  readonly change: (part: Partial<ScheduleDraft>) => void;
  readonly setDraft: (draft: ScheduleDraft) => void;
  readonly choices: ScheduleChoices;
  readonly runbooks: readonly RunbookInfo[];
  readonly schedule: Schedule | null;
}

function RunbookFields({ draft, change, setDraft, choices, runbooks, schedule }: RunbookFieldsProps) {
  const t = useWords('schedules');
  const [presetId, setPresetId] = useState<string | null>(null);
  const offered = choices.runbooks.filter(({ refusal, id }) => refusal === null || id === schedule?.runbookId);
  const refused = choices.runbooks.length - offered.length;
  const titleOf = (id: string): string => {
    const runbook = runbooks.find((each) => each.id === id);
    return runbook === undefined ? id : sayText({ key: 'title' }, runbook.texts);
  };
  const chooseRunbook = (id: string): void => {
    const runbook = runbooks.find((each) => each.id === id);
    if (runbook) setDraft(withRunbook(draft, runbook, draft.name === '' ? titleOf(id) : draft.name));
  };
  return (
    <div className={styles.grid}>
      {schedule === null && (
        <SelectField
          label={t('editor.preset')}
          placeholder={t('editor.presetNone')}
          value={presetId}
          onChange={(id) => {
            setPresetId(id);
            setDraft(presetDraft(draft, choices, runbooks, id));
          }}
          choices={choices.presets.map((preset) => ({
            value: preset.id,
            label: presetName(preset, titleOf(preset.runbookId)),
            description: preset.cron,
          }))}
        />
      )}
      <SelectField
        label={t('editor.runbook')}
        help={t('editor.runbookHelp', { refused: t('editor.refused', { count: refused }) })}
        value={draft.runbookId === '' ? null : draft.runbookId}
        onChange={chooseRunbook}
        choices={offered.map(({ id }) => ({ value: id, label: titleOf(id), description: id }))}
        isRequired
      />
      <TextField label={t('editor.name')} value={draft.name} onChange={(name) => change({ name })} isRequired />
    </div>
  );
}

function presetDraft(
  draft: ScheduleDraft,
  { presets }: ScheduleChoices,
  runbooks: readonly RunbookInfo[],
  presetId: string,
): ScheduleDraft {
  const preset = presets.find(({ id }) => id === presetId);
  const runbook = runbooks.find(({ id }) => id === preset?.runbookId);
  if (!preset || !runbook) return draft;
  return withPreset(draft, preset, runbook, presetName(preset, sayText({ key: 'title' }, runbook.texts)));
}
