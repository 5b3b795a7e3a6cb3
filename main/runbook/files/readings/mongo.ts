// Readings of MongoDB: the set as a whole, its primary, its worst member, or one member by its address.

import type { Document } from 'mongodb';
import { mongoFigure, type MongoFigure, type MongoMember } from '../../../../shared/model/mongo.ts';
import type { MongoReading } from '../../../mongo/mongo-access.ts';
import { memberCommand } from '../../library/mongo-command.ts';
import { findMember, nameOf } from '../../library/mongo-failover-data.ts';
import { mongoReading } from '../../library/shared-reading.ts';
import type { RunbookContext } from '../../runbook.ts';
import { operationLine, primaryOf, profiled, profilerStates, runningOperations } from './mongo-operations.ts';
import { bounded, counted, largest, largestLag, type ReadingDefinition, type ReadingValue } from './reading.ts';

const LONG_MS = 1000;
const SLOW_MS = 100;
const SLOW_WINDOW_MS = 15 * 60_000;
const SAMPLE_MS = 1000;
const TIMEOUT_MS = 5000;

const NOT_TOLD: ReadingValue = { value: null, why: { en: 'the server does not tell', ar: 'لا يذكره الخادم' } };

function membersOf(reading: MongoReading, of: string | null): readonly MongoMember[] {
  if (of !== null) return [findMember(reading, of)];
  return Object.values(reading.members).filter((member) => member.presence !== 'gone');
}

function figure(reading: MongoReading, member: MongoMember, name: MongoFigure): number | null {
  return mongoFigure(reading.figures[member.key], name);
}

async function worst(
  context: RunbookContext,
  of: string | null,
  pick: (reading: MongoReading, member: MongoMember) => number | null,
): Promise<ReadingValue> {
  const reading = await mongoReading(context);
  return { value: largest(membersOf(reading, of).map((member) => pick(reading, member))) };
}

async function lag(context: RunbookContext, of: string | null): Promise<ReadingValue> {
  const reading = await mongoReading(context);
  const followers = membersOf(reading, of).filter(
    (member) => !member.arbiter && member.delaySeconds === 0 && member.key !== reading.summary.primary,
  );
  if (followers.length === 0) return { value: 0, lines: [{ en: 'no secondaries', ar: 'لا أعضاء ثانويين' }] };
  return largestLag(followers.map((member) => [nameOf(member).label, figure(reading, member, 'lagMs')]));
}

async function serverStatus(context: RunbookContext): Promise<Document> {
  return memberCommand(
    context,
    await primaryOf(context),
    { serverStatus: 1 },
    { signal: context.signal, timeoutMs: TIMEOUT_MS },
  );
}

/** The server tells its own processor time where it runs on Linux. */
async function cpuShare(context: RunbookContext): Promise<ReadingValue> {
  const usedUs = ({ extra_info: info }: Document): number =>
    Number(info?.['user_time_us']) + Number(info?.['system_time_us']);
  const before = usedUs(await serverStatus(context));
  const beganMs = performance.now();
  await context.clock.sleep(SAMPLE_MS, context.signal);
  const after = usedUs(await serverStatus(context));
  const tookMs = performance.now() - beganMs;
  const options = { signal: context.signal, timeoutMs: TIMEOUT_MS };
  const host = await memberCommand(context, await primaryOf(context), { hostInfo: 1 }, options);
  const cores = Number(host['system']?.['numCores']);
  const share = (after - before) / 1000 / tookMs / cores;
  return Number.isFinite(share) ? { value: Math.min(1, Math.max(0, share)) } : NOT_TOLD;
}

async function slowQueries(context: RunbookContext): Promise<ReadingValue> {
  const on = (await profilerStates(context)).filter(({ level }) => level > 0);
  if (on.length > 0) {
    const databases = on.map(({ database }) => database);
    const { count, lines } = await profiled(context, databases, {
      sinceMs: context.clock.now() - SLOW_WINDOW_MS,
      minMs: SLOW_MS,
    });
    return { value: count, lines: bounded(lines) };
  }
  const running = await runningOperations(context, SLOW_MS);
  return {
    value: running.length,
    lines: [
      { en: 'the profiler is off: only what runs now', ar: 'المحلّل متوقف: ما يعمل الآن فقط' },
      ...bounded(running.map(operationLine)),
    ],
  };
}

export const mongoReadings: readonly ReadingDefinition[] = [
  {
    name: 'mongo.primary',
    unit: 'text',
    of: 'none',
    label: { en: 'Primary of the replica set', ar: 'العضو الأساسي في المجموعة' },
    read: async (context) => {
      const reading = await mongoReading(context);
      const key = reading.summary.primary;
      return { value: key === null ? 'none' : nameOf(findMember(reading, key)).label };
    },
  },
  {
    name: 'mongo.member.state',
    unit: 'text',
    of: 'needed',
    label: { en: 'State of the member', ar: 'حالة العضو' },
    read: async (context, of) => {
      const member = membersOf(await mongoReading(context), of)[0];
      return { value: member === undefined ? null : member.presence === 'live' ? member.state : 'DOWN' };
    },
  },
  {
    name: 'mongo.members.down',
    unit: 'count',
    of: 'none',
    label: { en: 'MongoDB members that do not answer', ar: 'أعضاء MongoDB الذين لا يجيبون' },
    read: async (context) => {
      const down = membersOf(await mongoReading(context), null).filter((member) => member.presence !== 'live');
      return counted(down.map((member) => `${nameOf(member).label}  ${member.trouble ?? member.state}`));
    },
  },
  {
    name: 'mongo.lag.max',
    unit: 'ms',
    of: 'optional',
    label: { en: 'Largest replication lag in MongoDB', ar: 'أكبر تأخّر نسخ في MongoDB' },
    read: lag,
  },
  {
    name: 'mongo.oplog.window',
    unit: 'ms',
    of: 'none',
    label: { en: 'Oplog window', ar: 'نافذة oplog' },
    read: async (context) => {
      const { oplogWindowMs, oplogFull } = (await mongoReading(context)).summary;
      if (oplogFull === false)
        return {
          value: Number.MAX_SAFE_INTEGER,
          lines: [{ en: 'not full yet: nothing was dropped', ar: 'لم يمتلئ بعد: لم يُسقط شيئًا' }],
        };
      return { value: oplogWindowMs };
    },
  },
  {
    name: 'mongo.connections',
    unit: 'count',
    of: 'optional',
    label: { en: 'Most connections on one member', ar: 'أكثر الاتصالات على عضو واحد' },
    read: (context, of) => worst(context, of, (reading, member) => figure(reading, member, 'connections')),
  },
  {
    name: 'mongo.connections.share',
    unit: 'share',
    of: 'optional',
    label: { en: 'Connections used of those allowed', ar: 'الاتصالات المستخدمة من المسموح' },
    read: (context, of) =>
      worst(context, of, (reading, member) => {
        const used = figure(reading, member, 'connections');
        const free = figure(reading, member, 'connectionsAvailable');
        return used === null || free === null || used + free === 0 ? null : used / (used + free);
      }),
  },
  {
    name: 'mongo.cache.share',
    unit: 'share',
    of: 'none',
    label: { en: 'Fullest cache of a member', ar: 'أكثر ذاكرات الأعضاء امتلاءً' },
    read: (context) =>
      worst(context, null, (reading, member) => {
        const used = figure(reading, member, 'cacheUsedBytes');
        const most = figure(reading, member, 'cacheMaxBytes');
        return used === null || most === null || most === 0 ? null : used / most;
      }),
  },
  {
    name: 'mongo.cpu.share',
    unit: 'share',
    of: 'none',
    label: { en: 'CPU used by the primary', ar: 'المعالج الذي يستخدمه العضو الأساسي' },
    read: cpuShare,
  },
  {
    name: 'mongo.queue',
    unit: 'count',
    of: 'none',
    label: { en: 'Operations waiting on the primary', ar: 'العمليات المنتظرة على العضو الأساسي' },
    read: async (context) => {
      const total: unknown = (await serverStatus(context))['globalLock']?.['currentQueue']?.['total'];
      return typeof total === 'number' ? { value: total } : NOT_TOLD;
    },
  },
  {
    name: 'mongo.slow-queries',
    unit: 'count',
    of: 'none',
    label: {
      en: 'Slow queries (100 ms and more) of the last 15 minutes',
      ar: 'الاستعلامات البطيئة (100 ms فأكثر) في آخر 15 دقيقة',
    },
    read: slowQueries,
  },
  {
    name: 'mongo.long-operations',
    unit: 'count',
    of: 'none',
    label: { en: 'Operations running for more than a second', ar: 'عمليات تعمل منذ أكثر من ثانية' },
    read: async (context) => {
      return counted((await runningOperations(context, LONG_MS)).map(operationLine));
    },
  },
  {
    name: 'mongo.longest-operation',
    unit: 'ms',
    of: 'none',
    label: { en: 'Longest operation running now', ar: 'أطول عملية تعمل الآن' },
    read: async (context) => {
      const [longest] = await runningOperations(context, LONG_MS);
      return longest ? { value: longest.runningMs, lines: [operationLine(longest)] } : { value: 0 };
    },
  },
  {
    name: 'mongo.profiler',
    unit: 'text',
    of: 'none',
    label: { en: 'Profiler', ar: 'المحلّل (profiler)' },
    read: async (context) => {
      const states = await profilerStates(context);
      const level = Math.max(0, ...states.map((state) => state.level));
      const lines = states.map(({ database, level: one, slowMs }) => `${database}  level ${one}, ${slowMs} ms`);
      return { value: ['off', 'slow', 'all'][level] ?? 'off', lines: bounded(lines) };
    },
  },
];
