// Everything the palette can find, from the states the console already holds. Pure: words come in as functions.

import { slotOfKey, SLOT_COUNT } from '../../../shared/slots.ts';
import type { BackupsState } from '../../../shared/model/backup.ts';
import type { FleetState } from '../../../shared/model/fleet.ts';
import { shardsOf } from '../../../shared/model/redis.ts';
import type { RunbookInfo, RunsState } from '../../../shared/model/run.ts';
import type { Text } from '../../../shared/text.ts';
import { href } from '../../route.ts';
import type { PaletteItem } from './palette-search.ts';

export interface PaletteSources {
  readonly fleet: FleetState | undefined;
  readonly backups: BackupsState | undefined;
  readonly runs: RunsState | undefined;
  readonly runbooks: readonly RunbookInfo[];
}

export interface PaletteWords {
  readonly group: (group: 'runbooks' | 'nodes' | 'members' | 'sets' | 'runs' | 'slots') => string;
  readonly say: (text: Text, runbook?: RunbookInfo) => string;
  readonly role: (role: 'primary' | 'replica') => string;
  readonly shard: (shard: number) => string;
  readonly slot: (slot: number) => string;
  readonly slotOf: (key: string) => string;
  readonly when: (ms: number) => string;
}

const RECENT = 20;

export function paletteItems({ fleet, backups, runs, runbooks }: PaletteSources, words: PaletteWords): PaletteItem[] {
  return [
    ...runbooks.map((runbook) => ({
      id: `runbook ${runbook.id}`,
      group: words.group('runbooks'),
      label: words.say({ key: 'title' }, runbook),
      detail: words.say({ key: 'summary' }, runbook),
      href: href('runbooks', runbook.id),
    })),
    ...nodeItems(fleet, words),
    ...Object.values(fleet?.mongoMembers ?? {}).map((member) => ({
      id: `member ${member.key}`,
      group: words.group('members'),
      label: `${member.host}:${member.port}`,
      detail: member.state.toLowerCase(),
      isCode: true,
      href: href('topology', undefined, { member: member.key }),
    })),
    ...newest(Object.values(backups?.sets ?? {})).map((set) => ({
      id: `set ${set.id}`,
      group: words.group('sets'),
      label: set.id,
      detail: words.when(set.finishedMs),
      isCode: true,
      href: href('backups', undefined, { set: set.id }),
    })),
    ...newest(Object.values(runs?.runs ?? {})).map((run) => ({
      id: `run ${run.id}`,
      group: words.group('runs'),
      label: words.say(
        run.title,
        runbooks.find(({ id }) => id === run.runbookId),
      ),
      detail: words.when(run.startedMs),
      href: href('runs', run.id),
    })),
  ];
}

/** A slot number leads to the slot; anything else may be a key, whose slot it finds. */
export function slotItems(query: string, words: PaletteWords): PaletteItem[] {
  const typed = query.trim();
  if (typed === '') return [];
  if (/^\d{1,5}$/.test(typed) && Number(typed) < SLOT_COUNT) {
    const slot = Number(typed);
    return [
      {
        id: 'slot',
        group: words.group('slots'),
        label: words.slot(slot),
        href: href('slots', undefined, { slot: String(slot) }),
      },
    ];
  }
  const slot = slotOfKey(typed);
  const link = href('slots', undefined, { key: typed });
  return [
    { id: 'slot', group: words.group('slots'), label: words.slotOf(typed), detail: words.slot(slot), href: link },
  ];
}

function nodeItems(fleet: FleetState | undefined, words: PaletteWords): PaletteItem[] {
  return shardsOf(fleet?.redisNodes ?? {}).flatMap(({ index, primary, replicas }) =>
    [primary, ...replicas].map((node) => ({
      id: `node ${node.id}`,
      group: words.group('nodes'),
      label: `${node.host}:${node.port}`,
      detail: `${words.role(node.role)}, ${words.shard(index + 1)}, ${node.id}`,
      isCode: true,
      href: href('topology', undefined, { node: node.id }),
    })),
  );
}

function newest<Item extends { readonly startedMs: number }>(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) => b.startedMs - a.startedMs).slice(0, RECENT);
}
