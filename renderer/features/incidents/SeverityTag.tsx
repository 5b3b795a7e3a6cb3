// The severity as a small word; a closed incident has no colour any more.

import type { IncidentSummary, Severity } from '../../../shared/model/incident.ts';
import { Tag, type TagTone } from '../../components/Tag.tsx';
import { sayText } from '../../i18n/i18n.ts';

const TONES: Readonly<Record<Severity, TagTone>> = {
  SEV1: 'critical',
  SEV2: 'critical',
  SEV3: 'attention',
  SEV4: 'information',
};

export function SeverityTag({ incident }: { readonly incident: Pick<IncidentSummary, 'severity' | 'closedMs'> }) {
  const { severity, closedMs } = incident;
  return (
    <span title={sayText({ key: `incident.severity.${severity}` })}>
      <Tag tone={closedMs === null ? TONES[severity] : 'plain'}>{severity}</Tag>
    </span>
  );
}
