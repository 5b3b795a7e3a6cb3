// What must hold before a drill: programs to start servers from that can read the set, and room on this machine for all of it.

import { text } from '../../../shared/text.ts';
import type { CheckStep } from '../runbook.ts';
import type { DrillData } from './backup-drill-data.ts';
import { checkStep } from './check-step.ts';

const check = (id: string, read: CheckStep['read']): CheckStep =>
  checkStep(`check-${id}`, text(`drill.check.${id}`), read, ({ message, hint }) => ({
    ok: false,
    text: text('drill.check.failed', { reason: [message, hint].filter(Boolean).join(' ') }),
  }));

export const programsCheck = ({ mongo, redis }: DrillData): CheckStep =>
  check('programs', async ({ scratch }) => {
    const found = await scratch.versions({ redis: redis !== null, mongo: mongo !== null });
    const older = [
      ...olderThan('MongoDB', found.mongo, mongo?.version),
      ...olderThan('Redis', found.redis, redis?.version),
    ];
    if (older.length > 0) return { ok: false, text: text('drill.programs.older', older[0]) };
    const words = [
      ...(found.mongo === null ? [] : [`mongod ${found.mongo}`]),
      ...(found.redis === null ? [] : [`redis-server ${found.redis}`]),
    ];
    return { ok: true, text: text('drill.programs.ok', { programs: words.join(', ') }) };
  });

/** A server reads what servers up to its own `major.minor` wrote. */
function olderThan(
  kind: string,
  here: string | null,
  inSet: string | undefined,
): readonly { kind: string; here: string; inSet: string }[] {
  if (here === null || inSet === undefined) return [];
  const [major = 0, minor = 0] = numbersOf(here);
  const [setMajor = 0, setMinor = 0] = numbersOf(inSet);
  return major < setMajor || (major === setMajor && minor < setMinor) ? [{ kind, here, inSet }] : [];
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}

export const roomCheck = ({ needs }: DrillData): CheckStep =>
  check('room', async ({ scratch }) => {
    const { diskBytes, memoryBytes } = await scratch.room();
    const values = { ...needs, freeDisk: diskBytes, freeMemory: memoryBytes };
    if (diskBytes < needs.diskBytes) return { ok: false, text: text('drill.room.disk', values) };
    if (memoryBytes < needs.memoryBytes) return { ok: false, text: text('drill.room.memory', values) };
    return { ok: true, text: text('drill.room.ok', values) };
  });
