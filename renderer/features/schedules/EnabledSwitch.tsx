// On or off, at once: what a schedule's first column is for.

import { Switch } from 'react-aria-components';
import type { Schedule } from '../../../shared/model/schedule.ts';
import { showErrorToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import styles from './EnabledSwitch.module.css';

export function EnabledSwitch({ schedule: { id, name, enabled } }: { readonly schedule: Schedule }) {
  const t = useWords('schedules');
  const change = (next: boolean): void => {
    call('schedules.setEnabled', { id, enabled: next }).catch((error: unknown) => showErrorToast(toAppError(error)));
  };
  return (
    <Switch className={styles.switch!} isSelected={enabled} onChange={change} aria-label={t('table.switch', { name })}>
      <span className={styles.track} aria-hidden>
        <span className={styles.thumb} />
      </span>
    </Switch>
  );
}
