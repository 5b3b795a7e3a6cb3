// What the console itself finds wrong now, by the same rules as its screens, from one fresh reading.

import { say } from '../../../../shared/text.ts';
import type { Health, Problem } from '../../../../shared/model/health.ts';
import { ARABIC } from '../../../../shared/texts/ar.ts';
import { ENGLISH } from '../../../../shared/texts/en.ts';
import { readOplog } from '../../../backup/read-coverage.ts';
import { toRunError } from '../../run-error.ts';
import { initialState } from '../../../fleet/initial-state.ts';
import { join } from '../../../fleet/join.ts';
import { withProblems } from '../../../fleet/problems/find-problems.ts';
import { redisReading, mongoReading } from '../../library/shared-reading.ts';
import type { RunbookContext } from '../../runbook.ts';
import { bounded, type ReadingDefinition, type ReadingValue } from './reading.ts';

async function findNow(context: RunbookContext): Promise<readonly Problem[]> {
  const { profile, clock } = context;
  const outcome = async <T>(ask: (() => Promise<T>) | null) => {
    if (ask === null) return { kind: 'same' } as const;
    try {
      return { kind: 'read', reading: await ask() } as const;
    } catch (error) {
      return { kind: 'failed', error: toRunError(error, () => undefined) } as const;
    }
  };
  const startedMs = clock.now();
  const hasStore = profile.stores.length > 0;
  const [redis, mongo, backups, oplog] = await Promise.all([
    outcome(context.redis === null ? null : () => redisReading(context)),
    outcome(context.mongo === null ? null : () => mongoReading(context)),
    outcome(hasStore ? () => context.backups.read() : null),
    outcome(hasStore && context.mongo !== null ? () => readOplog(context.backups, profile.id) : null),
  ]);
  const state = join(initialState(profile, true, 1000), {
    startedMs,
    endedMs: clock.now(),
    intervalMs: 1000,
    redis,
    mongo,
    backups,
    collections: { kind: 'same' },
    backupRunning: false,
  });
  const found = withProblems(state, {
    backups: backups.kind === 'read' ? backups.reading : null,
    oplog: oplog.kind === 'read' ? oplog.reading : null,
    proofDays: context.proofDays,
  }).problems;
  return Object.values(found).toSorted((a, b) => Number(b.health === 'critical') - Number(a.health === 'critical'));
}

const HEALTH_IN_ARABIC: Readonly<Record<Health, string>> = {
  healthy: 'سليم',
  attention: 'يحتاج انتباهًا',
  critical: 'حرج',
  unknown: 'غير معروف',
};

function told(problems: readonly Problem[]): ReadingValue {
  const lines = problems.map(({ health, title }) => ({
    en: `${health}  ${say(ENGLISH, title)}`,
    ar: `${HEALTH_IN_ARABIC[health]}: ${say(ARABIC, title, 'ar')}`,
  }));
  return { value: problems.length, lines: bounded(lines) };
}

export const problemReadings: readonly ReadingDefinition[] = [
  {
    name: 'problems.count',
    unit: 'count',
    of: 'none',
    label: { en: 'Problems found', ar: 'المشكلات الموجودة' },
    read: async (context) => told(await findNow(context)),
  },
  {
    name: 'problems.critical',
    unit: 'count',
    of: 'none',
    label: { en: 'Critical problems found', ar: 'المشكلات الحرجة الموجودة' },
    read: async (context) => told((await findNow(context)).filter(({ health }) => health === 'critical')),
  },
];
