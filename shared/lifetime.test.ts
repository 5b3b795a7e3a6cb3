import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Lifetime } from './lifetime.ts';

function noted(): { lifetime: Lifetime; notes: string[]; note: (name: string) => () => void } {
  const notes: string[] = [];
  return { lifetime: new Lifetime('app'), notes, note: (name) => () => void notes.push(name) };
}

test('things end in reverse order, children with everything of theirs', async () => {
  const { lifetime, notes, note } = noted();
  lifetime.add(note('first'));
  const child = lifetime.child('session');
  child.add(note('child first'));
  child.add(note('child second'));
  lifetime.add(note('last'));
  await lifetime.dispose();
  assert.deepEqual(notes, ['last', 'child second', 'child first', 'first']);
  assert.ok(child.ended);
  assert.deepEqual([lifetime.size, child.size], [0, 0]);
});

test('what is undone early is undone once, and a child that ended is forgotten', async () => {
  const { lifetime, notes, note } = noted();
  const undo = lifetime.add(note('early'));
  await undo();
  await undo();
  const child = lifetime.child('session');
  assert.equal(child.name, 'app/session');
  await child.dispose();
  assert.equal(lifetime.size, 0);
  await lifetime.dispose();
  assert.deepEqual(notes, ['early']);
});

test('all end even when some fail, and the failures are told', async () => {
  const { lifetime, notes, note } = noted();
  lifetime.add(note('kept'));
  lifetime.add(() => Promise.reject(new Error('one')));
  lifetime.add(() => {
    throw new Error('two');
  });
  await assert.rejects(lifetime.dispose(), (error: AggregateError) => {
    assert.deepEqual(error.errors.map(String), ['Error: two', 'Error: one']);
    return true;
  });
  assert.deepEqual(notes, ['kept']);
});

test('disposing twice is disposing once, and both wait for the end', async () => {
  const { lifetime, notes, note } = noted();
  const slow = Promise.withResolvers<void>();
  lifetime.add(async () => {
    await slow.promise;
    note('slow')();
  });
  const both = Promise.all([lifetime.dispose(), lifetime.dispose()]);
  slow.resolve();
  await both;
  assert.deepEqual(notes, ['slow']);
});

test('what is added after the end is undone when its owner asks', async () => {
  const { lifetime, notes, note } = noted();
  await lifetime.dispose();
  await lifetime.add(note('late'))();
  assert.deepEqual(notes, ['late']);
});
