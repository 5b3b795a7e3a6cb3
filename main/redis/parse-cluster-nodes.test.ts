import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, assert as holds, constantFrom, integer, property, string } from 'fast-check';
import { parseClusterNodes } from './parse-cluster-nodes.ts';

const ID = 'e7d1eecce10fd6bb5eb35b9f99a514335d9ba9ca';
const OTHER = '67ed2db8d677e59ec4a4cefb06858cf2a1a89fa1';

test('a primary with slots, as Redis 7.0 writes it', () => {
  assert.deepEqual(
    parseClusterNodes(
      `${ID} 127.0.0.1:7000@17000,cache-1.example myself,master - 0 0 3 connected 0-100 102 5461-5470\n`,
    ),
    [
      {
        id: ID,
        host: '127.0.0.1',
        port: 7000,
        hostname: 'cache-1.example',
        isMyself: true,
        role: 'primary',
        primary: null,
        flags: [],
        linkState: 'connected',
        configEpoch: 3,
        ranges: [
          { from: 0, to: 100 },
          { from: 102, to: 102 },
          { from: 5461, to: 5470 },
        ],
        open: [],
      },
    ],
  );
});

test('a suspected replica', () => {
  const [node] = parseClusterNodes(`${ID} 10.0.0.2:7001@17001 slave,fail? ${OTHER} 1 2 7 disconnected`);
  assert.deepEqual(
    [node?.role, node?.primary, node?.flags, node?.linkState, node?.hostname],
    ['replica', OTHER, ['fail?'], 'disconnected', ''],
  );
});

test('open slots name the node at the other end', () => {
  const [node] = parseClusterNodes(
    `${ID} 10.0.0.2:7001@17001 master - 1 2 7 connected 5-9 [77->-${OTHER}] [93-<-${OTHER}]`,
  );
  assert.deepEqual(node?.open, [
    { slot: 77, kind: 'migrating', peer: OTHER },
    { slot: 93, kind: 'importing', peer: OTHER },
  ]);
  assert.deepEqual(node?.ranges, [{ from: 5, to: 9 }]);
});

test('addresses in all their forms', () => {
  const place = (address: string): unknown => {
    const [node] = parseClusterNodes(`${ID} ${address} master - 0 0 1 connected`);
    return node && [node.host, node.port, node.hostname];
  };
  assert.deepEqual(place('2001:db8::7:7000@17000'), ['2001:db8::7', 7000, '']);
  assert.deepEqual(place(':0@0'), ['', 0, '']);
  assert.deepEqual(place('127.0.0.1:7000@17000,,shard-id=69bc080733d1355567173199cff4a6a039a2f024'), [
    '127.0.0.1',
    7000,
    '',
  ]);
  assert.deepEqual(place('127.0.0.1:7000@17000,shard-id=69bc'), ['127.0.0.1', 7000, '']);
  assert.deepEqual(place('127.0.0.1:7000@17000,cache-1,shard-id=69bc'), ['127.0.0.1', 7000, 'cache-1']);
  assert.deepEqual(place('127.0.0.1:7000'), ['127.0.0.1', 7000, '']);
  assert.equal(place('127.0.0.1:70000@1'), undefined);
  assert.equal(place('nonsense'), undefined);
});

test('slots that cannot be are left out', () => {
  const [node] = parseClusterNodes(
    `${ID} h:1@2 master - 0 0 1 connected 9-3 16384 16000-20000 -5 x [99999->-${OTHER}] 4`,
  );
  assert.deepEqual([node?.ranges, node?.open], [[{ from: 4, to: 4 }], []]);
});

test('whatever a server says, nothing throws and every slot exists', () => {
  const word = constantFrom(
    ID,
    OTHER,
    'h:7000@17000',
    ':0@0',
    'master',
    'slave,fail',
    '-',
    '0',
    'connected',
    '0-16383',
    `[5->-${OTHER}]`,
  );
  holds(
    property(array(word, { maxLength: 14 }), string({ unit: 'binary' }), integer(), (words, noise, number) => {
      const nodes = parseClusterNodes(
        [words.join(' '), noise, `${ID} h:1@1 master - 0 0 ${number} connected ${number}`].join('\n'),
      );
      for (const node of nodes) {
        assert.ok(node.configEpoch >= 0 && node.port >= 0 && node.port <= 65_535);
        for (const { from, to } of node.ranges) assert.ok(from >= 0 && from <= to && to <= 16_383);
      }
    }),
  );
});
