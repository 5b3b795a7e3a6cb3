// The last thing before anything happens: why, on production the typed name, and one button that names the act. Where it
// cannot be pressed, the reason stands beside it, with the way to settle it.

import { useId } from 'react';
import type { ProfileRow } from '../../../shared/contract/fleet.ts';
import type { RunbookInfo, RunSummary } from '../../../shared/model/run.ts';
import { Button, ButtonLink } from '../../components/Button.tsx';
import { EffectWord } from '../../components/EffectWord.tsx';
import { TextField } from '../../components/Field.tsx';
import { Panel } from '../../components/Panel.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { ApprovalPanel } from '../approval/ApprovalPanel.tsx';
import { RehearseButton } from '../rehearsal/RehearseButton.tsx';
import { needsConfirmation } from './start-conditions.ts';
import { StartRefused } from './StartRefused.tsx';
import type { PlanDesk } from './use-plan-desk.ts';
import styles from './ConfirmPanel.module.css';

export interface ConfirmPanelProps {
  readonly desk: PlanDesk;
  readonly profile: ProfileRow;
  readonly texts: RunbookInfo['texts'];
  /** The act in words, as the button names it. */
  readonly act: string;
  /** Steps by hand wait for the operator. */
  readonly isGuided: boolean;
  readonly onAllowChanges: () => void;
  readonly running: { readonly run: RunSummary; readonly title: string } | null;
}

export function ConfirmPanel({ desk, profile, texts, act, isGuided, onAllowChanges, running }: ConfirmPanelProps) {
  const { plan, obstacle, starter } = desk;
  const t = useWords('runbooks');
  const explanationId = useId();
  const isProductionChange = needsConfirmation({ plan, environment: profile.profile.environment });
  return (
    <Panel title={t('confirm.title')} aside={plan && <EffectWord effect={plan.effect} byHand={isGuided} />}>
      <div className={styles.form}>
        <TextField
          label={t('confirm.reason')}
          help={t(isProductionChange ? 'confirm.reasonAsked' : 'confirm.reasonHelp')}
          value={desk.reason}
          onChange={desk.setReason}
          rows={2}
          isRequired={isProductionChange}
        />
        {isProductionChange && obstacle !== 'read-only' && (
          <TextField
            label={t('confirm.typeName', { name: plan?.target ?? '' })}
            help={t('confirm.typeNameHelp')}
            value={desk.confirmation}
            onChange={desk.setConfirmation}
          />
        )}
        {plan?.needsApproval === true && (
          <ApprovalPanel key={plan.hash} plan={plan} reason={desk.reason} onApproval={desk.setApproval} />
        )}
        {starter.error && (
          <StartRefused
            error={starter.error}
            onRetry={() => desk.start()}
            onTakeOver={(reason) => desk.start({ reason })}
          />
        )}
        {running && (
          <p className={styles.running}>
            {t('confirm.running', { title: running.title })}{' '}
            <ButtonLink href={href('runs', running.run.id)}>{t('confirm.runningOpen')}</ButtonLink>
          </p>
        )}
        <div className={styles.foot}>
          <div id={explanationId} className={styles.explanation}>
            <Explanation desk={desk} profile={profile} texts={texts} isGuided={isGuided} />
          </div>
          {obstacle === 'read-only' && <Button onPress={onAllowChanges}>{t('confirm.allow')}</Button>}
        </div>
        {plan !== null && (
          <div className={styles.tries}>
            <span className={styles.explanation}>{t('confirm.tryFirst')}</span>
            <RehearseButton plan={plan} />
            {desk.dryRun !== null && (
              <Button isPending={starter.isStarting} onPress={desk.dryRun}>
                {t('confirm.dryRun')}
              </Button>
            )}
          </div>
        )}
        <Button
          kind="primary"
          isPending={starter.isStarting}
          isDisabled={obstacle !== null}
          onPress={() => desk.start()}
          aria-describedby={explanationId}
        >
          <span className={styles.act}>{starter.isStarting ? t('confirm.starting') : act}</span>
          <kbd className={styles.keys} dir="ltr" aria-hidden>
            Ctrl ↵
          </kbd>
        </Button>
      </div>
    </Panel>
  );
}

function Explanation({
  desk,
  profile,
  texts,
  isGuided,
}: Pick<ConfirmPanelProps, 'desk' | 'profile' | 'texts' | 'isGuided'>) {
  const t = useWords('runbooks');
  const { plan, live } = desk;
  switch (desk.obstacle) {
    case 'no-plan':
      return t(live.isPlanning && live.error === null ? 'confirm.planning' : 'confirm.noPlan');
    case 'changed':
      return t('confirm.changed');
    case 'blocked':
      return <BlockingChecks desk={desk} texts={texts} />;
    case 'read-only':
      return t('confirm.readOnly', { name: profile.profile.name });
    case 'approval':
      return t('confirm.approval');
    case 'reason':
      return t('confirm.reasonMissing');
    case 'confirmation':
      return t('confirm.confirmation');
    case null:
      if (plan?.effect !== 'read') return t('confirm.readyWrite');
      return t(isGuided ? 'confirm.readyGuided' : 'confirm.ready');
  }
}

/** Each check that blocks, with what it read. */
function BlockingChecks({ desk: { plan }, texts }: Pick<ConfirmPanelProps, 'desk' | 'texts'>) {
  const t = useWords('runbooks');
  const blocking = (plan?.steps ?? []).filter((step) => step.reading?.ok === false);
  return (
    <>
      {t('confirm.blocked', { count: blocking.length })}
      <ul className={styles.blocking}>
        {blocking.map((step) => (
          <li key={step.id}>
            <strong>{sayText(step.title, texts)}</strong>: {step.reading && sayText(step.reading.text, texts)}
          </li>
        ))}
      </ul>
    </>
  );
}
