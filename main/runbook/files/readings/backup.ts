// Readings of the backup sets of a profile. Only complete sets count.

import type { BackupSet } from '../../../../shared/model/backup.ts';
import type { RunbookContext } from '../../runbook.ts';
import type { Line, ReadingDefinition, ReadingValue } from './reading.ts';

async function newest(context: RunbookContext): Promise<BackupSet | undefined> {
  return (await context.backups.list())[0];
}

function ageOf(context: RunbookContext, atMs: number | undefined, why: Line): ReadingValue {
  return atMs === undefined ? { value: null, why } : { value: Math.max(0, context.clock.now() - atMs) };
}

export const backupReadings: readonly ReadingDefinition[] = [
  {
    name: 'backup.last.age',
    unit: 'ms',
    of: 'none',
    label: { en: 'Age of the newest backup', ar: 'عمر أحدث نسخة احتياطية' },
    read: async (context) => {
      const set = await newest(context);
      return {
        ...ageOf(context, set?.finishedMs, { en: 'there is no backup', ar: 'لا توجد نسخة احتياطية' }),
        ...(set ? { lines: [set.id] } : {}),
      };
    },
  },
  {
    name: 'backup.last.verified-age',
    unit: 'ms',
    of: 'none',
    label: { en: 'Age of the newest verified backup', ar: 'عمر أحدث نسخة احتياطية تم التحقق منها' },
    read: async (context) => {
      const set = (await context.backups.list()).find(({ verified }) => verified?.ok === true);
      return {
        ...ageOf(context, set?.finishedMs, { en: 'no backup was verified', ar: 'لم تُفحص أي نسخة احتياطية' }),
        ...(set ? { lines: [set.id] } : {}),
      };
    },
  },
  {
    name: 'backup.last.state',
    unit: 'text',
    of: 'none',
    label: { en: 'State of the newest backup', ar: 'حالة أحدث نسخة احتياطية' },
    read: async (context) => {
      const set = await newest(context);
      if (set === undefined) return { value: 'none' };
      if (set.verified === null) return { value: 'unverified', lines: [set.id] };
      return { value: set.verified.ok ? 'verified' : 'damaged', lines: [set.id] };
    },
  },
  {
    name: 'backup.unfinished',
    unit: 'count',
    of: 'none',
    label: { en: 'Unfinished backups', ar: 'نسخ احتياطية غير مكتملة' },
    read: async (context) => {
      const stores = Object.values((await context.backups.read()).stores);
      const folders = stores.flatMap((store) => store.unfinished.map(({ name }) => name));
      return { value: folders.length, lines: folders.slice(0, 20) };
    },
  },
];
