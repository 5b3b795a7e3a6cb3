// INFO and CLUSTER INFO as data. Both are lines of `name:value`; a field a server does not send is simply absent.
// Never guesses: a figure that is missing or no number reads as null.

export type Info = ReadonlyMap<string, string>;

export function parseInfo(reply: string): Info {
  const fields = new Map<string, string>();
  for (const line of reply.split('\n')) {
    if (line.startsWith('#')) continue;
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trimEnd());
  }
  return fields;
}

export function numberOf(info: Info, field: string): number | null {
  const value = info.get(field);
  if (value === undefined || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A replica as its primary lists it: `slave0:ip=…,port=…,state=online,offset=…,lag=…`. */
export interface AttachedReplica {
  readonly host: string;
  readonly port: number;
  readonly state: string;
  /** Up to where it has acknowledged the stream (told once a second). */
  readonly offset: number;
}

export function attachedReplicas(info: Info): AttachedReplica[] {
  const replicas: AttachedReplica[] = [];
  for (const [field, value] of info) {
    if (!/^slave\d+$/.test(field)) continue;
    const parts = parsePairs(value);
    const port = Number(parts.get('port'));
    const offset = Number(parts.get('offset'));
    if (!Number.isInteger(port) || !Number.isFinite(offset)) continue;
    replicas.push({ host: parts.get('ip') ?? '', port, state: parts.get('state') ?? '', offset });
  }
  return replicas;
}

export interface Keyspace {
  readonly keys: number;
  readonly keysWithTtl: number;
}

/** All databases together: `db0:keys=1,expires=0,avg_ttl=0`. */
export function keyspaceOf(info: Info): Keyspace {
  let keys = 0;
  let keysWithTtl = 0;
  for (const [field, value] of info) {
    if (!/^db\d+$/.test(field)) continue;
    const parts = parsePairs(value);
    keys += toCount(parts.get('keys'));
    keysWithTtl += toCount(parts.get('expires'));
  }
  return { keys, keysWithTtl };
}

function parsePairs(value: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const part of value.split(',')) {
    const equals = part.indexOf('=');
    if (equals > 0) pairs.set(part.slice(0, equals), part.slice(equals + 1));
  }
  return pairs;
}

function toCount(text: string | undefined): number {
  const count = Number(text);
  return Number.isSafeInteger(count) && count >= 0 ? count : 0;
}
