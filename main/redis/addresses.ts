// From what a profile and a cluster call a node to what can be connected to from here.

import type { RedisTarget } from '../../shared/model/profile.ts';
import { formatEndpoint } from './errors.ts';
import type { ClusterNodeLine } from './parse-cluster-nodes.ts';
import type { RedisEndpoint } from './redis-access.ts';

/** `host:port` or `[ipv6]:port`, as `HostPort` allows. */
export function parseEndpoint(text: string): RedisEndpoint {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}

/**
 * Where a node of the map is reached from here, or null when nobody knows its address.
 * The profile's address map decides first (by announced name, then by address). With TLS the announced name counts, because
 * certificates carry names. A node that does not know its own address was reached at `askedAt`.
 */
export function endpointOf(line: ClusterNodeLine, target: RedisTarget, askedAt: RedisEndpoint): RedisEndpoint | null {
  const { port } = line;
  const host = line.host === '' && line.isMyself ? askedAt.host : line.host;
  for (const announced of [line.hostname, line.host]) {
    const mapped = announced === '' ? undefined : target.addressMap?.[formatEndpoint({ host: announced, port })];
    if (mapped !== undefined) return parseEndpoint(mapped);
  }
  const reachable = line.hostname !== '' && (target.tls !== undefined || host === '') ? line.hostname : host;
  return reachable === '' || port === 0 ? null : { host: reachable, port };
}

export function isSameEndpoint(a: RedisEndpoint, b: RedisEndpoint): boolean {
  return a.host === b.host && a.port === b.port;
}
