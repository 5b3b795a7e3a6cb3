// Asks a Redis server for its data set the way a replica does, and hands the RDB out as it arrives. The server is asked for
// the RDB only: it keeps no backlog for us and sends nothing after it.

import type { Socket } from 'node:net';
import { AppError } from '../../../shared/errors.ts';
import type { RedisSocketOptions } from '../../redis/redis-access.ts';
import { connect, type Incoming } from './incoming.ts';

export interface ReplicationStream {
  readonly replicationId: string | null;
  readonly offset: number | null;
  /** Bytes of the RDB; null while the server does not know (it streams without a file). */
  readonly totalBytes: number | null;
  /** Each one is lent until the next one is asked for. */
  chunks(): AsyncIterable<Buffer>;
}

/** Servers send a newline every few seconds while they prepare. */
const SILENCE_MS = 60_000;
const CONNECT_MS = 10_000;
const MARK_BYTES = 40;
const MAX_LINE_BYTES = 64 * 1024;

/** Runs `use` on the server's data set; the socket is gone when it ends. */
export async function withReplicationStream<Result>(
  options: RedisSocketOptions,
  signal: AbortSignal,
  use: (stream: ReplicationStream) => Promise<Result>,
): Promise<Result> {
  const where = `${options.host}:${options.port}`;
  signal.throwIfAborted();
  const incoming = connect(options);
  const { socket } = incoming;
  socket.setTimeout(CONNECT_MS, () => socket.destroy(new AppError('timeout', `${where} does not answer.`)));
  socket.once('connect', () => socket.setTimeout(SILENCE_MS));
  const abort = (): void => void socket.destroy(new AppError('cancelled', 'The backup was cancelled.'));
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await use(await handshake(new Feed(incoming, where), socket, options, where));
  } catch (error) {
    throw mapError(error, where);
  } finally {
    signal.removeEventListener('abort', abort);
    socket.destroy();
  }
}

async function handshake(
  feed: Feed,
  socket: Socket,
  options: RedisSocketOptions,
  where: string,
): Promise<ReplicationStream> {
  const ask = async (...argv: string[]): Promise<string> => {
    socket.write(encode(argv));
    return feed.line();
  };
  if (options.password !== null) {
    const reply = await ask('AUTH', ...(options.username === null ? [] : [options.username]), options.password);
    if (reply.startsWith('-')) throw refused(reply, where);
  }
  // Older servers do not know every one of these words; they then answer as they would without.
  await ask('REPLCONF', 'capa', 'eof');
  await ask('REPLCONF', 'rdb-only', '1');
  const reply = await ask('PSYNC', '?', '-1');
  if (reply.startsWith('-')) throw refused(reply, where);
  const [, id, offset] = /^\+FULLRESYNC ([0-9a-f]{40}) (\d+)$/i.exec(reply) ?? [];
  const announcement = await feed.line();
  const base = { replicationId: id ?? null, offset: offset === undefined ? null : Number(offset) };
  const length = /^\$(\d+)$/.exec(announcement)?.[1];
  if (length !== undefined) return { ...base, totalBytes: Number(length), chunks: () => feed.take(Number(length)) };
  const mark = /^\$EOF:(.{40})$/.exec(announcement)?.[1];
  if (mark !== undefined)
    return { ...base, totalBytes: null, chunks: () => feed.takeUntil(Buffer.from(mark, 'latin1')) };
  if (announcement.startsWith('-')) throw refused(announcement, where);
  throw new AppError(
    'unsupported',
    `${where} answered a request for its data with something else: ${announcement.slice(0, 80)}`,
  );
}

/** A socket read as lines first and as bytes after. */
class Feed {
  readonly #incoming: Incoming;
  readonly #where: string;
  #rest: Buffer = Buffer.alloc(0);

  constructor(incoming: Incoming, where: string) {
    this.#incoming = incoming;
    this.#where = where;
  }

  async #next(): Promise<Buffer> {
    const chunk = await this.#incoming.next();
    if (chunk === null)
      throw new AppError('unreachable', `${this.#where} closed the connection before its data was complete.`);
    return chunk;
  }

  /** The next line that is not empty: empty ones only keep the connection alive. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf(10);
      if (end >= 0) {
        const line = this.#rest.toString('latin1', 0, end).replace(/\r$/, '');
        this.#rest = this.#rest.subarray(end + 1);
        if (line !== '') return line;
      } else {
        if (this.#rest.length > MAX_LINE_BYTES)
          throw new AppError('unsupported', `${this.#where} does not speak the replication protocol.`);
        this.#rest = Buffer.concat([this.#rest, await this.#next()]);
      }
    }
  }

  async *take(byteCount: number): AsyncGenerator<Buffer> {
    for (let left = byteCount; left > 0;) {
      const chunk = this.#rest.length > 0 ? this.#rest : await this.#next();
      const part = chunk.subarray(0, left);
      this.#rest = chunk.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  /** Holds the last 40 bytes back until it is known that they are not the mark. */
  async *takeUntil(mark: Buffer): AsyncGenerator<Buffer> {
    let tail: Buffer = Buffer.alloc(0);
    for (;;) {
      const chunk = this.#rest.length > 0 ? this.#rest : await this.#next();
      this.#rest = Buffer.alloc(0);
      const joined = chunk.length >= MARK_BYTES ? chunk : Buffer.concat([tail, chunk]);
      if (joined === chunk && tail.length > 0) yield tail;
      if (joined.length > MARK_BYTES) yield joined.subarray(0, joined.length - MARK_BYTES);
      tail = Buffer.from(joined.subarray(Math.max(0, joined.length - MARK_BYTES)));
      if (tail.equals(mark)) return;
    }
  }
}

function encode(argv: readonly string[]): string {
  return `*${argv.length}\r\n${argv.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

function refused(reply: string, where: string): AppError {
  const message = reply.slice(1, 200);
  if (/^(NOAUTH|WRONGPASS|NOPERM)/.test(message)) {
    return new AppError('denied', `${where} does not allow this user to copy its data: ${message}`, {
      hint: 'The user needs the commands PSYNC, REPLCONF (ACL: +psync +replconf) and the right password.',
    });
  }
  return new AppError('unreachable', `${where} does not give its data now: ${message}`, {
    hint: 'A replica whose link to its primary is down cannot be copied; try the primary.',
  });
}

function mapError(error: unknown, where: string): unknown {
  if (error instanceof AppError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || (!code.startsWith('E') && !code.includes('TLS') && !code.includes('CERT')))
    return error;
  return new AppError('unreachable', `The connection to ${where} failed (${code}).`, { cause: error });
}
