// The runbooks a step offers, as ways to their plans, with how the runs they led to stand.

import type { RunbookOffer, RunState } from '../../../../shared/model/run.ts';
import { Age } from '../../../components/Age.tsx';
import { ButtonLink } from '../../../components/Button.tsx';
import { sayText, useWords } from '../../../i18n/i18n.ts';
import { href } from '../../../route.ts';
import { useRunbooks } from '../../../stores/runbooks-store.ts';
import { useStream } from '../../../stores/use-stream.ts';
import { planHref } from '../../runbooks/plan-address.ts';
import { childRuns } from '../run-list.ts';
import { RunStatusWord } from '../RunStatusWord.tsx';
import styles from './OfferedRunbooks.module.css';

export interface OfferedRunbooksProps {
  readonly state: RunState;
  readonly offers: readonly RunbookOffer[];
}

export function OfferedRunbooks({ state: { run }, offers }: OfferedRunbooksProps) {
  const t = useWords('guided');
  const { runbooks } = useRunbooks();
  const runs = useStream('runs.watch', {}, ({ data }) => data?.runs) ?? {};
  if (offers.length === 0) return null;
  const textsOf = (id: string) => runbooks.find((runbook) => runbook.id === id)?.texts;
  const ids = [...new Set(offers.map((offer) => offer.runbookId))];
  return (
    <section className={styles.offers}>
      <h3>{t('offers')}</h3>
      <div className={styles.buttons}>
        {offers.map(({ runbookId, parameters }, index) => {
          const texts = textsOf(runbookId);
          return (
            <ButtonLink
              key={index}
              href={planHref(runbookId, { parameters, parentRunId: run.id, incidentId: run.incidentId })}
            >
              {texts === undefined ? runbookId : sayText({ key: 'title' }, texts)}…
            </ButtonLink>
          );
        })}
      </div>
      <ul>
        {childRuns(runs, run.id, ids).map((child) => (
          <li key={child.id} className={styles.child}>
            <a href={href('runs', child.id)}>{sayText(child.title, textsOf(child.runbookId))}</a>
            <span className={styles.age}>
              <Age atMs={child.startedMs} />
            </span>
            <RunStatusWord status={child.status} />
          </li>
        ))}
      </ul>
    </section>
  );
}
