import { test } from 'node:test';
import assert from 'node:assert/strict';
import { AppError, ERROR_CODES, isCancelled } from './errors.ts';

test('an error crosses a wire as data and comes back equal, without its cause and stack', () => {
  const error = new AppError('denied', 'CONFIG is not allowed', {
    hint: 'Grant +config|get.',
    details: { command: 'CONFIG' },
    cause: new Error('redis://user:hush@host'),
  });
  const text = JSON.stringify(error.toData());
  assert.doesNotMatch(text, /hush|stack|at /);
  const back = AppError.from(JSON.parse(text));
  assert.deepEqual(back.toData(), error.toData());
  assert.ok(back instanceof Error);
});

test('what is not known is absent, not undefined', () => {
  assert.deepEqual(Object.keys(new AppError('internal', 'x').toData()), ['code', 'message', 'retryable']);
});

test('only what may pass by itself is worth trying again', () => {
  const retryable = ERROR_CODES.filter((code) => new AppError(code, 'x').retryable);
  assert.deepEqual(retryable, ['conflict', 'unreachable', 'timeout']);
  assert.equal(new AppError('timeout', 'x', { retryable: false }).retryable, false);
});

test('a cancelled call is told from a failed one', () => {
  assert.ok(isCancelled(new AppError('cancelled', 'x')));
  assert.ok(isCancelled(new DOMException('aborted', 'AbortError')));
  assert.ok(!isCancelled(new AppError('timeout', 'x')));
  assert.ok(!isCancelled('cancelled'));
});
