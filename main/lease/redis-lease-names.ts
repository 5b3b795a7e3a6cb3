// How a lease is written into the name of a connection, and read back from it. Names hold no blanks, so the holder travels
// as base64url.

import { z } from 'zod';
import type { NamedClient } from '../redis/redis-access.ts';
import type { LeaseHolder, LeaseView } from './lease.ts';

export interface RedisLeaseName {
  /** `claim`: somebody tries to take it now. */
  readonly state: 'claim' | 'lease';
  readonly scopes: readonly LeaseView['scope'][];
  readonly token: string;
  readonly fence: string;
  readonly holder: LeaseHolder;
}

const Holder = z.object({
  operator: z.string(),
  host: z.string(),
  pid: z.number(),
  runId: z.string(),
  runbookId: z.string(),
});
/** Somebody wrote a name of ours that holds no holder: it excludes all the same. */
const NOBODY: LeaseHolder = { operator: '?', host: '?', pid: 0, runId: '?', runbookId: '?' };

export function leaseNameOf({ state, scopes, token, fence, holder }: RedisLeaseName): string {
  const { operator, host, pid, runId, runbookId } = holder;
  const text = Buffer.from(JSON.stringify({ operator, host, pid, runId, runbookId })).toString('base64url');
  return `marsad-${state}:${scopes.join('+')}:${token}:${fence}:${text}`;
}

/** A lease, or a claim to one, by another than `token` on one of these scopes; else undefined. */
export function rivalOf(
  { name }: NamedClient,
  scopes: readonly LeaseView['scope'][],
  token: string,
): RedisLeaseName | undefined {
  const parts = /^marsad-(claim|lease):([a-z+]+):([\w-]+):(\d+):([\w-]+)$/.exec(name);
  if (parts === null || parts[3] === token) return undefined;
  const theirs = parts[2]!.split('+') as LeaseView['scope'][];
  if (!theirs.some((scope) => scopes.includes(scope))) return undefined;
  return {
    state: parts[1] as RedisLeaseName['state'],
    scopes: theirs,
    token: parts[3]!,
    fence: parts[4]!,
    holder: holderOf(parts[5]!),
  };
}

/** What the connections of a run are called. */
export function runConnectionName(scopes: readonly string[], token: string): string {
  return `marsad-run:${scopes.join('+')}:${token}`;
}

/** Whether a connection is of another run that held one of these scopes. */
export function isRunOfAnother({ name }: NamedClient, scopes: readonly string[], token: string): boolean {
  const parts = /^marsad-run:([a-z+]+):([\w-]+)$/.exec(name);
  return parts !== null && parts[2] !== token && parts[1]!.split('+').some((scope) => scopes.includes(scope));
}

function holderOf(text: string): LeaseHolder {
  try {
    return Holder.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    return NOBODY;
  }
}
