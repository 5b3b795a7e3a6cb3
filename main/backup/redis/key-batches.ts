// Sends one command per key to whichever node owns the key's slot now, many keys in one round trip. Follows slots that
// move meanwhile: MOVED, ASK and TRYAGAIN are answered by looking again.

import type { Clock } from '../../../shared/clock.ts';
import { AppError } from '../../../shared/errors.ts';
import type { RedisAccess, RedisBufferReply } from '../../redis/redis-access.ts';
import { SlotOwners } from './slot-owners.ts';

export interface KeyCommand {
  readonly key: Buffer;
  readonly database: number;
  readonly argv: readonly (string | Buffer)[];
  readonly bytes: number;
  /** Errors that are answers (BUSYKEY, …) come here too; those about slots never do. */
  readonly onReply: (reply: RedisBufferReply | AppError) => void;
}

export interface KeyBatchesOptions {
  readonly redis: RedisAccess;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const BATCH_COMMANDS = 500;
const BATCH_BYTES = 1024 * 1024;
const BATCHES_AT_ONCE_PER_NODE = 2;
const TIMEOUT_MS = 60_000;
const TRIES = 50;
const PAUSE_MS = 100;
const SLOT_ANSWERS: ReadonlySet<unknown> = new Set(['MOVED', 'ASK', 'TRYAGAIN', 'CLUSTERDOWN', 'LOADING', 'READONLY']);

export class KeyBatches {
  readonly #options: KeyBatchesOptions;
  readonly #owners: SlotOwners;
  readonly #open = new Map<string, { commands: KeyCommand[]; bytes: number }>();
  readonly #inFlight = new Map<string, Set<Promise<void>>>();
  #failure: unknown;

  private constructor(options: KeyBatchesOptions, owners: SlotOwners) {
    this.#options = options;
    this.#owners = owners;
  }

  static async create(options: KeyBatchesOptions): Promise<KeyBatches> {
    const owners = new SlotOwners(options.redis);
    await owners.refresh();
    return new KeyBatches(options, owners);
  }

  /** Takes a command; waits where its node has enough to do. Throws what an earlier command failed with. */
  async add(command: KeyCommand): Promise<void> {
    if (this.#owners.isCluster && command.database !== 0) {
      throw new AppError(
        'unsupported',
        `The set holds keys of database ${command.database}; a cluster has database 0 only.`,
        {
          hint: 'Restore this set to a standalone server.',
        },
      );
    }
    const owner = this.#owners.of(command.key);
    const home = `${owner}/${command.database}`;
    const batch = this.#open.get(home) ?? { commands: [], bytes: 0 };
    this.#open.set(home, batch);
    batch.commands.push(command);
    batch.bytes += command.bytes;
    if (batch.commands.length >= BATCH_COMMANDS || batch.bytes >= BATCH_BYTES) {
      this.#open.delete(home);
      await this.#send(owner, batch.commands);
    }
  }

  /** Everything that was added has been answered after this. */
  async finish(): Promise<void> {
    for (const [home, { commands }] of this.#open) await this.#send(home.slice(0, home.lastIndexOf('/')), commands);
    this.#open.clear();
    await this.settle();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Nothing is under way after this, whatever became of it. */
  async settle(): Promise<void> {
    for (const jobs of this.#inFlight.values()) await Promise.all(jobs);
  }

  async #send(owner: string, commands: readonly KeyCommand[]): Promise<void> {
    const jobs = this.#inFlight.get(owner) ?? new Set();
    this.#inFlight.set(owner, jobs);
    while (jobs.size >= BATCHES_AT_ONCE_PER_NODE) await Promise.race(jobs);
    if (this.#failure !== undefined) throw this.#failure;
    const job: Promise<void> = this.#deliver(owner, commands)
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => jobs.delete(job));
    jobs.add(job);
  }

  async #deliver(owner: string, commands: readonly KeyCommand[]): Promise<void> {
    let left = await this.#exchange(owner, commands, false);
    for (let attempt = 1; left.length > 0; attempt += 1) {
      if (attempt > TRIES) throw left[0]!.error;
      await this.#options.clock.sleep(PAUSE_MS, this.#options.signal);
      await this.#owners.refresh();
      left = await this.#again(left);
    }
  }

  /** Sends each refused command where it belongs now. */
  async #again(refused: readonly Refused[]): Promise<Refused[]> {
    const homes = new Map<string, { node: string; asking: boolean; commands: KeyCommand[] }>();
    for (const { command, error, node: from } of refused) {
      const importer =
        error.details?.['reply'] === 'ASK' ? await this.#owners.importerOf(command.key, from) : undefined;
      const node = importer ?? this.#owners.of(command.key);
      const home = homes.get(`${node}/${importer !== undefined}`) ?? {
        node,
        asking: importer !== undefined,
        commands: [],
      };
      homes.set(`${node}/${importer !== undefined}`, home);
      home.commands.push(command);
    }
    const left: Refused[] = [];
    for (const { node, asking, commands } of homes.values())
      left.push(...(await this.#exchange(node, commands, asking)));
    return left;
  }

  /** Returns the commands that another node must answer. */
  async #exchange(node: string, commands: readonly KeyCommand[], asking: boolean): Promise<Refused[]> {
    const { redis, signal } = this.#options;
    signal.throwIfAborted();
    const database = commands[0]?.database ?? 0;
    const lines = asking ? commands.flatMap(({ argv }) => [['ASKING'], argv]) : commands.map(({ argv }) => argv);
    const sent = database === 0 ? lines : [['SELECT', String(database)], ...lines, ['SELECT', '0']];
    const replies = await redis.pipeline(node, sent, { timeoutMs: TIMEOUT_MS });
    const own = database === 0 ? replies : replies.slice(1, -1);
    const refused: Refused[] = [];
    commands.forEach((command, index) => {
      const reply = own[asking ? 2 * index + 1 : index] ?? null;
      if (!(reply instanceof Error)) return command.onReply(reply);
      const error = reply instanceof AppError ? reply : new AppError('internal', reply.message);
      if (SLOT_ANSWERS.has(error.details?.['reply'])) refused.push({ command, error, node });
      else command.onReply(error);
    });
    return refused;
  }
}

interface Refused {
  readonly command: KeyCommand;
  readonly error: AppError;
  /** Who refused. */
  readonly node: string;
}
