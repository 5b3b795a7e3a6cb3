// The console's own runbooks, except that nobody waits ten minutes for figures to settle: a file's waits take a moment.

import { library as runbooksInCode } from '../../../main/runbook/library/index.ts';
import { createFileLibrary } from '../../../main/runbook/files/file-library.ts';
import type { Doing } from '../../../main/runbook/files/plan-data.ts';
import type { Runbook } from '../../../main/runbook/runbook.ts';
import { createRunbookLibrary, type RunbookLibrary } from '../../../main/runbook/runbook-library.ts';
import type { Lifetime } from '../../../shared/lifetime.ts';

const MOMENT_MS = 100;

/** `ownFolder`: where the user's files would be; made, and empty. */
export async function hurriedLibrary(lifetime: Lifetime, ownFolder: string): Promise<RunbookLibrary> {
  const files = await createFileLibrary({
    code: runbooksInCode,
    ownFolder,
    lifetime,
    report(error) {
      throw error;
    },
  });
  const runbooks = files.runbooks().map(hurried);
  return createRunbookLibrary(() => runbooks);
}

function hurried(runbook: Runbook): Runbook {
  return runbook.origin === 'shipped' ? { ...runbook, steps: (data) => runbook.steps(withoutWaits(data)) } : runbook;
}

/** Of any depth: a file may call a file. */
function withoutWaits(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data), (key, value: unknown) =>
    key === 'does' && (value as Doing).kind === 'wait' ? { ...(value as object), ms: MOMENT_MS } : value,
  );
}
