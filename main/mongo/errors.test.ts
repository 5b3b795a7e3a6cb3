import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Int32 } from 'mongodb';
import { isUnauthorized, toMongoError } from './errors.ts';

const WHERE = '10.0.0.4:27017';

function serverError(code: number, message: string): Error {
  return Object.assign(new Error(message), { code, codeName: `Name${code}` });
}
function selectionError(inner: Error): Error {
  const reason = { servers: new Map([['10.0.0.4:27017', { error: inner }]]) };
  return Object.assign(new Error('Server selection timed out after 5000 ms'), { reason });
}

test('every known failure names the server and says what to do', () => {
  const cases: readonly [Error, string, RegExp][] = [
    [serverError(18, 'Authentication failed.'), 'denied', /user name or password/],
    [
      serverError(13, 'not authorized on admin to execute command { replSetStepDown: 60 }'),
      'denied',
      /run replSetStepDown$/,
    ],
    [serverError(13, 'command serverStatus requires authentication'), 'denied', /asks for a user/],
    [serverError(10107, 'not primary'), 'conflict', /not the primary/],
    [serverError(189, 'primary stepped down'), 'conflict', /not the primary/],
    [serverError(76, 'not running with --replSet'), 'unsupported', /replica set/],
    [selectionError(new Error('connect ECONNREFUSED 10.0.0.4:27017')), 'unreachable', /refuses/],
    [
      selectionError(
        Object.assign(new Error('x'), { cause: new Error('self-signed certificate in certificate chain') }),
      ),
      'unreachable',
      /trust/,
    ],
    [selectionError(new Error('getaddrinfo ENOTFOUND nowhere.example')), 'unreachable', /name/],
    [new Error("Hostname/IP does not match certificate's altnames"), 'unreachable', /another name/],
    [new Error('connection 3 to 10.0.0.4:27017 timed out'), 'timeout', /does not answer/],
    [new Error('connection 3 to 10.0.0.4:27017 closed'), 'unreachable', /closed/],
  ];
  for (const [error, code, words] of cases) {
    const mapped = toMongoError(error, WHERE);
    assert.equal(mapped.code, code, error.message);
    assert.match(mapped.message, /10\.0\.0\.4:27017/);
    assert.match(mapped.message, words);
    assert.ok(mapped.hint);
  }
});

test('a missing privilege is known also after mapping', () => {
  const error = serverError(13, 'not authorized');
  assert.ok(isUnauthorized(error) && isUnauthorized(toMongoError(error, WHERE)));
  assert.ok(!isUnauthorized(serverError(18, 'x')));
  const typed = Object.assign(new Error('x'), { code: new Int32(13) });
  assert.ok(isUnauthorized(typed), 'a reply that was read with its BSON types');
});

test('no URI comes back', () => {
  const mapped = toMongoError(new Error('bad thing at mongodb://app:canary-secret@h/?x=1 happened'), WHERE);
  assert.doesNotMatch(JSON.stringify(mapped.toData()), /canary-secret/);
});
