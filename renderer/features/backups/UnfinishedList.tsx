// What a store holds that is no set: when it was begun, how far it came, why it stopped, and the ways out of it.

import type { BackupStoreState, UnfinishedSet } from '../../../shared/model/backup.ts';
import { Button, ButtonLink } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { HealthWord } from '../../components/Health.tsx';
import { formatDateTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useRunningBackup } from './use-running-backup.ts';
import styles from './UnfinishedList.module.css';

export interface UnfinishedListProps {
  readonly store: BackupStoreState;
  readonly onRemove: (name: string) => void;
}

/** Nothing where all is finished. */
export function UnfinishedList({ store, onRemove }: UnfinishedListProps) {
  const t = useWords('backups');
  const isWriting = useRunningBackup() !== undefined;
  if (store.unfinished.length === 0) return null;
  return (
    <div className={styles.unfinished}>
      <HealthWord health="attention">{t('unfinished.title', { count: store.unfinished.length })}</HealthWord>
      <p className={styles.muted}>{t(isWriting ? 'remove.running' : 'unfinished.text')}</p>
      <ul className={styles.sets}>
        {store.unfinished.map((unfinished) => (
          <li key={unfinished.name} className={styles.set}>
            <Code className={styles.name!}>{unfinished.name}</Code>
            <Facts unfinished={unfinished} />
            <div className={styles.actions}>
              {unfinished.goesOnBy !== null && !isWriting && (
                <ButtonLink href={wayOn(unfinished, store.id)}>{t('unfinished.resume')}</ButtonLink>
              )}
              <Button kind="quiet" isDisabled={isWriting} onPress={() => onRemove(unfinished.name)}>
                {t('unfinished.remove')}
              </Button>
              {unfinished.stopped && (
                <a className={styles.link} href={href('runs', unfinished.stopped.runId)}>
                  {t('unfinished.run')}
                </a>
              )}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Facts({ unfinished }: { readonly unfinished: UnfinishedSet }) {
  const t = useWords('backups');
  const { startedMs, sizeBytes, holds, stopped, goesOnBy } = unfinished;
  const facts = [
    t('unfinished.begun', { at: formatDateTime(startedMs), size: sizeBytes }),
    ...(holds?.redis ? [t('unfinished.redis', { shards: holds.redis.shards, keys: holds.redis.keys })] : []),
    ...(holds?.mongo ? [t('unfinished.mongo', { collections: holds.mongo.collections, of: holds.mongo.of })] : []),
    ...(goesOnBy === 'backup.copy' ? [t('unfinished.copy')] : []),
  ];
  return (
    <>
      <p className={styles.muted}>{facts.join(' · ')}</p>
      {stopped && (
        <div className={styles.why}>
          <p>{t('unfinished.stopped', { at: formatDateTime(stopped.atMs) })}</p>
          <p dir="auto">{stopped.message ?? t('unfinished.hidden')}</p>
        </div>
      )}
    </>
  );
}

function wayOn({ setId, goesOnBy }: UnfinishedSet, storeId: string): string {
  return goesOnBy === 'backup.copy'
    ? href('runbooks', 'backup.copy', { set: setId, to: storeId })
    : href('runbooks', 'backup.resume', { set: setId });
}
