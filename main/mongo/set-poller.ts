// Reads all members of one profile, tick by tick: the set's own status from the primary (or whoever answers), and each
// member's figures in one round trip. Holds the clients and what must be remembered. It never changes anything on a server.

import type { MongoClient } from 'mongodb';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { MongoTarget } from '../../shared/model/profile.ts';
import type { MongoMember, MongoSummary } from '../../shared/model/mongo.ts';
import { mostTelling } from '../most-telling.ts';
import type { ClientSettings } from './client-settings.ts';
import { asGone, composeSet, memberKey, STANDALONE_KEY, type ObservedMember } from './compose-set.ts';
import { silenceError } from './errors.ts';
import { MemberMeter } from './member-figures.ts';
import { LagMeter } from './member-lag.ts';
import { MemberWatch } from './member-watch.ts';
import type { MongoReading } from './mongo-access.ts';
import type { SetStatus } from './read-set-status.ts';
import { SlowReads } from './slow-reads.ts';
import { statusFromHello } from './set-without-status.ts';

export interface SetPollerOptions {
  readonly target: MongoTarget;
  readonly settings: () => ClientSettings;
  readonly clock: Clock;
}

type Privilege = MongoSummary['missing'][number];

const SHOWS: Readonly<Record<string, string>> = {
  serverStatus: 'operations, connections, cache and the oplog window',
  replSetGetStatus: 'lag, sync source and what members see of each other',
  replSetGetConfig: 'priority, votes, hidden members and delays',
  'collStats on local.oplog.rs': 'the size of the oplog',
};

export class SetPoller {
  readonly #options: SetPollerOptions;
  readonly #watches = new Map<string, MemberWatch>();
  /** Every connection that was opened and not closed, members or only seeds. */
  readonly #opened = new Set<MemberWatch>();
  #closed = false;
  readonly #meters = new Map<string, MemberMeter>();
  readonly #lag = new LagMeter();
  readonly #slow = new SlowReads();
  readonly #gone = new Map<string, MongoMember>();
  #rows: Readonly<Record<string, MongoMember>> = {};
  /** Key of the member whose word on the set counted last. */
  #asked: string | null = null;

  constructor(options: SetPollerOptions) {
    this.#options = options;
  }

  client(key: string): MongoClient | undefined {
    return this.#watches.get(key)?.client;
  }

  /** `host:port` the member is reached at. */
  host(key: string): string | undefined {
    return this.#watches.get(key)?.host;
  }

  async read(timeoutMs: number): Promise<MongoReading> {
    const startMs = this.#options.clock.now();
    const leftMs = (): number => Math.max(1, startMs + timeoutMs - this.#options.clock.now());
    if (this.#watches.size === 0) await this.#discover(leftMs());
    const asked = this.#askedNext();
    await this.#askAll([...this.#watches.keys()], asked, leftMs());
    const status = await this.#statusOf(asked, startMs, leftMs());
    if (status === null) throw this.#noAnswer();
    await this.#readSlowThings(status);
    await this.#adopt(status, leftMs());
    const reading = composeSet(
      {
        mode: status.name === '' ? 'standalone' : 'replica-set',
        status,
        config: this.#slow.config,
        members: this.#observe(status, startMs),
        gone: [...this.#gone.values()],
        oplogSizeBytes: this.#slow.oplogSizeBytes,
        oplogFull: this.#slow.oplogFull,
        missing: this.#missing(),
      },
      { meterOf: (key) => this.#meterOf(key), lag: this.#lag },
    );
    this.#rows = reading.members;
    return reading;
  }

  /** Also ends a reading that is under way: it opens nothing any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#opened].map((watch) => watch.close()));
    this.#opened.clear();
    this.#watches.clear();
  }

  /** Asks all seeds at once; the first good answer says which members there are. */
  async #discover(timeoutMs: number): Promise<void> {
    const seeds = this.#options.target.seeds.map((host) => this.#watch(host, false));
    try {
      const first = await Promise.any(
        seeds.map(async (seed) => {
          await seed.ask({ withSetStatus: true, timeoutMs });
          if (seed.answer === null) throw seed.error ?? silenceError(seed.host);
          if (seed.answer.hello.state === 'ARBITER') throw arbiterError(seed.host);
          return seed;
        }),
      );
      this.#checkName(first);
      const { hello, setStatus } = first.answer!;
      const status = setStatus ?? statusFromHello(new Map([[hello.me ?? first.host, hello]]), null)!;
      for (const { memberId, host, state } of status.members) {
        const key = memberKey(status.name, memberId);
        const seed = seeds.find((candidate) => candidate.host === host && state !== 'ARBITER');
        this.#watches.set(key, seed ?? this.#watch(status.name === '' ? first.host : host, state === 'ARBITER'));
      }
    } catch (error) {
      throw error instanceof AggregateError ? mostTelling(error.errors as unknown[], NOTHING_READ) : error;
    } finally {
      const kept = new Set(this.#watches.values());
      for (const seed of seeds) if (!kept.has(seed)) this.#unwatch(seed);
    }
  }

  #checkName({ host, answer }: MemberWatch): void {
    const wanted = this.#options.target.replicaSet;
    const found = answer!.hello.setName;
    if (wanted === undefined || found === wanted) return;
    const what = found === null ? 'belongs to no replica set' : `belongs to the replica set ${found}`;
    throw new AppError('bad_request', `MongoDB at ${host} ${what}, the profile says ${wanted}`, {
      hint: 'Correct the set name of the profile; leave it empty for a standalone server.',
    });
  }

  /** The primary knows best how far the others are; without one, the members take turns. */
  #askedNext(): string | undefined {
    const answering = [...this.#watches].filter(([, watch]) => watch.error === null).map(([key]) => key);
    const primary = answering.find((key) => this.#watches.get(key)!.answer?.hello.state === 'PRIMARY');
    return primary ?? answering.find((key) => key !== this.#asked) ?? answering[0];
  }

  async #askAll(keys: readonly string[], asked: string | undefined, timeoutMs: number): Promise<void> {
    await Promise.all(keys.map((key) => this.#watches.get(key)?.ask({ withSetStatus: key === asked, timeoutMs })));
  }

  /** What the asked member says of the set; another one where it did not answer; what hello tells where none may say. */
  async #statusOf(asked: string | undefined, startMs: number, timeoutMs: number): Promise<SetStatus | null> {
    const live = [...this.#watches].filter(([, watch]) => watch.presence(startMs) === 'live');
    const isPrimary = ([, watch]: (typeof live)[number]): boolean => watch.answer?.hello.state === 'PRIMARY';
    // A primary that was elected since the last tick is asked at once: its word is newer.
    const order = live.toSorted(
      (a, b) => Number(isPrimary(b)) - Number(isPrimary(a)) || Number(b[0] === asked) - Number(a[0] === asked),
    );
    for (const [key, watch] of order) {
      const status = key === asked ? watch.answer!.setStatus : await watch.readSetStatus(timeoutMs);
      if (status === null || status.members.length === 0) continue;
      if (this.#asked !== key) this.#lag.reset();
      this.#asked = key;
      return status;
    }
    const hellos = new Map(live.map(([, watch]) => [watch.answer!.hello.me ?? watch.host, watch.answer!.hello]));
    return statusFromHello(hellos, this.#slow.config);
  }

  async #readSlowThings(status: SetStatus): Promise<void> {
    const source =
      this.#watches.get(this.#asked ?? '') ?? [...this.#watches.values()].find((watch) => watch.answer !== null);
    if (status.name === '' || source === undefined) return;
    await this.#slow.refresh(status, source.client, this.#options.clock.now());
  }

  /** Opens and closes clients as the set says, and keeps who left. New members are asked at once. */
  async #adopt(status: SetStatus, timeoutMs: number): Promise<void> {
    const hosts = new Map(status.members.map((member) => [memberKey(status.name, member.memberId), member]));
    for (const [key, watch] of this.#watches) {
      if (key === STANDALONE_KEY || hosts.get(key)?.host === watch.host) continue;
      this.#watches.delete(key);
      this.#unwatch(watch);
      const row = this.#rows[key];
      if (!hosts.has(key) && row !== undefined) this.#gone.set(key, asGone(row, watch.lastSeenMs));
    }
    const met: string[] = [];
    for (const [key, { host, state }] of hosts) {
      this.#gone.delete(key);
      if (this.#watches.has(key)) continue;
      this.#watches.set(key, this.#watch(host, state === 'ARBITER'));
      met.push(key);
    }
    await this.#askAll(met, undefined, timeoutMs);
  }

  #observe(status: SetStatus, startMs: number): ObservedMember[] {
    return status.members.map((member) => {
      const key = memberKey(status.name, member.memberId);
      const watch = this.#watches.get(key);
      const presence = watch?.presence(startMs) ?? 'late';
      return {
        key,
        status: member,
        presence: presence === 'late' && member.state === 'DOWN' ? 'down' : presence,
        lastSeenMs: watch?.answer == null ? (member.lastHeardMs ?? watch?.lastSeenMs ?? startMs) : watch.lastSeenMs,
        answer: watch?.answer ?? null,
        trouble: presence === 'live' ? null : (watch?.error?.message ?? member.message),
      };
    });
  }

  #missing(): Privilege[] {
    const refused = new Set(this.#slow.refused);
    for (const watch of this.#watches.values()) for (const command of watch.refused) refused.add(command);
    return [...refused].toSorted().map((privilege) => ({ privilege, shows: SHOWS[privilege] ?? '' }));
  }

  #noAnswer(): AppError {
    return mostTelling(
      [...this.#watches.values()].flatMap((watch) => watch.error ?? []),
      NOTHING_READ,
    );
  }

  #watch(host: string, isArbiter: boolean): MemberWatch {
    if (this.#closed) throw new AppError('cancelled', 'The connection to MongoDB was closed');
    const watch = new MemberWatch({
      host,
      options: this.#options.settings().direct,
      isArbiter,
      clock: this.#options.clock,
    });
    this.#opened.add(watch);
    return watch;
  }

  /** Closing waits for what is under way, seconds with a silent server: no tick waits for it, only the end does. */
  #unwatch(watch: MemberWatch): void {
    void watch.close().finally(() => this.#opened.delete(watch));
  }

  #meterOf(key: string): MemberMeter {
    const meter = this.#meters.get(key) ?? new MemberMeter();
    this.#meters.set(key, meter);
    return meter;
  }
}

/** An arbiter has no users: it would hide that the password is wrong everywhere else. */
function arbiterError(host: string): AppError {
  return new AppError('unsupported', `MongoDB at ${host} is an arbiter: it holds no data and no users`, {
    hint: 'Name a member that holds data in the profile.',
  });
}

const NOTHING_READ = new AppError('unreachable', 'No MongoDB member of this profile could be read', {
  hint: 'Check the addresses of the profile.',
});
