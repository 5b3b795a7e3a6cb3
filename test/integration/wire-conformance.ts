// What every transport must do, as tests. Each transport's own test file calls `runConformance` with a way to connect to an
// engine of `conformance-engine.ts`; the tests speak frames, so nothing of the client hides a fault.

import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import type { AppError } from '../../shared/errors.ts';
import { createRpcClient, type RpcClient } from '../../shared/rpc-client.ts';
import { MAX_FRAME_LENGTH, type ServerFrame, type Wire } from '../../shared/wire.ts';
import { systemClock } from '../../main/system-clock.ts';
import { MAX_FAULTS, MAX_OPEN } from '../../main/rpc/session.ts';
import { createConformanceEngine, type ConformanceEngine, type CounterState } from '../fixtures/conformance-engine.ts';

/** A new wire to an engine, seen from the client. `close` ends both sides and everything the transport needed. */
export interface Connection {
  readonly wire: Wire;
  close(): Promise<void>;
}
export type Connect = (engine: ConformanceEngine) => Promise<Connection>;

/** Client methods by the names of the test contract. */
interface TestClient {
  call(name: string, input: unknown, options?: { readonly signal?: AbortSignal }): Promise<unknown>;
  watch(
    name: string,
    input: unknown,
    watcher: { onState(state: CounterState): void; onEnd?(error: AppError | undefined): void },
  ): () => void;
}

export function runConformance(name: string, connect: Connect): void {
  /** Runs one test on its own engine and wire. */
  async function onWire(
    run: (context: { wire: Wire; engine: ConformanceEngine; frames: ServerFrame[] }) => Promise<void>,
  ): Promise<void> {
    const engine = createConformanceEngine();
    const connection = await connect(engine);
    const frames: ServerFrame[] = [];
    connection.wire.onFrame((text) => frames.push(JSON.parse(text) as ServerFrame));
    try {
      await run({ wire: connection.wire, engine, frames });
    } finally {
      await connection.close();
    }
    await until(() => engine.openCount() === 0, 'everything ends with its wire');
  }

  const clientOf = (wire: Wire): TestClient => createRpcClient(wire) as RpcClient as unknown as TestClient;

  describe(`wire conformance: ${name}`, () => {
    it('answers a call, with the defaults of its input', () =>
      onWire(async ({ wire }) => {
        assert.deepEqual(await clientOf(wire).call('test.echo', { word: 'سلام 👋' }), { word: 'سلام 👋', times: 1 });
      }));

    it('refuses wrong input with the name of the field and not its value', () =>
      onWire(async ({ wire }) => {
        await assert.rejects(clientOf(wire).call('test.echo', { word: 5, sneaky: 'hunter2' }), (error: AppError) => {
          assert.equal(error.code, 'bad_request');
          assert.match(error.message, /word/);
          assert.doesNotMatch(JSON.stringify(error.toData()), /hunter2/);
          return true;
        });
      }));

    for (const unknown of ['no.such', '__proto__', 'constructor', 'toString', 'counter.watch']) {
      it(`has no call ${unknown}`, () =>
        onWire(async ({ wire }) => {
          await assert.rejects(clientOf(wire).call(unknown, {}), { code: 'not_found' });
        }));
    }

    it('ends a stream that does not exist with an error', () =>
      onWire(async ({ wire }) => {
        const ended = await new Promise<AppError | undefined>((resolve) => {
          clientOf(wire).watch('__proto__', {}, { onState: () => assert.fail('a state'), onEnd: resolve });
        });
        assert.equal(ended?.code, 'not_found');
      }));

    it('refuses what is not allowed, with the hint', () =>
      onWire(async ({ wire }) => {
        await assert.rejects(clientOf(wire).call('test.denied', {}), { code: 'denied', hint: 'Later.' });
      }));

    it('hides what a bug says', () =>
      onWire(async ({ wire, frames }) => {
        await assert.rejects(clientOf(wire).call('test.bug', {}), (error: AppError) => {
          assert.equal(error.code, 'internal');
          assert.match(String(error.details?.trace), /^[0-9a-f]{12}$/);
          return true;
        });
        assert.doesNotMatch(JSON.stringify(frames), /hunter2|exploded|\.ts/);
      }));

    it('cancels a call', () =>
      onWire(async ({ wire, engine, frames }) => {
        const controller = new AbortController();
        const answer = clientOf(wire).call('test.forever', {}, { signal: controller.signal });
        await until(() => engine.openCount() === 1, 'the call runs');
        controller.abort();
        await assert.rejects(answer, { code: 'cancelled' });
        await until(() => engine.openCount() === 0, 'the call ends in the engine');
        await until(
          () => frames.some((frame) => frame.t === 'err' && frame.error.code === 'cancelled'),
          'the engine says so',
        );
      }));

    it('does not swap the answers of concurrent calls', () =>
      onWire(async ({ wire }) => {
        const client = clientOf(wire);
        const words = Array.from({ length: 50 }, (_, index) => `word ${index}`);
        const answers = await Promise.all(
          words.map((word, index) => client.call('test.echo', { word, waitMs: (50 - index) % 7 })),
        );
        assert.deepEqual(
          answers,
          words.map((word) => ({ word, times: 1 })),
        );
      }));

    it('sends a snapshot, then every patch in order', () =>
      onWire(async ({ wire, frames }) => {
        const client = clientOf(wire);
        await client.call('test.count', { by: 7 });
        let state: CounterState | undefined;
        client.watch('counter.watch', {}, { onState: (next) => (state = next) });
        await until(() => state !== undefined, 'the snapshot comes');
        for (let i = 0; i < 30; i += 1) void client.call('test.count', { by: 1 });
        await until(() => state?.count === 37, 'the last patch comes');
        assert.equal(Object.keys(state!.rows).length, 31);
        const revisions = frames.flatMap((frame) => (frame.t === 'snap' || frame.t === 'patch' ? [frame] : []));
        assert.deepEqual(
          revisions.map(({ t }) => t),
          ['snap', ...Array.from({ length: 30 }, () => 'patch')],
        );
        assert.deepEqual(
          revisions.map(({ rev }) => rev),
          Array.from({ length: 31 }, (_, index) => index + 1),
        );
      }));

    it('sends nothing more after unwatching, and frees the stream', () =>
      onWire(async ({ wire, engine }) => {
        const client = clientOf(wire);
        let states = 0;
        const stop = client.watch(
          'counter.watch',
          {},
          { onState: () => (states += 1), onEnd: () => assert.fail('ended') },
        );
        await until(() => states === 1, 'the snapshot comes');
        stop();
        stop();
        await client.call('test.count', { by: 1 });
        await until(() => engine.openCount() === 0, 'the stream is freed');
        assert.equal(states, 1);
      }));

    it('opens and closes a stream at once without leaving it behind', () =>
      onWire(async ({ wire, engine }) => {
        const client = clientOf(wire);
        client.watch('counter.watch', {}, { onState: () => assert.fail('a state') })();
        await client.call('test.echo', { word: 'after' });
        await until(() => engine.openCount() === 0, 'the stream is freed');
      }));

    it('answers the first of two calls with one id, once', () =>
      onWire(async ({ wire, frames }) => {
        const frame = { t: 'call', id: 9, name: 'test.echo' };
        wire.send(JSON.stringify({ ...frame, input: { word: 'first', waitMs: 20 } }));
        wire.send(JSON.stringify({ ...frame, input: { word: 'second' } }));
        await until(() => frames.length > 0, 'an answer comes');
        await clientOf(wire).call('test.echo', { word: 'later' });
        assert.deepEqual(frames[0], { t: 'ok', id: 9, output: { word: 'first', times: 1 } });
        assert.equal(frames.filter(({ id }) => id === 9).length, 1);
      }));

    it('lives through garbage, and closes the wire of who goes on', () =>
      onWire(async ({ wire }) => {
        const garbage = [
          '',
          '{',
          'null',
          '[]',
          '{"t":"call"}',
          '{"t":"call","id":-1,"name":"x","input":{}}',
          '{"t":"cancel","id":12}',
        ];
        for (const text of garbage) wire.send(text);
        assert.deepEqual(await clientOf(wire).call('test.echo', { word: 'still here' }), {
          word: 'still here',
          times: 1,
        });
        const closed = new Promise<void>((resolve) => wire.onClose(resolve));
        for (let i = 0; i < MAX_FAULTS; i += 1) wire.send('garbage');
        await closed;
      }));

    it('closes the wire on a frame that is too long, and the engine goes on', async () => {
      const engine = createConformanceEngine();
      const first = await connect(engine);
      const closed = new Promise<void>((resolve) => first.wire.onClose(resolve));
      first.wire.send(
        JSON.stringify({ t: 'call', id: 1, name: 'test.echo', input: { word: 'x'.repeat(MAX_FRAME_LENGTH) } }),
      );
      await closed;
      await first.close();
      const second = await connect(engine);
      assert.deepEqual(await clientOf(second.wire).call('test.echo', { word: 'next' }), { word: 'next', times: 1 });
      await second.close();
    });

    it('says that an answer is too large instead of sending it', () =>
      onWire(async ({ wire }) => {
        await assert.rejects(clientOf(wire).call('test.large', {}), { code: 'limited' });
      }));

    it('limits what is open at once', () =>
      onWire(async ({ wire, engine, frames }) => {
        for (let id = 1; id <= MAX_OPEN + 5; id += 1) {
          wire.send(JSON.stringify({ t: 'call', id, name: 'test.forever', input: {} }));
        }
        await until(() => frames.length === 5, 'the surplus is refused');
        assert.ok(frames.every((frame) => frame.t === 'err' && frame.error.code === 'limited'));
        assert.equal(engine.openCount(), MAX_OPEN);
      }));

    it('ends calls and streams when the wire closes', async () => {
      const engine = createConformanceEngine();
      const connection = await connect(engine);
      const client = clientOf(connection.wire);
      const ended = new Promise<AppError | undefined>((resolve) => {
        client.watch('counter.watch', {}, { onState: () => {}, onEnd: resolve });
      });
      const answer = assert.rejects(client.call('test.forever', {}), { code: 'unreachable' });
      await until(() => engine.openCount() === 2, 'both are open');
      connection.wire.close();
      await answer;
      assert.equal((await ended)?.code, 'unreachable');
      await assert.rejects(client.call('test.echo', { word: 'late' }), { code: 'unreachable' });
      await until(() => engine.openCount() === 0, 'both have ended in the engine');
      await connection.close();
    });
  });
}

/** Waits for a condition; fails with its name after five seconds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadlineMs = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadlineMs) assert.fail(`did not happen within 5 s: ${what}`);
    await systemClock.sleep(2);
  }
}
