// Where the run would belong, said above the plan: to another run whose step offered it, or to a run it takes up again.

import type { Plan, RunbookInfo } from '../../../shared/model/run.ts';
import { ButtonLink } from '../../components/Button.tsx';
import { Notice } from '../../components/Notice.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useRunbooks } from '../../stores/runbooks-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import type { Parameters } from './form.ts';
import { planHref, type PlanAddress } from './plan-address.ts';

export interface PlanBelongingProps {
  readonly runbook: RunbookInfo;
  readonly asked: PlanAddress;
  readonly plan: Plan | null;
  readonly parameters: Parameters;
}

export function PlanBelonging({ runbook, asked, plan, parameters }: PlanBelongingProps) {
  const t = useWords('runbooks');
  const from = plan?.steps.find((step) => step.id === asked.from);
  return (
    <>
      {asked.parentRunId !== null && <Parent runId={asked.parentRunId} />}
      {asked.from !== null && (
        <Notice
          title={from === undefined ? t('from.title') : t('from.titleOf', { step: sayText(from.title, runbook.texts) })}
          action={
            <ButtonLink href={planHref(runbook.id, { ...asked, parameters, from: null })}>{t('from.whole')}</ButtonLink>
          }
        >
          {t('from.text')}
        </Notice>
      )}
    </>
  );
}

function Parent({ runId }: { readonly runId: string }) {
  const t = useWords('runbooks');
  const { runbooks } = useRunbooks();
  const run = useStream('runs.watch', {}, ({ data }) => data?.runs[runId]);
  if (run === undefined) return null;
  const texts = runbooks.find((runbook) => runbook.id === run.runbookId)?.texts;
  return (
    <Notice
      title={t('parent.title', { title: sayText(run.title, texts) })}
      action={<ButtonLink href={href('runs', runId)}>{t('parent.back')}</ButtonLink>}
    >
      {t('parent.text')}
    </Notice>
  );
}
