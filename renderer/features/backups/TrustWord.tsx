// What can be said of a set, in the one health grammar.

import type { BackupSet } from '../../../shared/model/backup.ts';
import { HealthWord } from '../../components/Health.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { trustOf } from './set-strip.ts';

const HEALTH_OF_TRUST = { proven: 'healthy', verified: 'healthy', unverified: 'unknown', damaged: 'critical' } as const;

export function TrustWord({ set }: { readonly set: BackupSet }) {
  const t = useWords('backups');
  const trust = trustOf(set);
  return <HealthWord health={HEALTH_OF_TRUST[trust]}>{t(`trust.${trust}`)}</HealthWord>;
}
