// What watchers of one rehearsal see: its phases, its plans and the run on the lab. Nothing here decides how it goes on.

import type { Clock } from '../../shared/clock.ts';
import type { ErrorData } from '../../shared/errors.ts';
import {
  REHEARSAL_PHASES,
  REHEARSAL_TABLES,
  type PlanDifference,
  type Rehearsal,
  type RehearsalPhase,
  type RehearsalPhaseId,
  type RehearsalState,
} from '../../shared/model/rehearsal.ts';
import type { Plan, RunState } from '../../shared/model/run.ts';
import type { Text } from '../../shared/text.ts';
import { live, type Live } from '../live.ts';

export interface Stage {
  readonly live: Live<RehearsalState>;
  /** Shows the phase around the work, and how it ended; passes on what the work gives or throws. */
  during<T>(id: RehearsalPhaseId, work: () => Promise<T>): Promise<T>;
  detail(id: RehearsalPhaseId, detail: string): void;
  note(...notes: readonly Text[]): void;
  labPlan(plan: Plan, differences: readonly PlanDifference[]): void;
  run(state: RunState): void;
  end(status: Rehearsal['status'], error: ErrorData | null): void;
}

export type RehearsalRequest = Pick<Rehearsal, 'id' | 'profileId' | 'runbookId' | 'parameters'>;

export function createStage(request: RehearsalRequest, targetPlan: Plan, clock: Clock): Stage {
  const shown = live<RehearsalState>(
    {
      rehearsal: {
        ...request,
        status: 'running',
        startedMs: clock.now(),
        endedMs: null,
        error: null,
        result: null,
        runError: null,
        runStartedMs: null,
        runEndedMs: null,
      },
      notes: [],
      targetPlan,
      labPlan: null,
      phases: Object.fromEntries(REHEARSAL_PHASES.map((id) => [id, pendingPhase(id)])),
      differences: {},
      steps: {},
      measures: {},
    },
    REHEARSAL_TABLES,
  );
  const change = (fields: Partial<RehearsalState>): void => shown.update((state) => ({ ...state, ...fields }));
  const phase = (id: RehearsalPhaseId, fields: Partial<RehearsalPhase>): void =>
    shown.update((state) => ({ ...state, phases: { ...state.phases, [id]: { ...state.phases[id]!, ...fields } } }));
  const rehearsal = (fields: Partial<Rehearsal>): void =>
    shown.update((state) => ({ ...state, rehearsal: { ...state.rehearsal, ...fields } }));

  return {
    live: shown,
    async during(id, work) {
      phase(id, { status: 'running', startedMs: clock.now() });
      try {
        const result = await work();
        phase(id, { status: 'done', endedMs: clock.now() });
        return result;
      } catch (error) {
        phase(id, { status: 'failed', endedMs: clock.now() });
        throw error;
      }
    },
    detail: (id, detail) => phase(id, { detail }),
    note: (...notes) => change({ notes: [...shown.get().state.notes, ...notes] }),
    labPlan: (labPlan, differences) =>
      change({ labPlan, differences: Object.fromEntries(differences.map((one) => [one.id, one])) }),
    run({ run, steps, measures }) {
      change({ steps, measures });
      rehearsal({ result: run.status, runError: run.error, runStartedMs: run.startedMs, runEndedMs: run.endedMs });
    },
    end(status, error) {
      shown.update((state) => ({
        ...state,
        rehearsal: { ...state.rehearsal, status, error, endedMs: clock.now() },
        phases: Object.fromEntries(
          Object.values(state.phases).map((one) => [
            one.id,
            one.status === 'pending' ? { ...one, status: 'skipped' } : one,
          ]),
        ),
      }));
    },
  };
}

function pendingPhase(id: RehearsalPhaseId): RehearsalPhase {
  return { id, status: 'pending', startedMs: null, endedMs: null, detail: null };
}
