import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTlsOptions } from './tls-files.ts';

test(
  'only a file of a fitting size is read, whatever a profile names',
  { skip: process.platform === 'win32' },
  async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'marsad-pem-'));
    context.after(() => rm(folder, { recursive: true }));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await writeFile(join(folder, 'large.pem'), Buffer.alloc(5_000_000));
    await writeFile(join(folder, 'good.pem'), 'a certificate');

    for (const [path, reason] of [
      ['/dev/zero', /not a file/],
      [join(folder, 'pipe'), /not a file/],
      [folder, /not a file/],
      [join(folder, 'large.pem'), /too large/],
      [join(folder, 'none'), /ENOENT/],
    ] as const) {
      assert.throws(() => loadTlsOptions({ caFile: path }), { code: 'bad_request', message: reason }, path);
    }
    assert.equal(String(loadTlsOptions({ caFile: join(folder, 'good.pem') }).ca), 'a certificate');
  },
);
