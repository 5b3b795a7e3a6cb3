// Safe mode for MongoDB: does the command about to be sent only read? Decided on the command document itself, by an
// allow-list: what is not listed here counts as a write. So does JavaScript that runs on the server ($where, $function,
// $accumulator, mapReduce): it cannot write, but nobody can tell from outside what it costs, and the console needs none.

import type { Document } from 'mongodb';
import { AppError } from '../../shared/errors.ts';

const READING: ReadonlySet<string> = new Set([
  // the connection itself
  ...['authenticate', 'endSessions', 'getnonce', 'hello', 'isMaster', 'ismaster', 'logout', 'ping', 'refreshSessions'],
  ...['saslContinue', 'saslStart', 'startSession', 'whatsmyuri', 'connectionStatus'],
  // the server and its set
  ...['buildInfo', 'buildinfo', 'connPoolStats', 'features', 'getCmdLineOpts', 'getDefaultRWConcern', 'getLog'],
  ...['getParameter', 'hostInfo', 'listCommands', 'lockInfo', 'replSetGetConfig', 'replSetGetRBID', 'replSetGetStatus'],
  ...['rolesInfo', 'serverStatus', 'top', 'usersInfo', 'currentOp', 'balancerStatus', 'getShardMap', 'listShards'],
  // what it holds
  ...['collStats', 'collstats', 'count', 'dataSize', 'dbHash', 'dbStats', 'dbstats', 'distinct', 'find', 'getMore'],
  ...['killCursors', 'listCollections', 'listDatabases', 'listIndexes', 'planCacheListFilters', 'listSearchIndexes'],
]);
const WRITING_STAGES: ReadonlySet<string> = new Set(['$out', '$merge']);
const JAVASCRIPT: ReadonlySet<string> = new Set(['$where', '$function', '$accumulator']);
/** Deeper than any command of ours; the server itself takes 180 levels. */
const DEEPEST = 200;

/** The name of a command is its first field; the fields after it may make a write of what would read. */
export function reads(command: Document): boolean {
  const name = nameOf(command);
  switch (name) {
    case 'aggregate':
      return isHarmless(command);
    case 'explain':
      return isPlain(command['explain']) && reads(command['explain']);
    case 'profile':
      return Number(command['profile']) === -1;
    default:
      return READING.has(name) && isHarmless(command);
  }
}

export function nameOf(command: Document): string {
  return Object.keys(command)[0] ?? '';
}

export function notArmedError(): AppError {
  return new AppError('denied', 'This connection only reads: nothing that changes a server is sent on it', {
    hint: 'Whatever changes a server goes through a runbook, which holds the lease of its target.',
  });
}

/** True where no writing stage and no JavaScript stands anywhere in it, however deep ($lookup, $facet, $unionWith). */
function isHarmless(value: unknown, depth = 0): boolean {
  if (typeof value === 'function' || depth > DEEPEST) return false; // `toBSON` could make anything of it
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every((item) => isHarmless(item, depth + 1));
  if (value instanceof Map) return false;
  if (!isPlain(value)) return !('toBSON' in value) || '_bsontype' in value;
  return Object.entries(value).every(
    ([key, inner]) => !WRITING_STAGES.has(key) && !JAVASCRIPT.has(key) && isHarmless(inner, depth + 1),
  );
}

/** A document, as against a BSON value, a date, bytes, a session. */
function isPlain(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
