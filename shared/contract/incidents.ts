// Incidents change no server: every call here is `read`, so that an incident can be led on a read-only profile too.

import { z } from 'zod';
import { call, Nothing, stream } from './define.ts';
import {
  INCIDENT_PHASES,
  INCIDENT_TABLES,
  INCIDENTS_TABLES,
  SEVERITIES,
  type IncidentsState,
  type IncidentState,
} from '../model/incident.ts';
import type { ExportedDocument } from '../model/run.ts';

const incidentId = z.string().min(1).max(100);
const title = z.string().trim().min(1).max(200);
const longText = z.string().max(20_000);
const momentMs = z.number().int().min(0).max(8.64e15);
const Severity = z.enum(SEVERITIES);
const Phase = z.enum(INCIDENT_PHASES);
const People = z.array(z.strictObject({ role: z.string().max(80), name: z.string().max(80) })).max(50);
const PostMortem = z.strictObject({
  summary: longText,
  wentWell: longText,
  wentBadly: longText,
  rootCause: longText,
  actions: z
    .array(z.strictObject({ what: z.string().max(2000), owner: z.string().max(200), due: z.string().max(200) }))
    .max(200),
});
const OnIncident = z.strictObject({ incidentId });

export const incidentsContract = {
  'incidents.watch': stream<IncidentsState>()(Nothing, INCIDENTS_TABLES),
  'incident.watch': stream<IncidentState>()(OnIncident, INCIDENT_TABLES),
  'incidents.open': call<{ readonly incidentId: string }>()(
    'read',
    z.strictObject({
      profileId: z.string().min(1).max(100),
      title,
      severity: Severity,
      impact: longText.default(''),
      people: People.default([]),
      /** When the trouble began; left out: since the oldest critical problem stands, else now. */
      startedMs: momentMs.nullable().default(null),
    }),
  ),
  /** Only the fields that are given change. */
  'incidents.update': call<null>()(
    'read',
    z.strictObject({
      incidentId,
      title: title.optional(),
      severity: Severity.optional(),
      impact: longText.optional(),
      people: People.optional(),
      startedMs: momentMs.optional(),
      postMortem: PostMortem.partial().optional(),
    }),
  ),
  /** To any phase, also an earlier one. */
  'incidents.advance': call<null>()('read', z.strictObject({ incidentId, to: Phase })),
  'incidents.tick': call<null>()('read', z.strictObject({ incidentId, task: z.string().max(100), done: z.boolean() })),
  'incidents.note': call<null>()('read', z.strictObject({ incidentId, text: z.string().trim().min(1).max(10_000) })),
  'incidents.close': call<null>()('read', OnIncident),
  'incidents.reopen': call<null>()('read', z.strictObject({ incidentId, reason: z.string().trim().min(1).max(2000) })),
  /** The post-mortem document. */
  'incidents.report': call<ExportedDocument>()(
    'read',
    z.strictObject({ incidentId, format: z.enum(['markdown', 'pdf']), language: z.enum(['en', 'ar']).default('en') }),
  ),
};
