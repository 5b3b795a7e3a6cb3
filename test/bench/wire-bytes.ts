// What travels to a page: the frames of `fleet.watch` on a real wire, for the lab's shape (6 Redis nodes, 3 members), tick by
// tick while nothing happens, and whole. No peer: the bar is absolute.

import { Lifetime } from '../../shared/lifetime.ts';
import { createPipe } from '../../shared/pipe-wire.ts';
import type { ClientFrame, ServerFrame } from '../../shared/wire.ts';
import { consoleOnLabShape } from '../fixtures/console.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { median, quantile, type BenchRow } from './bench.ts';

const TICKS = 20;
const IDLE_LIMIT = 2_000;
const FULL_LIMIT = 64_000;

export async function bench(): Promise<readonly BenchRow[]> {
  const lifetime = new Lifetime('wire-bytes');
  try {
    const { app, profileId } = await consoleOnLabShape(lifetime);
    const pipe = createPipe();
    lifetime.add(app.serve(pipe.server));
    const patches: number[] = [];
    let snapshot = 0;
    pipe.client.onFrame((text) => {
      const frame = JSON.parse(text) as ServerFrame;
      if (frame.t === 'snap') snapshot = Math.max(snapshot, Buffer.byteLength(text));
      if (frame.t === 'patch') patches.push(Buffer.byteLength(text));
    });
    const open = (id: number): void =>
      pipe.client.send(
        JSON.stringify({ t: 'open', id, name: 'fleet.watch', input: { profileId } } satisfies ClientFrame),
      );
    open(1);
    await waitFor(() => patches.length >= 5, { timeoutMs: 30_000 }); // the first ticks still discover
    patches.length = 0;
    await waitFor(() => patches.length >= TICKS, { timeoutMs: 60_000 });
    open(2); // a second page gets everything known by now in one frame
    await waitFor(() => snapshot > 5_000, { timeoutMs: 10_000 });
    const idle = median(patches);
    return [
      {
        name: 'bytes on the wire, idle tick, 6 + 3 servers',
        ours: idle,
        peer: null,
        unit: 'B',
        bar: '≤ 2 kB',
        holds: idle <= IDLE_LIMIT,
        note: `p95 ${quantile(patches, 0.95)} B over ${patches.length} ticks`,
      },
      {
        name: 'bytes on the wire, whole state, 6 + 3 servers',
        ours: snapshot,
        peer: null,
        unit: 'B',
        bar: '≤ 64 kB',
        holds: snapshot <= FULL_LIMIT,
      },
    ];
  } finally {
    await lifetime.dispose();
  }
}
