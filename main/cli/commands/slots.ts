// `marsad slots`: who owns which slots, what is being moved, and where a key belongs.

import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import type { FleetState } from '../../../shared/model/fleet.ts';
import { shardsOf } from '../../../shared/model/redis.ts';
import { countSlots, formatRanges, hasSlot, hashTagOf, slotOfKey } from '../../../shared/slots.ts';
import { count } from '../figures.ts';
import { printable } from '../printer.ts';
import { readFleet } from '../read-fleet.ts';
import { addCommonOptions, runWithApp, type CommonOptions } from '../session.ts';
import { section, table } from '../table.ts';

export const SLOTS_JSON = `
JSON (--json):
  slotsCovered, state, currentEpoch
  shards[]: index, slots, ranges[]: {from, to},
            primary: {id, host, port}, replicas[]: {id, host, port}
  moving[]: slot, kind ("migrating" | "importing"), nodeId, peerId
  key     : with --key: name, hashTag (or null), slot, nodeId, host, port; otherwise null`;

interface SlotsOptions extends CommonOptions {
  readonly key?: string;
}

export function registerSlots(program: Command): void {
  addCommonOptions(program.command('slots'))
    .description('slot ranges by shard, and slots that are being moved')
    .option('--key <name>', 'also tell the slot and the owner of this key')
    .addHelpText('after', SLOTS_JSON)
    .action((options: SlotsOptions) =>
      runWithApp(options, async (session) => {
        const view = slotsView(await readFleet(session), options.key);
        session.printer.result(view, () => slotsLines(view));
      }),
    );
}

type SlotsView = ReturnType<typeof slotsView>;

export function slotsView(state: FleetState, key?: string) {
  if (state.redis === null) {
    throw new AppError(
      state.trouble.redis ? 'unreachable' : 'not_found',
      state.trouble.redis?.message ?? 'This profile has no Redis.',
    );
  }
  const nodes = Object.values(state.redisNodes);
  const shards = shardsOf(state.redisNodes);
  const place = ({ id, host, port }: { id: string; host: string; port: number }) => ({ id, host, port });
  return {
    slotsCovered: state.redis.slotsCovered,
    state: state.redis.state,
    currentEpoch: state.redis.currentEpoch,
    shards: shards.map(({ index, primary, replicas }) => ({
      index,
      slots: countSlots(primary.ranges),
      ranges: primary.ranges,
      primary: place(primary),
      replicas: replicas.map(place),
    })),
    moving: nodes.flatMap((node) =>
      node.open.map(({ slot, kind, peer }) => ({ slot, kind, nodeId: node.id, peerId: peer })),
    ),
    key: key === undefined ? null : keyView(key, shards),
  };
}

function keyView(name: string, shards: ReturnType<typeof shardsOf>) {
  const slot = slotOfKey(name);
  const owner = shards.find(({ primary }) => hasSlot(primary.ranges, slot))?.primary ?? null;
  return {
    name,
    hashTag: hashTagOf(name) ?? null,
    slot,
    nodeId: owner?.id ?? null,
    host: owner?.host ?? null,
    port: owner?.port ?? null,
  };
}

function slotsLines(view: SlotsView): string[] {
  const rows = view.shards.map(({ index, primary, replicas, slots, ranges }) => [
    String(index),
    printable(`${primary.host}:${primary.port}`),
    replicas.map(({ host, port }) => printable(`${host}:${port}`)).join(', ') || 'no replica',
    count(slots),
    formatRanges(ranges),
  ]);
  const moving = view.moving.map(
    ({ slot, kind, nodeId, peerId }) => `${slot} ${kind}: ${nodeId.slice(0, 8)} ↔ ${peerId.slice(0, 8)}`,
  );
  return [
    ...section(
      `${count(view.slotsCovered)} of 16,384 slots, state ${view.state}, epoch ${view.currentEpoch}`,
      table(
        [
          { title: 'SHARD' },
          { title: 'PRIMARY' },
          { title: 'REPLICAS' },
          { title: 'SLOTS', align: 'right' },
          { title: 'RANGES' },
        ],
        rows,
      ),
    ),
    ...section('Being moved', moving),
    ...(view.key === null
      ? []
      : [
          `${printable(view.key.name)} is in slot ${view.key.slot}, on ${view.key.host === null ? 'no node' : `${view.key.host}:${view.key.port}`}`,
        ]),
  ];
}
