// The contract: a capability exists when it is here. Types are inferred from these entries, never restated.

import type { z } from 'zod';
import { appContract } from './app.ts';
import { approvalsContract } from './approvals.ts';
import { backupKeysContract } from './backup-keys.ts';
import { auditContract } from './audit.ts';
import { backupsContract } from './backups.ts';
import { fleetContract } from './fleet.ts';
import { incidentsContract } from './incidents.ts';
import { leasesContract } from './leases.ts';
import { notificationsContract } from './notifications.ts';
import { rehearsalsContract } from './rehearsals.ts';
import { runbookFilesContract } from './runbook-files.ts';
import { runsContract } from './runs.ts';
import { schedulesContract } from './schedules.ts';

export const contract = {
  ...appContract,
  ...approvalsContract,
  ...backupKeysContract,
  ...auditContract,
  ...backupsContract,
  ...fleetContract,
  ...incidentsContract,
  ...leasesContract,
  ...rehearsalsContract,
  ...notificationsContract,
  ...runbookFilesContract,
  ...runsContract,
  ...schedulesContract,
};

export type Contract = typeof contract;
export type CallName = { [K in keyof Contract]: Contract[K]['type'] extends 'call' ? K : never }[keyof Contract];
export type StreamName = { [K in keyof Contract]: Contract[K]['type'] extends 'stream' ? K : never }[keyof Contract];

/** What a handler gets: parsed, defaults filled in. */
export type InputOf<K extends keyof Contract> = z.output<Contract[K]['input']>;
/** What a client may send: fields with a default may be left out. */
export type RequestOf<K extends keyof Contract> = z.input<Contract[K]['input']>;
export type OutputOf<K extends CallName> = Contract[K] extends { readonly output?: infer Output }
  ? Exclude<Output, undefined>
  : never;
export type StateOf<K extends StreamName> = Contract[K] extends { readonly state?: infer State }
  ? Exclude<State, undefined>
  : never;
