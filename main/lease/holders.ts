// Who holds the leases of a profile's targets now, for screens. Reads only, and never fails for one target that is silent.

import type { LeaseHolders } from '../../shared/model/lease.ts';
import type { MongoAccess } from '../mongo/mongo-access.ts';
import type { RedisAccess } from '../redis/redis-access.ts';
import type { LeaseView } from './lease.ts';
import { readMongoLease } from './mongo-lease-document.ts';
import { viewOf } from './mongo-lease.ts';
import { rivalOf } from './redis-lease-names.ts';
import { electorateOf } from './redis-lease.ts';

const SCOPES = ['change', 'content'] as const;
const TIMEOUT_MS = 1_500;

export async function holdersOf({
  redis,
  mongo,
}: {
  readonly redis: RedisAccess | null;
  readonly mongo: MongoAccess | null;
}): Promise<LeaseHolders> {
  const asked = await Promise.allSettled([
    redis === null ? [] : redisHolders(redis),
    mongo === null ? [] : mongoHolders(mongo),
  ]);
  return {
    leases: asked.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])),
    unknown: (['redis', 'mongo'] as const).filter((_area, index) => asked[index]!.status === 'rejected'),
  };
}

async function redisHolders(redis: RedisAccess): Promise<readonly LeaseView[]> {
  const voters = await electorateOf(redis);
  const answers = await Promise.allSettled(
    voters.map((nodeId) => redis.leases.clients(nodeId, { timeoutMs: TIMEOUT_MS })),
  );
  const heard = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const failure = answers.find((answer) => answer.status === 'rejected');
  if (heard.length === 0 && failure?.status === 'rejected') throw failure.reason;
  const views = new Map<string, LeaseView>();
  for (const client of heard.flat()) {
    const found = rivalOf(client, SCOPES, '');
    if (found?.state !== 'lease') continue;
    for (const scope of found.scopes) {
      const key = `${scope} ${found.token}`;
      const silentMs = Math.min(client.idleMs, views.get(key)?.silentMs ?? Infinity);
      views.set(key, { area: 'redis', scope, holder: found.holder, fence: found.fence, silentMs });
    }
  }
  return [...views.values()];
}

async function mongoHolders(mongo: MongoAccess): Promise<readonly LeaseView[]> {
  const states = await Promise.all(
    SCOPES.map(async (scope) => ({ scope, state: await readMongoLease(mongo.client(), scope) })),
  );
  return states.flatMap(({ scope, state }) => (state?.holder == null ? [] : [viewOf(scope, state, state.holder)]));
}
