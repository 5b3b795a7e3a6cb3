// Where the clone is, and what must be built from it before screens can be shown. Builds only what is older than its sources.

import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Printer } from './printer.ts';

export const REPOSITORY = join(import.meta.dirname, '..', '..');
export const RENDERER_FOLDER = join(REPOSITORY, 'dist', 'renderer');

export async function ensureRendererBuilt(printer: Printer): Promise<void> {
  if (isNewer(join(RENDERER_FOLDER, 'index.html'), ['renderer', 'shared', 'assets', 'package-lock.json'])) return;
  printer.note('Building the screens …');
  await runNode(
    ['node_modules/vite/bin/vite.js', 'build', '--config', 'renderer/vite.config.ts', '--logLevel', 'warn'],
    'The screens could not be built.',
  );
}

export async function ensureShellBuilt(printer: Printer): Promise<void> {
  if (isNewer(join(REPOSITORY, 'dist', 'electron', 'preload.cjs'), ['electron', 'shared', 'main/serve/headers.ts']))
    return;
  printer.note('Building the desktop shell …');
  await runNode(['electron/build.ts'], 'The desktop shell could not be built.');
}

function isNewer(built: string, sources: readonly string[]): boolean {
  const builtMs = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.every((source) => newestMs(join(REPOSITORY, source)) <= builtMs);
}

/** When anything in it was last changed; tests do not count. */
function newestMs(path: string): number {
  const own = statSync(path, { throwIfNoEntry: false });
  if (own === undefined) return 0;
  if (!own.isDirectory()) return own.mtimeMs;
  const inside = readdirSync(path, { withFileTypes: true }).filter(({ name }) => !name.endsWith('.test.ts'));
  return Math.max(0, ...inside.map(({ name }) => newestMs(join(path, name))));
}

function runNode(args: readonly string[], failure: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: REPOSITORY, stdio: ['ignore', 2, 2] });
    const fail = (): void => reject(new AppError('internal', failure, { hint: 'The lines above say why.' }));
    child.on('error', fail);
    child.on('exit', (code) => (code === 0 ? resolve() : fail()));
  });
}
