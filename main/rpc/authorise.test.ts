import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { contract } from '../../shared/contract/index.ts';
import type { Call } from '../../shared/contract/define.ts';
import { createAuthorise } from './authorise.ts';

const EFFECTS: Readonly<Record<string, 'read' | 'write' | 'destroy'>> = {
  'backup.verify': 'read',
  'redis.failover': 'destroy',
};
const RUNS: Readonly<Record<string, { profileId: string; runbookId: string }>> = {
  'run-verify': { profileId: 'locked', runbookId: 'backup.verify' },
  'run-failover': { profileId: 'locked', runbookId: 'redis.failover' },
};

const authorise = createAuthorise({
  isReadOnly: (profileId) => profileId === 'locked',
  profileName: (profileId) => `the ${profileId} one`,
  runbookEffect: (id) => EFFECTS[id],
  runOf: (id) => RUNS[id],
});

const ask = (name: keyof typeof contract, input: object): void => authorise(name, contract[name] as Call, input);

describe('while a profile is read-only', () => {
  for (const [name, entry] of Object.entries(contract)) {
    if (entry.type !== 'call') continue;
    const runs = name === 'runbooks.start' || name === 'runs.resume';
    it(`${name} (${entry.effect}) is ${entry.effect === 'read' ? 'allowed' : 'refused'}`, () => {
      const input = { profileId: 'locked', ...(runs ? { runbookId: 'redis.failover', runId: 'run-failover' } : {}) };
      if (entry.effect === 'read') ask(name as keyof typeof contract, input);
      else
        assert.throws(() => ask(name as keyof typeof contract, input), { code: 'denied', message: /the locked one/ });
      ask(name as keyof typeof contract, { profileId: 'open' });
    });
  }

  it('a runbook that changes no server may be started and resumed', () => {
    ask('runbooks.start', { profileId: 'locked', runbookId: 'backup.verify' });
    ask('runs.resume', { profileId: 'locked', runId: 'run-verify' });
  });

  it('a runbook nobody knows counts as the worst', () => {
    assert.throws(() => ask('runbooks.start', { profileId: 'locked', runbookId: 'no.such' }), { code: 'denied' });
  });
});

it('a run cannot be resumed under another profile’s name', () => {
  assert.throws(() => ask('runs.resume', { profileId: 'open', runId: 'run-failover' }), { code: 'bad_request' });
});
