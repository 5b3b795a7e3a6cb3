// One rehearsal, live or over: how it goes or how it ended in one sentence, the phases, the comparison, and the run on the lab.

import type { RehearsalState } from '../../../shared/model/rehearsal.ts';
import { REHEARSAL_PHASES } from '../../../shared/model/rehearsal.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Notice } from '../../components/Notice.tsx';
import { StepMark } from '../../components/StepMark.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { formatDurationIn, formatNumber, formatSize } from '../../i18n/format.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { useRunbook } from '../../stores/runbooks-store.ts';
import { streamStore, useStream } from '../../stores/use-stream.ts';
import { PlanComparison } from './PlanComparison.tsx';
import styles from './RehearsalPanel.module.css';

export function RehearsalPanel({ rehearsalId }: { readonly rehearsalId: string }) {
  const t = useWords('rehearsal');
  const stream = useStream('rehearsal.watch', { rehearsalId });
  if (stream.error?.code === 'not_found' && stream.data === undefined) return <EmptyState title={t('lost')} />;
  return (
    <StreamGate stream={stream} onRetry={() => streamStore('rehearsal.watch', { rehearsalId }).retry()}>
      {(state) => <Rehearsed state={state} />}
    </StreamGate>
  );
}

function Rehearsed({ state }: { readonly state: RehearsalState }) {
  const t = useWords('rehearsal');
  const texts = useRunbook(state.rehearsal.runbookId)?.texts;
  const measures = Object.entries(state.measures);
  return (
    <div className={styles.panel}>
      <Outcome state={state} />
      <div className={styles.columns}>
        <section>
          <h3 className={styles.heading}>{t('phases.title')}</h3>
          <Phases state={state} />
        </section>
        <section>
          <h3 className={styles.heading}>{t('notes')}</h3>
          <ul className={styles.notes}>
            {state.notes.map((note, index) => (
              <li key={index}>{sayText(note)}</li>
            ))}
          </ul>
        </section>
      </div>
      <section>
        <h3 className={styles.heading}>{t('comparison.title')}</h3>
        <PlanComparison state={state} texts={texts} />
      </section>
      {Object.keys(state.steps).length > 0 && (
        <section>
          <h3 className={styles.heading}>{t('steps')}</h3>
          <LabSteps state={state} texts={texts} />
        </section>
      )}
      {measures.length > 0 && (
        <Facts
          title={t('measured')}
          facts={measures.map(([, { label, value, unit }]) => [
            sayText(label, texts),
            unit === 'ms' ? formatDurationIn(value) : unit === 'bytes' ? formatSize(value) : formatNumber(value),
          ])}
        />
      )}
    </div>
  );
}

/** The one sentence, always at the same place. */
function Outcome({ state }: { readonly state: RehearsalState }) {
  const t = useWords('rehearsal');
  const run = useWords('run');
  const { rehearsal, targetPlan, labPlan, differences } = state;
  const name = targetPlan?.target ?? '';
  if (rehearsal.status === 'running') {
    const phase = REHEARSAL_PHASES.find((id) => state.phases[id]?.status === 'running') ?? 'lab';
    return <Notice title={t('running', { phase: t(`phases.${phase}`) })}>{t('runningText')}</Notice>;
  }
  if (rehearsal.status === 'cancelled') return <Notice title={t('cancelled')} health="attention" />;
  if (rehearsal.status === 'failed')
    return (
      <Notice title={t('failed')} health="critical">
        {[rehearsal.error?.message, rehearsal.error?.hint].filter(Boolean).join(' ')}
      </Notice>
    );
  if (rehearsal.result === null || labPlan?.blocked) {
    return (
      <Notice title={t('blocked')} health="attention">
        <Blocking state={state} />
      </Notice>
    );
  }
  if (rehearsal.result !== 'done')
    return (
      <Notice title={t('runEnded', { status: run(`status.${rehearsal.result}`) })} health="critical">
        {[rehearsal.runError?.message, rehearsal.runError?.hint].filter(Boolean).join(' ')}
      </Notice>
    );
  const took = Math.max(0, (rehearsal.runEndedMs ?? 0) - (rehearsal.runStartedMs ?? 0));
  const isSame = Object.keys(differences).length === 0;
  return (
    <Notice title={t('done', { took })} health={isSame ? 'healthy' : 'attention'}>
      {isSame ? t('doneSame', { name }) : t('doneOther')}
    </Notice>
  );
}

function Blocking({ state: { labPlan, rehearsal } }: { readonly state: RehearsalState }) {
  const texts = useRunbook(rehearsal.runbookId)?.texts;
  const blocking = labPlan?.steps.find((step) => step.reading?.ok === false);
  if (blocking?.reading === undefined) return null;
  return `${sayText(blocking.title, texts)}: ${sayText(blocking.reading.text, texts)}`;
}

function Phases({ state }: { readonly state: RehearsalState }) {
  const t = useWords('rehearsal');
  return (
    <ol className={styles.phases}>
      {REHEARSAL_PHASES.map((id) => {
        const { status, startedMs, endedMs, detail } = state.phases[id]!;
        const took = startedMs === null || endedMs === null ? '' : ` · ${formatDurationIn(endedMs - startedMs)}`;
        return (
          <li key={id} className={styles.phase} aria-current={status === 'running' ? 'step' : undefined}>
            <StepMark sign={status} />
            <span className={styles.phaseWords}>
              {t(`phases.${id}`)}
              {status === 'running' && detail !== null && (
                <bdi dir="ltr" className={styles.detail}>
                  {detail}
                </bdi>
              )}
            </span>
            <span className={styles.took}>
              {t(`phases.status.${status}`)}
              {took}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function LabSteps({
  state,
  texts,
}: {
  readonly state: RehearsalState;
  readonly texts: RunbookInfo['texts'] | undefined;
}) {
  const run = useWords('run');
  const titles = new Map(state.labPlan?.steps.map(({ id, title }) => [id, title]));
  return (
    <ol className={styles.phases}>
      {Object.values(state.steps)
        .sort((a, b) => a.index - b.index)
        .map(({ id, status, startedMs, endedMs, reading }) => {
          const title = titles.get(id);
          const took = startedMs === null || endedMs === null ? '' : ` · ${formatDurationIn(endedMs - startedMs)}`;
          return (
            <li key={id} className={styles.phase}>
              <StepMark sign={status} />
              <span className={styles.phaseWords}>
                {title === undefined ? id : sayText(title, texts)}
                {reading !== null && <span className={styles.detail}>{sayText(reading, texts)}</span>}
              </span>
              <span className={styles.took}>
                {run(`step.${status}`)}
                {took}
              </span>
            </li>
          );
        })}
    </ol>
  );
}
