import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKnownToRead, nameOf, parseCommandInfo, reads, type CommandInfo } from './guard.ts';
import type { RedisBufferReply } from './redis-access.ts';

/** An entry of COMMAND INFO as Redis 7 sends it: name, arity, flags, keys, categories, tips, key specs, subcommands. */
function entry(name: string, flags: string[], categories: string[] = [], subcommands: RedisBufferReply[] = []) {
  const words = (list: string[]): RedisBufferReply => list.map((word) => Buffer.from(word));
  return [Buffer.from(name), 2, words(flags), 1, 1, 1, words(categories), [], [], subcommands] as RedisBufferReply;
}

/** As Redis 7.0 flags them; Redis 6 flags containers as a whole. */
const SERVER: Readonly<Record<string, RedisBufferReply>> = {
  get: entry('get', ['readonly', 'fast'], ['@read', '@string', '@fast']),
  dump: entry('dump', ['readonly'], ['@keyspace', '@read']),
  set: entry('set', ['write', 'denyoom'], ['@write']),
  restore: entry('restore', ['write', 'denyoom'], ['@write', '@dangerous']),
  keys: entry('keys', ['readonly'], ['@keyspace', '@read', '@dangerous']),
  pfcount: entry('pfcount', ['readonly', 'may_replicate'], ['@read']),
  publish: entry('publish', ['pubsub', 'loading', 'fast', 'may_replicate'], ['@pubsub']),
  eval: entry('eval', ['noscript', 'stale', 'no_mandatory_keys'], ['@scripting']),
  eval_ro: entry('eval_ro', ['readonly', 'noscript', 'stale'], ['@scripting']),
  fcall: entry('fcall', ['noscript', 'stale'], ['@scripting']),
  fcall_ro: entry('fcall_ro', ['readonly', 'noscript', 'stale'], ['@scripting']),
  script: entry('script', [], [], [entry('script|exists', ['noscript'], ['@scripting'])]),
  function: entry('function', [], [], [entry('function|list', ['noscript'], ['@scripting'])]),
  flushall: entry('flushall', ['write'], ['@dangerous']),
  migrate: entry('migrate', ['write'], ['@dangerous']),
  shutdown: entry('shutdown', ['admin'], ['@admin', '@dangerous']),
  psync: entry('psync', ['admin', 'noscript'], ['@admin', '@dangerous']),
  replicaof: entry('replicaof', ['admin'], ['@admin', '@dangerous']),
  debug: entry('debug', ['admin'], ['@admin', '@dangerous']),
  bgsave: entry('bgsave', ['admin'], ['@admin', '@dangerous']),
  multi: entry('multi', ['noscript', 'fast'], ['@transaction']),
  xinfo: entry('xinfo', [], [], [entry('xinfo|stream', ['readonly'], ['@read', '@stream'])]),
  object: entry('object', [], [], [entry('object|encoding', ['readonly'], ['@read', '@keyspace'])]),
  config: entry('config', [], [], [entry('config|set', ['admin'], ['@admin', '@dangerous'])]),
  cluster: entry('cluster', [], [], [entry('cluster|failover', ['admin'], ['@admin', '@dangerous'])]),
  client: entry('client', [], [], [entry('client|kill', ['admin'], ['@admin', '@dangerous'])]),
  'module.set': entry('module.set', ['write'], []),
  'module.get': entry('module.get', ['readonly'], []),
};

function infoOf(command: readonly string[]): CommandInfo | undefined {
  return parseCommandInfo(SERVER[(command[0] ?? '').toLowerCase()] ?? null);
}

const READ = [
  ['PING'],
  ['ping'],
  ['INFO', 'everything'],
  ['ROLE'],
  ['AUTH', 'user', 'secret'],
  ['CLUSTER', 'NODES'],
  ['cluster', 'nodes'],
  ['CLUSTER', 'GETKEYSINSLOT', '7', '10'],
  ['CONFIG', 'GET', 'maxmemory'],
  ['CLIENT', 'LIST'],
  ['CLIENT', 'SETNAME', 'marsad'],
  ['SLOWLOG', 'GET', '10'],
  ['LATENCY', 'LATEST'],
  ['MEMORY', 'USAGE', 'key'],
  ['COMMAND', 'INFO', 'get'],
  ['GET', 'key'],
  ['DUMP', 'key'],
  ['XINFO', 'STREAM', 'key'],
  ['OBJECT', 'ENCODING', 'key'],
  ['EVAL_RO', 'return 1', '0'],
  ['FCALL_RO', 'f', '0'],
  ['MODULE.GET', 'key'],
];

const CHANGES = [
  ['SET', 'key', 'value'],
  ['set', 'key', 'value'],
  ['RESTORE', 'key', '0', 'bytes'],
  ['EVAL', 'return 1', '0'],
  ['FCALL', 'f', '0'],
  ['SCRIPT', 'LOAD', 'return 1'],
  ['SCRIPT', 'EXISTS', 'sha'],
  ['FUNCTION', 'LIST'],
  ['PFCOUNT', 'key'],
  ['PUBLISH', 'channel', 'message'],
  ['KEYS', '*'],
  ['FLUSHALL'],
  ['MIGRATE', 'host'],
  ['SHUTDOWN'],
  ['PSYNC', '?', '-1'],
  ['REPLICAOF', 'NO', 'ONE'],
  ['DEBUG', 'SLEEP', '1'],
  ['BGSAVE'],
  ['MULTI'],
  ['CONFIG', 'SET', 'maxmemory', '1'],
  ['CONFIG', 'RESETSTAT'],
  ['CONFIG'],
  ['CLUSTER', 'FAILOVER'],
  ['CLUSTER', 'RESET', 'HARD'],
  ['CLUSTER', 'NO-SUCH'],
  ['CLIENT', 'KILL', 'ID', '3'],
  ['CLIENT', 'PAUSE', '1000'],
  ['ACL', 'LOG', 'RESET'],
  ['ACL', 'SETUSER', 'x'],
  ['LATENCY', 'RESET'],
  ['SLOWLOG', 'RESET'],
  ['XINFO', 'NO-SUCH'],
  ['MODULE.SET', 'key'],
  ['NO.SUCH'],
  ['CLUSTER NODES'],
  [''],
  [],
];

test('what reads passes', () => {
  for (const command of READ) assert.equal(reads(command, infoOf(command)), true, command.join(' '));
});

test('whatever changes a server, may change it, or is not known, is refused', () => {
  for (const command of CHANGES) assert.equal(reads(command, infoOf(command)), false, command.join(' '));
});

test('a server that tells nothing of its commands: only what is known by name passes', () => {
  assert.equal(reads(['GET', 'key'], undefined), false);
  assert.equal(reads(['CLUSTER', 'NODES'], undefined), true);
  assert.equal(isKnownToRead(['GET', 'key']), false);
});

test('before Redis 7 a container is flagged as a whole', () => {
  const object = parseCommandInfo(entry('object', ['readonly'], ['@read']));
  assert.equal(reads(['OBJECT', 'FREQ', 'key'], object), true);
  const config = parseCommandInfo(entry('config', ['admin'], ['@admin', '@dangerous']));
  assert.equal(reads(['CONFIG', 'SET', 'a', 'b'], config), false);
  assert.equal(reads(['CONFIG', 'GET', 'a'], config), true);
});

test('bytes are judged like text, and an error names the command without its arguments', () => {
  assert.equal(reads([Buffer.from('set'), Buffer.from('key')], infoOf(['set'])), false);
  assert.equal(nameOf(['SET', 'secret-key', 'secret']), 'SET');
  assert.equal(nameOf(['config', 'set', 'requirepass', 'secret']), 'CONFIG SET');
});
