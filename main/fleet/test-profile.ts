// Tries a profile that may not be stored yet: connects, reads once, says in one line what is there, and disconnects.

import type { Clock } from '../../shared/clock.ts';
import type { ProfileTest, ServerTest } from '../../shared/contract/fleet.ts';
import { AppError } from '../../shared/errors.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import type { Profile, Secrets } from '../../shared/model/profile.ts';
import type { MongoReading } from '../mongo/mongo-access.ts';
import type { RedisReading } from '../redis/redis-access.ts';
import { openAccesses, type Accesses, type FleetFactories } from './connections.ts';

/** Never throws for what is wrong with a server: that is the answer. */
export async function testProfile(
  factories: FleetFactories,
  profile: Profile,
  secrets: Secrets,
  clock: Clock,
): Promise<ProfileTest> {
  const lifetime = new Lifetime(`test of ${profile.id}`);
  try {
    const only = (part: Partial<Profile>): Profile => ({
      id: profile.id,
      name: profile.name,
      environment: profile.environment,
      colour: profile.colour,
      stores: [],
      ...part,
    });
    const open = (part: Partial<Profile>): Accesses => openAccesses(factories, only(part), secrets, lifetime, clock);
    const { redis: redisTarget, mongo: mongoTarget } = profile;
    const [redis, mongo] = await Promise.all([
      redisTarget && attempt(clock, async () => describeRedis(await open({ redis: redisTarget }).redis!.read())),
      mongoTarget && attempt(clock, async () => describeMongo(await open({ mongo: mongoTarget }).mongo!.read())),
    ]);
    const backups = factories.createBackupCatalogue({
      profile,
      storeKeys: secrets.stores ?? {},
      passphrase: secrets.backupPassphrase,
      backupKey: secrets.backupKey,
      clock,
      lifetime,
    });
    const stores = await Promise.all(
      profile.stores.map(
        async ({ id }) => [id, await attempt(clock, async () => (await backups.find(id)).test())] as const,
      ),
    );
    return { redis: redis ?? null, mongo: mongo ?? null, stores: Object.fromEntries(stores) };
  } finally {
    await lifetime.dispose();
  }
}

async function attempt(clock: Clock, read: () => Promise<string>): Promise<ServerTest> {
  const startedMs = clock.now();
  const took = (): number => clock.now() - startedMs;
  try {
    return { ok: true, message: await read(), hint: null, tookMs: took() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, message: error.message, hint: error.hint ?? null, tookMs: took() };
  }
}

function describeRedis({ summary, nodes }: RedisReading): string {
  const all = Object.values(nodes).filter((node) => node.presence !== 'gone');
  const down = all.filter((node) => node.presence !== 'live').length;
  const count = `${all.length} ${all.length === 1 ? 'node' : 'nodes'}${down > 0 ? ` (${down} not answering)` : ''}`;
  return `${count}, ${summary.mode}, Redis ${summary.version}`;
}

function describeMongo({ summary, members }: MongoReading): string {
  if (summary.mode === 'standalone') return `standalone server, MongoDB ${summary.version}`;
  const all = Object.values(members).filter((member) => member.presence !== 'gone');
  const primary = summary.primary === null ? ', no primary' : '';
  return `${all.length} ${all.length === 1 ? 'member' : 'members'}, replica set ${summary.name}${primary}, MongoDB ${summary.version}`;
}
