import { test } from 'node:test';
import assert from 'node:assert/strict';
import { apply, type Patch } from '../shared/patch.ts';
import { live, whileWatched } from './live.ts';

interface Weather {
  readonly sky: string;
  readonly towns: Readonly<Record<string, { readonly degrees: number }>>;
}

const initial: Weather = { sky: 'clear', towns: { Aden: { degrees: 30 }, Salalah: { degrees: 27 } } };

test('a subscriber that starts from get() and applies every patch holds the same state', () => {
  const weather = live(initial, ['towns']);
  let copy = weather.get().state;
  const revisions: number[] = [];
  weather.subscribe((rev, patch) => {
    revisions.push(rev);
    copy = apply(copy, patch);
  });
  weather.update((state) => ({ ...state, sky: 'cloudy' }));
  weather.update((state) => ({ ...state, towns: { Aden: { degrees: 31 }, Muscat: { degrees: 33 } } }));
  assert.deepEqual(copy, weather.get().state);
  assert.deepEqual(revisions, [1, 2]);
});

test('an equal state is no revision', () => {
  const weather = live(initial, ['towns']);
  weather.subscribe(() => assert.fail('nothing changed'));
  weather.update((state) => ({ ...state, towns: { Aden: { degrees: 30 }, Salalah: { degrees: 27 } } }));
  assert.equal(weather.get().rev, 0);
});

test('only the rows that changed travel', () => {
  const weather = live(initial, ['towns']);
  const patches: Patch[] = [];
  weather.subscribe((_, patch) => patches.push(patch));
  weather.update((state) => ({ ...state, towns: { ...state.towns, Aden: { degrees: 32 } } }));
  assert.deepEqual(patches, [{ put: { towns: { Aden: { degrees: 32 } } } }]);
});

test('a listener that updates does not disturb the order for the others', () => {
  const weather = live(initial, ['towns']);
  const seen: number[] = [];
  weather.subscribe((rev) => {
    if (rev === 1) weather.update((state) => ({ ...state, sky: 'storm' }));
  });
  weather.subscribe((rev) => seen.push(rev));
  weather.update((state) => ({ ...state, sky: 'cloudy' }));
  assert.deepEqual(seen, [1, 2]);
});

test('a listener that subscribes while being told hears only of what comes after its get()', () => {
  const weather = live(initial, ['towns']);
  const seen: number[] = [];
  let subscribed = false;
  weather.subscribe(() => {
    if (subscribed) return;
    subscribed = true;
    weather.subscribe((rev) => seen.push(rev));
  });
  weather.update((state) => ({ ...state, sky: 'cloudy' }));
  weather.update((state) => ({ ...state, sky: 'storm' }));
  assert.deepEqual(seen, [2]);
});

test('a failing listener neither stops the others nor hides', () => {
  const weather = live(initial, ['towns']);
  const seen: number[] = [];
  weather.subscribe(() => {
    throw new Error('broken pipe');
  });
  const stop = weather.subscribe((rev) => seen.push(rev));
  assert.throws(() => weather.update((state) => ({ ...state, sky: 'cloudy' })), AggregateError);
  stop();
  assert.throws(() => weather.update((state) => ({ ...state, sky: 'storm' })), AggregateError);
  assert.deepEqual(seen, [1]);
});

test('watching begins with the first subscriber and ends with the last, and again', () => {
  const notes: string[] = [];
  const weather = live(initial, ['towns']);
  const watched = whileWatched(weather, () => {
    notes.push('begin');
    return () => notes.push('end');
  });
  const [first, second] = [watched.subscribe(() => {}), watched.subscribe(() => {})];
  first();
  first();
  assert.deepEqual(notes, ['begin']);
  second();
  watched.subscribe(() => {})();
  assert.deepEqual(notes, ['begin', 'end', 'begin', 'end']);
});
