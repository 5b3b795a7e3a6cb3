// Makes a bare clone runnable: the packages of package-lock.json, and the Node the engine runs on.
// Plain JavaScript for Node 20, because it runs before anything is installed. It must never change the lock file.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs what package-lock.json names where that is not what is there. Says so on standard error.
 * Exits the process with 4 when npm fails: nothing can run without it.
 * @param {string} root the folder of package.json
 */
export function ensureInstalled(root) {
  if (isInstalled(root)) return;
  console.error('Installing the packages Marsad is built from (npm ci) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status === 0 && existsSync(nodeOf(root))) return;
  if (result.signal === 'SIGINT') process.exit(5);
  if (result.error?.code === 'ENOENT')
    console.error('npm is not on PATH. Install Node.js 20 or newer with npm, then try again.');
  else
    console.error(
      'The packages could not be installed. Is there a network? Run `npm ci` in this folder to see why, then try again.',
    );
  process.exit(4);
}

/** By what is named and what is there, not by dates: a clone whose files were only touched needs no network. */
function isInstalled(root) {
  try {
    const wanted = packagesIn(join(root, 'package-lock.json'));
    const present = packagesIn(join(root, 'node_modules', '.package-lock.json'));
    // Packages of other platforms are optional and left out.
    const isMissing = ([path, { version, optional }]) => path !== '' && !optional && present[path]?.version !== version;
    return existsSync(nodeOf(root)) && !Object.entries(wanted).some(isMissing);
  } catch {
    return false; // never installed, or interrupted
  }
}

function packagesIn(lock) {
  return JSON.parse(readFileSync(lock, 'utf8')).packages;
}

/** The Node 24 of the package `node`: its sources are TypeScript, which older versions do not run. */
export function nodeOf(root) {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
