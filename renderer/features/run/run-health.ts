// How a run's status reads in the one health grammar.

import type { Health } from '../../../shared/model/health.ts';
import type { RunStatus } from '../../../shared/model/run.ts';

export const HEALTH_OF_STATUS: Readonly<Record<Exclude<RunStatus, 'running'>, Health>> = {
  waiting: 'attention',
  paused: 'attention',
  done: 'healthy',
  blocked: 'attention',
  failed: 'critical',
  cancelled: 'attention',
  stopped: 'attention',
  interrupted: 'attention',
};
