// What is to be thought of in the present phase, ticked by whom and when, and the way to the next phase.

import { INCIDENT_PHASES, type IncidentState } from '../../../shared/model/incident.ts';
import { Button } from '../../components/Button.tsx';
import { CheckField } from '../../components/Field.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatWhen } from '../../i18n/format.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { tell } from './incident-calls.ts';
import styles from './IncidentScreen.module.css';

export function Checklist({ state }: { readonly state: IncidentState }) {
  const t = useWords('incidents');
  const { id: incidentId, phase, closedMs } = state.incident;
  const next = INCIDENT_PHASES[INCIDENT_PHASES.indexOf(phase) + 1];
  const nameOf = (one: string): string => sayText({ key: `incident.phase.${one}` });
  return (
    <Panel title={t('checklist.title', { phase: nameOf(phase) })}>
      <ul className={styles.tasks}>
        {Object.values(state.tasks)
          .filter((task) => task.phase === phase)
          .map(({ id: task, done }) => (
            <li key={task}>
              <CheckField
                label={sayText({ key: `incident.task.${task}` })}
                isSelected={done !== null}
                onChange={(isDone) => void tell('incidents.tick', { incidentId, task, done: isDone })}
              />
              {done !== null && (
                <p className={styles.doneBy}>{t('checklist.doneBy', { name: done.by, when: formatWhen(done.atMs) })}</p>
              )}
            </li>
          ))}
      </ul>
      {next !== undefined && closedMs === null && (
        <Button onPress={() => void tell('incidents.advance', { incidentId, to: next })}>
          {t('checklist.next', { phase: nameOf(next) })}
        </Button>
      )}
    </Panel>
  );
}
