import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memberHealth, setHealth, type MemberFacts } from './member-health.ts';

const well: MemberFacts = { presence: 'live', state: 'SECONDARY', delaySeconds: 0, trouble: null };

test('health of a member', () => {
  const cases: readonly [MemberFacts, number | null, string][] = [
    [well, 0, 'healthy'],
    [well, 1000, 'healthy'],
    [well, 1001, 'attention'],
    [{ ...well, delaySeconds: 3600 }, 3_600_000, 'healthy'],
    [{ ...well, delaySeconds: 3600 }, 3_602_000, 'attention'],
    [{ ...well, state: 'RECOVERING' }, null, 'attention'],
    [{ ...well, state: 'ROLLBACK' }, null, 'attention'],
    [{ ...well, state: 'ARBITER' }, null, 'healthy'],
    [{ ...well, presence: 'down', state: 'DOWN' }, null, 'attention'],
    [{ ...well, presence: 'late' }, null, 'unknown'],
    [{ ...well, presence: 'gone' }, null, 'unknown'],
  ];
  for (const [member, lagMs, expected] of cases)
    assert.equal(memberHealth(member, lagMs), expected, JSON.stringify(member));
});

test('health of the set', () => {
  const set = { mode: 'replica-set', primary: 'rs/0', votersUp: 3, voters: 3 } as const;
  assert.equal(setHealth(set, []), 'healthy');
  assert.equal(setHealth({ ...set, votersUp: 2 }, []), 'attention');
  assert.equal(setHealth({ ...set, votersUp: 4, voters: 5 }, []), 'healthy');
  assert.equal(setHealth({ ...set, votersUp: 1 }, []), 'critical');
  assert.equal(setHealth({ ...set, primary: null }, []), 'critical');
  assert.equal(setHealth({ ...set, votersUp: 1, voters: 1 }, []), 'healthy');
  assert.equal(setHealth({ ...set, mode: 'standalone', primary: null }, []), 'healthy');
});
