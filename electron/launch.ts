// Finds an Electron runtime and starts the desktop on it. Plain Node: this file must never import 'electron'.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type FoundElectron =
  | { readonly path: string; readonly source: string }
  /** `mayFetch`: the vendor's binary would do. */
  | { readonly path: null; readonly reason: string; readonly mayFetch: boolean };

const FETCH_LIMIT_MS = 120_000;

/** In order: `ELECTRON_OVERRIDE_DIST_PATH`, the binary of the package `electron`. Without one, `reason` says what was tried. */
export function findElectron(root: string): FoundElectron {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) {
    const path = join(override, binaryName());
    return existsSync(path)
      ? { path, source: 'ELECTRON_OVERRIDE_DIST_PATH' }
      : {
          path: null,
          mayFetch: false,
          reason: `ELECTRON_OVERRIDE_DIST_PATH names ${override}, which holds no ${binaryName()}`,
        };
  }
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return { path: null, mayFetch: false, reason: 'this session has no display' };
  }
  const path = installedBinary(root);
  if (path) return { path, source: 'the package electron' };
  return { path: null, mayFetch: true, reason: 'the binary of the package electron is not there yet' };
}

/** Fetches the binary of the package `electron` from its vendor: as long as two minutes, or until `signal` is aborted. */
export async function fetchElectron(root: string, signal: AbortSignal): Promise<FoundElectron> {
  const install = join(root, 'node_modules', 'electron', 'install.js');
  const child = spawn(process.execPath, [install], { cwd: root, stdio: 'ignore', timeout: FETCH_LIMIT_MS, signal });
  const failure = await new Promise<string | null>((resolve) => {
    child.on('error', (error) => resolve(error.name === 'AbortError' ? 'fetching it was cancelled' : error.message));
    child.on('exit', (code, ended) => {
      if (code === 0) resolve(null);
      else
        resolve(
          ended === null
            ? 'its binary could not be fetched from the vendor'
            : `its binary could not be fetched within ${FETCH_LIMIT_MS / 1000} s`,
        );
    });
  });
  const path = failure === null ? installedBinary(root) : undefined;
  return path
    ? { path, source: 'fetched from the vendor' }
    : { path: null, mayFetch: false, reason: failure ?? 'what the vendor sent holds no binary' };
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
