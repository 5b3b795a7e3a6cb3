import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FleetState } from '../../shared/model/fleet.ts';
import type { Plan, PlannedStep } from '../../shared/model/run.ts';
import { allRead, memberKey, mongoReading, nodeId, redisReading, stateAfter } from '../../test/fixtures/fleet-rows.ts';
import { shardsOfReplicas } from '../lab/lab-shape.ts';
import { comparePlans } from './compare-plans.ts';
import { counterparts, inTargetsNames, onLab } from './counterparts.ts';
import { fitting, membersInOrder, MOST_REDIS_NODES, shapeOf } from './shape.ts';

const target = stateAfter(allRead());
/** The same shape under other names: every port and id differs. */
const lab: FleetState = {
  ...target,
  profile: { ...target.profile, id: 'rehearsal', name: 'Lab' },
  redisNodes: Object.fromEntries(
    Object.values(target.redisNodes).map((node) => {
      const id = `lab${node.id}`;
      return [
        id,
        { ...node, id, port: node.port + 20_000, primary: node.primary === null ? null : `lab${node.primary}` },
      ];
    }),
  ),
  mongoMembers: Object.fromEntries(
    membersInOrder(target).map((member, index) => {
      const key = `lab-rs/${index}`;
      return [key, { ...member, key, memberId: index, port: member.port + 5000 }];
    }),
  ),
};
const pairs = counterparts(target, lab);

test('a node of the target stands at the same place on the lab', () => {
  const field = { name: 'replica', label: { key: 'x' }, kind: 'redis-replica', required: true } as const;
  assert.equal(onLab(field, nodeId(4), pairs), `lab${nodeId(4)}`);
  assert.equal(onLab({ ...field, kind: 'mongo-member' }, memberKey(1), pairs), 'lab-rs/1');
  assert.equal(onLab(field, '127.0.0.1:7003', pairs), '127.0.0.1:27003', 'as a command line names it');
  assert.equal(onLab({ ...field, kind: 'text' }, nodeId(4), pairs), nodeId(4), 'a text is a text');
  assert.equal(onLab(undefined, 'unknown', pairs), 'unknown');
});

test('the lab’s names become the target’s, whole names only', () => {
  const translate = inTargetsNames(pairs);
  assert.equal(translate('127.0.0.1:27000 takes over'), '127.0.0.1:7000 takes over');
  assert.equal(
    translate('redis-cli -h 127.0.0.1 -p 27003 CLUSTER FAILOVER'),
    'redis-cli -h 127.0.0.1 -p 7003 CLUSTER FAILOVER',
  );
  assert.equal(translate('127.0.0.1:270001 is another'), '127.0.0.1:270001 is another');
  assert.equal(inTargetsNames([])('nothing'), 'nothing');
});

const step = (id: string, change: Partial<PlannedStep> = {}): PlannedStep => ({
  id,
  kind: 'act',
  title: { key: id },
  commands: [],
  cancellable: false,
  ...change,
});

function plan(steps: readonly PlannedStep[], change: Partial<Plan> = {}): Plan {
  return { steps, changes: [], ...change } as unknown as Plan;
}

test('plans are compared step by step, in the target’s names', () => {
  const commands = [{ where: '127.0.0.1:7003', command: 'CLUSTER FAILOVER' }];
  const onLabToo = [{ where: '127.0.0.1:27003', command: 'CLUSTER FAILOVER' }];
  const translate = inTargetsNames(pairs);
  const differences = (there: readonly PlannedStep[], here: readonly PlannedStep[]): string[] =>
    comparePlans(plan(there), plan(here), translate).map(({ id }) => id);
  assert.deepEqual(differences([step('a', { commands })], [step('a', { commands: onLabToo })]), []);
  assert.deepEqual(differences([step('a', { commands })], [step('a')]), ['commands/a']);
  assert.deepEqual(differences([step('a'), step('b')], [step('a'), step('c')]), ['missing/b', 'extra/c']);
  assert.deepEqual(differences([step('a'), step('b')], [step('b'), step('a')]), ['order']);
  const holds = step('a', { kind: 'check', reading: { ok: true, text: { key: 'lag' } } });
  const blocks = step('a', { kind: 'check', reading: { ok: false, text: { key: 'lag' } } });
  assert.deepEqual(differences([blocks], [holds]), ['check/a']);
});

test('the lab has the target’s shape, its primary first', () => {
  const set = stateAfter(
    allRead(
      redisReading(),
      mongoReading({ 0: { state: 'SECONDARY' }, 2: { state: 'PRIMARY' } }, { primary: memberKey(2) }),
    ),
  );
  assert.equal(membersInOrder(set)[0]!.key, memberKey(2));
  const shape = shapeOf(set, 'backup');
  assert.deepEqual(shape.redis, { mode: 'cluster', replicas: [1, 1, 1] });
  assert.equal(shape.mongo?.mode === 'set' && shape.mongo.members.length, 3);
  assert.equal(shapeOf(set, 'redis').mongo, null);
  assert.equal(shapeOf(set, 'mongo').redis, null);
});

test('a target too large is refused with the largest lab there can be', () => {
  const large = { redis: { mode: 'cluster', replicas: Array.from({ length: 10 }, () => 2) }, mongo: null } as const;
  assert.throws(() => fitting({ ...large, redis: { ...large.redis, replicas: [...large.redis.replicas] } }, false), {
    code: 'limited',
    message: /too large/,
  });
  const { redis } = fitting({ mongo: null, redis: { mode: 'cluster', replicas: [...large.redis.replicas] } }, true);
  assert.deepEqual(redis, { mode: 'cluster', replicas: [1, 1, 1, 1, 1, 1] });
  const uneven = fitting({ mongo: null, redis: { mode: 'cluster', replicas: [4, 1, 4] } }, false);
  assert.deepEqual(uneven.redis, { mode: 'cluster', replicas: [4, 1, 4] }, `${MOST_REDIS_NODES} fit`);
});

test('replicas are laid out round by round', () => {
  assert.deepEqual(shardsOfReplicas([1, 1, 1]), [0, 1, 2]);
  assert.deepEqual(shardsOfReplicas([2, 0, 1]), [0, 2, 0]);
  assert.deepEqual(shardsOfReplicas([0]), []);
});
