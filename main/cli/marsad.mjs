#!/usr/bin/env node
// The way in: makes a clone runnable, then hands over to main.ts on Node 24 with the same arguments, streams, signals and
// exit code. Plain JavaScript for Node 20; it must not know any command.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENGINE_FLAGS, ENGINE_MEMORY } from '../engine-memory.mjs';
import { ensureInstalled, nodeOf } from './install.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
ensureInstalled(root);

const main = join(root, 'main', 'cli', 'main.ts');
/** What was compiled once is not compiled again, in this process or in the workers of a backup. */
const NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'marsad');
const child = spawn(nodeOf(root), [...ENGINE_FLAGS, main, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...ENGINE_MEMORY, ...process.env, NODE_COMPILE_CACHE },
});

// A terminal sends Ctrl-C to both of us; what is sent to this process alone is passed on.
const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
process.on('SIGINT', () => hasTerminal || child.kill('SIGINT'));
process.on('SIGTERM', () => child.kill('SIGTERM'));
process.on('SIGHUP', () => child.kill('SIGHUP'));
child.on('error', (error) => {
  console.error(`Marsad could not be started: ${error.message}`);
  process.exitCode = 4;
});
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
});
