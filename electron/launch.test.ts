import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchElectron } from './launch.ts';

/** A clone (in a folder with a space) whose package `electron` fetches like this. */
async function clone(context: { after(end: () => Promise<void>): void }, install: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'marsad clone-'));
  context.after(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'node_modules', 'electron', 'dist'), { recursive: true });
  await writeFile(join(root, 'node_modules', 'electron', 'install.js'), install);
  return root;
}

const NEVER = new AbortController().signal;

test('Electron is fetched, and found where it was put', async (context) => {
  const root = await clone(
    context,
    `
    const { writeFileSync } = require('node:fs');
    writeFileSync('node_modules/electron/dist/electron', '');
    writeFileSync('node_modules/electron/path.txt', 'electron');`,
  );
  assert.deepEqual(await fetchElectron(root, NEVER), {
    path: join(root, 'node_modules', 'electron', 'dist', 'electron'),
    source: 'fetched from the vendor',
  });
});

test('where there is no network, it says so', async (context) => {
  const root = await clone(context, 'process.exit(1)');
  const found = await fetchElectron(root, NEVER);
  assert.deepEqual(found, { path: null, mayFetch: false, reason: 'its binary could not be fetched from the vendor' });
});

test('Ctrl-C ends the fetching at once', async (context) => {
  const root = await clone(context, 'setInterval(() => {}, 1000)');
  const controller = new AbortController();
  const fetching = fetchElectron(root, controller.signal);
  controller.abort();
  assert.deepEqual(await fetching, { path: null, mayFetch: false, reason: 'fetching it was cancelled' });
});
