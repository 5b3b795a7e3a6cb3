// A run this process is at, and how what happens to it gets into the audit log.

import type { AuditEvent, AuditHead } from '../../shared/model/audit.ts';
import type { RunSummary } from '../../shared/model/run.ts';
import type { RunControl } from './run-control.ts';
import type { RunView } from './run-view.ts';
import type { WriteJournal } from './step-context.ts';

export interface ActiveRun {
  readonly view: RunView;
  readonly write: WriteJournal;
  readonly control: RunControl;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

export type AuditMore = Partial<Pick<AuditEvent, 'who' | 'why' | 'before' | 'after'>>;

/** Resolves with the head of the audit log. */
export type AuditRun = (run: RunSummary, action: string, result: string, more?: AuditMore) => Promise<AuditHead>;
