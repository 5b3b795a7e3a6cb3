import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../shared/errors.ts';
import { toRedisError } from './errors.ts';

const AT = { host: '10.0.0.4', port: 7000 };

function reply(message: string): Error {
  const error = new Error(message);
  error.name = 'ReplyError';
  return Object.assign(error, { command: { name: 'AUTH', args: ['app', 'canary-secret'] } });
}
function socketError(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code });
}

test('every known failure names the node and says what to do', () => {
  const cases: readonly [Error, string, RegExp][] = [
    [reply('WRONGPASS invalid username-password pair or user is disabled.'), 'denied', /user name or password/],
    [reply('NOAUTH Authentication required.'), 'denied', /asks for a password/],
    [reply('LOADING Redis is loading the dataset in memory'), 'unreachable', /loading/],
    [reply('CLUSTERDOWN The cluster is down'), 'unreachable', /cluster is down/],
    [reply("READONLY You can't write against a read only replica."), 'conflict', /replica/],
    [reply("OOM command not allowed when used memory > 'maxmemory'."), 'limited', /maxmemory/],
    [reply('MISCONF Redis is configured to save RDB snapshots'), 'limited', /save/],
    [reply('BUSYKEY Target key name already exists.'), 'conflict', /key/],
    [socketError('ECONNREFUSED'), 'unreachable', /refuses/],
    [socketError('ETIMEDOUT'), 'timeout', /does not answer/],
    [socketError('ENOTFOUND'), 'unreachable', /name/],
    [socketError('DEPTH_ZERO_SELF_SIGNED_CERT'), 'unreachable', /does not trust/],
    [socketError('ERR_TLS_CERT_ALTNAME_INVALID'), 'unreachable', /another name/],
    [socketError('ERR_SSL_WRONG_VERSION_NUMBER'), 'unreachable', /TLS/],
    [new Error('Connection is closed.'), 'unreachable', /closed/],
    [new AggregateError([socketError('ECONNREFUSED')]), 'unreachable', /refuses/],
  ];
  for (const [error, code, words] of cases) {
    const mapped = toRedisError(error, AT);
    assert.equal(mapped.code, code, error.message);
    assert.match(mapped.message, /10\.0\.0\.4:7000/);
    assert.match(mapped.message, words);
    assert.ok(mapped.hint);
  }
});

test('a missing permission is named as the rule that grants it, in the words of each Redis', () => {
  for (const words of [
    "NOPERM this user has no permissions to run the 'cluster|nodes' command",
    "NOPERM User watcher has no permissions to run the 'cluster|nodes' command",
    "NOPERM this user has no permissions to run the 'cluster|nodes' command or its subcommand",
  ]) {
    const mapped = toRedisError(reply(words), AT);
    assert.match(mapped.message, /run CLUSTER NODES/);
    assert.match(mapped.hint ?? '', /\+cluster\|nodes/);
    assert.equal(mapped.details?.['missing'], '+cluster|nodes');
  }
});

test('nothing that was sent comes back', () => {
  for (const error of [
    reply('WRONGPASS invalid username-password pair'),
    reply("ERR unknown command 'FOO', with args beginning with: 'canary-secret' 'x'"),
    reply("ERR something, with args beginning with: 'canary-secret'"),
  ]) {
    const mapped = toRedisError(error, AT);
    assert.doesNotMatch(JSON.stringify(mapped.toData()), /canary-secret/);
    assert.equal(mapped.cause, undefined);
  }
});

test('an AppError passes unchanged', () => {
  const known = new AppError('blocked', 'x');
  assert.equal(toRedisError(known, AT), known);
});
