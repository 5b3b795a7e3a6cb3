// How bad it is, who notices, since when, and the measures that follow from it. Everything can be corrected, also afterwards.

import { useState } from 'react';
import type { IncidentState, Severity } from '../../../shared/model/incident.ts';
import { SelectField, TextField } from '../../components/Field.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatDurationIn } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call } from '../../rpc/connection.ts';
import { useNow } from '../../stores/now-store.ts';
import { severityChoices } from './DeclareDialog.tsx';
import { tell } from './incident-calls.ts';
import { localTime, parseLocalTime } from './local-time.ts';
import { LeftGroup } from './LeftGroup.tsx';
import { useDraft } from './use-draft.ts';
import styles from './IncidentScreen.module.css';

export function Situation({ state }: { readonly state: IncidentState }) {
  const t = useWords('incidents');
  const { incident, measures } = state;
  const incidentId = incident.id;
  const impact = useDraft(state.impact, (value) => call('incidents.update', { incidentId, impact: value }));
  const duration = (ms: number | null): string => (ms === null ? t('measures.notYet') : formatDurationIn(ms));
  return (
    <Panel title={t('facts.title')}>
      <div className={styles.fields}>
        <SelectField
          label={t('facts.severity')}
          value={incident.severity}
          onChange={(value) => void tell('incidents.update', { incidentId, severity: value as Severity })}
          choices={severityChoices()}
        />
        <LeftGroup onLeave={impact.leave}>
          <TextField
            label={t('facts.impact')}
            help={t('facts.impactHelp')}
            value={impact.value}
            onChange={impact.change}
            rows={3}
          />
        </LeftGroup>
        <Started key={incident.startedMs} incidentId={incidentId} startedMs={incident.startedMs} />
        <Facts
          title={t('measures.title')}
          facts={[
            [t('measures.detect'), duration(measures.detectMs)],
            [t('measures.respond'), duration(measures.respondMs)],
            [t('measures.resolve'), duration(measures.resolveMs)],
          ]}
        />
      </div>
    </Panel>
  );
}

function Started({ incidentId, startedMs }: { readonly incidentId: string; readonly startedMs: number }) {
  const t = useWords('incidents');
  const nowMs = useNow();
  const [typed, setTyped] = useState(localTime(startedMs));
  const parsedMs = parseLocalTime(typed);
  const isWrong = parsedMs === null || parsedMs > nowMs;
  const leave = (): void => {
    if (isWrong || typed === localTime(startedMs)) return;
    void tell('incidents.update', { incidentId, startedMs: parsedMs });
  };
  return (
    <LeftGroup onLeave={leave}>
      <TextField
        label={t('facts.started')}
        help={t('facts.startedHelp')}
        value={typed}
        onChange={setTyped}
        code
        error={isWrong ? t('facts.startedWrong') : undefined}
      />
    </LeftGroup>
  );
}
