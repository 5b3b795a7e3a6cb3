// The operator's own runbook files, with what is wrong with them; beginning one, copying one of the console's, removing one
// and bringing it back.

import { useState } from 'react';
import { FilePlus2, Trash2 } from 'lucide-react';
import type { AppError } from '../../../shared/errors.ts';
import type { OwnFileRow } from '../../../shared/model/runbook-file.ts';
import { TEMPLATE_NAMES } from '../../../shared/runbook-templates.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { Tag } from '../../components/Tag.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { goTo, href } from '../../route.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { loadRunbooks, useRunbooks } from '../../stores/runbooks-store.ts';
import { streamStore, useStream } from '../../stores/use-stream.ts';
import { dropDraft, isChanged, useDrafts } from './drafts.ts';
import styles from './OwnFiles.module.css';

export function OwnFiles() {
  const t = useWords('editor');
  const stream = useStream('runbookFiles.watch', {});
  const [removed, setRemoved] = useState<{ readonly trashed: string; readonly fileName: string }>();
  const [error, setError] = useState<AppError>();
  const doing = (work: () => Promise<void>): void => {
    setError(undefined);
    void work().then(
      () => void loadRunbooks(),
      (failure: unknown) => setError(toAppError(failure)),
    );
  };
  const remove = ({ fileName, hash }: OwnFileRow): void =>
    doing(async () => {
      const { trashed } = await call('runbookFiles.remove', { fileName, hash });
      dropDraft(fileName);
      setRemoved({ trashed, fileName });
    });
  const bringBack = (trashed: string): void =>
    doing(async () => {
      await call('runbookFiles.restore', { trashed });
      setRemoved(undefined);
    });
  return (
    <ScreenBody>
      <ScreenHeader
        trail={<a href={href('runbooks')}>{t('runbooks')}</a>}
        title={t('title')}
        subtitle={t('subtitle')}
        actions={<Beginnings />}
      />
      {removed && (
        <Notice
          title={t('removed', { name: removed.fileName })}
          action={<Button onPress={() => bringBack(removed.trashed)}>{t('undo')}</Button>}
        />
      )}
      {error && <ErrorNote error={error} />}
      <StreamGate stream={stream} onRetry={() => streamStore('runbookFiles.watch', {}).retry()}>
        {({ files }) =>
          Object.keys(files).length === 0 ? (
            <EmptyState
              icon={<FilePlus2 size={28} />}
              title={t('empty')}
              text={t('emptyText')}
              action={<Beginnings />}
            />
          ) : (
            <Panel title={t('files')} flush>
              <ul className={styles.files}>
                {Object.values(files).map((file) => (
                  <FileRow key={file.fileName} file={file} onRemove={() => remove(file)} />
                ))}
              </ul>
            </Panel>
          )
        }
      </StreamGate>
    </ScreenBody>
  );
}

function FileRow({ file, onRemove }: { readonly file: OwnFileRow; readonly onRemove: () => void }) {
  const t = useWords('editor');
  const draft = useDrafts()[file.fileName];
  const [first] = file.problems;
  return (
    <li className={styles.file}>
      <a className={styles.link} href={href('editor', file.fileName)}>
        <span className={styles.title}>{file.title ?? file.runbookId ?? file.fileName}</span>
        <span className={styles.place} dir="ltr">
          {file.fileName}
        </span>
        {first && (
          <span className={styles.fault} dir="ltr">
            {first.line}:{first.column} {first.message}
          </span>
        )}
      </a>
      {draft && isChanged(draft) && <Tag tone="attention">{t('unsaved')}</Tag>}
      <Tag tone={first ? 'critical' : 'healthy'}>
        {first ? t('faults', { count: file.problems.length }) : t('ready')}
      </Tag>
      <Button kind="quiet" icon aria-label={t('remove', { name: file.fileName })} onPress={onRemove}>
        <Trash2 size={15} aria-hidden />
      </Button>
    </li>
  );
}

function Beginnings() {
  const t = useWords('editor');
  const { runbooks } = useRunbooks();
  const shipped = runbooks.filter(({ origin }) => origin === 'shipped');
  return (
    <>
      <MenuButton
        label={t('copy')}
        actions={shipped.map((runbook) => ({
          id: runbook.id,
          label: sayText({ key: 'title' }, runbook.texts),
          onAction: () => goTo('editor', 'new', { copy: runbook.id }),
        }))}
      />
      <MenuButton
        label={t('begin')}
        actions={TEMPLATE_NAMES.map((name) => ({
          id: name,
          label: t(`template.${name}`),
          onAction: () => goTo('editor', 'new', { template: name }),
        }))}
      />
    </>
  );
}
