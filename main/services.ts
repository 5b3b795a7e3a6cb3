// What the composed engine consists of, as its handlers see it.

import type { LabState } from '../shared/contract/app.ts';
import type { Approvals } from './approval/approvals.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { AuditWatch } from './audit/audit-watch.ts';
import type { KeyRing } from './backup/keys/key-ring.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { Host } from './host.ts';
import type { Incidents } from './incident/incidents.ts';
import type { Rehearsals } from './rehearsal/rehearsals.ts';
import type { Live } from './live.ts';
import type { FileLibrary } from './runbook/files/file-library.ts';
import type { OwnFiles } from './runbook/files/own-files.ts';
import type { RunbookEngine } from './runbook/runbook-engine.ts';
import type { RunbookLibrary } from './runbook/runbook-library.ts';
import type { Notifier } from './notify/notifier.ts';
import type { ScheduleService } from './schedule/schedule-service.ts';
import type { DamagedFiles } from './settings/damaged-files.ts';
import type { SettingsStore } from './settings/settings-store.ts';

export interface Services {
  readonly host: Host;
  readonly version: string;
  readonly settings: SettingsStore;
  readonly damagedFiles: DamagedFiles;
  readonly fleet: Fleet;
  readonly library: RunbookLibrary;
  readonly runbookFiles: FileLibrary;
  readonly ownFiles: OwnFiles;
  readonly runbooks: RunbookEngine;
  readonly incidents: Incidents;
  readonly rehearsals: Rehearsals;
  readonly schedules: ScheduleService;
  readonly notifier: Notifier;
  readonly audit: AuditLog;
  readonly auditWatch: AuditWatch;
  readonly approvals: Approvals;
  readonly keyRing: KeyRing;
  readonly lab: LabService;
  /** Who acts, for the audit log: the name in the settings, else the login name. */
  operator(): string;
}

/** The running lab, if there is one. */
export interface LabService {
  readonly state: Live<LabState>;
  /** Throws `not_found` where no lab runs. */
  setLoad(load: 'on' | 'off'): Promise<void>;
}
