import { test } from 'node:test';
import assert from 'node:assert/strict';
import { searchItems, type PaletteItem } from './palette-search.ts';

const items: readonly PaletteItem[] = [
  { id: 'topology', group: 'Screens', label: 'Topology' },
  { id: '7004', group: 'Redis nodes', label: '127.0.0.1:7004', detail: 'replica, shard 2' },
  { id: '7001', group: 'Redis nodes', label: '127.0.0.1:7001', detail: 'primary, shard 2' },
  { id: 'failover', group: 'Runbooks', label: 'Redis failover', detail: 'Hand a shard to a replica' },
  { id: 'port', group: 'Screens', label: 'Report of 7001' },
];

const found = (query: string): string[] => searchItems(items, query).map(({ id }) => id);

test('everything is offered while nothing is typed', () => {
  assert.deepEqual(found('  '), ['topology', '7004', '7001', 'failover', 'port']);
});

test('a port finds its node before texts that merely hold it', () => {
  assert.deepEqual(found('7001'), ['7001', 'port']);
});

test('every typed word must be there, in the label or the detail', () => {
  assert.deepEqual(found('127 replica'), ['7004']);
  assert.deepEqual(found('failover shard'), ['failover']);
  assert.deepEqual(found('failover mongo'), []);
});

test('letters in order find a label, below real matches', () => {
  assert.deepEqual(found('tplgy'), ['topology']);
});
