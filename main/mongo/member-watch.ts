// What is known about one member from asking it once a tick: the newest answer, and since when it is silent.
// A member that does not answer is asked once and then waited for, never asked again on top: polls must not pile up.

import type { Document, MongoClient, MongoClientOptions } from 'mongodb';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import { uriOf } from './client-settings.ts';
import { closeClient } from './close-client.ts';
import { isNotInSet, isUnauthorized, needsSignIn, silenceError, toMongoError } from './errors.ts';
import { notArmedError } from './guard.ts';
import { guardedClient } from './guarded-connection.ts';
import { SERVER_STATUS } from './member-figures.ts';
import { readHello, readSetStatus, sectionOf, type Hello, type SetStatus } from './read-set-status.ts';

export interface MemberAnswer {
  /** The middle of the round trip. */
  readonly atMs: number;
  /** Null where the user may not run serverStatus. */
  readonly serverStatus: Document | null;
  readonly hello: Hello;
  /** replSetGetStatus, when it was asked for and allowed. */
  readonly setStatus: SetStatus | null;
  readonly version: string;
}

export interface MemberAskOptions {
  readonly withSetStatus: boolean;
  readonly timeoutMs: number;
}

export interface MemberWatchOptions {
  readonly host: string;
  readonly options: MongoClientOptions;
  readonly isArbiter: boolean;
  readonly clock: Clock;
}

/** A member silent for this long counts as down. */
export const DOWN_AFTER_MS = 5000;
/** A tick does not wait long for a member that was down already; its answer counts in the next tick. */
const PATIENCE_WITH_DOWN_MS = 50;
const REST_AFTER_DENIED_MS = 5000;

export class MemberWatch {
  readonly host: string;
  readonly client: MongoClient;
  readonly #isArbiter: boolean;
  readonly #clock: Clock;
  #pending: Promise<void> | undefined;
  #retryAtMs = 0;
  #answer: MemberAnswer | null = null;
  #lastError: AppError | null = null;
  #lastSeenMs: number;
  #mayServerStatus = true;
  #maySetStatus = true;
  #closed = false;

  constructor({ host, options, isArbiter, clock }: MemberWatchOptions) {
    this.host = host;
    this.client = guardedClient(uriOf([host]), options, () => {
      throw notArmedError();
    });
    this.#isArbiter = isArbiter;
    this.#clock = clock;
    this.#lastSeenMs = clock.now();
    // The monitor notices a refused connection at once; a command would wait for it to come back.
    this.client.on('serverHeartbeatFailed', ({ failure }) => {
      if (this.#pending !== undefined || this.#answer !== null) this.#lastError ??= toMongoError(failure, host);
    });
  }

  /** When it last answered (or was first met). */
  get lastSeenMs(): number {
    return this.#lastSeenMs;
  }

  /** Its newest answer, however old. */
  get answer(): MemberAnswer | null {
    return this.#answer;
  }

  get error(): AppError | null {
    if (this.#lastError !== null) return this.#lastError;
    return this.#pending === undefined ? null : silenceError(this.host);
  }

  /** Commands the user may not run here. */
  get refused(): readonly ('serverStatus' | 'replSetGetStatus')[] {
    if (this.#isArbiter) return [];
    return [
      ...(this.#mayServerStatus ? [] : ['serverStatus' as const]),
      ...(this.#maySetStatus ? [] : ['replSetGetStatus' as const]),
    ];
  }

  /** `live`: answered at or after `sinceMs`. */
  presence(sinceMs: number): 'live' | 'late' | 'down' {
    if (this.#lastError !== null) return 'down';
    if (this.#answer !== null && this.#lastSeenMs >= sinceMs) return 'live';
    return this.#clock.now() - this.#lastSeenMs >= DOWN_AFTER_MS ? 'down' : 'late';
  }

  /** Asks once and waits for at most `timeoutMs`. Still waiting for an earlier answer: does nothing. */
  async ask({ withSetStatus, timeoutMs }: MemberAskOptions): Promise<void> {
    if (this.#pending !== undefined || this.#clock.now() < this.#retryAtMs) return;
    const asked = this.#exchange(withSetStatus).finally(() => (this.#pending = undefined));
    this.#pending = asked;
    const patienceMs = this.#lastError === null ? timeoutMs : Math.min(timeoutMs, PATIENCE_WITH_DOWN_MS);
    const timer = new AbortController();
    const timeUp = this.#clock.sleep(patienceMs, timer.signal).catch(() => undefined);
    await Promise.race([asked, this.#failure(timer.signal), timeUp]);
    timer.abort();
  }

  /** Resolves as soon as the monitor says that the member cannot be reached. */
  async #failure(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        this.client.off('serverHeartbeatFailed', settle);
        resolve();
      };
      this.client.on('serverHeartbeatFailed', settle);
      signal.addEventListener('abort', settle, { once: true });
    });
  }

  async #exchange(withSetStatus: boolean): Promise<void> {
    try {
      const sentMs = this.#clock.now();
      const [serverStatus, setStatus] = await Promise.all([
        this.#serverStatus(),
        withSetStatus ? this.#setStatus() : null,
      ]);
      const hello = serverStatus === null ? await this.#run({ hello: 1 }) : sectionOf(serverStatus, 'repl');
      const version = serverStatus === null ? await this.#version() : String(serverStatus['version'] ?? '');
      const receivedMs = this.#clock.now();
      this.#answer = { atMs: (sentMs + receivedMs) / 2, serverStatus, hello: readHello(hello), setStatus, version };
      this.#lastSeenMs = receivedMs;
      this.#lastError = null;
    } catch (error) {
      const failure = toMongoError(error, this.host);
      this.#lastError = failure.code === 'timeout' ? silenceError(this.host) : failure;
      if (failure.code === 'denied') this.#retryAtMs = this.#clock.now() + REST_AFTER_DENIED_MS;
    }
  }

  /** Null where the user may not run it. */
  async #serverStatus(): Promise<Document | null> {
    if (!this.#mayServerStatus) return null;
    try {
      return await this.#run(SERVER_STATUS);
    } catch (error) {
      this.#throwUnlessRefused(error);
      this.#mayServerStatus = false;
      return null;
    }
  }

  /** Null where the user may not run it, or the member belongs to no set. */
  async #setStatus(): Promise<SetStatus | null> {
    if (!this.#maySetStatus) return null;
    try {
      return readSetStatus(await this.#run({ replSetGetStatus: 1 }));
    } catch (error) {
      if (isNotInSet(error)) return null;
      this.#throwUnlessRefused(error);
      this.#maySetStatus = false;
      return null;
    }
  }

  /** A missing privilege costs a part of the page; a missing sign-in is an error, but for an arbiter, which has no users. */
  #throwUnlessRefused(error: unknown): void {
    if (!isUnauthorized(error) || (needsSignIn(error) && !this.#isArbiter)) throw error;
  }

  /** What the member says of the set, now: for a tick in which the member that was to be asked did not answer. */
  async readSetStatus(timeoutMs: number): Promise<SetStatus | null> {
    const timer = new AbortController();
    const timeUp = this.#clock.sleep(timeoutMs, timer.signal).then(
      () => null,
      () => null,
    );
    const asked = this.#setStatus().catch(() => null); // the next tick says why
    const status = await Promise.race([asked, timeUp]);
    timer.abort();
    return status;
  }

  async #version(): Promise<string> {
    if (this.#answer !== null && this.#answer.version !== '') return this.#answer.version;
    const { version } = await this.#run({ buildInfo: 1 });
    return String(version ?? '');
  }

  async #run(command: Document): Promise<Document> {
    // A closed client would silently connect again for a command.
    if (this.#closed) throw new AppError('cancelled', 'The connection to MongoDB was closed');
    return this.client.db('admin').command(command, { timeoutMS: DOWN_AFTER_MS });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.client.removeAllListeners();
    await closeClient(this.client);
  }
}
