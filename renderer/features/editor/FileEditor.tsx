// One runbook file: its text on one side, what it is on the other. What is wrong stands under the text, and each line of it
// leads to its place.

import { useId, useRef, useState } from 'react';
import { showToast } from '../../components/toasts.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote, ErrorState } from '../../components/ErrorState.tsx';
import { TextField } from '../../components/Field.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { goTo, href } from '../../route.ts';
import { loadRunbooks } from '../../stores/runbooks-store.ts';
import { useUi } from '../../stores/ui-store.ts';
import { isChanged } from './drafts.ts';
import { Preview } from './Preview.tsx';
import { goToProblem, SourceArea } from './SourceArea.tsx';
import { useFile, type FileOrigin } from './use-file.ts';
import styles from './FileEditor.module.css';

export function FileEditor({ origin }: { readonly origin: FileOrigin }) {
  const t = useWords('editor');
  const ownLanguage = useUi((state) => state.language);
  const [language, setLanguage] = useState(ownLanguage);
  const [givenName, setGivenName] = useState<string>();
  const area = useRef<HTMLTextAreaElement>(null);
  const problemsId = useId();
  const { draft, checked, error, change, discard, save } = useFile(origin);
  const problems = checked?.problems ?? [];
  const suggested = `${/^runbook: *([a-z0-9.-]+) *$/m.exec(draft?.source ?? '')?.[1] ?? 'own.first'}.yaml`;
  const name = origin.fileName ?? givenName ?? suggested;
  const isUnsaved = draft !== undefined && (isChanged(draft) || draft.hash === null);

  const saveNow = async (): Promise<void> => {
    if (!(await save(name))) return;
    void loadRunbooks();
    showToast({
      health: problems.length > 0 ? 'attention' : 'healthy',
      text: t(problems.length > 0 ? 'savedFaulty' : 'saved', { name }),
    });
    if (origin.fileName === null) goTo('editor', name);
  };

  return (
    <ScreenBody>
      <ScreenHeader
        trail={<a href={href('editor')}>{t('title')}</a>}
        title={<bdi dir="ltr">{name}</bdi>}
        subtitle={t(isUnsaved ? 'unsaved' : 'onDisk')}
        actions={
          <>
            {draft !== undefined && draft.hash !== null && isUnsaved && (
              <Button onPress={discard}>{t('discard')}</Button>
            )}
            <Button kind="primary" isDisabled={!isUnsaved} onPress={() => void saveNow()}>
              {t('save')}
            </Button>
          </>
        }
      />
      {draft === undefined ? (
        error ? (
          <ErrorState error={error} onRetry={discard} />
        ) : (
          <Skeleton lines={12} height={18} />
        )
      ) : (
        <div className={styles.columns}>
          <Panel title={t('text')} flush fill>
            {origin.fileName === null && (
              <div className={styles.name}>
                <TextField label={t('fileName')} code value={name} onChange={setGivenName} />
              </div>
            )}
            {error && (
              <div className={styles.name}>
                <ErrorNote error={error} />
              </div>
            )}
            <SourceArea
              label={t('text')}
              source={draft.source}
              onChange={change}
              problems={problems}
              area={area}
              describedBy={problemsId}
            />
            <div id={problemsId} className={styles.problems} role="status">
              {checked !== undefined && problems.length === 0 && <p className={styles.well}>{t('noFaults')}</p>}
              {problems.length > 0 && <p className={styles.count}>{t('faults', { count: problems.length })}</p>}
              <ul>
                {problems.map((problem) => (
                  <li key={`${problem.line}:${problem.column}:${problem.message}`}>
                    <button
                      type="button"
                      className={styles.problem}
                      dir="ltr"
                      onClick={() => area.current && goToProblem(area.current, problem)}
                    >
                      <span className={styles.place}>
                        {problem.line}:{problem.column}
                      </span>
                      <span>
                        {problem.message} {problem.hint !== null && <em>{problem.hint}</em>}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          </Panel>
          <Panel
            title={t('preview')}
            flush
            fill
            aside={
              <Segmented
                label={t('previewLanguage')}
                value={language}
                onChange={setLanguage}
                choices={[
                  { value: 'en', label: 'English' },
                  { value: 'ar', label: 'العربية' },
                ]}
              />
            }
          >
            {checked?.preview ? (
              <Preview preview={checked.preview} language={language} />
            ) : (
              <EmptyState title={t(checked === undefined ? 'checking' : 'noPreview')} />
            )}
          </Panel>
        </div>
      )}
    </ScreenBody>
  );
}
