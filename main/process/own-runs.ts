// The runs this engine itself is at: what would be cut short if it ended now. Those of other consoles go on without it.

import type { RunSummary } from '../../shared/model/run.ts';
import { say } from '../../shared/text.ts';
import type { App } from '../app.ts';

export interface OwnRuns {
  /** Asks every one to stop where that is safe, and resolves when none runs any more. */
  cancelAll(): Promise<void>;
}

/** `tell` hears the titles of the running ones, whenever they change. */
export async function followOwnRuns(app: App, tell: (titles: readonly string[]) => void): Promise<OwnRuns> {
  const texts = new Map((await app.call('runbooks.list', {})).map((runbook) => [runbook.id, runbook.texts.en]));
  let running: readonly RunSummary[] = [];
  let onChange = (): void => {};
  app.watch(
    'runs.watch',
    {},
    {
      onState({ runs }) {
        const now = Object.values(runs).filter(({ id, status }) => status === 'running' && app.isOwnRun(id));
        if (now.map(({ id }) => id).join() === running.map(({ id }) => id).join()) return;
        running = now;
        tell(running.map(({ runbookId, title }) => say(texts.get(runbookId) ?? {}, title)));
        onChange();
      },
    },
  );
  return {
    async cancelAll() {
      // One that has just ended refuses: it is not running, which is all that is wanted.
      await Promise.all(running.map(({ id }) => app.call('runs.cancel', { runId: id }).catch(() => undefined)));
      await new Promise<void>((resolve) => {
        onChange = () => running.length === 0 && resolve();
        onChange();
      });
    },
  };
}
