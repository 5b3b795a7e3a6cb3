// The desktop from the command line: which Electron there is, and running it until its window is closed.

import type { ChildProcess } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { ensureRendererBuilt, ensureShellBuilt, REPOSITORY } from './repository.ts';
import type { Session } from './session.ts';

/** What `electron/launch.ts` offers. Imports go from electron/ to main/, so it is reached by address, as any other program is. */
interface Launcher {
  findElectron(root: string): FoundElectron;
  fetchElectron(root: string, signal: AbortSignal): Promise<FoundElectron>;
  launchElectron(root: string, path: string): ChildProcess;
}
export type FoundElectron =
  | { readonly path: string; readonly source: string }
  | { readonly path: null; readonly reason: string; readonly mayFetch: boolean };

async function launcher(): Promise<Launcher> {
  return (await import(pathToFileURL(join(REPOSITORY, 'electron', 'launch.ts')).href)) as Launcher;
}

/** Looks for the binary, and fetches it where the network allows. Ctrl-C ends the fetching. */
export async function findDesktop({ printer, signal }: Session): Promise<FoundElectron> {
  const { findElectron, fetchElectron } = await launcher();
  const found = findElectron(REPOSITORY);
  if (found.path !== null || !found.mayFetch) return found;
  printer.note('Fetching Electron, about 110 MB, once (at most two minutes; browser mode opens if that fails) …');
  return fetchElectron(REPOSITORY, signal);
}

/** Resolves when the window was closed, or after Ctrl-C. */
export async function runDesktop({ printer, signal }: Session, path: string): Promise<void> {
  await ensureRendererBuilt(printer);
  await ensureShellBuilt(printer);
  if (signal.aborted) return;
  const child = (await launcher()).launchElectron(REPOSITORY, path);
  const onAbort = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', onAbort, { once: true });
  await new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.on('exit', () => resolve());
  });
  signal.removeEventListener('abort', onAbort);
}
