// Lines on a disk that fills up: a line that could not be written leaves nothing that the next one is glued to.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Lifetime } from '../shared/lifetime.ts';
import { smallDisk } from '../test/fixtures/faults.ts';
import { openLineFile, readLines } from './line-file.ts';

test('after a full disk the file goes on with whole lines', async (t) => {
  const lifetime = new Lifetime('small disk');
  const root = await mkdtemp(join(tmpdir(), 'marsad-lines-'));
  t.after(async () => {
    await lifetime.dispose();
    await rm(root, { recursive: true });
  });
  const disk = await smallDisk(lifetime, join(root, 'disk'), 200_000);
  if ('unavailable' in disk) return t.skip(disk.unavailable);
  const path = join(disk.folder, 'lines', 'file.jsonl');
  const file = await openLineFile(path, 'The file');
  await file.append({ number: 1 });
  const filler = join(disk.folder, 'filler');
  await writeFile(filler, Buffer.alloc(150_000));
  await assert.rejects(file.append({ number: 2, much: 'x'.repeat(100_000) }), { code: 'limited' });
  await rm(filler);
  await file.append({ number: 3 });
  await file.close();
  const { lines, isDamaged } = await readLines(path);
  assert.equal(isDamaged, false);
  assert.deepEqual(lines, [{ number: 1 }, { number: 3 }]);
});
