// Sends one command per key to whichever node owns the key's slot now, many keys in one go, to all nodes at once. Follows slots
// that move meanwhile and nodes that fail over: what was not answered is sent again, wherever it belongs then.

import type { Clock } from '../../../shared/clock.ts';
import { AppError } from '../../../shared/errors.ts';
import { encodeCommand } from '../../redis/encode-command.ts';
import type { CommandPipe, RedisAccess } from '../../redis/redis-access.ts';
import { ErrorReply, type PlainReply } from '../../redis/reply-reader.ts';
import { SlotOwners } from './slot-owners.ts';

export interface KeyCommand {
  readonly key: Buffer;
  readonly database: number;
  /** Encoded. */
  readonly wire: Buffer;
  /**
   * Errors that are answers (BUSYKEY, …) come here too; those about slots never do. `again`: it was sent before and its answer was
   * lost, so it may have been done then.
   */
  readonly onReply: (reply: PlainReply, again: boolean) => void;
}

/** One whose bytes are too many to be held: they are read anew whenever it is sent. */
export interface LargeKeyCommand extends Omit<KeyCommand, 'wire'> {
  readonly parts: () => AsyncIterable<Buffer>;
}

export interface KeyBatchesOptions {
  readonly redis: RedisAccess;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const BATCH_COMMANDS = 500;
const BATCH_BYTES = 512 * 1024;
/** On their way to one node: the server works on one while the next arrives. */
const BATCHES_AT_ONCE_PER_NODE = 4;
/** A failover takes the node timeout (15 s unless changed) and an election. */
const TRIES = 300;
const PAUSE_MS = 200;
const SLOT_ANSWERS: ReadonlySet<string> = new Set([
  'MOVED',
  'ASK',
  'TRYAGAIN',
  'CLUSTERDOWN',
  'LOADING',
  'READONLY',
  'MASTERDOWN',
]);
const ASKING = encodeCommand(['ASKING']);
const select = (database: number): Buffer => encodeCommand(['SELECT', String(database)]);

interface Unanswered {
  readonly command: KeyCommand;
  readonly reply: ErrorReply | null;
  /** Who refused, or was lost. */
  readonly node: string;
  readonly again: boolean;
  readonly error: AppError;
}

export class KeyBatches {
  readonly #options: KeyBatchesOptions;
  readonly #owners: SlotOwners;
  readonly #open = new Map<string, { owner: string; commands: KeyCommand[]; bytes: number }>();
  readonly #inFlight = new Map<string, Set<Promise<void>>>();
  readonly #pipes = new Map<string, Promise<CommandPipe>>();
  #lostConnections = 0;
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

  /** Connections that broke so far. What such a node had answered may be gone with it, if a replica took its place. */
  get lostConnections(): number {
    return this.#lostConnections;
  }

  /** Takes a command. Gives a promise where its node has enough to do: wait for it. Throws what an earlier command failed with. */
  add(command: KeyCommand): Promise<void> | undefined {
    const owner = this.#ownerOf(command);
    const home = `${owner}/${command.database}`;
    let batch = this.#open.get(home);
    if (!batch) this.#open.set(home, (batch = { owner, commands: [], bytes: 0 }));
    batch.commands.push(command);
    batch.bytes += command.wire.length;
    if (batch.commands.length < BATCH_COMMANDS && batch.bytes < BATCH_BYTES) return undefined;
    this.#open.delete(home);
    return this.#send(owner, batch.commands);
  }

  /** Everything that was added has been answered after this. */
  async finish(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { owner, commands } of open) await this.#send(owner, commands);
    await this.#settle();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Sends one command and waits for its answer. Only while nothing else is under way. */
  async sendLarge(command: LargeKeyCommand): Promise<void> {
    const { clock, signal } = this.#options;
    let node = this.#ownerOf(command);
    let asking = false;
    for (let attempt = 1, again = false; ; attempt += 1) {
      signal.throwIfAborted();
      let reply: PlainReply;
      try {
        const pipe = await this.#pipe(node);
        if (command.database !== 0) await pipe.exchange(select(command.database), 1);
        if (asking) await pipe.exchange(ASKING, 1);
        reply = await pipe.exchangeParts(command.parts());
        if (command.database !== 0) await pipe.exchange(select(0), 1);
        if (!(reply instanceof ErrorReply && SLOT_ANSWERS.has(reply.word))) return command.onReply(reply, again);
      } catch (error) {
        if (!this.#isLost(node, error) || attempt > TRIES) throw error;
        reply = null;
        again = true;
      }
      if (attempt > TRIES) throw slotAnswer(reply, node);
      await clock.sleep(PAUSE_MS, signal);
      await this.#refresh();
      const importer = reply?.word === 'ASK' ? await this.#importerOf(command.key, node) : undefined;
      asking = importer !== undefined;
      node = importer ?? this.#owners.find(command.key) ?? node;
    }
  }

  /** Nothing is under way after this, whatever became of it; the connections are closed. */
  async close(): Promise<void> {
    await this.#settle();
    for (const pipe of this.#pipes.values()) await pipe.then((each) => each.close()).catch(() => undefined);
    this.#pipes.clear();
  }

  async #settle(): Promise<void> {
    for (const jobs of this.#inFlight.values()) await Promise.all(jobs);
  }

  #ownerOf({ key, database }: Pick<KeyCommand, 'key' | 'database'>): string {
    if (!this.#owners.isCluster || database === 0) return this.#owners.of(key);
    throw new AppError('unsupported', `The set holds keys of database ${database}; a cluster has database 0 only.`, {
      hint: 'Restore database 0 alone, or restore this set to a standalone server.',
    });
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
    let left = await this.#exchange(owner, commands, { asking: false, again: false });
    for (let attempt = 1; left.length > 0; attempt += 1) {
      if (attempt > TRIES) throw left[0]!.error;
      await this.#options.clock.sleep(PAUSE_MS, this.#options.signal);
      await this.#refresh();
      left = await this.#sendAgain(left);
    }
  }

  /** Sends each unanswered command where it belongs now. One whose slot has no owner yet stays. */
  async #sendAgain(unanswered: readonly Unanswered[]): Promise<Unanswered[]> {
    const homes = new Map<string, { node: string; asking: boolean; again: boolean; commands: KeyCommand[] }>();
    const left: Unanswered[] = [];
    for (const each of unanswered) {
      const { command, reply, again, node: from } = each;
      const importer = reply?.word === 'ASK' ? await this.#importerOf(command.key, from) : undefined;
      const node = importer ?? this.#owners.find(command.key);
      if (node === undefined) {
        left.push(each);
        continue;
      }
      const asking = importer !== undefined;
      const name = `${node}/${asking}/${again}`;
      const home = homes.get(name) ?? { node, asking, again, commands: [] };
      homes.set(name, home);
      home.commands.push(command);
    }
    for (const { node, commands, ...how } of homes.values()) left.push(...(await this.#exchange(node, commands, how)));
    return left;
  }

  /** Returns the commands that must be sent again. */
  async #exchange(
    node: string,
    commands: readonly KeyCommand[],
    { asking, again }: { readonly asking: boolean; readonly again: boolean },
  ): Promise<Unanswered[]> {
    this.#options.signal.throwIfAborted();
    const database = commands[0]!.database;
    const wires = asking ? commands.flatMap(({ wire }) => [ASKING, wire]) : commands.map(({ wire }) => wire);
    const sent = database === 0 ? wires : [select(database), ...wires, select(0)];
    let replies: readonly PlainReply[];
    try {
      const pipe = await this.#pipe(node);
      replies = await pipe.exchange(Buffer.concat(sent), sent.length);
    } catch (error) {
      if (!this.#isLost(node, error)) throw error;
      return commands.map((command) => ({ command, reply: null, node, again: true, error }));
    }
    const first = database === 0 ? 0 : 1;
    const unanswered: Unanswered[] = [];
    commands.forEach((command, index) => {
      const reply = replies[first + (asking ? 2 * index + 1 : index)] ?? null;
      if (reply instanceof ErrorReply && SLOT_ANSWERS.has(reply.word))
        unanswered.push({ command, reply, node, again, error: slotAnswer(reply, node) });
      else command.onReply(reply, again);
    });
    return unanswered;
  }

  #pipe(node: string): Promise<CommandPipe> {
    const known = this.#pipes.get(node);
    if (known) return known;
    const opening = this.#options.redis.openPipe(node);
    this.#pipes.set(node, opening);
    return opening;
  }

  /** Whether the error means that the connection is gone. The next command then opens another. */
  #isLost(node: string, error: unknown): error is AppError {
    this.#pipes
      .get(node)
      ?.then((pipe) => pipe.close())
      .catch(() => undefined);
    this.#pipes.delete(node);
    const isLost = error instanceof AppError && ['unreachable', 'timeout', 'not_found'].includes(error.code);
    if (isLost) this.#lostConnections += 1;
    return isLost;
  }

  /** While a cluster fails over, its nodes may not be readable; the map known so far then stays. */
  async #refresh(): Promise<void> {
    try {
      await this.#owners.refresh();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }

  async #importerOf(key: Buffer, node: string): Promise<string | undefined> {
    try {
      return await this.#owners.importerOf(key, node);
    } catch (error) {
      if (error instanceof AppError) return undefined; // that node went away: its slot has another owner soon
      throw error;
    }
  }
}

function slotAnswer(reply: ErrorReply | null, node: string): AppError {
  return new AppError('unreachable', `The node ${node} does not take its keys: ${reply?.message ?? 'no answer'}.`, {
    hint: 'Look at the topology; run the restore again when the cluster is whole.',
  });
}
