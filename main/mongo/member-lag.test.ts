import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LagMeter } from './member-lag.ts';
import type { MemberStatus, SetStatus } from './read-set-status.ts';

function member(memberId: number, state: string, appliedAtMs: number | null): MemberStatus {
  return {
    memberId,
    host: `h:${memberId}`,
    state,
    isUp: state !== 'DOWN',
    appliedAtMs,
    syncSourceHost: null,
    electedMs: null,
    lastHeardMs: null,
    message: null,
  };
}
function lagOf(meter: LagMeter, dateMs: number, subject: MemberStatus, ...others: MemberStatus[]): number | null {
  const status: SetStatus = { name: 'rs', term: 1, dateMs, configVersion: 1, members: [subject, ...others] };
  return meter.lagOf(subject, status);
}

test('the difference of the applied entries', () => {
  assert.equal(lagOf(new LagMeter(), 9000, member(1, 'SECONDARY', 5000), member(0, 'PRIMARY', 8500)), 3500);
});

test('after a quiet time, a member is not further behind than since it had everything', () => {
  const meter = new LagMeter();
  assert.equal(lagOf(meter, 19_000, member(1, 'SECONDARY', 10_000), member(0, 'PRIMARY', 10_000)), 0);
  assert.equal(lagOf(meter, 20_001, member(1, 'SECONDARY', 10_000), member(0, 'PRIMARY', 20_000)), 1001);
  assert.equal(lagOf(meter, 25_000, member(1, 'SECONDARY', 10_000), member(0, 'PRIMARY', 24_000)), 6000);
});

test('a member ahead of the reading of its primary is not behind', () => {
  assert.equal(lagOf(new LagMeter(), 9000, member(1, 'SECONDARY', 9000), member(0, 'PRIMARY', 8500)), 0);
});

test('no figure where there can be none', () => {
  const meter = new LagMeter();
  const primary = member(0, 'PRIMARY', 8500);
  assert.equal(lagOf(meter, 9000, primary), null);
  assert.equal(lagOf(meter, 9000, member(2, 'ARBITER', null), primary), null);
  assert.equal(lagOf(meter, 9000, member(2, 'DOWN', 1000), primary), null);
  assert.equal(lagOf(meter, 9000, member(2, 'STARTUP2', null), primary), null);
  assert.equal(lagOf(meter, 9000, member(1, 'SECONDARY', 5000), member(2, 'SECONDARY', 6000)), null, 'no primary');
});
