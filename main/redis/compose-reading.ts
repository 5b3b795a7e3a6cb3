// One tick's answers as one reading: rows, figures, summary. Pure apart from the memories it is given (meters, histories).

import type { FiguresRow, RedisNode, RedisSummary } from '../../shared/model/redis.ts';
import { countSlots } from '../../shared/slots.ts';
import { knowledgeOf } from './cluster-view.ts';
import { formatEndpoint } from './errors.ts';
import { NodeMeter, silentRow } from './node-figures.ts';
import { nodeHealth, summaryHealth } from './node-health.ts';
import type { NodeAnswer } from './node-watch.ts';
import type { ClusterNodeLine } from './parse-cluster-nodes.ts';
import { attachedReplicas, numberOf } from './parse-info.ts';
import type { RedisEndpoint, RedisReading } from './redis-access.ts';
import { lagBehind, NO_LAG_FIGURE, OffsetHistory, type Lag } from './replication-lag.ts';

/** A node of the map with what asking it brought. */
export interface ObservedNode {
  readonly line: ClusterNodeLine;
  /** Where it is reached from here; null when its address is not known. */
  readonly endpoint: RedisEndpoint | null;
  readonly presence: 'live' | 'late' | 'down';
  readonly lastSeenMs: number;
  /** The newest answer, however old. */
  readonly answer: NodeAnswer | null;
  readonly trouble: string | null;
}

export interface Observation {
  readonly mode: RedisSummary['mode'];
  readonly askedNode: string;
  readonly nodes: readonly ObservedNode[];
  /** Rows of nodes that are no longer part of the cluster. */
  readonly gone: readonly RedisNode[];
}

/** What is remembered from tick to tick, by node id. */
export class NodeMemory {
  readonly #meters = new Map<string, NodeMeter>();
  readonly #histories = new Map<string, OffsetHistory>();

  meter(id: string): NodeMeter {
    return getOrCreate(this.#meters, id, () => new NodeMeter());
  }

  history(id: string): OffsetHistory {
    return getOrCreate(this.#histories, id, () => new OffsetHistory());
  }

  /** Forgets nodes that are not among `ids`. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const memory of [this.#meters, this.#histories]) {
      for (const id of memory.keys()) if (!ids.has(id)) memory.delete(id);
    }
  }
}

export function composeReading({ mode, askedNode, nodes, gone }: Observation, memory: NodeMemory): RedisReading {
  notePrimaries(nodes, memory);
  const byId = new Map(nodes.map((node) => [node.line.id, node]));
  const rows: RedisNode[] = [];
  const figures: Record<string, FiguresRow> = {};
  for (const node of nodes) {
    const lag = lagOf(node, byId, memory);
    rows.push(rowOf(node, lag));
    figures[node.line.id] =
      node.presence === 'live' && node.answer !== null
        ? memory.meter(node.line.id).row(node.answer.info, node.answer.atMs, lag)
        : silentRow(lag);
  }
  rows.push(...gone);
  return {
    summary: summaryOf(mode, askedNode, nodes, rows),
    nodes: Object.fromEntries(rows.map((row) => [row.id, row])),
    figures,
  };
}

function notePrimaries(nodes: readonly ObservedNode[], memory: NodeMemory): void {
  for (const { line, presence, answer } of nodes) {
    if (presence !== 'live' || answer === null || answer.info.get('role') !== 'master') continue;
    const offset = numberOf(answer.info, 'master_repl_offset');
    if (offset !== null) memory.history(line.id).add(answer.info.get('master_replid') ?? '', answer.atMs, offset);
  }
}

/**
 * No figure where there can be none: for a primary, a node that is down, and a replica whose link or whose primary is down
 * (the row says which). A replica that answers tells its own offset, which is exact; one that is late has the offset it last
 * acknowledged, as its primary tells it in the same reply as its own.
 */
function lagOf(node: ObservedNode, byId: ReadonlyMap<string, ObservedNode>, memory: NodeMemory): Lag {
  const { line, presence, answer } = node;
  const primary = line.primary === null ? undefined : byId.get(line.primary);
  if (line.role !== 'replica' || presence === 'down') return NO_LAG_FIGURE;
  if (primary?.presence !== 'live' || primary.answer === null) return NO_LAG_FIGURE;
  const history = memory.history(primary.line.id);
  if (presence === 'live') {
    const info = answer?.info;
    const offset = info === undefined ? null : numberOf(info, 'slave_repl_offset');
    if (info?.get('master_link_status') !== 'up' || info.get('master_replid') !== history.streamId || offset === null)
      return NO_LAG_FIGURE;
    return lagBehind(history, offset, answer!.atMs);
  }
  const attached = attachedAs(line, primary);
  return attached === undefined ? NO_LAG_FIGURE : lagBehind(history, attached.offset, primary.answer.atMs);
}

/** The replica's entry in its primary's list, by address and port; by port alone where addresses are translated. */
function attachedAs(line: ClusterNodeLine, primary: ObservedNode): { readonly offset: number } | undefined {
  const samePort = attachedReplicas(primary.answer!.info).filter((replica) => replica.port === line.port);
  const exact = samePort.find((replica) => replica.host === line.host || replica.host === line.hostname);
  return exact ?? (samePort.length === 1 ? samePort[0] : undefined);
}

/** While a node is live the row must stay the same from tick to tick, so its `lastSeenMs` counts whole minutes. */
const LIVE_STEP_MS = 60_000;

function rowOf({ line, endpoint, presence, lastSeenMs, answer, trouble }: ObservedNode, lag: Lag): RedisNode {
  const info = answer?.info;
  const facts = {
    role: line.role,
    linkState: line.linkState,
    flags: line.flags,
    ranges: line.ranges,
    open: line.open,
    presence,
    trouble,
    replicationLink: line.role === 'replica' ? linkOf(answer) : null,
  } as const;
  return {
    id: line.id,
    host: endpoint?.host ?? line.host,
    port: endpoint?.port ?? line.port,
    ...facts,
    primary: line.primary,
    configEpoch: line.configEpoch,
    health: nodeHealth(facts, lag.lagMs),
    lastSeenMs: presence === 'live' ? Math.floor(lastSeenMs / LIVE_STEP_MS) * LIVE_STEP_MS : lastSeenMs,
    version: info?.get('redis_version') ?? '',
    replicationId: info?.get('master_replid') ?? '',
    maxMemoryPolicy: info?.get('maxmemory_policy') ?? '',
  };
}

function linkOf(answer: NodeAnswer | null): RedisNode['replicationLink'] {
  if (answer?.info.get('master_sync_in_progress') === '1') return 'syncing';
  switch (answer?.info.get('master_link_status')) {
    case 'up':
      return 'up';
    case 'down':
      return 'down';
    default:
      return null;
  }
}

function summaryOf(
  mode: RedisSummary['mode'],
  askedNode: string,
  nodes: readonly ObservedNode[],
  rows: readonly RedisNode[],
): RedisSummary {
  const asked = nodes.find((node) => node.line.id === askedNode);
  const clusterInfo = asked?.answer?.clusterInfo ?? null;
  const currentEpoch = knowledgeOf(clusterInfo)?.epoch ?? 0;
  const agrees = (node: ObservedNode): boolean =>
    node.presence === 'live' &&
    (mode === 'standalone' || knowledgeOf(node.answer?.clusterInfo ?? null)?.epoch === currentEpoch);
  const owners = nodes.filter(({ line }) => line.role === 'primary' && !line.flags.includes('fail'));
  const facts = {
    mode,
    state: mode === 'standalone' ? ('ok' as const) : stateOf(clusterInfo?.get('cluster_state')),
    agreeing: nodes.filter(agrees).length,
    slotsCovered: owners.reduce((sum, { line }) => sum + countSlots(line.ranges), 0),
  };
  return {
    ...facts,
    health: summaryHealth(facts, rows),
    currentEpoch,
    known: nodes.filter(({ line }) => !line.flags.includes('handshake')).length,
    version: asked?.answer?.info.get('redis_version') ?? '',
    askedNode,
  };
}

function stateOf(word: string | undefined): RedisSummary['state'] {
  return word === 'ok' || word === 'fail' ? word : 'unknown';
}

/** What a screen says of a node that cannot be read. */
export function troubleOf(line: ClusterNodeLine, endpoint: RedisEndpoint | null, reason: string | null): string | null {
  if (endpoint === null) return 'The cluster does not know the address of this node';
  if (reason !== null) return reason;
  return line.flags.includes('fail') ? `The cluster has marked ${formatEndpoint(endpoint)} as failed` : null;
}

function getOrCreate<T>(map: Map<string, T>, id: string, create: () => T): T {
  const existing = map.get(id);
  if (existing !== undefined) return existing;
  const created = create();
  map.set(id, created);
  return created;
}
