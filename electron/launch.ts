// Finds an Electron runtime and starts the desktop on it. Plain Node: this file must never import 'electron'.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type FoundElectron =
  { readonly path: string; readonly source: string } | { readonly path: null; readonly reason: string };

const FETCH_LIMIT_MS = 120_000;

/**
 * In order: `ELECTRON_OVERRIDE_DIST_PATH`, the binary of the package `electron`, and (with `fetch`) that binary fetched from the
 * vendor now. Without one, `reason` says what was tried.
 */
export function findElectron(root: string, { fetch = false } = {}): FoundElectron {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) {
    const path = join(override, binaryName());
    return existsSync(path)
      ? { path, source: 'ELECTRON_OVERRIDE_DIST_PATH' }
      : { path: null, reason: `ELECTRON_OVERRIDE_DIST_PATH names ${override}, which holds no ${binaryName()}` };
  }
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return { path: null, reason: 'this session has no display' };
  }
  const installed = installedBinary(root);
  if (installed) return { path: installed, source: 'the package electron' };
  if (!fetch) return { path: null, reason: 'the binary of the package electron is not there yet' };
  const install = join(root, 'node_modules', 'electron', 'install.js');
  const result = spawnSync(process.execPath, [install], { cwd: root, stdio: 'ignore', timeout: FETCH_LIMIT_MS });
  const fetched = result.status === 0 ? installedBinary(root) : undefined;
  return fetched
    ? { path: fetched, source: 'fetched from the vendor' }
    : { path: null, reason: 'its binary could not be fetched from the vendor' };
}

function binaryName(): string {
  if (process.platform === 'win32') return 'electron.exe';
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}

function installedBinary(root: string): string | undefined {
  const folder = join(root, 'node_modules', 'electron');
  try {
    const path = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'));
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined; // never fetched
  }
}

/** Starts the desktop of the clone at `root`; dist/electron and dist/renderer must be built. */
export function launchElectron(root: string, path: string, environment: NodeJS.ProcessEnv = process.env): ChildProcess {
  const asRoot = process.getuid?.() === 0;
  // Chromium refuses its own sandbox to the super-user; only then is it left out.
  return spawn(path, [...(asRoot ? ['--no-sandbox'] : []), root], { stdio: 'inherit', env: environment });
}
