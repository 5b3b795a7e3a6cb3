// What a connection receives, portion by portion, read from the network no faster than it is asked for. A plain connection receives
// into one piece of memory over and over; new memory for every portion would be most of what the garbage collector has to do.

import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { RedisSocketOptions } from '../../redis/redis-access.ts';

export interface Incoming {
  readonly socket: Socket;
  /** Lent until the next one is asked for. Null once the other side has closed. Rejects with why the connection failed. */
  next(): Promise<Buffer | null>;
}

const RECEIVED_BYTES = 256 * 1024;

export function connect({ host, port, tls }: RedisSocketOptions): Incoming {
  return tls === null ? connectPlain(host, port) : connectSealed({ ...tls, host, port });
}

function connectSealed(options: ConnectionOptions): Incoming {
  const socket = connectTls(options);
  const portions = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  return { socket, next: async () => (await portions.next()).value ?? null };
}

function connectPlain(host: string, port: number): Incoming {
  let received: Buffer | null = null;
  let end: { readonly error: Error | null } | null = null;
  let waiting: (() => void) | null = null;
  const wake = (): void => {
    waiting?.();
    waiting = null;
  };
  const onread = {
    buffer: Buffer.allocUnsafeSlow(RECEIVED_BYTES),
    callback(bytes: number, memory: Uint8Array): boolean {
      received = Buffer.from(memory.buffer, memory.byteOffset, bytes);
      wake();
      return false; // no more before it is asked for
    },
  };
  const socket = connectTcp({ host, port, noDelay: true, onread });
  socket.once('error', (error) => (end = { error }));
  socket.once('close', () => {
    end ??= { error: null };
    wake();
  });
  return {
    socket,
    async next() {
      if (received === null && end === null) {
        await new Promise<void>((resolve) => {
          waiting = resolve;
          socket.resume();
        });
      }
      const portion = received;
      received = null;
      if (portion === null && end?.error) throw end.error;
      return portion;
    },
  };
}
