// A console that is killed with -9 in the middle of a run, and the one that is started after it.

import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Lifetime } from '../../shared/lifetime.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { backupBench, type BackupBench, type BackupBenchOptions, type Parameters } from './backup-bench.ts';

export type ConsoleTarget = Omit<BackupBenchOptions, 'lifetime'>;

const CHILD = join(import.meta.dirname, 'backup-child.ts');

export function startConsoleToKill(
  lifetime: Lifetime,
  target: ConsoleTarget,
  runbookId: string,
  parameters: Parameters,
): ChildProcess {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(target), runbookId, JSON.stringify(parameters)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  lifetime.add(() => void child.kill('SIGKILL'));
  return child;
}

/** Resolves when it is gone; also where it came to its end before. */
export async function killWhen(child: ChildProcess, condition: () => Promise<boolean>): Promise<void> {
  await waitFor(async () => child.exitCode !== null || (await condition()), { intervalMs: 2, timeoutMs: 60_000 });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode !== null) return;
  child.kill('SIGKILL');
  await ended;
}

/** Opens the data folder of a killed console as the next console does. */
export async function consoleAfter(
  parent: Lifetime,
  target: ConsoleTarget,
): Promise<{ bench: BackupBench; interrupted: string | undefined; lifetime: Lifetime }> {
  const lifetime = parent.child('next');
  const bench = await backupBench({ ...target, lifetime });
  const runs = Object.values(bench.engine.runs.get().state.runs);
  return { bench, interrupted: runs.find(({ status }) => status === 'interrupted')?.id, lifetime };
}
