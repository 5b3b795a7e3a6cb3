// Form, plan and confirmation of one runbook on one profile, in the order they are read.

import { useMemo, useState } from 'react';
import type { ProfileRow } from '../../../shared/contract/fleet.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import { Age } from '../../components/Age.tsx';
import { Button } from '../../components/Button.tsx';
import { useUi } from '../../stores/ui-store.ts';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Column, Columns, Rows } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { AllowDialog } from '../shell/ReadOnlyControl.tsx';
import { PlanExactly } from '../run/PlanExactly.tsx';
import { unbroken } from '../run/unbroken.ts';
import { ConfirmPanel } from './ConfirmPanel.tsx';
import { FieldList } from './FieldList.tsx';
import type { PlanAddress } from './plan-address.ts';
import { PlanBelonging } from './PlanBelonging.tsx';
import { PlanChanged } from './PlanChanged.tsx';
import { PlannedSteps } from './PlannedSteps.tsx';
import { PlanPaper } from './PlanPaper.tsx';
import { PlanNotes } from './PlanNotes.tsx';
import { usePlanDesk, type PlanDesk } from './use-plan-desk.ts';
import { useRunningRun } from './use-running-run.ts';
import { useStartKey } from './use-start-key.ts';
import styles from './PlanWorkspace.module.css';

export interface PlanWorkspaceProps {
  readonly runbook: RunbookInfo;
  readonly profile: ProfileRow;
  /** What the address asks for. */
  readonly asked: PlanAddress;
}

export function PlanWorkspace({ runbook, profile, asked }: PlanWorkspaceProps) {
  const t = useWords('runbooks');
  const { texts } = runbook;
  const desk = usePlanDesk(runbook, profile, asked);
  const { live, plan } = desk;
  const running = useRunningRun(profile.profile.id);
  const [isAllowing, setIsAllowing] = useState(false);
  useStartKey(desk.start);
  const title = sayText(plan === null ? { key: 'title' } : plan.title, texts);
  return (
    <Rows>
      <ScreenHeader
        trail={<a href={href('runbooks')}>{t('title')}</a>}
        title={title}
        subtitle={sayText({ key: 'summary' }, texts)}
        actions={plan && <PlanPaper plan={plan} texts={texts} />}
      />
      <PlanBelonging runbook={runbook} asked={asked} plan={plan} parameters={desk.values} />
      {plan !== null && live.newer !== null && (
        <PlanChanged before={plan} now={live.newer} texts={texts} onTake={desk.takeNewer} />
      )}
      <Columns className={styles.columns}>
        <Column>
          <Form runbook={runbook} desk={desk} />
          <Panel title={t('plan.title')} aside={plan && <ReadWhen desk={desk} />}>
            <Steps desk={desk} runbook={runbook} />
          </Panel>
        </Column>
        <Column>
          {plan === null ? (
            <PlanToCome isPlanning={desk.missing.length === 0 && live.error === null} />
          ) : (
            <div className={styles.plan} data-old={isOld(desk) || undefined}>
              <Column>
                <PlanExactly plan={plan} texts={texts} />
                <PlanNotes plan={plan} texts={texts} />
              </Column>
            </div>
          )}
          <div className={styles.confirm}>
            <ConfirmPanel
              desk={desk}
              profile={profile}
              texts={texts}
              act={runbook.origin === 'code' ? unbroken(title) : t('confirm.startOf', { title: unbroken(title) })}
              isGuided={runbook.guided}
              onAllowChanges={() => setIsAllowing(true)}
              running={running}
            />
          </div>
        </Column>
      </Columns>
      {isAllowing && <AllowDialog row={profile} onClose={() => setIsAllowing(false)} />}
    </Rows>
  );
}

function isOld({ live }: PlanDesk): boolean {
  return !live.isCurrent || live.error !== null;
}

function Form({ runbook, desk }: { readonly runbook: RunbookInfo; readonly desk: PlanDesk }) {
  const t = useWords('runbooks');
  if (runbook.fields.length === 0) return null;
  return (
    <Panel title={t('form.title')}>
      <FieldList runbook={runbook} values={desk.values} onChange={desk.change} offers={desk.offers} />
    </Panel>
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

function Steps({ desk, runbook: { texts } }: { readonly desk: PlanDesk; readonly runbook: RunbookInfo }) {
  const t = useWords('runbooks');
  const language = useUi((ui) => ui.language);
  const list = useMemo(() => new Intl.ListFormat(language, { type: 'conjunction' }), [language]);
  const { live, missing } = desk;
  if (missing.length > 0) {
    const fields = list.format(missing.map((field) => sayText(field.label, texts)));
    return <p className={styles.incomplete}>{t('plan.incomplete', { fields })}</p>;
  }
  return (
    <>
      {live.error !== null && <ErrorState error={live.error} onRetry={live.readAgain} />}
      {live.plan === null && live.error === null && <Skeleton lines={6} height={46} />}
      {live.plan !== null && (
        <div className={styles.plan} data-old={isOld(desk) || undefined}>
          <PlannedSteps plan={live.plan} texts={texts} />
        </div>
      )}
    </>
  );
}

function ReadWhen({ desk: { live } }: { readonly desk: PlanDesk }) {
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
