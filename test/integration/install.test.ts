// The first start from a clone: what is installed, when, and what is said when it cannot be. In a folder with a space in its name.

import { test, type TestContext } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const INSTALL = pathToFileURL(join(import.meta.dirname, '../../main/cli/install.mjs')).href;

interface Clone {
  readonly root: string;
  lock(packages: Readonly<Record<string, object>>): Promise<void>;
  /** `npm`: what it does when it is asked; null: there is none. */
  start(npm: string | null): { readonly status: number | null; readonly said: string };
}

async function clone(context: TestContext, installed: Readonly<Record<string, object>>): Promise<Clone> {
  const root = await mkdtemp(join(tmpdir(), 'marsad clone-'));
  context.after(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'node_modules', 'node', 'bin'), { recursive: true });
  await mkdir(join(root, 'bin'));
  await writeFile(join(root, 'node_modules', 'node', 'bin', 'node'), '');
  await writeFile(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  return {
    root,
    lock: (packages) =>
      writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...packages } })),
    start(npm) {
      if (npm !== null)
        spawnSync('sh', ['-c', `printf '#!/bin/sh\\n%s\\n' "$0" > npm && chmod 755 npm`, npm], {
          cwd: join(root, 'bin'),
        });
      const code = `import(process.argv[1]).then(({ ensureInstalled }) => ensureInstalled(process.argv[2]))`;
      const path = npm === null ? join(root, 'bin') : [join(root, 'bin'), '/usr/bin', '/bin'].join(delimiter);
      const { status, stderr } = spawnSync(process.execPath, ['-e', code, INSTALL, root], {
        env: { PATH: path },
        encoding: 'utf8',
      });
      return { status, said: stderr };
    },
  };
}

const A = { 'node_modules/a': { version: '1.0.0' } };

test(
  'what is there is not installed again, also when the lock file was only touched',
  { skip: process.platform === 'win32' },
  async (context) => {
    const { root, lock, start } = await clone(context, A);
    await lock({ ...A, 'node_modules/for-another-system': { version: '2.0.0', optional: true } });
    const later = Date.now() / 1000 + 60;
    await utimes(join(root, 'package-lock.json'), later, later);
    assert.deepEqual(start(null), { status: 0, said: '' });
  },
);

test('another version is installed', { skip: process.platform === 'win32' }, async (context) => {
  const { lock, start } = await clone(context, A);
  await lock({ 'node_modules/a': { version: '1.0.1' } });
  const { status, said } = start('echo "npm $@" >&2');
  assert.equal(status, 0, said);
  assert.match(said, /Installing[^]*npm ci/);
});

test(
  'without a network it ends with 4 and says what to run',
  { skip: process.platform === 'win32' },
  async (context) => {
    const { lock, start } = await clone(context, A);
    await lock({ 'node_modules/a': { version: '1.0.1' } });
    const { status, said } = start('exit 1');
    assert.equal(status, 4);
    assert.match(said, /could not be installed[^]*network[^]*npm ci/);
  },
);

test('without npm it ends with 4 and says what is missing', { skip: process.platform === 'win32' }, async (context) => {
  const { lock, start } = await clone(context, A);
  await lock({ 'node_modules/a': { version: '1.0.1' } });
  const { status, said } = start(null);
  assert.equal(status, 4);
  assert.match(said, /npm is not on PATH/);
});
