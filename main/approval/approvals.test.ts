import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Profile } from '../../shared/model/profile.ts';
import type { Plan } from '../../shared/model/run.ts';
import type { SecretStore } from '../host.ts';
import { hashPlan } from '../runbook/plan-hash.ts';
import type { Clock } from '../../shared/clock.ts';
import { createApprovals, type Approvals, type PlanToApprove } from './approvals.ts';
import { needsApproval } from './needs-approval.ts';

const PASSPHRASE = 'correct horse battery';
const TEXTS = { en: { title: 'Fail over' } };

const noKeystore: SecretStore = {
  available: false,
  backend: 'none',
  reason: 'No keystore here.',
  get: () => Promise.resolve(undefined),
  set: () => Promise.reject(new Error('none')),
  remove: () => Promise.resolve(),
};

function keystore(): SecretStore {
  const held = new Map<string, string>();
  return {
    available: true,
    backend: 'test',
    reason: null,
    get: (name) => Promise.resolve(held.get(name)),
    set: (name, value) => Promise.resolve(void held.set(name, value)),
    remove: (name) => Promise.resolve(void held.delete(name)),
  };
}

function planOf(change: Partial<Plan> = {}): Plan {
  const plan = {
    runbookId: 'redis.failover',
    profileId: 'shop',
    parameters: { replica: 'a' },
    title: { key: 'title' },
    effect: 'write' as const,
    target: 'The shop',
    changes: [],
    steps: [{ id: 'act', kind: 'act' as const, title: { key: 'title' }, commands: [], cancellable: false }],
    warnings: [],
    wayBack: null,
    needsApproval: true,
    from: null,
    blocked: false,
    ...change,
  };
  return { ...plan, createdMs: 1, hash: hashPlan(plan) };
}

function standingClock(startMs: number): Two['clock'] {
  let nowMs = startMs;
  return { now: () => nowMs, sleep: () => Promise.resolve(), set: (ms) => void (nowMs = ms) };
}

interface Two {
  readonly asks: Approvals;
  readonly signs: Approvals;
  readonly clock: Clock & { set(ms: number): void };
  readonly folder: string;
  what(plan?: Plan): Promise<PlanToApprove>;
  approve(plan?: Plan, hours?: number): Promise<string>;
}

/** Two consoles, each with a key; the profile trusts the second one's. */
async function twoConsoles(context: TestContext): Promise<Two> {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-approval-'));
  context.after(() => rm(folder, { recursive: true }));
  const clock = standingClock(Date.parse('2026-11-20T10:00:00Z'));
  const console = (name: string, secrets: SecretStore): Approvals =>
    createApprovals({
      settingsFolder: join(folder, name, 'settings'),
      dataFolder: join(folder, name, 'data'),
      secrets,
      clock,
      operator: () => name,
    });
  const asks = console('first', noKeystore);
  const signs = console('second', keystore());
  await asks.createKey({ passphrase: PASSPHRASE, replace: false });
  const { publicKey } = await signs.createKey({ passphrase: null, replace: false });
  const profile: Profile = {
    id: 'shop',
    name: 'The shop',
    environment: 'production',
    colour: '#336699',
    stores: [],
    approval: { asks: 'changes', approvers: [{ name: 'Second', publicKey: publicKey! }] },
  };
  const what = (plan = planOf()): Promise<PlanToApprove> => Promise.resolve({ plan, profile, texts: TEXTS });
  return {
    asks,
    signs,
    clock,
    folder,
    what,
    async approve(plan = planOf(), hours = 4) {
      const { content } = await asks.request(await what(plan), 'maintenance');
      return (await signs.sign({ request: content, hours, reason: 'looked at it', passphrase: null })).content;
    },
  };
}

test('an approval lets its plan run once', async (context) => {
  const two = await twoConsoles(context);
  const approval = await two.approve();
  const verdict = await two.asks.check(await two.what(), approval);
  assert.deepEqual(
    { ...verdict, expiresMs: new Date(verdict.expiresMs).toISOString() },
    { approvedBy: 'Second', reason: 'looked at it', expiresMs: '2026-11-20T14:00:00.000Z' },
  );
  const [one, other] = [
    await two.asks.approve(await two.what(), approval),
    await two.asks.approve(await two.what(), approval),
  ];
  await one.use();
  await assert.rejects(other.use(), { code: 'conflict', message: /used already/ });
  await assert.rejects(two.asks.check(await two.what(), approval), { code: 'conflict', message: /used already/ });
});

test('it is refused, with its own words, for whatever it was not given for', async (context) => {
  const two = await twoConsoles(context);
  const approval = await two.approve();
  const refused = async (what: PlanToApprove, code: string, message: RegExp): Promise<void> =>
    assert.rejects(two.asks.check(what, approval), { code, message });
  await refused(await two.what(planOf({ parameters: { replica: 'b' } })), 'conflict', /is for the plan/);
  await refused(await two.what(planOf({ runbookId: 'mongo.failover' })), 'conflict', /the runbook redis.failover/);
  await refused(await two.what(planOf({ target: 'Another' })), 'conflict', /the target The shop/);
  await refused(await two.what(planOf({ profileId: 'other' })), 'conflict', /the profile shop/);
  const what = await two.what();
  await refused({ ...what, texts: { en: { title: 'Harmless' } } }, 'conflict', /other words/);
  const trusts = (approvers: { name: string; publicKey: string }[]): PlanToApprove => ({
    ...what,
    profile: { ...what.profile, approval: { asks: 'changes', approvers } },
  });
  await refused(trusts([]), 'denied', /does not know the key of second/);
  const key = what.profile.approval!.approvers[0]!.publicKey;
  await refused(trusts([{ name: 'first', publicKey: key }]), 'denied', /second person is needed/);
  two.clock.set(Date.parse('2026-11-20T14:00:01Z'));
  await refused(what, 'denied', /expired at 2026-11-20T14:00/);
  two.clock.set(Date.parse('2026-11-20T09:50:00Z'));
  await refused(what, 'denied', /valid from 2026-11-20T10:00/);
});

test('every changed field, and another key, is found by the signature', async (context) => {
  const two = await twoConsoles(context);
  const approval = JSON.parse(await two.approve()) as Record<string, string>;
  const what = await two.what();
  for (const [field, value] of Object.entries(approval)) {
    if (field === 'signature') continue;
    const changed = /At$/.test(field)
      ? '2027-11-20T14:00:00.000Z'
      : value.replace(/[0-9a-z]/i, (c) => (c === 'a' ? 'b' : 'a'));
    await assert.rejects(
      two.asks.check(what, JSON.stringify({ ...approval, [field]: changed })),
      (error: { code: string }) => ['denied', 'bad_request'].includes(error.code),
    );
  }
  await assert.rejects(two.asks.check(what, JSON.stringify({ ...approval, signature: 'AAAA' })), {
    code: 'denied',
    message: /signature/,
  });
});

test('what is no approval is told apart', async (context) => {
  const two = await twoConsoles(context);
  const what = await two.what();
  const { content: request } = await two.asks.request(what, '');
  await assert.rejects(two.asks.check(what, 'not json'), { code: 'bad_request', message: /not JSON/ });
  await assert.rejects(two.asks.check(what, '[]'), { code: 'bad_request', message: /not an approval/ });
  await assert.rejects(two.asks.check(what, request), { code: 'bad_request', message: /a request that waits/ });
  await assert.rejects(two.signs.inspect(await two.approve()), { code: 'bad_request', message: /It is an approval/ });
  await assert.rejects(two.asks.check(what, '{"format":"marsad-approval/1"}'), {
    code: 'bad_request',
    message: /requestId/,
  });
});

test('nobody approves what they asked for, nor a plan that is blocked or was changed on its way', async (context) => {
  const two = await twoConsoles(context);
  const { content } = await two.asks.request(await two.what(), 'x');
  await assert.rejects(two.asks.sign({ request: content, hours: 1, reason: '', passphrase: PASSPHRASE }), {
    code: 'denied',
    message: /second person/,
  });
  const blocked = await two.asks.request(await two.what(planOf({ blocked: true })), 'x');
  await assert.rejects(two.signs.sign({ request: blocked.content, hours: 1, reason: '', passphrase: null }), {
    code: 'denied',
  });
  await assert.rejects(two.signs.inspect(content.replace('"replica": "a"', '"replica": "b"')), { code: 'damaged' });
});

test('an approval is used where it was asked for', async (context) => {
  const two = await twoConsoles(context);
  const approval = await two.approve();
  await rm(join(two.folder, 'first', 'data'), { recursive: true });
  await assert.rejects(two.asks.check(await two.what(), approval), { code: 'denied', message: /has not made/ });
});

test('without a keystore the private key is an encrypted file, with one it is no file at all', async (context) => {
  const { asks, signs, folder, what } = await twoConsoles(context);
  const file = (await asks.key()).file!;
  assert.match(await readFile(file, 'utf8'), /^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(join(folder, 'second', 'settings')), ['approval-key.json']);
  assert.match((await signs.key()).fingerprint ?? '', /^SHA256:[A-Za-z0-9+/]{43}$/);
  await assert.rejects(asks.createKey({ passphrase: PASSPHRASE, replace: false }), { code: 'conflict' });
  await assert.rejects(asks.createKey({ passphrase: 'short', replace: true }), { code: 'bad_request' });
  const { content } = await signs.request(await what(), 'the other way round');
  const sign = (passphrase: string | null): Promise<unknown> =>
    asks.sign({ request: content, hours: 1, reason: '', passphrase });
  await assert.rejects(sign('wrong passphrase'), (error: { code: string; message: string }) => {
    assert.equal(error.code, 'denied');
    assert.doesNotMatch(error.message, /wrong passphrase/);
    return true;
  });
  await assert.rejects(sign(null), { code: 'bad_request', message: /passphrase/ });
  await sign(PASSPHRASE);
  await writeFile(join(folder, 'first', 'settings', 'approval-key.json'), '{');
  await assert.rejects(asks.key(), { code: 'damaged' });
});

test('the rule of a profile, and what a runbook asks for itself', () => {
  const profile = (asks?: 'never' | 'destroy' | 'changes'): Profile => ({
    id: 'p',
    name: 'p',
    environment: 'lab',
    colour: '#000000',
    stores: [],
    ...(asks === undefined ? {} : { approval: { asks, approvers: [] } }),
  });
  const runbook = (effect: 'read' | 'write' | 'destroy', asksApproval = false) => ({ effect, asksApproval });
  const table = (asks?: 'never' | 'destroy' | 'changes'): boolean[] =>
    (['read', 'write', 'destroy'] as const).map((effect) => needsApproval(profile(asks), runbook(effect)));
  assert.deepEqual(table(), [false, false, false]);
  assert.deepEqual(table('never'), [false, false, false]);
  assert.deepEqual(table('destroy'), [false, false, true]);
  assert.deepEqual(table('changes'), [false, true, true]);
  assert.equal(needsApproval(profile('never'), runbook('read', true)), true);
});
