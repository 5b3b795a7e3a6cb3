// One reply of a Redis server that is too long to be held: its bytes are handed out as they come, at the pace of whoever reads them.

import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AppError } from '../../shared/errors.ts';
import { encodeCommand } from './encode-command.ts';
import { timeoutError, toRedisError } from './errors.ts';
import type { RedisSocketOptions } from './redis-access.ts';

const SILENCE_MS = 60_000;
const LINE_FEED = 10;
const MAX_LINE_BYTES = 64 * 1024;

export interface LongReply {
  readonly bytes: number;
  readonly parts: AsyncIterable<Buffer>;
}

/**
 * Sends `commands` on a socket of its own, which only read, and runs `use` on the bulk string that answers the last one; null: there
 * is none. The socket is gone when it ends. Throws what the server answers instead.
 */
export async function withLongReply<Result>(
  options: RedisSocketOptions,
  commands: readonly (readonly (string | Buffer)[])[],
  signal: AbortSignal,
  use: (reply: LongReply | null) => Promise<Result>,
): Promise<Result> {
  const { host, port, tls, username, password } = options;
  signal.throwIfAborted();
  const socket = tls === null ? connectTcp({ host, port, noDelay: true }) : connectTls({ ...tls, host, port });
  socket.setTimeout(SILENCE_MS, () => socket.destroy(timeoutError(options, SILENCE_MS)));
  const abort = (): void => void socket.destroy(new AppError('cancelled', 'The reading was cancelled.'));
  signal.addEventListener('abort', abort, { once: true });
  try {
    await once(socket, tls === null ? 'connect' : 'secureConnect');
    const login = password === null ? [] : [['AUTH', ...(username === null ? [] : [username]), password]];
    const feed = new ReplyFeed(socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>, options);
    let head = '';
    for (const command of [...login, ...commands]) {
      socket.write(encodeCommand(command));
      head = await feed.line();
      if (head.startsWith('-')) throw toRedisError(new Error(head.slice(1, 200)), options);
    }
    const bytes = Number(head.slice(1));
    if (!head.startsWith('$') || !Number.isSafeInteger(bytes))
      throw new AppError('unsupported', 'The server answers in another way than Redis does.');
    return await use(bytes < 0 ? null : { bytes, parts: feed.take(bytes) });
  } catch (error) {
    throw error instanceof AppError ? error : toRedisError(error, options);
  } finally {
    signal.removeEventListener('abort', abort);
    socket.destroy();
  }
}

class ReplyFeed {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #place: RedisSocketOptions;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterator<Buffer>, place: RedisSocketOptions) {
    this.#chunks = chunks;
    this.#place = place;
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf(LINE_FEED);
      if (end >= 0) {
        const line = this.#rest.toString('latin1', 0, end).trimEnd();
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      if (this.#rest.length > MAX_LINE_BYTES)
        throw new AppError('unsupported', 'The server answers in another way than Redis does.');
      this.#rest = Buffer.concat([this.#rest, await this.#next()]);
    }
  }

  async *take(bytes: number): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0;) {
      const chunk = this.#rest.length > 0 ? this.#rest : await this.#next();
      const part = chunk.subarray(0, left);
      this.#rest = chunk.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  async #next(): Promise<Buffer> {
    const { value, done } = await this.#chunks.next();
    if (done) throw toRedisError(new Error('Connection is closed.'), this.#place);
    return value;
  }
}
