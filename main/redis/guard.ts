// Safe mode for Redis: is the command about to be sent one that only reads? Asked where arguments go to a socket, so that no
// caller can talk around it. What this file does not know, the server's own COMMAND INFO decides; what neither knows is refused.

import { AppError } from '../../shared/errors.ts';
import type { RedisBufferReply, RedisCommand } from './redis-access.ts';

/** What the server says of one command. */
export interface CommandInfo {
  readonly flags: ReadonlySet<string>;
  readonly categories: ReadonlySet<string>;
  /** By bare lower-case name; empty before Redis 7, which flags a container as a whole. */
  readonly subcommands: ReadonlyMap<string, CommandInfo>;
}

/**
 * Commands that read although their flags say `admin` or say nothing, and those about the connection itself. `null`: whatever
 * follows; else only these subcommands. (`ACL LOG` is not here: `ACL LOG RESET` clears it.)
 */
const READING: ReadonlyMap<string, readonly string[] | null> = new Map([
  ...['ASKING', 'AUTH', 'COMMAND', 'DBSIZE', 'ECHO', 'HELLO', 'INFO', 'LASTSAVE'].map((name) => [name, null] as const),
  ...['PING', 'QUIT', 'READONLY', 'READWRITE', 'ROLE', 'SELECT', 'TIME'].map((name) => [name, null] as const),
  ['ACL', ['CAT', 'DRYRUN', 'GETUSER', 'LIST', 'USERS', 'WHOAMI']],
  ['CLIENT', ['GETNAME', 'ID', 'INFO', 'LIST', 'SETINFO', 'SETNAME']],
  [
    'CLUSTER',
    [
      ...['COUNT-FAILURE-REPORTS', 'COUNTKEYSINSLOT', 'GETKEYSINSLOT', 'INFO', 'KEYSLOT', 'LINKS', 'MYID', 'MYSHARDID'],
      ...['NODES', 'REPLICAS', 'SHARDS', 'SLAVES', 'SLOTS', 'SLOT-STATS'],
    ],
  ],
  ['CONFIG', ['GET']],
  ['LATENCY', ['DOCTOR', 'GRAPH', 'HISTOGRAM', 'HISTORY', 'LATEST']],
  ['MEMORY', ['DOCTOR', 'MALLOC-STATS', 'STATS', 'USAGE']],
  ['MODULE', ['LIST']],
  ['SLOWLOG', ['GET', 'LEN']],
]);

/** A script may write whatever it likes. Their `_RO` forms are held to reading by the server itself. */
const SCRIPTING: ReadonlySet<string> = new Set(['EVAL', 'EVALSHA', 'FCALL', 'FUNCTION', 'SCRIPT']);
/** With any of these the command is no mere reading. */
const REFUSED_FLAGS = ['write', 'may_replicate', 'admin'] as const;

/** Needs no answer of a server: it reads, whatever its parameters. */
export function isKnownToRead(command: RedisCommand): boolean {
  const subcommands = READING.get(wordOf(command, 0));
  return subcommands !== undefined && (subcommands === null || subcommands.includes(wordOf(command, 1)));
}

/** By what the server says of it. `undefined`: the server does not know it. */
export function reads(command: RedisCommand, info: CommandInfo | undefined): boolean {
  if (isKnownToRead(command)) return true;
  if (info === undefined || SCRIPTING.has(wordOf(command, 0))) return false;
  const exact = info.subcommands.size === 0 ? info : info.subcommands.get(wordOf(command, 1).toLowerCase());
  if (exact === undefined) return false;
  return (
    exact.flags.has('readonly') &&
    !exact.categories.has('@dangerous') &&
    !REFUSED_FLAGS.some((flag) => exact.flags.has(flag))
  );
}

/** One entry of a COMMAND INFO reply; undefined where the server does not know the command. */
export function parseCommandInfo(entry: RedisBufferReply | undefined): CommandInfo | undefined {
  if (!Array.isArray(entry)) return undefined;
  const subcommands = Array.isArray(entry[9]) ? entry[9] : [];
  return {
    flags: wordsOf(entry[2]),
    categories: wordsOf(entry[6]),
    subcommands: new Map(
      subcommands.flatMap((sub) => {
        const info = parseCommandInfo(sub);
        const name = Array.isArray(sub) ? String(sub[0]).toLowerCase() : '';
        return info === undefined ? [] : [[name.slice(name.indexOf('|') + 1), info]];
      }),
    ),
  };
}

/** `CLUSTER FAILOVER`, `SET`: what may stand in an error. Never the arguments. */
export function nameOf(command: RedisCommand): string {
  const name = wordOf(command, 0);
  const isContainer = READING.get(name) != null || name === 'SCRIPT' || name === 'FUNCTION';
  return (isContainer ? `${name} ${wordOf(command, 1)}` : name).trim().slice(0, 60);
}

/** Why a session's own connections never send it. */
export function notArmedError(): AppError {
  return new AppError('denied', 'This connection only reads: nothing that changes a server is sent on it', {
    hint: 'Whatever changes a server goes through a runbook, which holds the lease of its target.',
  });
}

function wordOf(command: RedisCommand, index: number): string {
  return String(command[index] ?? '').toUpperCase();
}

function wordsOf(list: RedisBufferReply | undefined): ReadonlySet<string> {
  return new Set(Array.isArray(list) ? list.map((word) => String(word).toLowerCase()) : []);
}
