// The engine alone in a process, watched by one page, for test/bench/memory.ts.

import { once } from 'node:events';
import { Lifetime } from '../../shared/lifetime.ts';
import { startConsole } from '../fixtures/console.ts';
import type { MemorySample, MemoryTask } from './memory.ts';

const [task] = (await once(process, 'message')) as [MemoryTask];
const lifetime = new Lifetime('memory child');
const { app, profileId } = await startConsole({
  lifetime,
  folder: task.folder,
  redisSeeds: task.redisSeeds,
  mongo: task.mongo,
});
app.watch('fleet.watch', { profileId }, { onState: () => undefined, onEnd: () => undefined });
app.watch(
  'history.watch',
  { profileId, chart: 'redis-lag', window: '5m' },
  { onState: () => undefined, onEnd: () => undefined },
);

const samples: MemorySample[] = [];
for (let sample = 0; sample < task.samples; sample += 1) {
  await new Promise((resolve) => setTimeout(resolve, (task.minutes * 60_000) / task.samples));
  globalThis.gc?.(); // what is left is held, not merely not yet collected
  const { rss, heapUsed } = process.memoryUsage();
  samples.push({ residentBytes: rss, heapBytes: heapUsed });
}
process.send?.(samples);
await lifetime.dispose();
process.disconnect();
