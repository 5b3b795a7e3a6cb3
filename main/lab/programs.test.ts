import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { AppError } from '../../shared/errors.ts';
import { findProgram } from './programs.ts';

const before = { ...process.env };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-programs-'));
  process.env['PATH'] = join(folder, 'path');
  delete process.env['MARSAD_REDIS_SERVER'];
});

afterEach(async () => {
  process.env = { ...before };
  await rm(folder, { recursive: true });
});

/** A program that only knows `--version`. */
async function place(path: string, version: string): Promise<string> {
  const file = join(folder, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho "Redis server v=${version} sha=0"\n`);
  await chmod(file, 0o755);
  return file;
}

const find = () => findProgram('redis-server', { cacheFolder: join(folder, 'cache'), mayFetch: false });

test('an explicit setting goes before PATH, PATH before the cache', async () => {
  const cached = await place('cache/bin/redis-server', '7.0.1');
  assert.deepEqual(await find(), { name: 'redis-server', path: cached, source: 'cache', version: '7.0.1' });
  const onPath = await place('path/redis-server', '7.2.4');
  assert.deepEqual(await find(), { name: 'redis-server', path: onPath, source: 'path', version: '7.2.4' });
  const set = await place('elsewhere/my-redis', '8.0.0');
  process.env['MARSAD_REDIS_SERVER'] = set;
  assert.deepEqual(await find(), { name: 'redis-server', path: set, source: 'setting', version: '8.0.0' });
});

test('a program that is too old is passed over', async () => {
  await place('path/redis-server', '6.2.1');
  const cached = await place('cache/bin/redis-server', '7.0.1');
  assert.equal((await find()).path, cached);
});

test('a setting that does not run is an error, not passed over', async () => {
  await place('path/redis-server', '7.2.4');
  process.env['MARSAD_REDIS_SERVER'] = join(folder, 'nothing');
  await assert.rejects(find(), { code: 'bad_request' });
});

test('what cannot be had says how to install it', async () => {
  await assert.rejects(find(), (error: AppError) => {
    assert.equal(error.code, 'not_found');
    assert.match(error.hint ?? '', /apt-get install redis-server.*MARSAD_REDIS_SERVER/);
    return true;
  });
});
