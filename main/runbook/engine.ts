// The runbook engine: plan → confirm → act → verify, for every runbook alike. It knows no runbook by name. It never starts what
// was not planned just so, never runs two changing runs on one target, and loses no run to a crash. Each journey has a room of
// its own: start-run.ts, runner.ts, hands.ts, ways-out.ts; this file joins them.

import type { RunbookInfo } from '../../shared/model/run.ts';
import { withRunTexts } from '../../shared/texts/run-texts.ts';
import type { EngineRooms } from './engine-rooms.ts';
import { NEVER } from './execution.ts';
import { reach } from './hands.ts';
import { createHoldTarget } from './hold-target.ts';
import { createTargetLock } from './lock.ts';
import { createPlanner } from './planner.ts';
import { createRunBoard } from './run-board.ts';
import { runDocument } from './run-document.ts';
import { createRunner } from './runner.ts';
import type { Runbook } from './runbook.ts';
import type { RunbookEngine, RunbookEngineOptions } from './runbook-engine.ts';
import { startRun } from './start-run.ts';
import { continueRun, readWays, stopRun } from './ways-out.ts';

/** Reads what earlier processes left before it resolves. */
export async function createRunbookEngine(options: RunbookEngineOptions): Promise<RunbookEngine> {
  const { library, contextOf } = options;
  const lock = options.lock ?? createTargetLock(options.dataFolder);
  const runner = createRunner(options);
  const board = await createRunBoard(options, (runId) => runner.active(runId) !== undefined);
  const planner = createPlanner(options, board);
  const rooms: EngineRooms = { options, board, planner, runner, lock, holdTarget: createHoldTarget(options, lock) };
  options.lifetime.add(() => runner.close());

  return {
    runs: board.runs,
    list: () => library.list().map(infoOf),
    async plan(profileId, runbookId, parameters, from = null) {
      const runbook = library.get(runbookId);
      const context = await contextOf(profileId, NEVER);
      return (await planner.plan(runbook, context, { parameters, from })).plan;
    },
    start: (request) => startRun(rooms, request),
    run(runId) {
      const view = board.view(runId);
      if (view.record().state.run.status === 'interrupted') {
        void readWays(rooms, runId).catch(() => undefined); // shows what the servers say of it; where they say nothing, what is known
      }
      return view.live;
    },
    cancel: (runId) => reach(rooms, runId, { kind: 'cancel' }),
    pause: (runId) => reach(rooms, runId, { kind: 'pause' }),
    continue: (runId) => reach(rooms, runId, { kind: 'continue' }),
    answer: (runId, answer) => reach(rooms, runId, { kind: 'answer', ...answer }),
    note: (runId, note) => reach(rooms, runId, { kind: 'note', ...note }),
    handOver: (runId, change) => reach(rooms, runId, { kind: 'handOver', ...change }),
    ways: (runId) => readWays(rooms, runId),
    resume: (runId, choice) => continueRun(rooms, runId, 'resume', choice),
    undo: (runId, choice) => continueRun(rooms, runId, 'undo', choice),
    stop: (runId, choice) => stopRun(rooms, runId, choice),
    report: (runId, format) => runDocument(options, board.view(runId).record(), format),
    isOwn: (runId) => runner.active(runId) !== undefined,
    async settled(runId) {
      const view = board.view(runId);
      await runner.active(runId)?.ended;
      return view.live.get().state;
    },
  };
}

/** What screens need of a runbook: it crosses the wire, so nothing but data. The engine's own words are among its texts. */
function infoOf({ id, area, effect, texts, fields, origin, guided, asksApproval }: Runbook): RunbookInfo {
  return { id, area, effect, texts: withRunTexts(texts), fields, origin, guided, asksApproval };
}
