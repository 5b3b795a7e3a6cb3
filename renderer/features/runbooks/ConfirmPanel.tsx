// The last thing before anything happens: why, on production the typed name, and one button that names the act. Where it
// cannot be pressed, the reason stands beside it, with the way to settle it.

import { useId } from 'react';
import type { Plan, RunSummary } from '../../../shared/model/run.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { ProfileRow } from '../../../shared/contract/fleet.ts';
import { Button, ButtonLink } from '../../components/Button.tsx';
import { EffectWord } from '../../components/EffectWord.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { TextField } from '../../components/Field.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { needsConfirmation, type StartObstacle } from './start-conditions.ts';
import styles from './ConfirmPanel.module.css';

export interface ConfirmPanelProps {
  readonly plan: Plan | null;
  readonly profile: ProfileRow;
  /** The act in words, as the button names it. */
  readonly act: string;
  readonly obstacle: StartObstacle | null;
  readonly isPlanning: boolean;
  readonly isStarting: boolean;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly confirmation: string;
  readonly onConfirmation: (confirmation: string) => void;
  readonly onStart: () => void;
  readonly onAllowChanges: () => void;
  /** Why the last start was refused. */
  readonly error: AppError | null;
  readonly running: { readonly run: RunSummary; readonly title: string } | null;
}

export function ConfirmPanel(props: ConfirmPanelProps) {
  const { plan, profile, obstacle, isStarting, running } = props;
  const t = useWords('runbooks');
  const explanationId = useId();
  const asksName = needsConfirmation({ plan, environment: profile.profile.environment });
  return (
    <Panel title={t('confirm.title')} aside={plan && <EffectWord effect={plan.effect} />}>
      <div className={styles.form}>
        <TextField
          label={t('confirm.reason')}
          help={t('confirm.reasonHelp')}
          value={props.reason}
          onChange={props.onReason}
          rows={2}
        />
        {asksName && obstacle !== 'read-only' && (
          <TextField
            label={t('confirm.typeName', { name: plan?.target ?? '' })}
            help={t('confirm.typeNameHelp')}
            value={props.confirmation}
            onChange={props.onConfirmation}
          />
        )}
        {props.error && <ErrorNote error={props.error} />}
        {running && (
          <p className={styles.running}>
            {t('confirm.running', { title: running.title })}{' '}
            <ButtonLink href={href('runs', running.run.id)}>{t('confirm.runningOpen')}</ButtonLink>
          </p>
        )}
        <div className={styles.foot}>
          <div id={explanationId} className={styles.explanation}>
            <Explanation {...props} />
          </div>
          {obstacle === 'read-only' && <Button onPress={props.onAllowChanges}>{t('confirm.allow')}</Button>}
        </div>
        <Button
          kind="primary"
          isDisabled={obstacle !== null || isStarting}
          onPress={props.onStart}
          aria-describedby={explanationId}
        >
          <span className={styles.act}>{isStarting ? t('confirm.starting') : props.act}</span>
          <kbd className={styles.keys} aria-hidden>
            Ctrl ↵
          </kbd>
        </Button>
      </div>
    </Panel>
  );
}

function Explanation({ plan, profile, obstacle, isPlanning }: ConfirmPanelProps) {
  const t = useWords('runbooks');
  switch (obstacle) {
    case 'no-plan':
      return t(isPlanning ? 'confirm.planning' : 'confirm.noPlan');
    case 'changed':
      return t('confirm.changed');
    case 'blocked':
      return t('confirm.blocked', { count: plan?.steps.filter((step) => step.reading?.ok === false).length ?? 1 });
    case 'read-only':
      return t('confirm.readOnly', { name: profile.profile.name });
    case 'confirmation':
      return t('confirm.confirmation');
    case null:
      return t(plan?.effect === 'read' ? 'confirm.ready' : 'confirm.readyWrite');
  }
}
