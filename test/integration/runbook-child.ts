// A console in a process of its own, to be killed with -9 in the middle of a run. Told what to do in one JSON argument.

import { Lifetime } from '../../shared/lifetime.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { runbookBench, type BenchTarget } from './runbook-bench.ts';

interface Order extends Omit<BenchTarget, 'lifetime'> {
  readonly runbookId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const { runbookId, parameters, ...target } = JSON.parse(process.argv[2]!) as Order;
const lifetime = new Lifetime('child');
const bench = await runbookBench({ ...target, lifetime });
// On a busy machine a member may be late at first: then it is planned again.
const runId = await waitFor(() => bench.start(runbookId, parameters), { timeoutMs: 30_000 });
const state = await bench.engine.settled(runId);
await lifetime.dispose();
process.exitCode = state.run.status === 'done' ? 0 : 1;
