// CLUSTER NODES as data. The reply comes from the network, so whatever it says this never throws:
// a line that makes no sense is left out, never half believed.

import type { OpenSlot } from '../../shared/model/redis.ts';
import { SLOT_COUNT, type SlotRange } from '../../shared/slots.ts';
import type { RedisNodeView } from './redis-access.ts';

/** One line of CLUSTER NODES, with the name a node announces beside its address (`cluster-announce-hostname`). */
export interface ClusterNodeLine extends RedisNodeView {
  /** Empty when the node announces none. */
  readonly hostname: string;
}

const NODE_ID = /^[0-9a-zA-Z]{1,64}$/;
const OPEN_SLOT = /^\[(\d{1,5})-([<>])-([0-9a-zA-Z]{1,64})\]$/;
const SLOTS = /^(\d{1,5})(?:-(\d{1,5}))?$/;

/** Flags that say what other fields say better. */
const PLAIN_FLAGS: ReadonlySet<string> = new Set(['myself', 'master', 'slave', 'noflags', '']);

export function parseClusterNodes(reply: string): ClusterNodeLine[] {
  return reply.split('\n').flatMap((line) => parseLine(line.trim()) ?? []);
}

/** `<id> <ip:port@bus[,hostname[,key=value]…]> <flags> <primary|-> <ping> <pong> <epoch> <link> [slot…]` */
function parseLine(line: string): ClusterNodeLine | undefined {
  const [id, address, flagList, primary, , , epoch, link, ...slots] = line.split(' ');
  if (id === undefined || address === undefined || flagList === undefined || link === undefined) return undefined;
  if (!NODE_ID.test(id)) return undefined;
  const place = parseAddress(address);
  if (place === undefined) return undefined;
  const flags = flagList.split(',');
  return {
    id,
    ...place,
    isMyself: flags.includes('myself'),
    role: flags.includes('slave') ? 'replica' : 'primary',
    primary: primary !== undefined && primary !== '-' && NODE_ID.test(primary) ? primary : null,
    flags: flags.filter((flag) => !PLAIN_FLAGS.has(flag)),
    linkState: link === 'connected' ? 'connected' : 'disconnected',
    configEpoch: toCount(epoch),
    ...parseSlots(slots),
  };
}

/** The address may be empty (`:0@0`: not known, or the node's own before anyone told it), and an IPv6 host has colons. */
function parseAddress(address: string): { host: string; port: number; hostname: string } | undefined {
  const [endpoint = '', ...labels] = address.split(',');
  const [hostAndPort = ''] = endpoint.split('@');
  const colon = hostAndPort.lastIndexOf(':');
  if (colon < 0) return undefined;
  const port = Number(hostAndPort.slice(colon + 1));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return undefined;
  const host = hostAndPort.slice(0, colon).replace(/^\[|\]$/g, '');
  const [first = ''] = labels;
  // From Redis 7.2 `shard-id=…` and other labels follow; only the first may be a bare name.
  return { host, port, hostname: first.includes('=') ? '' : first };
}

function parseSlots(fields: readonly string[]): { ranges: SlotRange[]; open: OpenSlot[] } {
  const ranges: SlotRange[] = [];
  const open: OpenSlot[] = [];
  for (const field of fields) {
    const range = SLOTS.exec(field);
    if (range) {
      const from = Number(range[1]);
      const to = Number(range[2] ?? range[1]);
      if (from <= to && to < SLOT_COUNT) ranges.push({ from, to });
      continue;
    }
    const moving = OPEN_SLOT.exec(field);
    if (moving && Number(moving[1]) < SLOT_COUNT) {
      open.push({ slot: Number(moving[1]), kind: moving[2] === '>' ? 'migrating' : 'importing', peer: moving[3]! });
    }
  }
  ranges.sort((a, b) => a.from - b.from);
  return { ranges, open };
}

function toCount(field: string | undefined): number {
  const value = Number(field);
  return Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
