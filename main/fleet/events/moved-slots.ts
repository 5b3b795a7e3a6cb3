// Which slots changed hands between two readings of the map. 16,384 comparisons: called only when some node's ranges changed.

import type { RedisNode } from '../../../shared/model/redis.ts';
import { SLOT_COUNT } from '../../../shared/slots.ts';

export interface Move {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

/** Moves from owner to owner; slots that nobody owned on either side are no move. */
export function movedSlots(
  before: Readonly<Record<string, RedisNode>>,
  after: Readonly<Record<string, RedisNode>>,
): Move[] {
  const owners = ownersOf(before);
  const moves = new Map<string, { from: string; to: string; count: number }>();
  for (const [slot, to] of ownersOf(after).entries()) {
    const from = owners[slot];
    if (!from || !to || from === to) continue;
    const move = moves.get(`${from} ${to}`) ?? { from, to, count: 0 };
    move.count += 1;
    moves.set(`${from} ${to}`, move);
  }
  return [...moves.values()];
}

function ownersOf(nodes: Readonly<Record<string, RedisNode>>): (string | null)[] {
  const owners = new Array<string | null>(SLOT_COUNT).fill(null);
  for (const node of Object.values(nodes)) {
    if (node.presence === 'gone') continue;
    for (const { from, to } of node.ranges) owners.fill(node.id, from, to + 1);
  }
  return owners;
}
