// The files that make schedules run without a console: shown and copied, never installed from here.

import { useEffect, useState } from 'react';
import type { ScheduleUnits } from '../../../shared/contract/schedules.ts';
import type { AppError } from '../../../shared/errors.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { FileText } from '../../components/FileText.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import styles from './UnitsDialog.module.css';

type Kind = 'systemd' | 'cron';

export function UnitsDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useWords('schedules');
  const [kind, setKind] = useState<Kind>('systemd');
  const [units, setUnits] = useState<ScheduleUnits>();
  const [error, setError] = useState<AppError>();

  useEffect(() => {
    let isCurrent = true;
    call('schedules.units', { kind }).then(
      (made) => isCurrent && setUnits(made),
      (failure: unknown) => isCurrent && setError(toAppError(failure)),
    );
    return () => {
      isCurrent = false;
    };
  }, [kind]);

  return (
    <Dialog title={t('systemUnits.title')} isOpen onClose={onClose} size="large">
      <div className={styles.units}>
        <p>{t('systemUnits.text')}</p>
        <div>
          <Segmented
            label={t('systemUnits.kind')}
            value={kind}
            onChange={setKind}
            choices={[
              { value: 'systemd', label: t('systemUnits.systemd') },
              { value: 'cron', label: t('systemUnits.cron') },
            ]}
          />
        </div>
        {error && <ErrorNote error={error} />}
        {units === undefined && !error && <Skeleton lines={8} height={18} />}
        {units?.files.length === 0 && <p className={styles.none}>{t('systemUnits.none')}</p>}
        {units?.files.map(({ name, content }) => (
          <FileText key={name} name={name} content={content} />
        ))}
        {units !== undefined && units.install.length > 0 && (
          <>
            <FileText name={t('systemUnits.install')} content={units.install.join('\n')} />
            <ul className={styles.notes}>
              {units.notes.map((note) => (
                <li key={note}>{t(`systemUnits.note.${note}`)}</li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Dialog>
  );
}
