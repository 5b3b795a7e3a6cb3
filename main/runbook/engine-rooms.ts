// What the parts of the engine share: one of each, made when the console starts.

import type { HoldTarget } from './hold-target.ts';
import type { TargetLock } from './lock.ts';
import type { Planner } from './planner.ts';
import type { RunBoard } from './run-board.ts';
import type { RunbookEngineOptions } from './runbook-engine.ts';
import type { Runner } from './runner.ts';

export interface EngineRooms {
  readonly options: RunbookEngineOptions;
  readonly board: RunBoard;
  readonly planner: Planner;
  readonly runner: Runner;
  readonly holdTarget: HoldTarget;
  /** Of this machine. */
  readonly lock: TargetLock;
}
