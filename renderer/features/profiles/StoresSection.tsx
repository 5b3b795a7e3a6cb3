// Where backups of a connection go: a folder of this machine, and S3 stores.

import { useState } from 'react';
import type { ProfileTest } from '../../../shared/contract/fleet.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { StoreKeys } from '../../../shared/model/profile.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { TextField } from '../../components/Field.tsx';
import { FormSection } from '../../components/FormSection.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { KeepFields } from './KeepFields.tsx';
import { takenStoreIds, type ProfileDraft } from './profile-form.ts';
import type { SectionProps } from './ProfileSections.tsx';
import { completeSecrets, newS3Draft, s3StoreOf, type S3Draft, type S3Problems } from './s3-form.ts';
import { S3StoreFields } from './S3StoreFields.tsx';
import { TestResult } from './TestResult.tsx';

export interface StoresSectionProps extends SectionProps {
  readonly changeKeys: (storeId: string, keys: StoreKeys) => void;
  /** Ids of the stores the profile was opened with: their ids stay, since sets and keys are known by them. */
  readonly storedIds: readonly string[];
}

export function StoresSection({ draft, change, problems, secrets, changeKeys, storedIds }: StoresSectionProps) {
  const t = useWords('profiles');
  const changeStore = (index: number, part: Partial<S3Draft>): void => {
    const typed = secrets.stores?.[draft.s3[index]!.id];
    if (part.id !== undefined && typed !== undefined) changeKeys(part.id, typed);
    change({ s3: draft.s3.map((each, at) => (at === index ? { ...each, ...part } : each)) });
  };
  return (
    <FormSection title={t('editor.stores')}>
      <TextField
        label={t('editor.folder')}
        help={t('editor.folderHelp')}
        value={draft.folder}
        onChange={(folder) => change({ folder })}
        code
      />
      {draft.folder.trim() !== '' && (
        <KeepFields
          draft={draft.folderKeep}
          change={(folderKeep) => change({ folderKeep })}
          isWrong={problems.folderKeep !== undefined}
        />
      )}
      {draft.s3.map((store, index) => (
        <TestedStore
          key={index}
          profile={draft}
          store={store}
          keys={secrets.stores?.[store.id]}
          problems={problems.s3?.[index] ?? {}}
          isNew={!storedIds.includes(store.id)}
          change={(part) => changeStore(index, part)}
          onKeys={(keys) => changeKeys(store.id, keys)}
          onRemove={() => change({ s3: draft.s3.filter((_, at) => at !== index) })}
        />
      ))}
      <div>
        <Button onPress={() => change({ s3: [...draft.s3, newS3Draft(takenStoreIds(draft))] })}>
          {t('editor.s3.add')}
        </Button>
      </div>
    </FormSection>
  );
}

interface TestedStoreProps {
  readonly profile: ProfileDraft;
  readonly store: S3Draft;
  readonly keys: StoreKeys | undefined;
  readonly problems: S3Problems;
  readonly isNew: boolean;
  readonly change: (part: Partial<S3Draft>) => void;
  readonly onKeys: (keys: StoreKeys) => void;
  readonly onRemove: () => void;
}

/** A store with its own test: the servers of the profile are left alone. */
function TestedStore({ profile, store, ...fields }: TestedStoreProps) {
  const [test, setTest] = useState<ProfileTest | 'running'>();
  const [error, setError] = useState<AppError>();
  const [own, setOwn] = useState<S3Problems>({});
  const clear = (): void => {
    setTest(undefined);
    setError(undefined);
    setOwn({});
  };
  const run = (): void => {
    const checked = s3StoreOf(store, []);
    clear();
    if ('problems' in checked) {
      setOwn(checked.problems);
      return;
    }
    setTest('running');
    const { environment, colour } = profile;
    const alone = { id: profile.id || 'new', name: profile.name || '?', environment, colour, stores: [checked.store] };
    const secrets = completeSecrets(fields.keys ? { stores: { [store.id]: fields.keys } } : {});
    call('profiles.test', { profile: alone, secrets }).then(setTest, (failure: unknown) => {
      setTest(undefined);
      setError(toAppError(failure));
    });
  };
  return (
    <>
      <S3StoreFields
        {...fields}
        draft={store}
        problems={{ ...fields.problems, ...own }}
        change={(part) => {
          clear();
          fields.change(part);
        }}
        onTest={run}
        isTesting={test === 'running'}
      />
      {test !== undefined && test !== 'running' && <TestResult test={test} />}
      {error && <ErrorNote error={error} />}
    </>
  );
}
