// How a run's status reads in the one health grammar.

import type { Health } from './health.ts';
import type { RunStatus } from './run.ts';

/** A run that goes on is neither well nor unwell: it moves. */
export const RUN_HEALTH: Readonly<Record<RunStatus, Health>> = {
  running: 'unknown',
  waiting: 'attention',
  paused: 'attention',
  done: 'healthy',
  blocked: 'attention',
  failed: 'critical',
  cancelled: 'attention',
  stopped: 'attention',
  interrupted: 'attention',
};
