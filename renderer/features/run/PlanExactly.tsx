// Node by node what it is and what it will be, then every command that changes anything, as it would be typed.

import { useState } from 'react';
import type { Plan, PlannedCommand, RunbookInfo } from '../../../shared/model/run.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { ChangeTable } from './ChangeTable.tsx';
import styles from './PlanExactly.module.css';

export interface PlanExactlyProps {
  readonly plan: Plan;
  readonly texts: RunbookInfo['texts'] | undefined;
}

export function PlanExactly({ plan, texts }: PlanExactlyProps) {
  const t = useWords('run');
  return (
    <Panel title={t('plan.title')}>
      {plan.changes.length === 0 ? (
        <p className={styles.muted}>{t('plan.noChanges')}</p>
      ) : (
        <ChangeTable caption={t('plan.title')} changes={plan.changes} texts={texts} />
      )}
      <Commands commands={commandsOf(plan)} onlyReads={plan.effect === 'read'} />
    </Panel>
  );
}

const SHOWN_AT_FIRST = 8;

interface CommandsProps {
  readonly commands: readonly PlannedCommand[];
  readonly onlyReads: boolean;
}

function Commands({ commands, onlyReads }: CommandsProps) {
  const t = useWords('run');
  const [showsAll, setShowsAll] = useState(false);
  if (commands.length === 0) return <p className={styles.count}>{t('plan.noCommands')}</p>;
  const heading = t(onlyReads ? 'plan.commandsRead' : 'plan.commands', { count: commands.length });
  const shown = showsAll ? commands : commands.slice(0, SHOWN_AT_FIRST);
  return (
    <div>
      <div className={styles.count}>
        <span>{heading}</span>
        <CopyButton kind="quiet" label={t('plan.copyCommands')} text={asText(commands)} />
      </div>
      <ol className={styles.commands} dir="ltr" aria-label={heading}>
        {shown.map(({ where, command }, index) => (
          <li key={index} className={styles.command}>
            <span className={styles.where}>{where}</span>
            <code>{command}</code>
          </li>
        ))}
      </ol>
      {shown.length < commands.length && (
        <Button kind="quiet" onPress={() => setShowsAll(true)}>
          {t('plan.showAll', { total: commands.length })}
        </Button>
      )}
    </div>
  );
}

/** The commands of the steps that act, in the order they will run. Checks and verifications only read. */
function commandsOf(plan: Plan): PlannedCommand[] {
  return plan.steps.filter((step) => step.kind === 'act').flatMap((step) => step.commands);
}

function asText(commands: readonly PlannedCommand[]): string {
  return commands.map(({ where, command }) => `# ${where}\n${command}`).join('\n');
}
