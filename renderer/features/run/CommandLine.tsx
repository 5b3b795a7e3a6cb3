// The commands of one step in one line: the first in full, the others counted.

import type { PlannedCommand } from '../../../shared/model/run.ts';
import { Code } from '../../components/Code.tsx';
import { useWords } from '../../i18n/i18n.ts';
import styles from './CommandLine.module.css';

export function CommandLine({ commands }: { readonly commands: readonly PlannedCommand[] }) {
  const t = useWords('run');
  const [first, ...others] = commands;
  if (first === undefined) return null;
  return (
    <span className={styles.line} title={commands.map(({ where, command }) => `${where}  ${command}`).join('\n')}>
      <Code className={styles.code!}>
        {first.where} › {first.command}
      </Code>
      {others.length > 0 && <span className={styles.more}>{t('steps.moreCommands', { count: others.length })}</span>}
    </span>
  );
}
