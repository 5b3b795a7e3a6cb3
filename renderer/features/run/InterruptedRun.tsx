// A run the console did not finish: what is known of it, and the way to where its end is decided. It stands above everything else.

import type { RunSummary } from '../../../shared/model/run.ts';
import { Age } from '../../components/Age.tsx';
import { ButtonLink } from '../../components/Button.tsx';
import { Notice } from '../../components/Notice.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useRunbook } from '../../stores/runbooks-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import { countSteps, stepRows } from './step-rows.ts';

export function InterruptedRun({ run }: { readonly run: RunSummary }) {
  const t = useWords('run');
  const texts = useRunbook(run.runbookId)?.texts;
  const state = useStream('run.watch', { runId: run.id }, ({ data }) => data);
  return (
    <Notice
      health="attention"
      title={t('list.interruptedTitle', { title: sayText(run.title, texts) })}
      action={
        <ButtonLink kind="primary" href={href('runs', run.id)}>
          {t('list.decide')}
        </ButtonLink>
      }
    >
      <Age atMs={run.startedMs} />
      {' · '}
      {state === undefined
        ? t('list.interruptedAsking')
        : t('list.interruptedKnown', { ...countSteps(stepRows(state, 0)) })}
    </Notice>
  );
}
