import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { ParameterField } from '../../../shared/model/run.ts';
import { changedRare, initialParameters, missingFields, sameParameters, sentParameters } from './form.ts';

const field = (name: string, more: Partial<ParameterField> = {}): ParameterField => ({
  name,
  label: { key: name },
  kind: 'text',
  required: false,
  ...more,
});

test('the address wins over the initial value, which wins over the only thing on offer', () => {
  const fields = [field('set', { kind: 'backup-set', required: true, initial: 'b' })];
  assert.deepEqual(initialParameters(fields, { set: 'a' }, { set: ['c'] }), { set: 'a' });
  assert.deepEqual(initialParameters(fields, {}, { set: ['c'] }), { set: 'b' });
  assert.deepEqual(initialParameters([{ ...fields[0]!, initial: undefined } as never], {}, { set: ['c'] }), {
    set: 'c',
  });
});

test('nothing is chosen for the operator where there are several things to choose from', () => {
  const fields = [field('replica', { kind: 'redis-replica', required: true })];
  const parameters = initialParameters(fields, {}, { replica: ['a', 'b'] });
  assert.deepEqual(parameters, {});
  assert.deepEqual(missingFields(fields, parameters), fields);
});

test('a switch starts off, a required choice starts with its first value, an optional one with none', () => {
  const choices = [
    { value: 'plain', label: { key: 'plain' } },
    { value: 'force', label: { key: 'force' } },
  ];
  const fields = [
    field('beside', { kind: 'boolean', required: true }),
    field('mode', { kind: 'choice', required: true, choices }),
    field('shape', { kind: 'choice', choices }),
  ];
  assert.deepEqual(initialParameters(fields, {}), { beside: 'false', mode: 'plain' });
});

test('names the runbook does not know are not taken from the address, and empty values are not sent', () => {
  const fields = [field('member'), field('note')];
  assert.deepEqual(initialParameters(fields, { member: 'rs/1', evil: 'x' }), { member: 'rs/1' });
  assert.deepEqual(sentParameters(fields, { member: 'rs/1', note: '', evil: 'x' }), { member: 'rs/1' });
});

test('an empty value and no value are the same', () => {
  assert.ok(sameParameters({ a: '' }, {}));
  assert.ok(!sameParameters({ a: '1' }, { a: '2' }));
});

test('a field that means nothing beside the others is neither missed nor sent', () => {
  const fields = [
    field('from', { kind: 'choice', initial: 'primary' }),
    field('lag', { required: true, when: { name: 'from', in: ['secondary'] } }),
  ];
  assert.deepEqual(missingFields(fields, { from: 'primary' }), []);
  assert.deepEqual(sentParameters(fields, { from: 'primary', lag: '5' }), { from: 'primary' });
  assert.deepEqual(missingFields(fields, { from: 'secondary' }), [fields[1]]);
  assert.deepEqual(sentParameters(fields, { from: 'secondary', lag: '5' }), { from: 'secondary', lag: '5' });
});

test('a rare field that was changed is told', () => {
  const fields = [field('rate', { rare: true }), field('mode', { rare: true, initial: 'zstd' }), field('what')];
  assert.deepEqual(changedRare(fields, { rate: '', mode: 'zstd', what: 'all' }), []);
  assert.deepEqual(changedRare(fields, { rate: '5', mode: 'zstd', what: 'all' }), [fields[0]]);
});
