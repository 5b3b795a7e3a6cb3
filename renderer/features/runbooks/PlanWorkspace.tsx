// Form, plan and confirmation of one runbook on one profile, in the order they are read.

import { useEffect, useMemo, useState } from 'react';
import type { ProfileRow } from '../../../shared/contract/fleet.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import { Age } from '../../components/Age.tsx';
import { Button } from '../../components/Button.tsx';
import { useUi } from '../../stores/ui-store.ts';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { AllowDialog } from '../shell/ReadOnlyControl.tsx';
import { PlanExactly } from '../run/PlanExactly.tsx';
import { unbroken } from '../run/unbroken.ts';
import { ConfirmPanel } from './ConfirmPanel.tsx';
import { FieldControl } from './FieldControl.tsx';
import { PlanChanged } from './PlanChanged.tsx';
import { PlannedSteps } from './PlannedSteps.tsx';
import { PlanNotes } from './PlanNotes.tsx';
import { initialParameters, missingFields, sentParameters, type Parameters } from './form.ts';
import { startObstacle } from './start-conditions.ts';
import { useOffers, valuesOf } from './use-offers.ts';
import { usePlan, type LivePlan } from './use-plan.ts';
import { useRunningRun } from './use-running-run.ts';
import { useStart } from './use-start.ts';
import { useStartKey } from './use-start-key.ts';
import styles from './PlanWorkspace.module.css';

export interface PlanWorkspaceProps {
  readonly runbook: RunbookInfo;
  readonly profile: ProfileRow;
  /** What the address asks for. */
  readonly asked: Parameters;
}

export function PlanWorkspace({ runbook, profile, asked }: PlanWorkspaceProps) {
  const t = useWords('runbooks');
  const { fields, texts } = runbook;
  const profileId = profile.profile.id;
  const offers = useOffers(profileId);
  const [touched, setTouched] = useState<Parameters>({});
  const [reason, setReason] = useState('');
  const [confirmation, setConfirmation] = useState('');
  const [isAllowing, setIsAllowing] = useState(false);

  const offered = Object.fromEntries(
    fields.flatMap((field) => (valuesOf(field, offers) ? [[field.name, valuesOf(field, offers)!]] : [])),
  );
  const values = { ...initialParameters(fields, asked, offered), ...touched };
  const missing = missingFields(fields, values);
  const parameters = sentParameters(fields, values);
  const live = usePlan(profileId, runbook.id, missing.length === 0 ? parameters : null);
  const starter = useStart(live.readAgain);
  useAddress(runbook.id, parameters);

  const plan = missing.length === 0 ? live.plan : null;
  const obstacle = startObstacle({
    plan,
    planIsCurrent: live.isCurrent && live.error === null,
    hasNewer: live.newer !== null,
    readOnly: profile.readOnly,
    environment: profile.profile.environment,
    confirmation,
  });
  const start = (): void => {
    if (plan !== null && obstacle === null) starter.start({ plan, parameters, confirmation, reason });
  };
  useStartKey(start);

  const isOld = !live.isCurrent || live.error !== null;
  const title = sayText({ key: 'title' }, texts);
  const change = (name: string, value: string): void => {
    starter.forgetError();
    setTouched((before) => ({ ...before, [name]: value }));
  };
  const takeNewer = (): void => {
    starter.forgetError();
    live.takeNewer();
  };

  return (
    <div className={styles.screen}>
      <ScreenHeader
        trail={<a href={href('runbooks')}>{t('title')}</a>}
        title={plan === null ? title : sayText(plan.title, texts)}
        subtitle={sayText({ key: 'summary' }, texts)}
      />
      {plan !== null && live.newer !== null && (
        <PlanChanged before={plan} now={live.newer} texts={texts} onTake={takeNewer} />
      )}
      <div className={styles.columns}>
        <div className={styles.column}>
          {fields.length > 0 && (
            <Panel title={t('form.title')}>
              <div className={styles.fields}>
                {fields.map((field) => (
                  <FieldControl
                    key={field.name}
                    field={field}
                    value={values[field.name] ?? ''}
                    onChange={(value) => change(field.name, value)}
                    offers={offers}
                    texts={texts}
                  />
                ))}
              </div>
            </Panel>
          )}
          <Panel title={t('plan.title')} aside={plan && <ReadWhen live={live} />}>
            <Steps live={live} runbook={runbook} missing={missing.map((field) => sayText(field.label, texts))} />
          </Panel>
        </div>
        <div className={styles.column}>
          {plan === null ? (
            <PlanToCome isPlanning={missing.length === 0 && live.error === null} />
          ) : (
            <div className={`${styles.column} ${styles.plan}`} data-old={isOld || undefined}>
              <PlanExactly plan={plan} texts={texts} />
              <PlanNotes plan={plan} texts={texts} />
            </div>
          )}
          <div className={styles.confirm}>
            <ConfirmPanel
              plan={plan}
              profile={profile}
              act={unbroken(plan === null ? title : sayText(plan.title, texts))}
              obstacle={obstacle}
              isPlanning={live.isPlanning && live.error === null}
              isStarting={starter.isStarting}
              reason={reason}
              onReason={setReason}
              confirmation={confirmation}
              onConfirmation={setConfirmation}
              onStart={start}
              onAllowChanges={() => setIsAllowing(true)}
              error={starter.error}
              running={useRunningRun(profileId)}
            />
          </div>
        </div>
      </div>
      {isAllowing && <AllowDialog row={profile} onClose={() => setIsAllowing(false)} />}
    </div>
  );
}

/** Keeps the place of the plan, so that nothing moves when it comes. */
function PlanToCome({ isPlanning }: { readonly isPlanning: boolean }) {
  const t = useWords('runbooks');
  return (
    <Panel title={t('plan.exactly')}>
      <div className={styles.toCome}>{isPlanning ? <Skeleton lines={5} height={28} /> : t('plan.exactlyToCome')}</div>
    </Panel>
  );
}

interface StepsProps {
  readonly live: LivePlan;
  readonly runbook: RunbookInfo;
  readonly missing: readonly string[];
}

function Steps({ live, runbook, missing }: StepsProps) {
  const t = useWords('runbooks');
  const language = useUi((ui) => ui.language);
  const list = useMemo(() => new Intl.ListFormat(language, { type: 'conjunction' }), [language]);
  if (missing.length > 0)
    return <p className={styles.incomplete}>{t('plan.incomplete', { fields: list.format(missing) })}</p>;
  return (
    <>
      {live.error !== null && <ErrorState error={live.error} onRetry={live.readAgain} />}
      {live.plan === null && live.error === null && <Skeleton lines={6} height={46} />}
      {live.plan !== null && (
        <div className={styles.plan} data-old={!live.isCurrent || live.error !== null || undefined}>
          <PlannedSteps plan={live.plan} texts={runbook.texts} />
        </div>
      )}
    </>
  );
}

function ReadWhen({ live }: { readonly live: LivePlan }) {
  const t = useWords('runbooks');
  if (live.plan === null) return null;
  return (
    <span className={styles.read}>
      <span>
        {t('plan.read')} <Age atMs={live.plan.createdMs} />
      </span>
      <Button kind="quiet" onPress={live.readAgain}>
        {t('plan.again')}
      </Button>
    </span>
  );
}

/** Keeps the address in step with the form, so that a reload and a sent link show the same plan. */
function useAddress(runbookId: string, parameters: Parameters): void {
  const address = href('runbooks', runbookId, parameters);
  useEffect(() => {
    if (window.location.hash !== address) window.history.replaceState(null, '', address);
  }, [address]);
}
