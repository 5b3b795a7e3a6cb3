import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createPipe } from '../../shared/pipe-wire.ts';
import { createRpcClient } from '../../shared/rpc-client.ts';
import type { LabState } from '../../shared/contract/app.ts';
import type { ClientFrame, ServerFrame } from '../../shared/wire.ts';
import { live } from '../../main/live.ts';
import { sendStream } from '../../main/rpc/stream-sender.ts';
import { systemClock } from '../../main/system-clock.ts';
import { MAX_BACKLOG_BYTES } from '../../main/rpc/session.ts';
import { createConformanceEngine } from '../fixtures/conformance-engine.ts';
import { runConformance, until } from './wire-conformance.ts';

runConformance('pipe', async (engine) => {
  const { client, server } = createPipe();
  const stop = engine.serve(server);
  return { wire: client, close: async () => stop() };
});

test('a slow reader gets a fresh snapshot instead of a pile of patches', async () => {
  const { client, server } = createPipe();
  const frames: ServerFrame[] = [];
  client.onFrame((text) => frames.push(JSON.parse(text) as ServerFrame));
  const value = live({ text: '', count: 0 }, []);
  const stop = sendStream({
    id: 1,
    live: value,
    wire: server,
    clock: systemClock,
    send: (frame) => server.send(JSON.stringify(frame)),
  });
  client.hold();
  for (let count = 1; count <= 100; count += 1) value.update(() => ({ text: `${count}`.repeat(50_000), count }));
  assert.ok(server.backlogBytes < 1_300_000, `${server.backlogBytes} bytes are waiting`);
  client.release();
  await until(() => frames.at(-1)?.t === 'snap' && frames.length > 1, 'the fresh snapshot comes');
  assert.deepEqual(frames.at(-1), { t: 'snap', id: 1, rev: 100, state: value.get().state });
  value.update((state) => ({ ...state, count: 101 }));
  await until(() => frames.at(-1)?.t === 'patch', 'patches go on');
  assert.deepEqual(frames.at(-1), { t: 'patch', id: 1, rev: 101, patch: { set: { count: 101 } } });
  stop();
  value.update((state) => ({ ...state, count: 102 }));
  assert.equal(server.backlogBytes, 0);
});

test('a client that asks and asks and never reads loses its wire', async () => {
  const { client, server } = createPipe();
  const engine = createConformanceEngine();
  engine.serve(server);
  const closed = new AbortController();
  server.onClose(() => closed.abort());
  client.hold();
  const word = 'x'.repeat(2_000_000);
  for (let id = 1; id <= 40 && !closed.signal.aborted; id += 1) {
    client.send(JSON.stringify({ t: 'call', id, name: 'test.echo', input: { word } }));
    await systemClock.sleep(1);
  }
  await until(() => closed.signal.aborted, 'the wire is closed');
  assert.ok(server.backlogBytes <= MAX_BACKLOG_BYTES + 2 * word.length, `${server.backlogBytes} bytes wait`);
});

test('the client reopens a stream when a revision is missing', async () => {
  const { client, server } = createPipe();
  const asked: ClientFrame[] = [];
  server.onFrame((text) => asked.push(JSON.parse(text) as ClientFrame));
  const send = (frame: ServerFrame): void => server.send(JSON.stringify(frame));
  const states: LabState[] = [];
  createRpcClient(client).watch('lab.watch', {}, { onState: (state) => states.push(state) });
  const lab = { running: false, folder: '/lab', profileId: null, load: 'off', servers: [] } as const;

  await until(() => asked.length === 1, 'the stream is opened');
  const first = asked[0]!.id;
  send({ t: 'snap', id: first, rev: 4, state: { lab } });
  send({ t: 'patch', id: first, rev: 6, patch: { set: { lab: { ...lab, load: 'on' } } } });
  await until(() => asked.length === 3, 'it is closed and opened again');
  assert.deepEqual(
    asked.slice(1).map(({ t }) => t),
    ['close', 'open'],
  );
  assert.equal(states.length, 1, 'nothing built on the gap is shown');

  send({ t: 'patch', id: first, rev: 7, patch: { set: { lab: { ...lab, folder: '/old' } } } });
  send({ t: 'snap', id: asked[2]!.id, rev: 7, state: { lab: { ...lab, load: 'on' } } });
  await until(() => states.length === 2, 'the fresh snapshot is shown');
  assert.equal(states[1]!.lab.load, 'on');
});
