// The engine in a process of its own, as a face starts it, so that its processor time and its memory are its alone.

import { runRunbook, startConsole, type ConsoleOptions, type TestConsole } from '../fixtures/console.ts';
import { Lifetime } from '../../shared/lifetime.ts';

/** What the process is told: once how to open, then what to run. */
export type EngineOrder =
  | { readonly kind: 'open'; readonly options: Omit<ConsoleOptions, 'lifetime' | 'onJournal' | 'library'> }
  | { readonly kind: 'run'; readonly runbookId: string; readonly parameters: Readonly<Record<string, string>> };

/** What it answers. */
export type EngineAnswer =
  | { readonly kind: 'opened' }
  | {
      readonly kind: 'ran';
      readonly ms: number;
      readonly cpuSeconds: number;
      readonly outputs: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'failed'; readonly reason: string };

const lifetime = new Lifetime('engine of a benchmark');
let console: TestConsole | undefined;

process.on('message', (order: EngineOrder) => {
  follow(order).then(
    (answer) => process.send!(answer),
    (error: unknown) => process.send!({ kind: 'failed', reason: String(error) } satisfies EngineAnswer),
  );
});
process.once('disconnect', () => void lifetime.dispose().finally(() => process.exit()));

async function follow(order: EngineOrder): Promise<EngineAnswer> {
  if (order.kind === 'open') {
    console = await startConsole({ ...order.options, lifetime });
    return { kind: 'opened' };
  }
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  const { outputs } = await runRunbook(console!, order.runbookId, order.parameters);
  const ms = performance.now() - startMs;
  const { user, system } = process.cpuUsage(cpu);
  return { kind: 'ran', ms, cpuSeconds: (user + system) / 1e6, outputs };
}
