import { test, type TestContext } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AppError } from '../../shared/errors.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import type { Profile } from '../../shared/model/profile.ts';
import { DEFAULT_SETTINGS } from '../../shared/model/settings.ts';
import { createProfileStore } from './profile-store.ts';
import { createSettingsStore } from './settings-store.ts';

function profile(id: string): Profile {
  return {
    id,
    name: `Profile ${id}`,
    environment: 'staging',
    colour: '#336699',
    redis: { seeds: ['redis-1.example:7000'] },
    stores: [],
  };
}

async function folderFor(
  context: TestContext,
): Promise<{ folder: string; lifetime: Lifetime; troubles: AppError[]; report: (trouble: AppError) => void }> {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-settings-'));
  const lifetime = new Lifetime('test');
  const troubles: AppError[] = [];
  context.after(async () => {
    await lifetime.dispose();
    await rm(folder, { recursive: true, force: true });
  });
  return { folder, lifetime, troubles, report: (trouble) => troubles.push(trouble) };
}

test('settings start with the defaults, and what was saved is there next time', async (context) => {
  const options = await folderFor(context);
  const store = await createSettingsStore(options);
  assert.deepEqual(store.get(), DEFAULT_SETTINGS);
  await store.save({ pollIntervalMs: 500, theme: 'dark' });
  const next = await createSettingsStore(options);
  assert.deepEqual(next.get(), { ...DEFAULT_SETTINGS, pollIntervalMs: 500, theme: 'dark' });
  assert.equal((await stat(join(options.folder, 'settings.json'))).mode & 0o777, 0o600);
});

test('a wrong setting is refused by name', async (context) => {
  const store = await createSettingsStore(await folderFor(context));
  await assert.rejects(store.save({ pollIntervalMs: 5 }), { code: 'bad_request', message: /pollIntervalMs/ });
  assert.equal(store.get().pollIntervalMs, 1000);
});

test('one wrong setting in the file costs only that setting', async (context) => {
  const options = await folderFor(context);
  await writeFile(
    join(options.folder, 'settings.json'),
    '{"pollIntervalMs": 5, "theme": "light", "fromTheFuture": true}',
  );
  const store = await createSettingsStore(options);
  assert.deepEqual(store.get(), { ...DEFAULT_SETTINGS, theme: 'light' });
});

for (const [what, content] of [
  ['not JSON', '{"version": 1, "prof'],
  ['another shape', '{"version": 1, "profiles": [{"id": "x", "password": "hush"}]}'],
] as const) {
  test(`a profiles file that is ${what} is kept aside and said`, async (context) => {
    const options = await folderFor(context);
    await writeFile(join(options.folder, 'profiles.json'), content);
    const store = await createProfileStore(options);
    assert.deepEqual(store.state.get().state.profiles, {});
    const kept = (await readdir(options.folder)).find((name) => name.startsWith('profiles.json.broken-'));
    assert.equal(await readFile(join(options.folder, kept!), 'utf8'), content);
    assert.equal(options.troubles[0]?.code, 'damaged');
    assert.match(options.troubles[0]?.hint ?? '', /broken-/);
    assert.doesNotMatch(JSON.stringify(options.troubles[0]?.toData()), /hush/);
    await createProfileStore(options);
    assert.deepEqual(
      options.troubles.map(({ details }) => details?.['keptAs']),
      [join(options.folder, kept!), join(options.folder, kept!)],
      'the next console says it too, while nothing took its place',
    );
    await store.save(profile('a'));
    assert.deepEqual(Object.keys((await createProfileStore(options)).state.get().state.profiles), ['a']);
  });
}

test('two stores on one folder see and keep each other’s profiles', async (context) => {
  const options = await folderFor(context);
  const one = await createProfileStore(options);
  const two = await createProfileStore(options);
  await Promise.all([one.save(profile('a')), two.save(profile('b')), one.save(profile('c')), two.save(profile('d'))]);
  await one.reload();
  assert.deepEqual(Object.keys(one.state.get().state.profiles).sort(), ['a', 'b', 'c', 'd']);
  await two.remove('a');
  await assert.rejects(one.remove('a'), { code: 'not_found' });
});

test('two processes writing at once lose nothing, and leave no lock', async (context) => {
  const options = await folderFor(context);
  const script = `
    import { createProfileStore } from ${JSON.stringify(join(import.meta.dirname, 'profile-store.ts'))};
    import { Lifetime } from ${JSON.stringify(join(import.meta.dirname, '../../shared/lifetime.ts'))};
    const [, folder, name] = process.argv;
    const store = await createProfileStore({ folder, lifetime: new Lifetime('writer'), report: () => {} });
    for (let n = 0; n < 8; n += 1) {
      await store.save({ id: name + n, name, environment: 'lab', colour: '#000000', stores: [] });
    }`;
  const run = (name: string): Promise<unknown> =>
    promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, options.folder, name]);
  await Promise.all([run('a'), run('b')]);
  const store = await createProfileStore(options);
  assert.equal(Object.keys(store.state.get().state.profiles).length, 16);
  assert.deepEqual(await readdir(options.folder), ['profiles.json']);
});

test('a profile with a field it should not have is refused before anything is written', async (context) => {
  const options = await folderFor(context);
  const store = await createProfileStore(options);
  await assert.rejects(store.save({ ...profile('a'), password: 'hush' } as Profile), (error: AppError) => {
    assert.equal(error.code, 'bad_request');
    assert.doesNotMatch(error.message, /hush/);
    return true;
  });
  assert.deepEqual(await readdir(options.folder), []);
});
