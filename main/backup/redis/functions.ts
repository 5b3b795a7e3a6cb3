// The libraries of functions a set holds, and what a restore makes of them: on every primary, because a cluster spreads keys and
// not functions.

import { AppError } from '../../../shared/errors.ts';
import { readFile } from '../format/read-file.ts';
import type { OpenSet } from '../format/open-set.ts';
import type { RedisInSet } from '../manifest.ts';
import { RdbReader } from '../rdb/rdb-reader.ts';
import type { RedisAccess, RedisReply } from '../../redis/redis-access.ts';

export interface FunctionLibrary {
  readonly name: string;
  readonly code: string;
}

/** In order of their names. Throws `conflict` where shards hold different libraries of one name. */
export async function librariesOf(set: OpenSet, { shards }: RedisInSet): Promise<readonly FunctionLibrary[]> {
  const libraries = new Map<string, FunctionLibrary>();
  for (const { file, functions } of shards) {
    if (functions === 0) continue;
    for (const library of await librariesIn(set, file)) {
      const known = libraries.get(library.name);
      if (known && known.code !== library.code)
        throw new AppError('conflict', `The shards of the set hold different functions named “${library.name}”.`, {
          hint: 'Leave functions out, and load the right ones yourself.',
          retryable: false,
        });
      libraries.set(library.name, library);
    }
  }
  return [...libraries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** They stand before the keys, so no more of the file is read. */
async function librariesIn(set: OpenSet, file: string): Promise<FunctionLibrary[]> {
  const libraries: FunctionLibrary[] = [];
  const reader = new RdbReader({
    onFunctions: (bytes) => {
      const code = bytes.toString('utf8');
      const name = /^#!\S+[^\n]*?\bname=([^\s]+)/.exec(code)?.[1];
      if (name === undefined) throw new AppError('damaged', 'A library of functions in the set has no name.');
      libraries.push({ name: name.replaceAll(/^["']|["']$/g, ''), code });
    },
  });
  for await (const portion of readFile(set, file)) {
    reader.push(portion);
    if (reader.keys > 0) break;
  }
  return libraries;
}

export interface LoadedLibraries {
  readonly loaded: number;
  /** Were there already, with other code, and stayed as they were. */
  readonly left: readonly string[];
  readonly nodes: number;
}

/** Loads what is missing on each primary, and with `replaces` what is there with other code. What it finds afterwards is what counts. */
export async function loadLibraries(
  redis: RedisAccess,
  libraries: readonly FunctionLibrary[],
  { replaces, signal }: { readonly replaces: boolean; readonly signal: AbortSignal },
): Promise<LoadedLibraries> {
  const { nodes } = await redis.read();
  const primaries = Object.values(nodes).filter(({ role, presence }) => role === 'primary' && presence === 'live');
  const loaded = new Set<string>();
  const left = new Set<string>();
  for (const { id, host, port } of primaries) {
    const there = await libraryCodes(redis, id);
    for (const { name, code } of libraries) {
      signal.throwIfAborted();
      if (there.get(name) === code) continue;
      if (there.has(name) && !replaces) {
        left.add(name);
        continue;
      }
      await redis.command(id, ['FUNCTION', 'LOAD', ...(replaces ? ['REPLACE'] : []), code], { signal });
      loaded.add(name);
    }
    const now = await libraryCodes(redis, id);
    const missing = libraries.find(({ name, code }) => !left.has(name) && now.get(name) !== code);
    if (missing)
      throw new AppError(
        'conflict',
        `${host}:${port} does not hold the functions “${missing.name}” after loading them.`,
      );
  }
  return { loaded: loaded.size, left: [...left].sort(), nodes: primaries.length };
}

async function libraryCodes(redis: RedisAccess, node: string): Promise<ReadonlyMap<string, string>> {
  const reply = await redis.command(node, ['FUNCTION', 'LIST', 'WITHCODE']);
  const libraries = Array.isArray(reply) ? reply : [];
  return new Map(
    libraries.map((fields) => [String(fieldOf(fields, 'library_name')), String(fieldOf(fields, 'library_code'))]),
  );
}

function fieldOf(fields: RedisReply, name: string): RedisReply {
  if (!Array.isArray(fields)) return null;
  return fields[fields.indexOf(name) + 1] ?? null;
}
