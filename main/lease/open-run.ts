// A run's way to its targets: takes all its leases or none, in one order everywhere, and gives it accesses that send what
// changes a server only while they are held, the profile is not read-only, and it is no dry run.

import { randomBytes } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import type { MongoAccess } from '../mongo/mongo-access.ts';
import { notArmedError } from '../redis/guard.ts';
import type { RedisAccess } from '../redis/redis-access.ts';
import type { RunbookContext } from '../runbook/runbook.ts';
import type { LeaseName, OpenedRun, OpenRun } from './lease.ts';
import { takeMongoLease } from './mongo-lease.ts';
import { readBeside, type MongoReader } from './mongo-reader.ts';
import { runConnectionName } from './redis-lease-names.ts';
import { takeRedisLease } from './redis-lease.ts';
import type { TakeOptions, TargetLease } from './target-lease.ts';

export interface OpenRunOptions {
  /** What planning uses: accesses that only read. */
  contextOf(profileId: string, signal: AbortSignal): RunbookContext | Promise<RunbookContext>;
  /** Asked again whenever something that changes a server is about to be sent. */
  isReadOnly(profileId: string): boolean;
}

/** What is taken in one target. Leases are taken in the order of these names, by every console. */
interface Part {
  readonly area: LeaseName['area'];
  readonly scopes: readonly LeaseName['scope'][];
  readonly writes: boolean;
}

interface Taken {
  readonly part: Part;
  readonly lease: TargetLease | null;
  readonly reader: MongoReader | null;
  readonly remarks: readonly string[];
}

export function createOpenRun({ contextOf, isReadOnly }: OpenRunOptions): OpenRun {
  return async (request) => {
    const { profileId, mayWrite, signal } = request;
    const base = await contextOf(profileId, signal);
    const parts = partsOf(request.names);
    if (mayWrite && parts.some(({ writes }) => writes) && isReadOnly(profileId)) throw readOnlyError(base);
    const lifetime = new Lifetime(`run ${request.holder.runId}`);
    const token = randomBytes(9).toString('base64url');
    const taken: Taken[] = [];
    let isLost = false;
    const onLost = (error: AppError): void => {
      if (isLost) return;
      isLost = true;
      request.onLost(error);
    };

    async function close(): Promise<void> {
      await lifetime.dispose().catch(() => undefined); // connections that would not close go with the process
      for (const { lease } of [...taken].reverse()) await lease?.release();
    }

    try {
      for (const part of parts) taken.push(await take(part, base, { ...request, token, scopes: part.scopes, onLost }));
    } catch (error) {
      await close();
      throw error;
    }

    const leaseOf = (area: Part['area']): Taken | undefined => taken.find(({ part }) => part.area === area);
    /** Asked in the moment something that changes a server of that area is about to be sent. */
    function permit(area: Part['area']): void {
      if (lifetime.ended) throw new AppError('cancelled', 'The run has ended');
      if (!mayWrite) throw new AppError('denied', 'This is a dry run: nothing that changes a server is sent');
      if (isReadOnly(profileId)) throw readOnlyError(base);
      const mine = leaseOf(area);
      if (!mine?.part.writes || mine.lease === null) throw notArmedError();
      mine.lease.assertHeld();
    }

    return {
      context: {
        ...base,
        redis: base.redis && redisOf(base.redis, leaseOf('redis'), { lifetime, token, permit: () => permit('redis') }),
        mongo: base.mongo && mongoOf(base.mongo, leaseOf('mongo'), { lifetime, permit: () => permit('mongo') }),
      },
      leases: taken.flatMap(({ lease }) => lease?.views ?? []),
      remarks: taken.flatMap(({ remarks }) => remarks),
      assertHeld() {
        for (const { lease } of taken) lease?.assertHeld();
      },
      async verify() {
        for (const { lease, reader } of taken) {
          lease?.assertHeld();
          await reader?.verify();
        }
      },
      close,
    } satisfies OpenedRun;
  };
}

/** Sorted: two consoles that want the same leases meet at the first, not each at the other's second. */
function partsOf(names: readonly LeaseName[]): readonly Part[] {
  return (['mongo', 'redis'] as const).flatMap((area) => {
    const own = names.filter((name) => name.area === area);
    const scopes = (['change', 'content'] as const).filter((scope) => own.some((name) => name.scope === scope));
    return own.length === 0 ? [] : [{ area, scopes, writes: own.some(({ writes }) => writes) }];
  });
}

async function take(part: Part, { redis, mongo }: RunbookContext, options: TakeOptions): Promise<Taken> {
  const none: Taken = { part, lease: null, reader: null, remarks: [] };
  try {
    if (part.area === 'redis') {
      if (redis === null) return none;
      const lease = await takeRedisLease(redis, options);
      return { ...none, lease, remarks: lease.remarks };
    }
    if (mongo === null) return none;
    if (!part.writes) return { ...none, reader: await readBeside(mongo, options) };
    const lease = await takeMongoLease(mongo, options);
    return { ...none, lease, remarks: lease.remarks };
  } catch (error) {
    // Whoever only copies may do so while the other kind of server is down, and as a user that may not see leases.
    const isPassable = error instanceof AppError && ['unreachable', 'timeout', 'denied'].includes(error.code);
    if (part.writes || !isPassable) throw error;
    return { ...none, remarks: [`No lease on ${part.area === 'redis' ? 'Redis' : 'MongoDB'}: ${error.message}`] };
  }
}

/** The session's own access where the run has no part in Redis: it reads, and has no raw sockets. */
function redisOf(
  redis: RedisAccess,
  taken: Taken | undefined,
  { lifetime, token, permit }: { readonly lifetime: Lifetime; readonly token: string; permit(): void },
): RedisAccess {
  if (taken === undefined) return redis;
  const { lease, part } = taken;
  return redis.forRun({
    lifetime,
    permit,
    connectionName: lease === null ? null : runConnectionName(part.scopes, token),
    confirm: async () => lease?.confirm(),
  });
}

function mongoOf(
  mongo: MongoAccess,
  taken: Taken | undefined,
  options: { readonly lifetime: Lifetime; permit(): void },
): MongoAccess {
  return taken?.part.writes === true ? mongo.forRun(options) : mongo;
}

function readOnlyError({ profile }: RunbookContext): AppError {
  return new AppError('denied', `${profile.name} is read-only: nothing can be changed on it.`, {
    hint: 'Leave read-only first; that asks for the name of the profile.',
  });
}
