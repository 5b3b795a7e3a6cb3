// The runbooks of the console, in the order they are offered. A new one is one file beside this, and its line here.

import type { Runbook } from '../runbook.ts';
import { backupAdoptDump } from './backup-adopt-dump.ts';
import { backupCopy } from './backup-copy.ts';
import { backupCutBack } from './backup-cut-back.ts';
import { backupCutOver } from './backup-cut-over.ts';
import { backupDrill } from './backup-drill.ts';
import { backupImport } from './backup-import.ts';
import { backupOplogSlice } from './backup-oplog-slice.ts';
import { backupRelease } from './backup-release.ts';
import { backupRestore } from './backup-restore.ts';
import { backupResume } from './backup-resume.ts';
import { backupRetain } from './backup-retain.ts';
import { backupRotateKey } from './backup-rotate-key.ts';
import { backupTake } from './backup-take.ts';
import { backupUnpack } from './backup-unpack.ts';
import { backupVerify } from './backup-verify.ts';
import { mongoFailover } from './mongo-failover.ts';
import { mongoKillOperation } from './mongo-kill-operation.ts';
import { mongoProfiler } from './mongo-profiler.ts';
import { mongoReindex } from './mongo-reindex.ts';
import { redisFailover } from './redis-failover.ts';

export const library: readonly Runbook[] = [
  redisFailover,
  mongoFailover,
  backupTake,
  backupResume,
  backupOplogSlice,
  backupVerify,
  backupDrill,
  backupRestore,
  backupCutOver,
  backupCutBack,
  backupRelease,
  backupCopy,
  backupImport,
  backupAdoptDump,
  backupUnpack,
  backupRetain,
  backupRotateKey,
  mongoReindex,
  mongoKillOperation,
  mongoProfiler,
];
