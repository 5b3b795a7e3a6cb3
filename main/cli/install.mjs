// Makes a bare clone runnable: the packages of package-lock.json, and the Node the engine runs on.
// Plain JavaScript for Node 20, because it runs before anything is installed. It must never change the lock file.

import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs what package-lock.json names when it is newer than what is there. Says so on standard error.
 * Exits the process with 4 when npm fails: nothing can run without it.
 * @param {string} root the folder of package.json
 */
export function ensureInstalled(root) {
  const lock = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules', '.package-lock.json');
  const fresh = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
  if (fresh && existsSync(nodeOf(root))) return;
  console.error('Installing the packages Marsad is built from (npm ci) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0 || !existsSync(nodeOf(root))) {
    console.error('The packages could not be installed. Run `npm ci` in this folder to see why, then try again.');
    process.exit(4);
  }
}

/** The Node 24 of the package `node`: its sources are TypeScript, which older versions do not run. */
export function nodeOf(root) {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
