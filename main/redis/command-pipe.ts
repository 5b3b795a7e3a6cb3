// One raw socket of a run to one node, for very many commands: they come encoded, go out as they are, and are answered in
// order. Nothing is sent without the run's permit. It never reconnects: who lost an answer decides what to do about it.

import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import { encodeCommand } from './encode-command.ts';
import { timeoutError, toRedisError } from './errors.ts';
import type { Safety } from './node-connection.ts';
import type { CommandPipe, RedisSocketOptions } from './redis-access.ts';
import { ErrorReply, ReplyReader, type PlainReply } from './reply-reader.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const SILENCE_MS = 60_000;
const NEEDS_NO_PASSWORD = /without any password configured|no password is set/i;

interface Waiting {
  readonly count: number;
  readonly replies: PlainReply[];
  readonly resolve: (replies: readonly PlainReply[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Connected, signed in, named, and confirmed by the run's lease. Rejects with an AppError. */
export async function openCommandPipe(
  options: RedisSocketOptions,
  safety: Safety,
  lifetime: Lifetime,
): Promise<CommandPipe> {
  const { host, port, tls, username, password, connectionName } = options;
  const socket = tls === null ? connectTcp({ host, port, noDelay: true }) : connectTls({ ...tls, host, port });
  const forget = lifetime.add(() => void socket.destroy());
  socket.once('close', () => void forget());
  const waiting: Waiting[] = [];
  listen(socket, options, waiting);

  const exchange = (bytes: Buffer, count: number): Promise<readonly PlainReply[]> =>
    new Promise((resolve, reject) => {
      if (socket.destroyed) return reject(closed(options));
      safety.permit();
      waiting.push({ count, replies: [], resolve, reject });
      socket.write(bytes);
    });
  const sayHello = async (...argv: string[]): Promise<void> => {
    const reply = new Promise<readonly PlainReply[]>((resolve, reject) => {
      if (socket.destroyed) return reject(closed(options));
      waiting.push({ count: 1, replies: [], resolve, reject });
      socket.write(encodeCommand(argv));
    });
    const [answer] = await reply;
    if (answer instanceof ErrorReply && !NEEDS_NO_PASSWORD.test(answer.message))
      throw toRedisError(new Error(answer.message), options);
  };
  try {
    if (password !== null) await sayHello('AUTH', ...(username === null ? [] : [username]), password);
    await sayHello(...(connectionName === null ? ['PING'] : ['CLIENT', 'SETNAME', connectionName]));
    await safety.confirm?.();
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return {
    exchange,
    async exchangeParts(parts) {
      let answered = false;
      const reply = new Promise<readonly PlainReply[]>((resolve, reject) =>
        waiting.push({ count: 1, replies: [], resolve, reject }),
      ).finally(() => (answered = true));
      reply.catch(() => undefined);
      try {
        for await (const part of parts) {
          if (answered) break; // refused in the middle: `reply` tells
          safety.permit();
          if (!socket.write(part)) await Promise.race([once(socket, 'drain'), reply]);
        }
      } catch (error) {
        socket.destroy(); // the server waits for the rest of a command that does not come
        throw toRedisError(error, options);
      }
      const [answer = null] = await reply;
      return answer;
    },
    close: () => void socket.destroy(),
  };
}

/** Hands replies to whoever waits for them, and the end of the connection to all. */
function listen(socket: Socket, place: RedisSocketOptions, waiting: Waiting[]): void {
  const reader = new ReplyReader();
  const onReply = (reply: PlainReply): void => {
    const first = waiting[0];
    if (!first) throw closed(place);
    first.replies.push(reply);
    if (first.replies.length < first.count) return;
    waiting.shift();
    first.resolve(first.replies);
  };
  let reason: unknown;
  socket.setTimeout(CONNECT_TIMEOUT_MS, () => {
    if (socket.connecting || waiting.length > 0)
      socket.destroy(timeoutError(place, socket.connecting ? CONNECT_TIMEOUT_MS : SILENCE_MS));
  });
  socket.once('connect', () => socket.setTimeout(SILENCE_MS));
  socket.on('data', (portion: Buffer) => {
    try {
      reader.push(portion, onReply);
    } catch (error) {
      socket.destroy(error as Error);
    }
  });
  socket.on('error', (error) => (reason ??= error));
  socket.on('close', () => {
    const error = reason === undefined ? closed(place) : toRedisError(reason, place);
    for (const each of waiting.splice(0)) each.reject(error);
  });
}

function closed(place: RedisSocketOptions): AppError {
  return toRedisError(new Error('Connection is closed.'), place);
}
