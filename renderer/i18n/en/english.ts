// The English catalogue: one file per screen. Another language has the same files and keys.

import { approval } from './approval.ts';
import { audit } from './audit.ts';
import { backups } from './backups.ts';
import { cache } from './cache.ts';
import { common } from './common.ts';
import { editor } from './editor.ts';
import { fleet } from './fleet.ts';
import { guided } from './guided.ts';
import { lag } from './lag.ts';
import { profiles } from './profiles.ts';
import { incidents } from './incidents.ts';
import { rehearsal } from './rehearsal.ts';
import { run } from './run.ts';
import { runbooks } from './runbooks.ts';
import { schedules } from './schedules.ts';
import { shell } from './shell.ts';
import { slots } from './slots.ts';
import { topology } from './topology.ts';
import { ways } from './ways.ts';

export const english = {
  approval,
  audit,
  common,
  shell,
  profiles,
  fleet,
  topology,
  slots,
  lag,
  cache,
  backups,
  runbooks,
  run,
  schedules,
  guided,
  ways,
  incidents,
  rehearsal,
  editor,
} as const;
