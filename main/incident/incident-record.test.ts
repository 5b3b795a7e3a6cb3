import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder, type IncidentPhase } from '../../shared/model/incident.ts';
import { sayServer } from '../../shared/texts/server-texts.ts';
import type { IncidentEntry, IncidentEvent } from './incident-journal.ts';
import { applyEntry, beginRecord, type IncidentRecord } from './incident-record.ts';

const MINUTE = 60_000;

const DECLARED: IncidentEntry = {
  type: 'declared',
  incidentId: 'i',
  profileId: 'shop',
  profileName: 'Shop',
  title: 'Carts are lost',
  severity: 'SEV3',
  impact: '',
  people: [],
  startedMs: 0,
  by: 'ada',
  atMs: 4 * MINUTE,
};

/** One event a minute after the declaration. */
function after(...events: readonly IncidentEvent[]): IncidentRecord {
  return events
    .map((event, index): IncidentEntry => ({ ...event, atMs: (5 + index) * MINUTE }))
    .reduce(applyEntry, beginRecord(DECLARED));
}

const phase = (to: IncidentPhase): IncidentEvent => ({ type: 'phase', to, by: 'ada' });

function timelineOf({ state }: IncidentRecord): string[] {
  return inOrder(state.timeline).map(({ title }) => sayServer(title));
}

test('the measures follow the phases', () => {
  const { measures, incident } = after(phase('assess'), phase('respond'), phase('resolve'), phase('post-mortem')).state;
  assert.deepEqual(measures, { detectMs: 4 * MINUTE, respondMs: 2 * MINUTE, resolveMs: 8 * MINUTE });
  assert.equal(incident.phase, 'post-mortem');
});

test('going back is allowed and recorded; what is gone back to is not resolved', () => {
  const record = after(phase('respond'), phase('resolve'), phase('post-mortem'), phase('respond'));
  assert.equal(record.state.measures.resolveMs, null);
  assert.equal(record.state.measures.respondMs, MINUTE, 'the first response counts');
  assert.equal(timelineOf(record).at(-1), 'Back to phase: Post-mortem → Respond');
});

test('resolved is when the post-mortem began, not when it was closed', () => {
  const closed = after(phase('post-mortem'), { type: 'note', text: 'n', by: 'ada' }, { type: 'closed', by: 'ada' });
  assert.equal(closed.state.measures.resolveMs, 5 * MINUTE);
  assert.equal(after({ type: 'closed', by: 'ada' }).state.measures.resolveMs, 5 * MINUTE);
  const reopened = after({ type: 'closed', by: 'ada' }, { type: 'reopened', reason: 'it is back', by: 'ada' });
  assert.equal(reopened.state.incident.closedMs, null);
  assert.equal(reopened.state.measures.resolveMs, null);
});

test('a corrected beginning corrects the measures', () => {
  const { measures } = after({ type: 'changed', changes: { startedMs: 3 * MINUTE }, by: 'ada' }).state;
  assert.equal(measures.detectMs, MINUTE);
});

test('one entry may tell several things, each of them once', () => {
  const record = after({
    type: 'changed',
    changes: { severity: 'SEV1', title: 'All is down', people: [{ role: 'commander', name: 'ada' }], impact: '' },
    by: 'ada',
  });
  assert.deepEqual(timelineOf(record), [
    'Incident declared: Carts are lost',
    'Now called: All is down',
    'Severity: SEV3 → SEV1',
    'People: commander: ada',
  ]);
  assert.equal(record.state.incident.severity, 'SEV1');
});

test('the checklist: ticked by whom and when, and unticked', () => {
  const ticked = after({ type: 'task', task: 'mitigate', done: true, by: 'bo' });
  assert.deepEqual(ticked.state.tasks['mitigate']?.done, { atMs: 5 * MINUTE, by: 'bo' });
  const unticked = after(
    { type: 'task', task: 'mitigate', done: true, by: 'bo' },
    { type: 'task', task: 'mitigate', done: false, by: 'ada' },
    { type: 'task', task: 'of another version', done: true, by: 'ada' },
  );
  assert.equal(unticked.state.tasks['mitigate']?.done, null);
  assert.equal(timelineOf(unticked).length, 3);
});

test('a journal that does not begin with its declaration is damaged', () => {
  assert.throws(() => beginRecord({ type: 'closed', by: 'ada', atMs: 1 }), { code: 'damaged' });
  assert.throws(() => beginRecord(undefined), { code: 'damaged' });
});
