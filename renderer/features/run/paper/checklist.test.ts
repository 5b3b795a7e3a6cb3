import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlannedStep } from '../../../../shared/model/run.ts';
import { checklistText, plannedRows } from './checklist.ts';

const step = (id: string, more: Partial<PlannedStep> = {}): PlannedStep => ({
  id,
  kind: 'check',
  title: { key: id },
  commands: [],
  cancellable: false,
  ...more,
});

test('a checklist has a box for every step, and everything to read stands under it', () => {
  const rows = plannedRows([
    step('Look', { phase: { key: 'Before' } }),
    step('Restart', {
      kind: 'manual',
      guide: { why: { key: 'because' }, how: { key: '1. first\n2. second\n' } },
      commands: [{ where: 'host', command: 'systemctl restart' }],
      answers: [
        { value: 'done', label: { key: 'Done' }, outcome: 'done' },
        { value: 'stop', label: { key: 'Stop' }, outcome: 'stop' },
      ],
    }),
  ]);
  const words = { say: ({ key }: { readonly key: string }) => key, part: (part: string) => part, answers: 'Answer:' };
  assert.equal(
    checklistText('Title', rows, words),
    [
      'Title',
      '',
      'BEFORE',
      '[ ] 1. Look',
      '',
      '[ ] 2. Restart',
      '      why: because',
      '      how: 1. first',
      '      2. second',
      '      host  $ systemctl restart',
      '      Answer: Done / Stop',
      '',
    ].join('\n'),
  );
});

test('what a step said stands in the place of its answers', () => {
  const [row] = plannedRows([
    step('Restart', { answers: [{ value: 'done', label: { key: 'Done' }, outcome: 'done' }] }),
  ]);
  const words = { say: ({ key }: { readonly key: string }) => key, part: (part: string) => part, answers: 'Answer:' };
  assert.equal(
    checklistText('Title', [{ ...row!, isDone: true, says: ['Done, by Sam'] }], words),
    'Title\n\n[x] 1. Restart\n      > Done, by Sam\n',
  );
});
