// A console in a process of its own that comes to harm at one journal entry of its run. Told what to do in one JSON argument;
// tells its journal's entries as JSON lines, and answers every manual step with its first answer.

import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Lifetime } from '../../../shared/lifetime.ts';
import type { App } from '../../../main/app.ts';
import type { JournalEntry } from '../../../main/runbook/journal.ts';
import { startConsole, type TestConsole } from '../../fixtures/console.ts';
import { waitFor } from '../../fixtures/wait-for.ts';
import type { Harm } from './points.ts';
import { storesOf } from './world.ts';

export interface Order {
  readonly folder: string;
  readonly redisSeeds: readonly string[];
  readonly mongo: { readonly seeds: readonly string[]; readonly name: string };
  readonly store: string;
  readonly runbookId: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Null: it runs to its end, to count the entries. */
  readonly harm: Harm | null;
}

const FILLER = 'filler';
const order = JSON.parse(process.argv[2]!) as Order;
const { folder, redisSeeds, mongo, store, runbookId, parameters, harm } = order;
const lifetime = new Lifetime('crash child');
const input = createInterface({ input: process.stdin });
let entries = -1;

const desk = await startConsole({
  lifetime,
  folder,
  redisSeeds,
  mongo,
  profile: { stores: storesOf(store) },
  onJournal,
});
const runId = await waitFor(() => begin(desk), { timeoutMs: 60_000, intervalMs: 200, what: `${runbookId} begins` });
const status = await end(desk.app, runId);
tell({ ended: status });
await lifetime.dispose();
process.exit(0);

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function onJournal(entry: JournalEntry, phase: 'before' | 'after'): Promise<void> {
  if (phase === 'before') {
    entries += 1;
    tell({ entry: entries, type: entry.type, step: 'step' in entry ? entry.step : null });
  }
  if (harm === null || harm.entry !== entries || harm.phase !== phase) return;
  if (harm.kind === 'console') process.kill(process.pid, 'SIGKILL');
  if (harm.kind === 'disk') await fillDisk();
  if (harm.kind === 'server') {
    const done = new Promise((resolve) => input.once('line', resolve));
    tell({ harm: 'now' });
    await done;
  }
}

/** Until not one byte more can be written. */
async function fillDisk(): Promise<void> {
  for (let size = 1 << 20; size >= 1; size = Math.floor(size / 8)) {
    try {
      for (;;) await appendFile(join(folder, FILLER), Buffer.alloc(size));
    } catch {
      if (!existsSync(join(folder, FILLER))) throw new Error('the disk could not be filled');
    }
  }
}

/** On servers that have just been through the last harm a plan may be blocked for a while. */
async function begin({ app, profileId }: TestConsole): Promise<string | false> {
  const plan = await app.call('runbooks.plan', { profileId, runbookId, parameters });
  if (plan.blocked) {
    const failing = plan.steps.find(({ reading }) => reading?.ok === false);
    throw new Error(`${runbookId} is blocked: ${failing?.id} ${JSON.stringify(failing?.reading?.text)}`);
  }
  const request = { profileId, runbookId, parameters, planHash: plan.hash, confirmation: 'Test', reason: 'a proof' };
  return (await app.call('runbooks.start', request)).runId;
}

function end(app: App, id: string): Promise<string> {
  return new Promise((resolve, reject) => {
    app.watch(
      'run.watch',
      { runId: id },
      {
        onState: ({ run, waitingFor, plan }) => {
          const step = plan.steps.find((each) => each.id === waitingFor);
          const answer = step?.answers?.[0]?.value;
          if (step !== undefined && answer !== undefined)
            void app
              .call('runs.answer', { profileId: run.profileId, runId: id, stepId: step.id, answer, note: '' })
              .catch(() => undefined); // answered already: the state before it came once more
          if (run.endedMs !== null) resolve(run.status);
        },
        onEnd: (error) => reject(error ?? new Error('the stream of the run ended')),
      },
    );
  });
}
