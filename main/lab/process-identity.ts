// Tells one process from a later one with the same pid: by pid and start time. Everything that signals a process it
// did not spawn itself must ask here first.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

export const ProcessIdentity = z.strictObject({ pid: z.number().int().positive(), startTime: z.string().min(1) });
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** Undefined when there is no such process, or only the remains of one. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const startTime = process.platform === 'linux' ? startTimeFromProc(pid) : startTimeFromPs(pid);
  return startTime === undefined ? undefined : { pid, startTime };
}

export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  return identityOf(pid)?.startTime === startTime;
}

/** The arguments of a process, joined by spaces; empty when it is gone. */
export function commandLineOf(pid: number): string {
  if (process.platform !== 'linux') return ps(pid, ['args=']) ?? '';
  return (readProc(pid, 'cmdline') ?? '').replaceAll('\0', ' ').trim();
}

/** Signals exactly this process, if it still is the one meant. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Field 22 of /proc/<pid>/stat, in clock ticks since boot; the name in brackets before it may hold anything. */
function startTimeFromProc(pid: number): string | undefined {
  const stat = readProc(pid, 'stat');
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields ?? [];
  return state === 'Z' || state === 'X' ? undefined : fields?.[19];
}

function startTimeFromPs(pid: number): string | undefined {
  const line = ps(pid, ['state=', 'lstart=']);
  return line === undefined || line === '' || line.startsWith('Z') ? undefined : line.slice(line.indexOf(' ')).trim();
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined; // no such process
  }
}

function ps(pid: number, columns: readonly string[]): string | undefined {
  try {
    return execFileSync('ps', [...columns.flatMap((column) => ['-o', column]), '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined; // no such process
  }
}
