// Readings of the machine the console runs on: for labs and single servers the machine of the data, otherwise at least that
// of the backups.

import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, loadavg, platform, totalmem } from 'node:os';
import { formatBytes } from '../../../../shared/text.ts';
import type { RunbookContext } from '../../runbook.ts';
import type { ReadingDefinition } from './reading.ts';

const SAMPLE_MS = 1000;

interface Disk {
  readonly path: string;
  readonly free: number;
  readonly total: number;
}

/** The disks of all backup stores on this machine, and the one of this machine's root where there is none. */
async function disks({ profile }: RunbookContext): Promise<readonly Disk[]> {
  const folders = profile.stores.flatMap((store) => (store.kind === 'local' ? [store.folder] : []));
  const readable = await Promise.all(
    [...new Set([...folders, '/'])].map(async (path): Promise<Disk | null> => {
      const { bavail, blocks, bsize } = await statfs(path).catch(() => ({ bavail: 0, blocks: 0, bsize: 0 }));
      return blocks === 0 ? null : { path, free: bavail * bsize, total: blocks * bsize };
    }),
  );
  return readable.filter((disk) => disk !== null).toSorted((a, b) => a.free / a.total - b.free / b.total);
}

function linesOf(all: readonly Disk[]): readonly string[] {
  return all.map(({ path, free, total }) => `${path}  ${formatBytes(free)} free of ${formatBytes(total)}`);
}

function cpuTimes(): { readonly busy: number; readonly all: number } {
  const times = cpus().map(({ times: { user, nice, sys, irq, idle } }) => ({ busy: user + nice + sys + irq, idle }));
  const busy = times.reduce((sum, time) => sum + time.busy, 0);
  return { busy, all: times.reduce((sum, time) => sum + time.idle, busy) };
}

export const machineReadings: readonly ReadingDefinition[] = [
  {
    name: 'machine.disk.free-share',
    unit: 'share',
    of: 'none',
    label: {
      en: 'Free space on the fullest disk of this machine',
      ar: 'المساحة الحرة على أكثر أقراص هذا الجهاز امتلاءً',
    },
    read: async (context) => {
      const all = await disks(context);
      return { value: all[0] ? all[0].free / all[0].total : null, lines: linesOf(all) };
    },
  },
  {
    name: 'machine.disk.free',
    unit: 'bytes',
    of: 'none',
    label: { en: 'Free bytes on the disk with least', ar: 'البايتات الحرة على أقل الأقراص مساحةً' },
    read: async (context) => {
      const all = await disks(context);
      return { value: all.length === 0 ? null : Math.min(...all.map(({ free }) => free)), lines: linesOf(all) };
    },
  },
  {
    name: 'machine.load',
    unit: 'share',
    of: 'none',
    label: { en: 'Load of this machine per core, over a minute', ar: 'حِمل هذا الجهاز لكل نواة خلال دقيقة' },
    read: async () =>
      platform() === 'win32'
        ? { value: null, why: { en: 'this system does not tell', ar: 'لا يذكره هذا النظام' } }
        : { value: loadavg()[0]! / availableParallelism() },
  },
  {
    name: 'machine.cpu.share',
    unit: 'share',
    of: 'none',
    label: { en: 'CPU used on this machine', ar: 'المعالج المستخدم على هذا الجهاز' },
    read: async ({ clock, signal }) => {
      const before = cpuTimes();
      await clock.sleep(SAMPLE_MS, signal);
      const after = cpuTimes();
      return after.all > before.all
        ? { value: (after.busy - before.busy) / (after.all - before.all) }
        : { value: null };
    },
  },
  {
    name: 'machine.memory.free-share',
    unit: 'share',
    of: 'none',
    label: { en: 'Free memory of this machine', ar: 'الذاكرة الحرة في هذا الجهاز' },
    read: async () => ({ value: freemem() / totalmem() }),
  },
];
