// A console in a process of its own that comes to harm at one journal entry of its run. It loads everything, then waits for
// one line that tells what to do; it tells how its run ended, if it lives to.

import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Lifetime } from '../../../shared/lifetime.ts';
import { openConsole, type ConsoleOrder } from './console.ts';
import { beginRun, untilEnded } from './drive.ts';
import { harmAt, type Harm } from './points.ts';

export interface Order extends ConsoleOrder {
  readonly runbookId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly harm: Harm;
}

export const FILLER = 'filler';

if (import.meta.main) {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    const status = await comeToHarm(JSON.parse(line) as Order);
    process.stdout.write(`${status}\n`, () => process.exit(0));
  }
  process.exit(0); // nobody needed it
}

async function comeToHarm(order: Order): Promise<string> {
  const { folder, runbookId, parameters, harm } = order;
  const lifetime = new Lifetime('crash child');
  const onJournal = harmAt(harm, async () => {
    if (harm.kind === 'disk') await fillDisk(folder);
    else process.kill(process.pid, 'SIGKILL');
  });
  const desk = await openConsole(order, lifetime, onJournal);
  const runId = await beginRun(desk, runbookId, parameters);
  const status = await untilEnded(desk.app, runId).then(
    ({ run }) => run.status,
    () => 'waiting', // for an answer that a full disk does not take: its operator closes the console
  );
  await lifetime.dispose();
  return status;
}

/** Until not one byte more can be written. */
async function fillDisk(folder: string): Promise<void> {
  for (let size = 1 << 20; size >= 1; size = Math.floor(size / 8)) {
    try {
      for (;;) await appendFile(join(folder, FILLER), Buffer.alloc(size));
    } catch {
      if (!existsSync(join(folder, FILLER))) throw new Error('the disk could not be filled');
    }
  }
}
