// One set in detail: what is inside, who checked it and what was found, and the two things that can be done with it.

import { useState } from 'react';
import type { BackupSet } from '../../../shared/model/backup.ts';
import type { StoreFates } from '../../../shared/retention.ts';
import { Age } from '../../components/Age.tsx';
import { Button, ButtonLink } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatDateTime, formatDurationIn, formatNumber, formatSize, formatTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { Facts } from '../../components/Facts.tsx';
import { RedisSettingsDialog } from './RedisSettingsDialog.tsx';
import { SetKeeping } from './SetKeeping.tsx';
import { SetChecks } from './SetChecks.tsx';
import { TrustWord } from './TrustWord.tsx';
import styles from './SetInspector.module.css';

export interface SetInspectorProps {
  readonly set: BackupSet | undefined;
  readonly retention: readonly StoreFates[];
}

export function SetInspector({ set, retention }: SetInspectorProps) {
  const t = useWords('backups');
  if (set === undefined) {
    return (
      <Panel title={t('set.title')}>
        <EmptyState title={t('set.gone')} />
      </Panel>
    );
  }
  return (
    <Panel title={formatDateTime(set.finishedMs)} aside={<TrustWord set={set} />}>
      <div className={styles.set}>
        <div className={styles.actions}>
          <ButtonLink href={href('runbooks', 'backup.verify', { set: set.id })}>{t('sets.verify')}</ButtonLink>
          <ButtonLink href={href('runbooks', 'backup.drill', { set: set.id })}>{t('sets.drill')}</ButtonLink>
          <ButtonLink href={href('runbooks', 'backup.restore', { set: set.id })}>{t('sets.restore')}</ButtonLink>
          <ButtonLink href={href('runbooks', 'backup.copy', { set: set.id })}>{t('sets.copy')}</ButtonLink>
          <ButtonLink href={href('runbooks', 'backup.unpack', { set: set.id })}>{t('sets.unpack')}</ButtonLink>
          <CopyButton kind="quiet" label={t('set.copyId')} text={set.id} />
        </div>
        <Facts
          facts={[
            [t('set.id'), <Code key="id">{set.id}</Code>],
            [t('set.store'), set.copies.map(({ store }) => store).join(', ') || set.store],
            [t('set.taken'), <Age key="age" atMs={set.finishedMs} />],
            [t('set.took'), formatDurationIn(set.finishedMs - set.startedMs)],
            [t('set.checkpoint'), <Checkpoint key="checkpoint" set={set} />],
            [t('set.size'), formatSize(set.sizeBytes)],
            [
              t('set.encryption'),
              set.keyId === null
                ? t(set.isEncrypted ? 'set.encrypted' : 'set.notEncrypted')
                : t('set.encryptedByKey', { id: set.keyId }),
            ],
          ]}
        />
        <SetChecks set={set} />
        <SetKeeping setId={set.id} retention={retention} />
        <MongoPart set={set} />
        <RedisPart set={set} />
      </div>
    </Panel>
  );
}

/** How far apart in time its parts are, by one clock. */
function Checkpoint({ set: { checkpoint } }: { readonly set: BackupSet }) {
  const t = useWords('backups');
  if (checkpoint === null) return t('set.noCheckpoint');
  const { fromMs, toMs } = checkpoint;
  return t('set.within', { apart: toMs - fromMs, from: formatTime(fromMs), to: formatTime(toMs) });
}

function MongoPart({ set: { mongo, isEncrypted } }: { readonly set: BackupSet }) {
  const t = useWords('backups');
  if (mongo === null) return <Facts title={t('set.mongo')} facts={[]} none={t('set.notInside')} />;
  return (
    <Facts
      title={t('set.mongo')}
      facts={[
        [t('set.version'), mongo.version || '–'],
        [t('set.replicaSet'), isEncrypted ? t('set.sealed') : <Code key="name">{mongo.replicaSet || '–'}</Code>],
        [
          t('set.databases'),
          isEncrypted ? (
            t('set.sealed')
          ) : (
            <Code key="names" className={styles.names!}>
              {mongo.databases.join(', ')}
            </Code>
          ),
        ],
        [t('set.collections'), formatNumber(mongo.collections)],
        [t('set.documents'), formatNumber(mongo.documents)],
        [t('set.indexes'), formatNumber(mongo.indexes)],
        [t('set.accounts'), formatNumber(mongo.accounts)],
        [t('set.moment'), mongo.momentMs === null ? t('set.noMoment') : formatDateTime(mongo.momentMs)],
      ]}
    />
  );
}

function RedisPart({ set: { id, redis } }: { readonly set: BackupSet }) {
  const t = useWords('backups');
  const [showsSettings, setShowsSettings] = useState(false);
  if (redis === null) return <Facts title={t('set.redis')} facts={[]} none={t('set.notInside')} />;
  return (
    <>
      <Facts
        title={t('set.redis')}
        facts={[
          [t('set.version'), redis.version],
          [t('set.shards'), formatNumber(redis.shards)],
          [t('set.keys'), formatNumber(redis.keys)],
          [t('set.slots'), formatNumber(redis.slotsCovered)],
        ]}
      />
      <div className={styles.actions}>
        <Button onPress={() => setShowsSettings(true)}>{t('settings.open')}</Button>
      </div>
      {showsSettings && <RedisSettingsDialog setId={id} onClose={() => setShowsSettings(false)} />}
    </>
  );
}
