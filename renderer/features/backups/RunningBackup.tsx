// A set that is being written now, with the way to its run.

import { ButtonLink } from '../../components/Button.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useRunningBackup } from './use-running-backup.ts';
import styles from './RunningBackup.module.css';

export function RunningBackup() {
  const t = useWords('backups');
  const run = useRunningBackup();
  if (run === undefined) return null;
  return (
    <output className={styles.running}>
      <span>{t('taking')}</span>
      <ButtonLink href={href('runs', run.id)}>{t('takingOpen')}</ButtonLink>
    </output>
  );
}
