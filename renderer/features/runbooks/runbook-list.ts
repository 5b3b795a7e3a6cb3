// The list of runbooks as the screen shows it: grouped by area, searched by word.

import type { RunbookArea, RunbookInfo } from '../../../shared/model/run.ts';

const AREAS: readonly RunbookArea[] = ['operations', 'redis', 'mongo', 'backup'];

export interface RunbookGroup {
  readonly area: RunbookArea;
  readonly runbooks: readonly RunbookInfo[];
}

/** Groups in a fixed order; a group without a match is left out. `wordsOf` gives a runbook's texts in the reader's language. */
export function groupRunbooks(
  runbooks: readonly RunbookInfo[],
  query: string,
  wordsOf: (runbook: RunbookInfo) => string,
): RunbookGroup[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const matches = (runbook: RunbookInfo): boolean => {
    const text = `${runbook.id} ${wordsOf(runbook)}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  };
  return AREAS.map((area) => ({
    area,
    runbooks: runbooks.filter((runbook) => runbook.area === area && matches(runbook)),
  })).filter((group) => group.runbooks.length > 0);
}
