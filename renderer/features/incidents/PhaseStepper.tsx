// The five phases across the top: where the incident is, and a press away from any other. Going back is allowed.

import { Button } from 'react-aria-components';
import { Check } from 'lucide-react';
import { INCIDENT_PHASES, type IncidentState } from '../../../shared/model/incident.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { tell } from './incident-calls.ts';
import styles from './PhaseStepper.module.css';

export function PhaseStepper({ state }: { readonly state: IncidentState }) {
  const t = useWords('incidents');
  const { id: incidentId, phase: now, closedMs } = state.incident;
  const position = INCIDENT_PHASES.indexOf(now);
  return (
    <ol className={styles.stepper} aria-label={t('stepper.label')}>
      {INCIDENT_PHASES.map((phase, index) => {
        const tasks = Object.values(state.tasks).filter((task) => task.phase === phase);
        const done = tasks.filter((task) => task.done !== null).length;
        const word = index === position ? t('stepper.now') : index < position ? t('stepper.done') : '';
        const name = sayText({ key: `incident.phase.${phase}` });
        return (
          <li key={phase} className={styles.phase} aria-current={index === position ? 'step' : undefined}>
            <Button
              className={styles.button!}
              isDisabled={closedMs !== null || index === position}
              onPress={() => void tell('incidents.advance', { incidentId, to: phase })}
            >
              <span
                className={styles.mark}
                aria-hidden
                data-state={index < position ? 'done' : index === position ? 'now' : 'to-come'}
              >
                {index < position ? <Check size={13} /> : index + 1}
              </span>
              <span className={styles.words}>
                <span className={styles.name}>{name}</span>
                <span className={styles.count} dir="ltr">
                  {done}/{tasks.length}
                </span>
              </span>
              <span className="visually-hidden">
                {[word, index === position ? '' : t('stepper.to', { phase: name })].filter(Boolean).join(', ')}
              </span>
            </Button>
          </li>
        );
      })}
    </ol>
  );
}
