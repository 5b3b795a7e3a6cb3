// Proof: wrong messages. The whole engine is served as it is to a page; its one profile points at a trap that counts every
// connection. None of the messages may get an answer that is not a refusal, none may reach the trap, and memory stays flat.

import { createServer, type Server } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createApp, type App } from '../../main/app.ts';
import { createNodeHost } from '../../main/node-host.ts';
import { MAX_FAULTS } from '../../main/rpc/session.ts';
import { systemClock } from '../../main/system-clock.ts';
import { createPipe } from '../../shared/pipe-wire.ts';
import type { ServerFrame } from '../../shared/wire.ts';
import type { Prove } from './proof.ts';
import { oneOf, seededRandom } from './proof.ts';
import { KINDS, wrongMessage, type Kind } from './wire-messages.ts';
import { tryForeignOrigins, tryForeignSenders } from './wire-strangers.ts';

const SEED = 20_261_120;
const PROFILE_ID = 'guarded';
/** Frames of 4 MB are costly to make: a few show what there is to show. */
const MOST_TOO_LONG = 40;
/** How much more the heap may hold at the end than after the first tenth. */
const FLAT_BYTES = 12_000_000;

interface Tally {
  sent: number;
  refused: number;
  dropped: number;
}

export const prove: Prove = async (count) => {
  const random = seededRandom(SEED);
  const trap = await openTrap();
  const folder = await mkdtemp(join(tmpdir(), 'marsad-wire-'));
  const crashes: unknown[] = [];
  const onCrash = (error: unknown): void => void crashes.push(error);
  process.on('unhandledRejection', onCrash);
  const app = await guardedApp(folder, trap.port);
  const tallies = new Map<Kind, Tally>(KINDS.map((kind) => [kind, { sent: 0, refused: 0, dropped: 0 }]));
  const accepted: string[] = [];
  let heapAtFirst = 0;
  try {
    for (let sent = 0; sent < count;) {
      const batch = Math.min(MAX_FAULTS - 1, count - sent);
      await sendBatch(app, batch, random, tallies, accepted);
      sent += batch;
      if (heapAtFirst === 0 && sent >= count / 10) heapAtFirst = heapBytes();
    }
    const strangers = [tryForeignSenders(count, random), await tryForeignOrigins(app, Math.ceil(count / 500), random)];
    const letIn = strangers.reduce((sum, each) => sum + each.letIn, 0);
    const grewBytes = heapBytes() - heapAtFirst;
    const { version } = await app.call('app.info', {});
    const holds =
      trap.connections() === 0 &&
      crashes.length === 0 &&
      accepted.length === 0 &&
      letIn === 0 &&
      grewBytes < FLAT_BYTES;
    return {
      rows: [
        ['kind', 'sent', 'refused in words', 'dropped, or its wire closed'],
        ...[...tallies].map(([kind, { sent, refused, dropped }]) => [kind, sent, refused, dropped].map(String)),
        ...strangers.map(({ kind, tried, letIn: passed }) => [kind, tried, tried - passed, 0].map(String)),
        ...accepted.slice(0, 5).map((text) => ['ACCEPTED', text.slice(0, 200)]),
        ...crashes.slice(0, 5).map((error) => ['CRASH', String(error)]),
      ],
      closing:
        `${count} wrong messages: ${accepted.length} accepted, ${letIn} strangers let in, ${trap.connections()} reached a driver, ${crashes.length} crashes, ` +
        `heap ${(grewBytes / 1e6).toFixed(1)} MB more at the end; the engine (${version}) still answers.`,
      holds,
    };
  } finally {
    process.off('unhandledRejection', onCrash);
    await app.dispose();
    await trap.close();
    await rm(folder, { recursive: true });
  }
};

/** One page with a wire of its own: it is closed for too many faults, so a batch stays just below that. */
async function sendBatch(
  app: App,
  size: number,
  random: () => number,
  tallies: Map<Kind, Tally>,
  accepted: string[],
): Promise<void> {
  const { client, server } = createPipe();
  app.serve(server);
  const sent = new Map<number, { readonly kind: Kind; readonly text: string }>();
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  client.onClose(close);
  client.onFrame((text) => {
    const frame = JSON.parse(text) as ServerFrame;
    if (frame.id === size) return answer(); // the good call after all the wrong ones
    const message = sent.get(frame.id);
    if (message === undefined) return;
    sent.delete(frame.id);
    const isRefusal = frame.t === 'err' || (frame.t === 'end' && frame.error !== undefined);
    if (isRefusal) tallies.get(message.kind)!.refused += 1;
    else accepted.push(message.text);
  });
  for (let id = 0; id < size; id += 1) {
    const message = wrongMessage(nextKind(random, tallies), id, PROFILE_ID, random);
    tallies.get(message.kind)!.sent += 1;
    sent.set(id, message);
    client.send(message.text);
    if (message.kind === 'replay of a refused change') client.send(message.text);
  }
  client.send(JSON.stringify({ t: 'call', id: size, name: 'app.info', input: {} }));
  await Promise.race([closed, answered]);
  // Calls that were refused late still answer; what was no frame at all never does.
  await systemClock.sleep(0);
  client.close();
  for (const { kind } of sent.values()) tallies.get(kind)!.dropped += 1;
}

function nextKind(random: () => number, tallies: Map<Kind, Tally>): Kind {
  const kind = oneOf(random, KINDS);
  return kind === 'too long' && tallies.get(kind)!.sent >= MOST_TOO_LONG ? 'wrong frame' : kind;
}

async function guardedApp(folder: string, trapPort: number): Promise<App> {
  const host = {
    ...createNodeHost('browser'),
    paths: { settings: join(folder, 'settings'), data: join(folder, 'data'), cache: join(folder, 'cache') },
  };
  const app = await createApp({ host, clock: systemClock, log: { info: () => {}, warn: () => {}, error: () => {} } });
  await app.call('profiles.save', {
    profile: {
      id: PROFILE_ID,
      name: 'Guarded',
      environment: 'production',
      colour: '#aa3344',
      redis: { seeds: [`127.0.0.1:${trapPort}`] },
      mongo: { seeds: [`127.0.0.1:${trapPort}`] },
      stores: [],
    },
    secrets: {},
    keepSecrets: false,
  });
  return app;
}

async function openTrap(): Promise<{ readonly port: number; connections(): number; close(): Promise<void> }> {
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the trap has no port');
  return {
    port: address.port,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** What is really held: after a collection. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
