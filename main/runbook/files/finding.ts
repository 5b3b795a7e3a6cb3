// Something wrong in a runbook file, by the path of the value it is about. Lines and columns are added at the end.

import type { Path } from './walk.ts';

export interface Finding {
  readonly path: Path;
  /** A key that should not be there is pointed at; otherwise the value. */
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly hint: string | null;
}

export function finding(
  path: Path,
  message: string,
  hint: string | null = null,
  at: 'key' | 'value' = 'value',
): Finding {
  return { path, at, message, hint };
}
