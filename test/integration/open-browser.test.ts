// What a program that opens the browser is told: everybody on the machine can read its arguments.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../../main/cli/open-browser.ts';
import { waitFor } from '../fixtures/wait-for.ts';

test(
  'the one-time address is in no argument, but in a file for this user alone',
  { skip: process.platform !== 'linux' },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'marsad-opener-'));
    const said = join(folder, 'said');
    await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\necho "$@" > '${said}.new' && mv '${said}.new' '${said}'\n`);
    await chmod(join(folder, 'xdg-open'), 0o755);
    const { PATH, XDG_RUNTIME_DIR } = process.env;
    Object.assign(process.env, { PATH: `${folder}:${PATH}`, XDG_RUNTIME_DIR: folder });
    try {
      const address = 'http://127.0.0.1:1/enter?token=canary-token';
      const remove = await openBrowser(address);
      const argument = await waitFor(() => readFile(said, 'utf8').catch(() => undefined), {
        what: 'the opener is started',
      });
      assert.doesNotMatch(argument, /canary/);
      const file = fileURLToPath(argument.trim());
      assert.ok((await readFile(file, 'utf8')).includes(`url=${address}"`));
      assert.equal((await stat(file)).mode & 0o077, 0);
      assert.equal((await stat(dirname(file))).mode & 0o077, 0);
      remove();
      await assert.rejects(stat(dirname(file)), { code: 'ENOENT' });
    } finally {
      process.env['PATH'] = PATH;
      if (XDG_RUNTIME_DIR === undefined) delete process.env['XDG_RUNTIME_DIR'];
      else process.env['XDG_RUNTIME_DIR'] = XDG_RUNTIME_DIR;
      await rm(folder, { recursive: true });
    }
  },
);
