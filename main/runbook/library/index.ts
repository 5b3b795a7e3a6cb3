// The runbooks of the console. A new one is one file beside this, and its line here.

import type { Runbook } from '../runbook.ts';
import { mongoFailover } from './mongo-failover.ts';
import { mongoReindex } from './mongo-reindex.ts';
import { redisFailover } from './redis-failover.ts';

export const library: readonly Runbook[] = [redisFailover, mongoFailover, mongoReindex];
