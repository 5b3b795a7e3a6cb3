// The list of runbooks as the screen shows it: grouped by what somebody comes for, searched by word.

import type { RunbookInfo } from '../../../shared/model/run.ts';

/** In the order of a shift: look, hand over, something is wrong, everything is wrong, then planned work. */
export const PURPOSES = [
  'daily',
  'failover',
  'issue',
  'emergency',
  'deploy',
  'backup',
  'maintenance',
  'operations',
] as const;
export type Purpose = (typeof PURPOSES)[number];

export interface RunbookGroup {
  readonly purpose: Purpose;
  readonly runbooks: readonly RunbookInfo[];
}

/** A runbook's name begins with its purpose (`emergency.…`) or its area; own runbooks follow the same names. */
export function purposeOf({ id, area }: Pick<RunbookInfo, 'id' | 'area'>): Purpose {
  if (/^(health|performance)\.|^backup\.check/.test(id)) return 'daily';
  if (/\.failover$/.test(id)) return 'failover';
  const [prefix] = id.split('.', 1);
  const named = PURPOSES.find((purpose) => purpose === prefix);
  if (named !== undefined) return named;
  if (area === 'backup') return 'backup';
  return area === 'operations' ? 'operations' : 'maintenance';
}

/** Groups in a fixed order; a group without a match is left out. `wordsOf` gives what the reader sees of a runbook. */
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
  return PURPOSES.map((purpose) => ({
    purpose,
    runbooks: runbooks.filter((runbook) => purposeOf(runbook) === purpose && matches(runbook)),
  })).filter((group) => group.runbooks.length > 0);
}
