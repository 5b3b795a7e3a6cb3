// Every type in every encoding the server has, across the thresholds between them: read by us from the file it saved, restored
// key by key into a second server, and held against it there.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Redis } from 'ioredis';
import type { LargeRdbEntry, RdbEntry } from '../../../main/backup/rdb/rdb-entry.ts';
import { RdbReader } from '../../../main/backup/rdb/rdb-reader.ts';
import { restorePayload } from '../../../main/backup/rdb/restore-payload.ts';
import type { RedisNodeHandle } from '../../../main/lab/redis-node.ts';
import type { TestServers } from '../../fixtures/servers.ts';
import type { ProofResult } from '../proof.ts';
import { seedEncodings } from './seed-encodings.ts';

const run = promisify(execFile);

type Settings = Readonly<Record<string, string>>;

/** As they are; low, so that few elements cross them; and others again, with and without packed strings. */
const SETTINGS: Readonly<Record<string, Settings>> = {
  'as shipped': {},
  low: {
    ...settingsOf(4, 8),
    'list-max-listpack-size': '3',
    'list-compress-depth': '1',
    'stream-node-max-entries': '3',
    rdbcompression: 'no',
  },
  high: { ...settingsOf(1000, 300), 'list-max-listpack-size': '-1', 'stream-node-max-entries': '0' },
};

function settingsOf(entries: number, valueBytes: number): Settings {
  return {
    'hash-max-listpack-entries': String(entries),
    'hash-max-listpack-value': String(valueBytes),
    'set-max-intset-entries': String(entries),
    'zset-max-listpack-entries': String(entries),
    'zset-max-listpack-value': String(valueBytes),
  };
}

export interface EncodingsResult extends ProofResult {
  /** The files the server saved, whole. */
  readonly files: readonly Buffer[];
}

export async function compareEncodings(servers: TestServers): Promise<EncodingsResult> {
  const settings = { 'enable-debug-command': 'local', 'enable-module-command': 'no' };
  const [from, to] = await Promise.all([servers.redisNode({ settings }), servers.redisNode({ settings })]);
  const [source, target] = [from.connect(), to.connect()];
  const tally = new Map<string, { types: Set<number>; keys: number; equal: number }>();
  const files: Buffer[] = [];
  let agreed = 0;
  try {
    for (const [name, each] of Object.entries(SETTINGS)) {
      await Promise.all([source.flushall(), target.flushall(), source.call('FUNCTION', 'FLUSH')]);
      for (const [setting, value] of Object.entries(each))
        for (const client of [source, target]) await client.config('SET', setting, value);
      await seedEncodings(source);
      const path = await saved(source, from);
      files.push(await readFile(path));
      const { entries, version, keys } = readEntries(files.at(-1)!);
      const { stdout } = await run('redis-check-rdb', [path]);
      if (stdout.includes('RDB looks OK') && Number(/(\d+) keys read/.exec(stdout)?.[1]) === keys) agreed += 1;
      const restore = async ({ key, type, value, expiresAtMs }: RdbEntry): Promise<void> => {
        const payload = restorePayload(type, value, version);
        const until = expiresAtMs === null ? ['0'] : [String(expiresAtMs), 'ABSTTL'];
        await target.call('RESTORE', key, until[0]!, payload, ...until.slice(1));
        const [was, is] = await Promise.all([describe(source, key), describe(target, key)]);
        const label = `${was.type}, ${was.encoding}`;
        const row = tally.get(label) ?? { types: new Set(), keys: 0, equal: 0 };
        tally.set(label, row);
        row.types.add(type);
        row.keys += 1;
        // How a string lies in memory is no part of what is stored: one that has grown stays raw, its copy is not.
        const isEqual =
          JSON.stringify(was) === JSON.stringify(was.type === 'string' ? { ...is, encoding: was.encoding } : is);
        if (isEqual) row.equal += 1;
        else console.error(`${name}: ${key.toString()} differs`, was, is);
      };
      await Promise.all(entries.map(restore));
      if (entries.length !== (await source.dbsize())) console.error(`${name}: not every key was read`);
    }
  } finally {
    source.disconnect();
    target.disconnect();
  }
  const rows = [...tally].sort(([a], [b]) => (a < b ? -1 : 1));
  const keys = rows.reduce((sum, [, row]) => sum + row.keys, 0);
  const equal = rows.reduce((sum, [, row]) => sum + row.equal, 0);
  return {
    files,
    rows: [
      ['type, encoding', 'RDB types', 'keys', 'equal after restore'],
      ...rows.map(([label, row]) => [
        label,
        [...row.types].sort((a, b) => a - b).join(' '),
        String(row.keys),
        String(row.equal),
      ]),
      ['files redis-check-rdb reads as we do', '', String(files.length), String(agreed)],
    ],
    closing: `${equal} of ${keys} keys of ${rows.length} encodings equal after a restore`,
    holds: equal === keys && keys > 0 && agreed === files.length,
  };
}

async function saved(client: Redis, { folder }: Pick<RedisNodeHandle, 'folder'>): Promise<string> {
  await client.save();
  const [, name] = (await client.config('GET', 'dbfilename')) as [string, string];
  const [, place] = (await client.config('GET', 'dir')) as [string, string];
  return join(place || folder, name);
}

/** Copies what the reader only lends. */
export function readEntries(file: Buffer): { entries: RdbEntry[]; version: number; keys: number } {
  const entries: RdbEntry[] = [];
  const onKey = (entry: RdbEntry | LargeRdbEntry): void => {
    if (!('value' in entry)) throw new Error(`${entry.key.toString()} is larger than this proof expects`);
    entries.push({ ...entry, value: Buffer.from(entry.value) });
  };
  const reader = new RdbReader({ onKey, totalBytes: file.length });
  for (let at = 0; at < file.length; at += 1000) reader.push(file.subarray(at, at + 1000));
  const { version, keys } = reader.end();
  return { entries, version, keys };
}

interface Description {
  readonly type: string;
  readonly encoding: string;
  /** The server's own, of the value. */
  readonly digest: string;
  readonly expires: number;
  /** What the digest leaves out: groups, readers, what is pending. */
  readonly groups: unknown;
}

async function describe(client: Redis, key: Buffer): Promise<Description> {
  const type = await client.type(key);
  const [digest] = (await client.call('DEBUG', 'DIGEST-VALUE', key)) as string[];
  return {
    type,
    encoding: String(await client.object('ENCODING', key)),
    digest: digest!,
    expires: await client.pexpiretime(key),
    groups: type === 'stream' ? await client.xinfo('STREAM', key, 'FULL', 'COUNT', 0) : null,
  };
}
