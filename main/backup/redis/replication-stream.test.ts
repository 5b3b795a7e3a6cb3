// The replication protocol at its edges, against a server that answers exactly what the test says.

import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { Lifetime } from '../../../shared/lifetime.ts';
import { withReplicationStream } from './replication-stream.ts';

const lifetime = new Lifetime('test');
after(() => lifetime.dispose());

const ID = 'f'.repeat(40);
const MARK = '0123456789012345678901234567890123456789';

/** Answers commands with `OK`, and PSYNC with what `onSync` writes. */
async function primary(
  onSync: (socket: Socket) => void,
  onCommand: (command: string) => string = () => '+OK\r\n',
): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      const command = data.toString('latin1');
      if (command.includes('PSYNC')) onSync(socket);
      else socket.write(onCommand(command));
    });
    lifetime.add(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  lifetime.add(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

function copy(
  port: number,
  options: { password?: string; username?: string; signal?: AbortSignal } = {},
): Promise<{ data: string; offset: number | null; total: number | null }> {
  const socket = {
    host: '127.0.0.1',
    port,
    tls: null,
    username: options.username ?? null,
    password: options.password ?? null,
    connectionName: null,
  };
  return withReplicationStream(socket, options.signal ?? new AbortController().signal, async (stream) => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream.chunks()) chunks.push(Buffer.from(chunk));
    return { data: Buffer.concat(chunks).toString('latin1'), offset: stream.offset, total: stream.totalBytes };
  });
}

/** Writes the parts one by one, so that they arrive apart. */
function drip(parts: readonly string[]): (socket: Socket) => void {
  return (socket) => {
    socket.setNoDelay(true);
    const next = (index: number): void => {
      if (index < parts.length) socket.write(parts[index]!, 'latin1', () => setImmediate(next, index + 1));
    };
    next(0);
  };
}

test('a data set of known length, with newlines before it that only keep the line alive', async () => {
  const port = await primary(
    drip(['\n', '\n', `+FULLRESYNC ${ID} 42\r\n`, '\n\n', '$10\r\n01234', '56789', '*1\r\n$4\r\nPING\r\n']),
  );
  assert.deepEqual(await copy(port), { data: '0123456789', offset: 42, total: 10 });
});

test('a data set that ends in a mark, wherever the mark is cut', async () => {
  const whole = `payload ${MARK.slice(0, 20)} that looks like the mark${MARK}`;
  for (let cut = 1; cut < whole.length; cut += 1) {
    const port = await primary(
      drip([`+FULLRESYNC ${ID} 0\r\n$EOF:${MARK}\r\n`, whole.slice(0, cut), whole.slice(cut)]),
    );
    assert.equal((await copy(port)).data, whole.slice(0, -40), `cut at ${cut}`);
  }
});

test('byte by byte', async () => {
  const port = await primary(drip([...`+FULLRESYNC ${ID} 0\r\n$EOF:${MARK}\r\nabc${MARK}`]));
  assert.equal((await copy(port)).data, 'abc');
});

test('a connection that ends too early is an error', async () => {
  for (const answer of [
    `+FULLRESYNC ${ID} 0\r\n$10\r\n01234`,
    `+FULLRESYNC ${ID} 0\r\n$EOF:${MARK}\r\nabc${MARK.slice(1)}`,
    '',
  ]) {
    const port = await primary((socket) => void socket.end(answer));
    await assert.rejects(copy(port), { code: 'unreachable' });
  }
});

test('a refusal says what the user lacks, and never the password', async () => {
  const denied = await primary(
    () => undefined,
    () => '-NOPERM this user has no permissions to run the command\r\n',
  );
  await assert.rejects(
    copy(denied, { username: 'me', password: 'hunter2' }),
    (error: { code: string; hint: string; message: string }) => {
      assert.equal(error.code, 'denied');
      assert.match(error.hint, /\+psync/);
      assert.ok(!JSON.stringify(error).includes('hunter2') && !error.message.includes('hunter2'));
      return true;
    },
  );
  const noLink = await primary(
    (socket) => void socket.write("-NOMASTERLINK Can't SYNC while not connected with my master\r\n"),
  );
  await assert.rejects(copy(noLink), { code: 'unreachable', hint: /try the primary/ });
});

test('nothing listening, and a cancel in the middle', async () => {
  const port = await primary(() => undefined);
  await assert.rejects(copy(1), { code: 'unreachable' });
  const controller = new AbortController();
  const copying = copy(port, { signal: controller.signal });
  setImmediate(() => controller.abort());
  await assert.rejects(copying, { code: 'cancelled' });
});

test('nonsense instead of a protocol is refused', async () => {
  const port = await primary((socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\nhello\r\n'));
  await assert.rejects(copy(port), { code: 'unsupported' });
});
