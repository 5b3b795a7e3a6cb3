// Calls and streams about the audit log.

import type { auditContract } from '../../../shared/contract/audit.ts';
import { exportLog } from '../../audit/export-log.ts';
import { systemClock } from '../../system-clock.ts';
import type { Services } from '../../services.ts';
import type { Handlers } from '../handlers.ts';

export function auditHandlers({ audit, auditWatch, operator }: Services): Handlers<typeof auditContract> {
  return {
    'audit.watch': () => ({ live: auditWatch.state }),
    'audit.search': ({ limit, cursor, ...filter }, { signal }) => audit.search(filter, { limit, cursor }, signal),
    'audit.verify': () => auditWatch.verify(),
    'audit.export': async ({ format, language, ...filter }, { signal }) =>
      exportLog(audit, {
        format,
        language,
        filter,
        verdict: await auditWatch.verify(),
        nowMs: systemClock.now(),
        signal,
      }),
    'audit.accept': async ({ reason }) => {
      await audit.accept({ who: operator(), reason });
      return auditWatch.verify();
    },
  };
}
