// Where sets lie: free space, what is wrong with a store, and what backups left unfinished there.

import { useState } from 'react';
import type { BackupStoreState } from '../../../shared/model/backup.ts';
import type { StoreFates } from '../../../shared/retention.ts';
import { Code } from '../../components/Code.tsx';
import { HealthWord } from '../../components/Health.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { RemoveUnfinishedDialog, type UnfinishedFolder } from './RemoveUnfinishedDialog.tsx';
import { StoreRule } from './StoreRule.tsx';
import { UnfinishedList } from './UnfinishedList.tsx';
import styles from './StoreList.module.css';

export interface StoreListProps {
  readonly stores: readonly BackupStoreState[];
  readonly retention: readonly StoreFates[];
}

export function StoreList({ stores, retention }: StoreListProps) {
  const t = useWords('backups');
  const [removing, setRemoving] = useState<UnfinishedFolder | null>(null);
  return (
    <Panel title={t('stores.title')}>
      {stores.length === 0 && <p className={styles.muted}>{t('stores.none')}</p>}
      <ul className={styles.stores}>
        {stores.map((store) => (
          <li key={store.id}>
            <Store
              store={store}
              fates={retention.find((each) => each.store === store.id)}
              onRemove={(folder) => setRemoving({ store: store.id, folder })}
            />
          </li>
        ))}
      </ul>
      {removing !== null && <RemoveUnfinishedDialog unfinished={removing} onClose={() => setRemoving(null)} />}
    </Panel>
  );
}

interface StoreProps {
  readonly store: BackupStoreState;
  readonly fates: StoreFates | undefined;
  readonly onRemove: (folder: string) => void;
}

function Store({ store, fates, onRemove }: StoreProps) {
  const t = useWords('backups');
  return (
    <div className={styles.store}>
      <div className={styles.head}>
        <span className={styles.name}>{store.id}</span>
        <HealthWord health={store.trouble === null ? 'healthy' : 'critical'}>
          {store.trouble === null
            ? store.freeBytes === null
              ? t(store.kind === 's3' ? 'stores.ok' : 'stores.freeUnknown')
              : t('stores.free', { free: store.freeBytes })
            : store.trouble}
        </HealthWord>
      </div>
      <Code className={styles.place!}>{store.place}</Code>
      {fates && <StoreRule fates={fates} />}
      <UnfinishedList store={store} onRemove={onRemove} />
    </div>
  );
}
