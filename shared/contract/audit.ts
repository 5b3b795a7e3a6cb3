import { z } from 'zod';
import { AUDIT_TABLES, type AuditPage, type AuditState, type AuditVerdict } from '../model/audit.ts';
import type { ExportedDocument } from '../model/run.ts';
import { call, Nothing, stream } from './define.ts';

const Words = z.string().max(500).default('');
const Moment = z.number().int().min(0).nullable().default(null);
const Filter = z.strictObject({
  /** Every word of it stands somewhere in the entry. */
  text: Words,
  who: Words,
  action: Words,
  profileId: Words,
  fromMs: Moment,
  toMs: Moment,
});

export const auditContract = {
  /** Whether the log is whole, and its newest entries. */
  'audit.watch': stream<AuditState>()(Nothing, AUDIT_TABLES),
  /** Newest first, page by page. */
  'audit.search': call<AuditPage>()(
    'read',
    Filter.extend({
      limit: z.number().int().min(1).max(500).default(100),
      cursor: z.number().int().min(0).nullable().default(null),
    }),
  ),
  /** Reads the whole log again. */
  'audit.verify': call<AuditVerdict>()('read', Nothing),
  /** The newest entries that match, with what the check of the log said. Says so where there are more than fit. */
  'audit.export': call<ExportedDocument>()(
    'read',
    Filter.extend({ format: z.enum(['json', 'csv', 'pdf']), language: z.enum(['en', 'ar']).default('en') }),
  ),
  /** Sets a damaged log aside and begins a new one, whose first entry tells so. Refused with `conflict` where it is whole. */
  'audit.accept': call<AuditVerdict>()('write', z.strictObject({ reason: z.string().min(1).max(2000) })),
};
