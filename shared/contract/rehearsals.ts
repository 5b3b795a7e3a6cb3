// A rehearsal changes nothing on the profile's own servers, so it is `read`: it may be done on a read-only profile.

import { z } from 'zod';
import { call, stream } from './define.ts';
import { REHEARSAL_TABLES, type RehearsalState } from '../model/rehearsal.ts';

const OnRehearsal = z.strictObject({ rehearsalId: z.string().min(1).max(100) });

export const rehearsalsContract = {
  /**
   * Throws `limited` (`details.largest`) where the target is larger than a lab may be, unless `largest` says that the largest
   * possible one will do, and `conflict` (`details.rehearsalId`) while another one runs.
   */
  'rehearsals.start': call<{ readonly rehearsalId: string }>()(
    'read',
    z.strictObject({
      profileId: z.string().max(100),
      runbookId: z.string().max(200),
      parameters: z.record(z.string(), z.string()),
      largest: z.boolean().default(false),
    }),
  ),
  'rehearsal.watch': stream<RehearsalState>()(OnRehearsal, REHEARSAL_TABLES),
  /** The lab is taken away in any case. */
  'rehearsals.cancel': call<null>()('read', OnRehearsal),
};
