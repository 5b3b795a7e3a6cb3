import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { withFileLock } from './file-lock.ts';

const SHORT = { staleMs: 2_000, waitMs: 10_000, lookEveryMs: 50 };
const folder = await mkdtemp(join(tmpdir(), 'marsad-lock-'));
after(() => rm(folder, { recursive: true, force: true }));

test('one after the other, also after one that failed', async () => {
  const file = join(folder, 'order');
  const seen: string[] = [];
  const slow = withFileLock(file, SHORT, async () => {
    seen.push('first begins');
    await new Promise((resolve) => setTimeout(resolve, 100));
    seen.push('first ends');
    throw new Error('on purpose');
  });
  await assert.rejects(slow, /on purpose/);
  await withFileLock(file, SHORT, async (assertHeld) => {
    assertHeld();
    seen.push('second');
  });
  assert.deepEqual(seen, ['first begins', 'first ends', 'second']);
});

test('a holder that stood still lives on, learns that it lost the lock, and writes nothing', async () => {
  const file = join(folder, 'still');
  const script = join(folder, 'holder.ts');
  await writeFile(script, holderOf(file));
  const holder = fork(script);
  try {
    await message(holder); // it has the lock
    holder.kill('SIGSTOP');
    await withFileLock(file, SHORT, async () => writeFile(file, 'the other one'));
    holder.kill('SIGCONT');
    const told = message(holder);
    holder.send('write now');
    assert.equal(await told, 'conflict');
    assert.equal(await readFile(file, 'utf8'), 'the other one');
    assert.equal(holder.exitCode, null);
  } finally {
    holder.kill('SIGKILL');
  }
});

function holderOf(file: string): string {
  return `
    import { writeFileSync } from 'node:fs';
    import { withFileLock } from ${JSON.stringify(import.meta.resolve('./file-lock.ts'))};
    await withFileLock(${JSON.stringify(file)}, ${JSON.stringify(SHORT)}, async (assertHeld) => {
      process.send('held');
      await new Promise((resolve) => process.once('message', resolve));
      assertHeld();
      writeFileSync(${JSON.stringify(file)}, 'the one that stood still');
    }).then(() => process.send('written'), (error) => process.send(error.code));
    setInterval(() => {}, 1_000);
  `;
}

async function message(child: ChildProcess): Promise<unknown> {
  return (await once(child, 'message'))[0];
}
