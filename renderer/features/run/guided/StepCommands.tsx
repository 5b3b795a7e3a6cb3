// The commands of a step, each where it is typed and with a button that copies it alone.

import type { PlannedCommand } from '../../../../shared/model/run.ts';
import { Code } from '../../../components/Code.tsx';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { useWords } from '../../../i18n/i18n.ts';
import styles from './StepCommands.module.css';

export function StepCommands({ commands }: { readonly commands: readonly PlannedCommand[] }) {
  const t = useWords('guided');
  if (commands.length === 0) return null;
  return (
    <ul className={styles.commands} aria-label={t('commands')}>
      {commands.map(({ where, command }, index) => (
        <li key={index} className={styles.command}>
          <div className={styles.words}>
            <Code className={styles.where!}>{where}</Code>
            <code dir="ltr" className={styles.typed}>
              {command}
            </code>
          </div>
          <CopyButton kind="quiet" label={t('copyCommand')} iconOnly text={command} />
        </li>
      ))}
    </ul>
  );
}
