// Makes or changes a connection profile: test before save, passwords to the keystore or for the session only.

import { useEffect, useRef, useState } from 'react';
import type { AppInfo } from '../../../shared/contract/app.ts';
import type { ProfileTest } from '../../../shared/contract/fleet.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { PasswordName, Profile, Secrets, StoreKeys } from '../../../shared/model/profile.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { CheckField } from '../../components/Field.tsx';
import { FormSections } from '../../components/FormSection.tsx';
import { showToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { useStream } from '../../stores/use-stream.ts';
import { closeEditor } from './editor-store.ts';
import { EncryptionSection } from './EncryptionSection.tsx';
import { ApprovalSection } from './ApprovalSection.tsx';
import { IdentitySection, MongoSection, RedisSection } from './ProfileSections.tsx';
import { completeSecrets } from './s3-form.ts';
import { StoresSection } from './StoresSection.tsx';
import { draftOf, profileOf, type DraftProblems } from './profile-form.ts';
import { RemoveProfile } from './RemoveProfile.tsx';
import { TestResult } from './TestResult.tsx';
import { chooseProfile } from './use-chosen-profile.ts';
import styles from './ProfileEditor.module.css';

const NO_PROBLEMS: DraftProblems = {};

export function ProfileEditor({ profile }: { readonly profile: Profile | null }) {
  const t = useWords('profiles');
  const common = useWords('common');
  const takenIds = useStream('profiles.watch', {}, ({ data }) => Object.keys(data?.profiles ?? {}));
  const [draft, setDraft] = useState(() => draftOf(profile));
  const [secrets, setSecrets] = useState<Secrets>({});
  const [keepSecrets, setKeepSecrets] = useState(true);
  const [storage, setStorage] = useState<AppInfo['secretStorage']>();
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const [test, setTest] = useState<ProfileTest | 'running'>();
  const [error, setError] = useState<AppError>();
  const [isChanged, setChanged] = useState(false);

  useEffect(() => {
    call('app.info', {}).then(
      (info) => setStorage(info.secretStorage),
      (failure: unknown) => setError(toAppError(failure)),
    );
  }, []);

  // The form is longer than most screens: what it answers, and the field it complains about, come into sight.
  const sections = useRef<HTMLDivElement>(null);
  const answer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (test === undefined && error === undefined && problems === NO_PROBLEMS) return;
    const told = sections.current?.querySelector('[data-invalid]') ?? answer.current?.firstElementChild;
    told?.scrollIntoView({ block: 'nearest' });
  }, [test, error, problems]);

  const change = (part: Partial<typeof draft>): void => {
    setDraft({ ...draft, ...part });
    setChanged(true);
    setProblems(NO_PROBLEMS);
    setTest(undefined);
  };
  const changeSecret = (name: PasswordName, value: string): void => {
    const { [name]: _replaced, ...others } = secrets;
    setSecrets(value === '' ? others : { ...others, [name]: value });
    setChanged(true);
    setTest(undefined);
  };
  const changeKeys = (storeId: string, keys: StoreKeys): void => {
    setSecrets({ ...secrets, stores: { ...secrets.stores, [storeId]: keys } });
    setChanged(true);
    setTest(undefined);
  };
  const checked = (): Profile | undefined => {
    const result = profileOf(draft, takenIds);
    if ('problems' in result) setProblems(result.problems);
    return 'profile' in result ? result.profile : undefined;
  };
  const runTest = (): void => {
    const candidate = checked();
    if (!candidate) return;
    setTest('running');
    setError(undefined);
    call('profiles.test', { profile: candidate, secrets: completeSecrets(secrets) }).then(
      setTest,
      (failure: unknown) => {
        setTest(undefined);
        setError(toAppError(failure));
      },
    );
  };
  const save = (): void => {
    const candidate = checked();
    if (!candidate) return;
    call('profiles.save', {
      profile: candidate,
      secrets: completeSecrets(secrets),
      keepSecrets: keepSecrets && (storage?.available ?? false),
    }).then(
      (saved) => {
        showToast({ health: 'healthy', text: t('editor.saved', { name: saved.name }) });
        chooseProfile(saved.id);
        closeEditor();
      },
      (failure: unknown) => setError(toAppError(failure)),
    );
  };

  const section = { draft, change, problems, secrets, changeSecret, isNew: profile === null };
  return (
    <Dialog
      title={profile ? t('editor.edit', { name: profile.name }) : t('editor.create')}
      isOpen
      onClose={closeEditor}
      keepOpen={isChanged}
      size="large"
      footer={
        <>
          {profile && <RemoveProfile profile={profile} onRemoved={closeEditor} />}
          <span className={styles.space} />
          <Button kind="quiet" onPress={closeEditor}>
            {isChanged ? t('editor.discard') : common('cancel')}
          </Button>
          <Button onPress={runTest} isPending={test === 'running'}>
            {test === 'running' ? t('editor.testing') : t('editor.test')}
          </Button>
          <Button kind="primary" onPress={save}>
            {t('editor.save')}
          </Button>
        </>
      }
    >
      <FormSections ref={sections}>
        <IdentitySection {...section} />
        <RedisSection {...section} />
        <MongoSection {...section} />
        <StoresSection {...section} changeKeys={changeKeys} storedIds={profile?.stores.map(({ id }) => id) ?? []} />
        <EncryptionSection {...section} />
        <ApprovalSection {...section} />
        {storage?.available === true && (
          <CheckField
            label={t('editor.keep', { backend: storage.backend })}
            isSelected={keepSecrets}
            onChange={setKeepSecrets}
          />
        )}
        {storage?.available === false && (
          <p className={styles.note}>{t('editor.keepNot', { reason: storage.reason ?? '' })}</p>
        )}
        <div ref={answer} className={styles.answer}>
          {test !== undefined && test !== 'running' && <TestResult test={test} />}
          {problems.nothing && <ErrorNote error={{ message: t('editor.problem.nothing') }} />}
          {error && <ErrorNote error={error} />}
        </div>
      </FormSections>
    </Dialog>
  );
}
