// Which server of the lab stands for which of the target: same shard and replica, same place in the set. Through these pairs
// parameters go to the lab, and the lab's plan comes back in the target's names.

import type { FleetState } from '../../shared/model/fleet.ts';
import { shardsOf, type RedisNode } from '../../shared/model/redis.ts';
import type { ParameterField } from '../../shared/model/run.ts';
import { membersInOrder } from './shape.ts';

/** What is called `target` there is called `lab` here. */
export interface Counterpart {
  readonly kind: 'redis-node' | 'mongo-member' | 'server' | 'name';
  readonly target: string;
  readonly lab: string;
}

/** Where the lab is smaller, several servers of the target share one of the lab. */
export function counterparts(target: FleetState, lab: FleetState): Counterpart[] {
  return [
    ...redisPairs(target, lab).flatMap(([there, here]): Counterpart[] => [
      { kind: 'redis-node', target: there.id, lab: here.id },
      ...serverPairs(there, here),
    ]),
    ...memberPairs(target, lab),
    { kind: 'name', target: target.profile.name, lab: lab.profile.name },
    { kind: 'name', target: target.profile.id, lab: lab.profile.id },
  ];
}

function redisPairs(target: FleetState, lab: FleetState): (readonly [RedisNode, RedisNode])[] {
  const there = shardsOf(target.redisNodes);
  const here = shardsOf(lab.redisNodes);
  if (here.length === 0) return [];
  return there.flatMap(({ primary, replicas }, index) => {
    const shard = here[index % here.length]!;
    const matched = replicas.flatMap((replica, position): [RedisNode, RedisNode][] => {
      const match = shard.replicas[position % Math.max(1, shard.replicas.length)];
      return match === undefined ? [] : [[replica, match]];
    });
    return [[primary, shard.primary] as const, ...matched];
  });
}

function memberPairs(target: FleetState, lab: FleetState): Counterpart[] {
  const there = membersInOrder(target);
  const here = Object.values(lab.mongoMembers).sort((a, b) => a.memberId - b.memberId);
  if (here.length === 0) return [];
  return there.flatMap((member, index): Counterpart[] => {
    const match = here[index % here.length]!;
    return [{ kind: 'mongo-member', target: member.key, lab: match.key }, ...serverPairs(member, match)];
  });
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** As labels write a server, and as commands do. */
function serverPairs(there: Endpoint, here: Endpoint): Counterpart[] {
  const label = ({ host, port }: Endpoint): string => `${host}:${port}`;
  const words = ({ host, port }: Endpoint): string => `-h ${host} -p ${port}`;
  return [label, words].map((written) => ({ kind: 'server', target: written(there), lab: written(here) }));
}

/** A parameter, a server's id or its host:port, as it is meant on the lab; what has no counterpart stays as it is. */
export function onLab(field: ParameterField | undefined, value: string, pairs: readonly Counterpart[]): string {
  const kind = field?.kind === 'redis-replica' ? 'redis-node' : field?.kind === 'mongo-member' ? 'mongo-member' : null;
  if (kind === null) return value;
  return pairs.find((pair) => (pair.kind === kind || pair.kind === 'server') && pair.target === value)?.lab ?? value;
}

/** Puts a text of the lab's plan into the target's names. Whole names only: `…:7000` is no part of `…:70001`. */
export function inTargetsNames(pairs: readonly Counterpart[]): (text: string) => string {
  const names = new Map<string, string>();
  for (const { lab, target } of pairs) if (lab !== '' && !names.has(lab)) names.set(lab, target);
  if (names.size === 0) return (text) => text;
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length).map(escapeForPattern);
  const pattern = new RegExp(`(?<![\\w-])(?:${longestFirst.join('|')})(?![\\w-])`, 'g');
  return (text) => text.replace(pattern, (name) => names.get(name) ?? name);
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
