// Node by node what it is and what it will be, then every command that changes anything, as it would be typed.

import { useState } from 'react';
import type { Plan, PlannedCommand, RunbookInfo } from '../../../shared/model/run.ts';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { Panel } from '../../components/Panel.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { unbroken } from './unbroken.ts';
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
        <DataTable
          caption={t('plan.title')}
          rows={plan.changes}
          rowKey={(row) => row.where}
          columns={[
            {
              id: 'node',
              header: t('plan.node'),
              width: '42%',
              cell: (row) => <Code className={styles.node!}>{row.where}</Code>,
              isRowHeader: true,
            },
            {
              id: 'now',
              header: t('plan.now'),
              cell: (row) => (
                <>
                  {unbroken(sayText(row.now, texts))}
                  {row.seen && <div className={styles.muted}>{unbroken(sayText(row.seen, texts))}</div>}
                </>
              ),
            },
            {
              id: 'after',
              header: t('plan.after'),
              cell: (row) => <strong>{unbroken(sayText(row.after, texts))}</strong>,
            },
          ]}
        />
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
