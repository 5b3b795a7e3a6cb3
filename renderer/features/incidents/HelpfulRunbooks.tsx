// Runbooks that may help now, a press from their plans; runs that start from here belong to the incident.

import { BookOpenCheck } from 'lucide-react';
import type { IncidentSummary } from '../../../shared/model/incident.ts';
import { HealthMark } from '../../components/Health.tsx';
import { Panel } from '../../components/Panel.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useProfileId } from '../../stores/profile-store.ts';
import { useRunbooks } from '../../stores/runbooks-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import { planHref } from '../runbooks/plan-address.ts';
import { emergencyRunbooks, runbooksForProblems, type Suggestion } from './suggestions.ts';
import styles from './IncidentScreen.module.css';

export function HelpfulRunbooks({ incident }: { readonly incident: IncidentSummary }) {
  const t = useWords('incidents');
  const { runbooks } = useRunbooks();
  const problems = useStream('fleet.watch', { profileId: incident.profileId }, ({ data }) => data?.problems);
  const isShown = useProfileId() === incident.profileId;
  const helpful = runbooksForProblems(Object.values(problems ?? {}), runbooks);
  const emergencies = emergencyRunbooks(runbooks);
  // A plan is made for the profile that is shown: another incident's is not.
  if (!isShown) return null;
  return (
    <Panel title={t('runbooks.title')} aside={<a href={href('runbooks')}>{t('runbooks.all')}</a>}>
      <h3 className={styles.heading}>{t('runbooks.problems')}</h3>
      {helpful.length === 0 && <p className={styles.muted}>{t('runbooks.none')}</p>}
      <Links suggestions={helpful} incidentId={incident.id} />
      {emergencies.length > 0 && (
        <>
          <h3 className={styles.heading}>{t('runbooks.emergencies')}</h3>
          <Links suggestions={emergencies} incidentId={incident.id} />
        </>
      )}
    </Panel>
  );
}

function Links({
  suggestions,
  incidentId,
}: {
  readonly suggestions: readonly Suggestion[];
  readonly incidentId: string;
}) {
  return (
    <ul className={styles.runbooks}>
      {suggestions.map(({ runbook, parameters, problem }) => (
        <li key={`${runbook.id} ${JSON.stringify(parameters)}`}>
          <a className={styles.runbook} href={planHref(runbook.id, { parameters, incidentId })}>
            {problem === null ? <BookOpenCheck size={14} aria-hidden /> : <HealthMark health={problem.health} />}
            <span>
              <span className={styles.runbookTitle}>{sayText({ key: 'title' }, runbook.texts)}</span>
              {problem !== null && <span className={styles.muted}>{sayText(problem.title)}</span>}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
