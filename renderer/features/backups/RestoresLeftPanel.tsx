// What restores have left on MongoDB's servers: what waits to be cut over, and the old collections that are kept, with the way
// to put them in place, back, or to let them go. Shown only while there is something.

import type { LeftCollections, RestoreLeft } from '../../../shared/model/restored.ts';
import { Age } from '../../components/Age.tsx';
import { ButtonLink } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatDateTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useShownProfileId } from '../../stores/profile-store.ts';
import { useRestoresLeft } from '../../stores/use-restores-left.ts';
import styles from './RestoresLeftPanel.module.css';

export function RestoresLeftPanel() {
  const t = useWords('backups');
  const left = useRestoresLeft(useShownProfileId());
  if (left === undefined || left.length === 0) return null;
  return (
    <Panel title={t('left.title')}>
      <DataTable
        caption={t('left.title')}
        rows={left}
        rowKey={({ id }) => id}
        columns={[
          {
            id: 'restore',
            header: t('left.restore'),
            isRowHeader: true,
            cell: ({ id, made }) => (
              <>
                <Code>{id}</Code>{' '}
                {made === null ? (
                  <span className={styles.muted}>{t('left.unknown')}</span>
                ) : (
                  <span className={styles.muted}>
                    {t('left.of', { moment: formatDateTime(made.momentMs) })} · <Age atMs={made.atMs} />
                  </span>
                )}
              </>
            ),
          },
          {
            id: 'databases',
            header: t('left.databases'),
            cell: ({ databases }) => <Code>{databases.join(', ')}</Code>,
          },
          { id: 'beside', header: t('left.beside'), cell: ({ beside }) => <Figures left={beside} /> },
          { id: 'kept', header: t('left.kept'), cell: ({ kept }) => <Figures left={kept} /> },
          { id: 'actions', header: t('left.actions'), cell: (row) => <Actions left={row} /> },
        ]}
      />
    </Panel>
  );
}

function Figures({ left: { collections, documents, sizeBytes } }: { readonly left: LeftCollections }) {
  const t = useWords('backups');
  if (collections === 0) return <span className={styles.muted}>{t('left.none')}</span>;
  return t('left.figures', { count: collections, documents, size: sizeBytes });
}

function Actions({ left: { id, canCutOver, canCutBack, kept, beside } }: { readonly left: RestoreLeft }) {
  const t = useWords('backups');
  const what = kept.collections === 0 ? 'restored' : beside.collections === 0 ? 'kept' : 'all';
  return (
    <div className={styles.actions}>
      {canCutOver && (
        <ButtonLink href={href('runbooks', 'backup.cut-over', { restored: id })}>{t('left.over')}</ButtonLink>
      )}
      {canCutBack && (
        <ButtonLink href={href('runbooks', 'backup.cut-back', { restored: id })}>{t('left.back')}</ButtonLink>
      )}
      <ButtonLink href={href('runbooks', 'backup.release', { restored: id, what })}>{t('left.release')}</ButtonLink>
    </div>
  );
}
