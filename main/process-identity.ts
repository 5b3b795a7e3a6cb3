// Tells one process from a later one with the same pid: by pid and start. Whoever signals a process it did not spawn itself
// asks `isAlive`, which is true only when it is certain; whoever takes over from one that ended asks `mayBeAlive`, which is
// false only when it is certain.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** `started`: when that process started, in the system's own words. */
export const ProcessIdentity = z.strictObject({ pid: z.number().int().positive(), started: z.string().min(1) });
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** Undefined when there is no such process, only the remains of one, or one whose start is hidden from us. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const started = startOf(pid);
  return started === undefined || started === ENDED ? undefined : { pid, started };
}

/** `started` is empty where the system does not tell it. */
export function ownIdentity(): ProcessIdentity {
  return identityOf(process.pid) ?? { pid: process.pid, started: '' };
}

/** Certainly that process, and it lives. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  return started !== '' && identityOf(pid)?.started === started;
}

/** False when that process is certainly gone. Where no start can be read, the pid alone decides. */
export function mayBeAlive({ pid, started }: ProcessIdentity): boolean {
  const now = startOf(pid);
  if (now === ENDED) return false;
  return now === undefined || started === '' ? isPidTaken(pid) : now === started;
}

/** The arguments of a process, joined by spaces; empty when it is gone. */
export function commandLineOf(pid: number): string {
  if (process.platform !== 'linux') return ps(pid, ['args=']) ?? '';
  return (readProc(`${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
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

/** A process that only waits for its parent to take note of its end. */
const ENDED = 'ended';

/** Undefined when there is no such process, or it is hidden from us. */
function startOf(pid: number): string | undefined {
  return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
}

/** The boot, and field 22 of /proc/<pid>/stat: ticks since then. The name in brackets before it may hold anything. */
function startFromProc(pid: number): string | undefined {
  const stat = readProc(`${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return ENDED;
  return `${readProc('sys/kernel/random/boot_id')?.trim() ?? ''}/${fields[19]}`;
}

function startFromPs(pid: number): string | undefined {
  const line = ps(pid, ['state=', 'lstart=']);
  if (line === undefined || line === '') return undefined;
  return line.startsWith('Z') ? ENDED : line.slice(line.indexOf(' ')).trim();
}

function isPidTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readProc(file: string): string | undefined {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return undefined; // no such process, or not for us to see
  }
}

function ps(pid: number, columns: readonly string[]): string | undefined {
  try {
    return execFileSync('ps', [...columns.flatMap((column) => ['-o', column]), '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined; // no such process, or a system without ps
  }
}
